"""What is said of how a GitHub source stands: who asks, what is seen, what is left, and what to do."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from connectors.github_graph import Refused
from connectors.github_server import TOKEN, GithubServer, github_issue, github_repository
from connectors.tracker_server import Asked, Fault, TestClock
from seedcorn.connector import Check, Collecting
from seedcorn.connectors._github_doctor import server_of
from seedcorn.connectors.github import inspect
from seedcorn.errors import UsageError
from seedcorn.transport.github import PUBLIC
from seedcorn.transport.patience import Clock
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits

NOW = 1_769_000_000  # what the tests' clock shows: 2026-01-21 12:53:20 UTC
LIMITS = {
    "resources": {
        "core": {"limit": 5_000, "remaining": 4_990, "reset": NOW + 600},
        "graphql": {"limit": 5_000, "remaining": 0, "reset": NOW + 900},
    }
}
OTHERS = {
    "/user": {"login": "ada"},
    "/rate_limit": LIMITS,
    "/repos/acme/app": {"private": True, "has_issues": True, "open_issues_count": 12},
}
PLACES = frozenset({"project-field:customer", "property:tenant"})


def inspected(server: GithubServer, target: str = "acme/app", **collecting: Any) -> dict[str, Check]:
    clock = TestClock()
    limits = Limits(clock=Clock(now=clock.now, sleep=clock.sleep))
    given = Collecting(**{"environ": server.environ, **collecting})
    checks = list(inspect(target, given, limits=limits))
    assert TOKEN not in repr(checks)
    assert all(check.hint for check in checks if check.works is False)
    assert len(checks) == len({check.what for check in checks})
    return {check.what: check for check in checks}


def dated(server: GithubServer, moment: float, **headers: str) -> Any:
    """All answers bear that date and these headers."""
    date = format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)

    def plan(asked: Asked) -> Fault:
        status, own, body = server.answer(asked)
        return Fault(status=status, headers=own | {"Date": date, **headers}, body=body)

    return plan


def test_a_repository_that_stands_well() -> None:
    with GithubServer(issues=[github_issue(1)], others=OTHERS, properties={"acme/app": {}}) as server:
        server.fault = dated(server, NOW + 3, **{"X-OAuth-Scopes": "repo, read:project"})
        said = inspected(server)
    assert {what: (check.said, check.works) for what, check in said.items()} == {
        "server": (f"{server.url.removeprefix('http://')}, GitHub Enterprise", True),
        "account": ("ada, scopes: repo, read:project", True),
        "requests left": ("4,990 of 5,000; more at 13:03 UTC", True),
        "GraphQL points left": ("0 of 5,000; more at 13:08 UTC", False),
        "clock": ("agrees (3 s)", True),
        "issues": ("12 open, with pull requests; the repository is private", True),
        "projects": ("1 linked", True),
        "custom properties": ("readable", True),
    }
    assert len(server.requests) <= 7


def test_tokens_of_every_kind() -> None:
    with GithubServer(others=OTHERS) as server:
        assert inspected(server)["account"].said == "ada, a token without scopes (fine-grained, or an App's)"
        server.fault = lambda asked: Fault(status=403) if asked.path == "/user" else None
        assert inspected(server)["account"].said == "a token of GitHub Actions or of an App"
        server.fault = lambda asked: Fault(status=401) if asked.path == "/user" else None
        refused = inspected(server)["account"]
        nobody = inspected(server, environ={"GITHUB_API_URL": server.url})["account"]
    assert (refused.works, refused.said) == (False, "the token was refused (401)")
    assert (nobody.works, nobody.said) == (None, "none: only what everybody may see")
    assert "60 requests an hour" in nobody.hint
    assert "GITHUB_TOKEN" in nobody.hint


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(-121, "2 minutes ahead of"), (7_200, "2 hours behind"), (300 * 86_400, "300 days behind")],
)
def test_a_clock_that_is_wrong(ahead: int, words: str) -> None:
    with GithubServer(others=OTHERS) as server:
        server.fault = dated(server, NOW + ahead)
        clock = inspected(server)["clock"]
    assert clock.works is False
    assert words in clock.said


def test_a_github_without_a_clock_or_limits() -> None:
    with GithubServer(others=OTHERS | {"/rate_limit": {"resources": {"core": 3}}}) as server:
        server.fault = dated(server, NOW)
        server.fault = lambda asked: (
            Fault(headers={"Date": "soon"}, body=b'{"resources": 3}') if asked.path == "/rate_limit" else None
        )
        assert "clock" not in inspected(server)
        server.fault = lambda asked: Fault(status=404) if asked.path == "/rate_limit" else None
        assert inspected(server)["requests left"].said == "no limit"
        server.fault = lambda asked: Fault(status=403) if asked.path == "/rate_limit" else None
        left = inspected(server)["requests left"]
    assert (left.works, left.said, left.hint) == (None, "cannot be told: access refused (403)", "")


@pytest.mark.parametrize(
    ("fault", "row", "said"),
    [
        (Fault(status=401), "account", "the token was refused (401)"),
        (Fault(status=502), "server", "GitHub answered 502, and again when asked again"),
        (Fault(body=b"[]"), "server", "the answer is not an object"),
    ],
)
def test_where_all_would_fail_alike_it_is_said_once(fault: Fault, row: str, said: str) -> None:
    with GithubServer(fault=lambda asked: fault) as server:
        (check,) = inspected(server).values()
    assert (check.what, check.said, check.works) == (row, said, False)


def test_which_server_it_is() -> None:
    assert server_of(Site(base=PUBLIC), {}) == "github.com"
    with GithubServer(others=OTHERS) as server:
        server.fault = dated(server, NOW, **{"X-GitHub-Enterprise-Version": "3.19.1"})
        assert inspected(server)["server"].said.endswith(", GitHub Enterprise 3.19.1")


def test_a_repository_that_cannot_be_seen() -> None:
    with GithubServer(others={"/user": {"login": "ada"}, "/rate_limit": LIMITS}) as server:
        said = inspected(server, "acme/nothing")["issues"]
    assert said.works is False
    assert "404" in said.said


def test_a_repository_whose_issues_are_turned_off_or_out_of_reach() -> None:
    off = OTHERS | {"/repos/acme/app": {"private": False, "has_issues": False}}
    with GithubServer(issues=[], others=off) as server:
        assert inspected(server)["issues"].said == "turned off in this repository"
    with GithubServer(others=OTHERS) as server:
        server.fault = lambda asked: Fault(status=403) if asked.path.endswith("/issues") else None
        assert "read access to issues" in inspected(server)["issues"].hint


@pytest.mark.parametrize("projects", [Refused(), None])
def test_what_cannot_be_read_fails_only_where_the_policy_looks_there(projects: object) -> None:
    graph = {0: {"projects": projects}}
    with GithubServer(issues=[], others=OTHERS, graph=graph) as server:
        without, needed = inspected(server), inspected(server, places=PLACES)
    for what in ("projects", "custom properties"):
        assert (without[what].works, without[what].said) == (None, "not needed by this policy")
        assert needed[what].works is False
    assert "read:project" in needed["projects"].hint
    assert "Custom properties: read" in needed["custom properties"].hint


def test_graphql_that_is_refused() -> None:
    with GithubServer(issues=[], others=OTHERS) as server:
        server.fault = lambda asked: Fault(status=403) if asked.path == "/graphql" else None
        assert inspected(server, places=PLACES)["projects"].said == "access refused (403)"


@pytest.mark.parametrize("organization", [True, False])
def test_an_owner(organization: bool) -> None:
    listing = [
        github_repository("acme/api-a"),
        github_repository("acme/api-b", archived=True),
        github_repository("acme/web"),
    ]
    with GithubServer(
        listing=listing,
        repositories={"acme/api-a": []},
        others=OTHERS,
        properties={"acme/api-a": {}},
        organization=organization,
    ) as server:
        said = inspected(server, "acme/api-*")
        nothing = inspected(server, "acme/zzz*")
        unknown = inspected(server, "globex", environ={**server.environ, "GITHUB_TOKEN": "x"})
    assert said["issues"].said == "1 repository to read, 1 left out"
    assert said["projects"].said == "1 linked"
    assert said["custom properties"].works is True
    assert (nothing["issues"].works, "projects" in nothing) == (False, False)
    assert unknown["issues"].works is True


def test_an_owner_that_cannot_be_seen() -> None:
    with GithubServer(others=OTHERS) as server:
        server.fault = lambda asked: Fault(status=451) if asked.path.endswith("/repos") else None
        assert "legal reasons" in inspected(server, "acme")["issues"].said


def test_nothing_is_asked_before_somebody_listens_and_no_target_is_refused() -> None:
    with GithubServer(others=OTHERS) as server:
        inspect("acme/app", Collecting(environ=server.environ))
        assert server.requests == []
    with pytest.raises(UsageError):
        inspect("", Collecting())
