"""Reading one issue or merge request of GitLab: as it stands, with what it will close, and what is wrong."""

import json
from typing import Any

import pytest

from connectors.gitlab_graphql import Graph
from connectors.gitlab_server import TOKEN, GitlabServer, gitlab_issue, gitlab_request
from connectors.proposing import Proposed, proposed
from connectors.tracker_server import Asked, Fault, FaultPlan, Payload
from seedcorn.connectors.gitlab import propose
from seedcorn.errors import UsageError
from seedcorn.transport.trouble import UnreadError

ISSUE = "/projects/acme/app/issues/12"
REQUEST = "/projects/acme/app/merge_requests/12"
CLOSES = f"{REQUEST}/closes_issues"


def saying(payload: Any) -> Fault:
    return Fault(body=json.dumps(payload).encode())


def on_path(end: str, fault: Fault) -> FaultPlan:
    return lambda asked: fault if asked.path.endswith(end) else None


def read(server: GitlabServer, target: str = "acme/app!12", **options: Any) -> Proposed:
    return proposed(propose, target, server.environ, **options)


def of_request(request: Payload | None = None, closes: Any = ()) -> Proposed:
    """A merge request of its own server."""
    with GitlabServer(others={REQUEST: request or gitlab_request(12), CLOSES: list(closes)}) as server:
        return read(server)


def test_an_issue_is_one_request_and_reads_as_in_the_list() -> None:
    with GitlabServer(others={ISSUE: gitlab_issue(12)}) as server:
        found = read(server, "acme/app#12")
        assert [asked.path for asked in server.requests] == ["/api/v4/projects/acme%2Fapp/issues/12"]
    assert not found.proposal.is_change
    assert (found.closes, found.proposal.base, found.proposal.head, found.messages) == ([], "", "", [])
    assert (found.issue.source, found.issue.key) == ("gitlab:acme/app", "acme/app#12")
    assert found.issue.labels == ("customer::Acme",)
    assert found.issue.headings == (("Customer", "Acme"),)
    assert found.issue.marks == (("project", "acme/app"),)


def test_a_closed_issue_and_one_that_was_moved_away() -> None:
    closed = {"state": "closed", "closed_at": "2025-04-01T12:00:00Z"}
    with GitlabServer(others={ISSUE: gitlab_issue(12, **closed)}) as server:
        assert read(server, "acme/app#12").issue.state == "closed"
    with GitlabServer(others={ISSUE: gitlab_issue(12, **closed, moved_to_id=9)}) as server:
        assert read(server, "acme/app#12", places={"organization"}).issue.state_reason == "duplicate"


def test_a_merge_request_with_all_that_it_will_close() -> None:
    request = gitlab_request(12, title="APP-7: export", source_branch="5-export-CRM-8")
    found = of_request(request, [gitlab_issue(3), gitlab_issue(1, project="acme/web"), {"id": "OPS-2"}])
    assert found.proposal.is_change
    assert found.closes == ["acme/app#3", "acme/web#1", "OPS-2", "acme/app#5", "APP-7", "CRM-8"]
    assert (found.proposal.base, found.proposal.head) == ("a" * 40, "b" * 40)
    issue = found.issue
    assert (issue.source, issue.key, issue.state) == ("gitlab:acme/app", "acme/app!12", "open")
    assert issue.url == "https://gitlab.com/acme/app/-/merge_requests/12"
    assert (issue.labels, issue.author) == (("customer::Acme",), "ada")
    assert ("project", "acme/app") in issue.marks


def test_a_merge_request_that_closes_nothing() -> None:
    assert of_request().closes == []


def test_issues_that_it_closes_come_on_several_pages() -> None:
    with GitlabServer(others={REQUEST: gitlab_request(12)}) as server:

        def plan(asked: Asked) -> Fault | None:
            if not asked.path.endswith("/closes_issues"):
                return None
            link = f'<{server.url}{asked.path}?per_page=100&page=2>; rel="next"'
            headers = {"Link": link} if asked.page == 1 else {}
            return Fault(headers=headers, body=json.dumps([gitlab_issue(asked.page)]).encode())

        server.fault = plan
        assert read(server).closes == ["acme/app#1", "acme/app#2"]


