"""Reading one issue or pull request of GitHub: as it stands, with what it will close, and what is wrong."""

import json
from typing import Any

import pytest

from connectors.github_graph import Refused, closes, item, value
from connectors.github_server import (
    TOKEN,
    GithubServer,
    github_branches,
    github_comment,
    github_issue,
    github_pull,
)
from connectors.proposing import Proposed, proposed
from connectors.tracker_server import Asked, Fault, FaultPlan, Payload
from seedcorn.connectors.github import propose
from seedcorn.errors import UsageError
from seedcorn.transport.trouble import UnreadError


def on_path(end: str, fault: Fault) -> FaultPlan:
    return lambda asked: fault if asked.path.endswith(end) else None


def saying(payload: Any) -> Fault:
    return Fault(body=json.dumps(payload).encode())


def read(server: GithubServer, target: str = "acme/app#12", **options: Any) -> Proposed:
    return proposed(propose, target, server.environ, **options)


def of_pull(
    pull: Payload | None = None, branches: Payload | None = None, graph: Payload | None = None
) -> Proposed:
    """A pull request of its own server."""
    with GithubServer(
        issues=[pull or github_pull(12)],
        pulls={12: branches or github_branches()},
        graph={12: graph or {}},
    ) as server:
        return read(server)


def test_an_issue_is_one_request_and_reads_as_in_the_list() -> None:
    with GithubServer(issues=[github_issue(12)]) as server:
        found = read(server)
        assert [asked.path for asked in server.requests] == ["/repos/acme/app/issues/12"]
    assert not found.proposal.is_change
    assert (found.closes, found.proposal.base, found.proposal.head, found.messages) == ([], "", "", [])
    assert (found.issue.source, found.issue.key) == ("github:acme/app", "acme/app#12")
    assert found.issue.labels == ("customer: Acme",)
    assert found.issue.headings == (("Customer", "Acme"),)
    assert found.issue.marks == (("repository", "acme/app"),)
    assert found.issue.url == "https://github.com/acme/app/issues/12"


def test_a_closed_issue() -> None:
    closed = github_issue(12, state="closed", state_reason="not_planned", closed_at="2025-04-01T12:00:00Z")
    with GithubServer(issues=[closed]) as server:
        issue = read(server).issue
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    assert issue.closed_at is not None


def test_a_pull_request_with_all_that_it_will_close() -> None:
    pull = github_pull(
        12, title="APP-7: export, fixes #4", body="Closes #3\n\n`closes #9`", type={"name": "Bug"}
    )
    branches = github_branches("fix/5-CRM-8-export")
    with GithubServer(
        issues=[pull], pulls={12: branches}, graph={12: {"closes": closes("Acme/App#3", "acme/web#1")}}
    ) as server:
        found = read(server)
        assert len(server.requests) == 3
    assert found.proposal.is_change
    assert found.closes == ["Acme/App#3", "acme/web#1", "acme/app#4", "acme/app#5", "APP-7", "CRM-8"]
    assert (found.proposal.base, found.proposal.head) == ("a" * 40, "b" * 40)
    issue = found.issue
    assert (issue.key, issue.type, issue.state) == ("acme/app#12", "Bug", "open")
    assert issue.url == "https://github.com/acme/app/pull/12"
    assert issue.labels == ("customer: Acme",)
    assert found.messages == []


def test_a_pull_request_that_closes_nothing_closes_nothing_and_never_itself() -> None:
    assert of_pull().closes == []
    assert of_pull(github_pull(12, body="fixes #12"), github_branches("12-fix")).closes == []


def test_an_address_of_the_same_site_counts() -> None:
    body = "fixes https://github.com/acme/web/issues/3, fixes https://evil.example/acme/web/issues/4"
    assert of_pull(github_pull(12, body=body)).closes == ["acme/web#3"]


def test_the_keys_are_those_of_the_list_whatever_was_typed() -> None:
    with GithubServer(
        repositories={"ACME/App": [github_pull(12, body="fixes #3")]}, pulls={12: github_branches()}
    ) as server:
        found = read(server, "ACME/App#12")
    assert (found.issue.key, found.closes) == ("acme/app#12", ["acme/app#3"])


@pytest.mark.parametrize("head", [{"ref": "5-fix", "sha": "b" * 40, "repo": None}, None])
def test_a_pull_request_from_a_fork_that_is_gone(head: Payload | None) -> None:
    found = of_pull(branches=github_branches(head=head))
    assert (found.closes, found.proposal.head) == ((["acme/app#5"], "b" * 40) if head else ([], ""))
    assert found.proposal.base == "a" * 40


@pytest.mark.parametrize(("merged", "reason"), [(True, "completed"), (False, "not_planned")])
def test_a_pull_request_that_is_closed_was_merged_or_not(merged: bool, reason: str) -> None:
    pull = github_pull(12, state="closed", closed_at="2025-04-01T12:00:00Z")
    issue = of_pull(pull, github_branches(state="closed", merged=merged)).issue
    assert (issue.state, issue.state_reason) == ("closed", reason)


def test_a_draft_says_so() -> None:
    assert of_pull(branches=github_branches(draft=True)).issue.fields == (("draft", "yes"),)
    assert of_pull().issue.fields == ()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403),
        Fault(status=404),
        Fault(status=502),
        saying({"errors": [{"type": "FORBIDDEN", "message": "no"}], "data": None}),
        saying({"errors": [{"message": "Field 'closingIssuesReferences' doesn't exist"}]}),
    ],
)
def test_without_graphql_the_text_is_read_all_the_same(fault: Fault) -> None:
    with GithubServer(
        issues=[github_pull(12, body="fixes #3")],
        pulls={12: github_branches("5-fix")},
        fault=on_path("/graphql", fault),
    ) as server:
        found = read(server)
    assert found.closes == ["acme/app#3", "acme/app#5"]
    assert "GitHub does not say which issues it closes" in found.messages[-1]


def test_references_that_are_refused_or_hidden_are_no_error() -> None:
    assert of_pull(graph={"closes": Refused()}).closes == []
    hidden = {"nodes": [None, *closes("acme/web#1")["nodes"]]}
    assert of_pull(graph={"closes": hidden}).closes == ["acme/web#1"]


@pytest.mark.parametrize(
    ("status", "why", "hint"),
    [
        (404, "not found, or not visible", "check the name, and what the token may read"),
        (403, "access refused (403)", "give the token read access to issues"),
        (401, "the token was refused", "GITHUB_TOKEN"),
        (410, "turned off or gone", "leave it out"),
        (500, "answered 500", "run again later"),
    ],
)
@pytest.mark.parametrize("end", ["/issues/12", "/pulls/12"])
def test_what_cannot_be_read_says_why_and_what_to_do(status: int, why: str, hint: str, end: str) -> None:
    fault = on_path(end, Fault(status=status))
    with GithubServer(issues=[github_pull(12)], fault=fault) as server, pytest.raises(UnreadError) as error:
        read(server)
    assert why in str(error.value)
    assert f"{server.url}/repos/acme/app{end}" in str(error.value)
    assert hint in error.value.hint
    assert error.value.exit_code == 3
    assert TOKEN not in f"{error.value} {error.value.hint}"


def test_one_that_is_not_there_is_not_found() -> None:
    with GithubServer(issues=[github_issue(1)]) as server, pytest.raises(UnreadError) as error:
        read(server)
    assert error.value.status == 404


@pytest.mark.parametrize(
    ("target", "advice"),
    [
        ("acme/app", "github:owner/repository#12"),
        ("acme/app#", "#12"),
        ("acme/app#0", "#12"),
        ("acme/app#-1", "#12"),
        ("acme/app#1.5", "#12"),
        ("acme/app#٣", "#12"),
        ("acme/app#12345678901", "#12"),
        ("acme/app!12", "#12"),
        ("acme#12", "#12"),
        ("acme/*#12", "#12"),
        ("#12", "#12"),
        ("acme/..#12", "owner"),
        ("acme/app/x#12", "owner"),
        ("acme/app#1#2", "owner"),
        ("https://github.com/acme/app#12", "owner"),
        ("", "#12"),
    ],
)
def test_a_target_that_names_no_issue_is_refused(target: str, advice: str) -> None:
    with pytest.raises(UsageError) as error:
        proposed(propose, target, {"GITHUB_API_URL": "http://127.0.0.1:9"})
    assert advice in error.value.hint
    assert str(error.value).isascii()


BODIES: list[tuple[str, Any]] = [
    ("/issues/12", []),
    ("/issues/12", "hello"),
    ("/issues/12", {}),
    ("/issues/12", github_pull(12, title=7)),
    ("/issues/12", github_pull(12, labels="x")),
    ("/issues/12", github_pull(12, body={"a": 1})),
    ("/issues/12", github_pull(12, html_url=["x"])),
    ("/issues/12", github_pull(12, number="12")),
    ("/issues/12", github_pull(12, state="merged")),
    ("/issues/12", github_issue(12, url="https://x/acme/app/pull/12")),
    ("/pulls/12", []),
    ("/pulls/12", github_branches(head="x")),
    ("/pulls/12", github_branches(head={"ref": 5, "sha": "b" * 40})),
    ("/pulls/12", github_branches(head={"ref": "x", "sha": "--output=/etc/passwd"})),
    ("/pulls/12", github_branches(head={"ref": "x", "sha": "b" * 39})),
    ("/pulls/12", github_branches(base={"sha": 7})),
    ("/graphql", {"data": {"repository": []}}),
    ("/graphql", {"data": {"repository": {"pullRequest": "x"}}}),
    ("/graphql", {"data": {"repository": {"pullRequest": {"closingIssuesReferences": []}}}}),
    ("/graphql", {"data": {"repository": {"pullRequest": {"closingIssuesReferences": {"nodes": [7]}}}}}),
]