@pytest.mark.parametrize(
    ("state", "dates", "found"),
    [
        ("merged", {"merged_at": "2025-04-01T12:00:00Z"}, ("closed", "completed", 4)),
        ("closed", {"closed_at": "2025-05-01T12:00:00Z"}, ("closed", "not_planned", 5)),
        ("locked", {}, ("open", None, None)),
    ],
)
def test_how_a_merge_request_stands(state: str, dates: Payload, found: tuple[str, str, int]) -> None:
    issue = of_request(gitlab_request(12, state=state, **dates)).issue
    assert (issue.state, issue.state_reason, issue.closed_at and issue.closed_at.month) == found


def test_a_draft_says_so() -> None:
    assert of_request(gitlab_request(12, draft=True)).issue.fields == (("draft", "yes"),)
    assert of_request(gitlab_request(12, draft=None, work_in_progress=True)).issue.fields == (
        ("draft", "yes"),
    )


def test_commits_that_are_not_prepared_yet() -> None:
    proposal = of_request(gitlab_request(12, diff_refs=None)).proposal
    assert (proposal.base, proposal.head) == ("", "b" * 40)


def test_the_keys_are_those_of_the_project_as_it_is_called_now() -> None:
    request = gitlab_request(12, project="new/app", source_branch="5-x")
    found = of_request(request)
    assert (found.issue.key, found.closes) == ("new/app!12", ["new/app#5"])
    assert of_request(gitlab_request(12, references=None)).issue.key == "acme/app!12"


def test_what_costs_further_requests_is_read_where_it_is_wanted() -> None:
    issue = gitlab_issue(12)
    graph = Graph(
        issues=[issue],
        organizations={issue["id"]: ["Umbrella"]},
        fields={issue["id"]: {"Team": {"text": "Blue"}}},
    )
    places = {"organization", "field:team", "past-label"}
    events = [
        {"id": 1, "action": "add", "label": {"name": "customer::Acme"}, "created_at": "2025-03-02T12:00:00Z"},
        {
            "id": 2,
            "action": "remove",
            "label": {"name": "customer::Old"},
            "created_at": "2025-03-02T12:00:00Z",
        },
    ]
    others = {ISSUE: issue, "/projects/77/issues/12/resource_label_events": events}
    with GitlabServer(others=others, graphql=graph) as server:
        found = read(server, "acme/app#12", places=places)
    assert set(found.issue.marks) == {
        ("project", "acme/app"),
        ("organization", "Umbrella"),
        ("past-label", "customer::Old"),
    }
    assert found.issue.fields == (("Team", "Blue"),)
    assert found.messages == []


def test_what_is_refused_beside_it_is_told() -> None:
    with GitlabServer(others={ISSUE: gitlab_issue(12)}) as server:
        found = read(server, "acme/app#12", places={"organization", "past-label"})
    assert found.messages == ["not read of it: organization, past-label"]


@pytest.mark.parametrize(
    ("status", "why", "hint"),
    [
        (404, "not found, or not visible", "check the name, and what the token may read"),
        (403, "access refused (403)", "read_api"),
        (401, "the token was refused", "GITLAB_TOKEN"),
    ],
)
@pytest.mark.parametrize("end", ["/merge_requests/12", "/closes_issues", "/issues/12"])
def test_what_cannot_be_read_says_why_and_what_to_do(status: int, why: str, hint: str, end: str) -> None:
    fault = on_path(end, Fault(status=status))
    target = "acme/app#12" if "issues/" in end else "acme/app!12"
    with (
        GitlabServer(others={REQUEST: gitlab_request(12)}, fault=fault) as server,
        pytest.raises(UnreadError) as error,
    ):
        read(server, target)
    assert why in str(error.value)
    assert hint in error.value.hint
    assert error.value.exit_code == 3
    assert TOKEN not in f"{error.value} {error.value.hint}"