@pytest.mark.parametrize(("end", "body"), BODIES)
def test_answers_that_make_no_sense_are_errors_of_ours(end: str, body: Any) -> None:
    with (
        GithubServer(
            issues=[github_pull(12)], pulls={12: github_branches()}, fault=on_path(end, saying(body))
        ) as server,
        pytest.raises(UnreadError) as error,
    ):
        read(server)
    assert error.value.hint


@pytest.mark.parametrize("end", ["/issues/12", "/pulls/12", "/graphql", "/issues/12/comments"])
@pytest.mark.parametrize("how", ["redirect", "link"])
def test_the_token_never_leaves_its_host(end: str, how: str) -> None:
    with GithubServer(issues=[github_pull(12)]) as other:
        elsewhere = f"{other.url}/repos/acme/app/issues/12"
        addresses = {"url": elsewhere, "comments_url": f"{elsewhere}/comments"}
        pull = github_pull(12, **addresses, pull_request={"url": f"{other.url}/repos/acme/app/pulls/12"})

        def plan(asked: Asked) -> Fault | None:
            if not asked.path.endswith(end):
                return None
            if how == "redirect":
                return Fault(status=307, headers={"Location": elsewhere})
            return Fault(headers={"Link": f'<{elsewhere}?page=2>; rel="next"'}, body=b"[]")

        with GithubServer(issues=[pull], pulls={12: github_branches(url=elsewhere)}, fault=plan) as server:
            try:
                said = repr(read(server, places={"comment"}))
            except UnreadError as error:
                said = f"{error} {error.hint}"
        assert other.requests == []
    assert TOKEN not in said


def test_a_renamed_repository_is_followed_at_home() -> None:
    with GithubServer(
        issues=[github_issue(12)], moved={"/repos/old/app/issues/12": "/repos/acme/app/issues/12"}
    ) as server:
        found = read(server, "old/app#12")
    assert (found.issue.source, found.issue.key) == ("github:old/app", "acme/app#12")


PLACES = {"comment", "topic", "property:tenant", "project-field:customer", "iteration", "author-organization"}
GRAPH = {
    "items": [
        item(value("Customer", name="Acme"), value("Sprint", title="S1", startDate="2026-01-19", duration=14))
    ],
    "organizations": ["umbrella"],
}


@pytest.mark.parametrize("kind", ["issue", "pull"])
def test_what_costs_further_requests_is_read_where_it_is_wanted(kind: str) -> None:
    page = "issues" if kind == "issue" else "pull"
    comments = [
        github_comment(1, 12, "/customer Acme", html_url=f"https://github.com/acme/app/{page}/12#c1"),
        github_comment(2, 12, "/customer Evil", author_association="NONE"),
        github_comment(3, 13, "/customer Other"),
    ]
    with GithubServer(
        issues=[github_issue(12) if kind == "issue" else github_pull(12)],
        pulls={12: github_branches()},
        graph={12: GRAPH},
        comments=comments,
        properties={"acme/app": {"tenant": "Initech"}},
        others={"/repos/acme/app": {"topics": ["mobile"]}},
    ) as server:
        found = read(server, places=PLACES)
        assert len(server.requests) == (6 if kind == "issue" else 8)
    assert found.issue.marks == (
        ("project-field:customer", "Acme"),
        ("author-organization", "umbrella"),
        ("comment", "/customer Acme"),
        ("repository", "acme/app"),
        ("topic", "mobile"),
        ("property:tenant", "Initech"),
    )
    assert [each.name for each in found.issue.iterations] == ["S1"]
    assert found.messages == []


def test_what_is_refused_beside_it_is_told_and_the_rest_is_read() -> None:
    graph = {"items": Refused(), "organizations": Refused(), "company": "Umbrella"}
    with GithubServer(
        issues=[github_issue(12)],
        graph={12: graph},
        fault=lambda asked: Fault(status=403) if asked.path.endswith(("/comments", "/values")) else None,
        others={"/repos/acme/app": {"topics": ["mobile"]}},
    ) as server:
        found = read(server, places=PLACES)
    assert found.issue.marks == (
        ("author-organization", "Umbrella"),
        ("repository", "acme/app"),
        ("topic", "mobile"),
    )
    assert found.messages == ["not read of it: comment, iteration, project-field, property"]


def test_a_company_is_asked_for_where_organizations_may_not_be() -> None:
    def plan(asked: Asked) -> Fault | None:
        if asked.body and "organizations" in asked.body["query"]:
            return saying({"errors": [{"type": "INSUFFICIENT_SCOPES", "message": "read:org"}]})
        return None

    with GithubServer(issues=[github_issue(12)], graph={12: {"company": "@acme"}}, fault=plan) as server:
        found = read(server, places={"author-organization"})
    assert ("author-organization", "acme") in found.issue.marks
    assert found.messages == ["not read of it: author-organization"]