@pytest.mark.parametrize(
    "target",
    [
        *("acme/app", "acme/app#", "acme/app!", "acme/app#0", "acme/app!-1", "acme/app!1.5", "acme/app!٣"),
        *("acme#12", "acme!12", "acme/#12", "#12", "!12", "", "acme/app#1!2", "acme/app&12", "12"),
        *("acme/..!12", "https://gitlab.com/acme/app!12", "acme/a p#12", "acme/app!12345678901"),
    ],
)
def test_a_target_that_names_none_is_refused(target: str) -> None:
    with pytest.raises(UsageError) as error:
        proposed(propose, target, {"GITLAB_URL": "http://127.0.0.1:9"})
    assert "group/project" in error.value.hint
    assert str(error.value).isascii()


BODIES: list[tuple[str, Any]] = [
    ("/issues/12", []),
    ("/issues/12", {}),
    ("/issues/12", gitlab_issue(12, title=7)),
    ("/merge_requests/12", []),
    ("/merge_requests/12", {}),
    ("/merge_requests/12", gitlab_request(12, title=None)),
    ("/merge_requests/12", gitlab_request(12, state="odd")),
    ("/merge_requests/12", gitlab_request(12, state=7)),
    ("/merge_requests/12", gitlab_request(12, iid="12")),
    ("/merge_requests/12", gitlab_request(12, references="x")),
    ("/merge_requests/12", gitlab_request(12, source_branch=["x"])),
    ("/merge_requests/12", gitlab_request(12, merged_at=7)),
    ("/merge_requests/12", gitlab_request(12, diff_refs={"base_sha": "--output=x", "head_sha": "b" * 40})),
    ("/merge_requests/12", gitlab_request(12, diff_refs=None, sha="x")),
    ("/closes_issues", {}),
    ("/closes_issues", [7]),
    ("/closes_issues", [None]),
    ("/closes_issues", [{}]),
    ("/closes_issues", [gitlab_issue(3, labels=7)]),
]


@pytest.mark.parametrize(("end", "body"), BODIES)
def test_answers_that_make_no_sense_are_errors_of_ours(end: str, body: Any) -> None:
    target = "acme/app#12" if "issues/" in end else "acme/app!12"
    with (
        GitlabServer(others={REQUEST: gitlab_request(12)}, fault=on_path(end, saying(body))) as server,
        pytest.raises(UnreadError) as error,
    ):
        read(server, target)
    assert error.value.hint


def test_a_key_of_another_tracker_is_one_or_is_left_out() -> None:
    assert of_request(closes=[{"id": "<script>"}, {"id": "OPS-2"}]).closes == ["OPS-2"]


@pytest.mark.parametrize("end", ["/merge_requests/12", "/closes_issues"])
@pytest.mark.parametrize("how", ["redirect", "link"])
def test_the_token_never_leaves_its_host(end: str, how: str) -> None:
    with GitlabServer(others={REQUEST: gitlab_request(12), CLOSES: []}) as other:
        elsewhere = f"{other.url}/api/v4{REQUEST}"
        fault = (
            Fault(status=307, headers={"Location": elsewhere})
            if how == "redirect"
            else Fault(headers={"Link": f'<{elsewhere}?page=2>; rel="next"'}, body=b"[]")
        )
        request = gitlab_request(12, web_url=elsewhere, _links={"self": elsewhere})
        with (
            GitlabServer(others={REQUEST: request}, fault=on_path(end, fault)) as server,
            pytest.raises(UnreadError) as error,
        ):
            read(server)
        assert other.requests == []
    assert "another place" in str(error.value)
    assert TOKEN not in f"{error.value} {error.value.hint}"
