"""How a GitLab stands, for `seedcorn doctor`: who asks, what the token may, what it sees, what is left."""

from typing import Any

import pytest

from connectors.gitlab_graphql import Graph
from connectors.gitlab_server import TOKEN, GitlabServer, gitlab_issue
from connectors.tracker_server import Asked, Fault, TestClock
from seedcorn.connector import Check, Collecting
from seedcorn.connectors.gitlab import inspect
from seedcorn.transport.patience import Clock
from seedcorn.transport.transport import Limits

USER = {"id": 5, "username": "seedcorn-bot"}
SCOPES = {"scopes": ["read_api"], "expires_at": "2026-12-31"}
WELL: dict[str, Any] = {
    "/user": USER,
    "/personal_access_tokens/self": SCOPES,
    "/projects/acme/app/members/all/5": {"access_level": 20},
    "/version": {"version": "18.3.1-ee"},
}


def inspected(
    server: GitlabServer,
    target: str = "acme/app",
    *,
    now: float = 1_769_000_000.0,
    token: bool = True,
    places: frozenset[str] | None = frozenset({"organization"}),
) -> dict[str, Check]:
    clock = TestClock(now)
    limits = Limits(clock=Clock(now=clock.now, sleep=clock.sleep))
    environ = server.environ if token else {"GITLAB_URL": server.url}
    checks = list(inspect(target, Collecting(environ=environ, places=places), limits=limits))
    assert TOKEN not in repr(checks)
    assert all(check.hint for check in checks if check.works is False)
    assert len(checks) == len({check.what for check in checks})
    return {check.what: check for check in checks}


def test_all_is_well() -> None:
    held = [gitlab_issue(1), gitlab_issue(2, confidential=True)]
    with GitlabServer(projects={"acme/app": held}, others=WELL, graphql=Graph(issues=[])) as server:
        checks = inspected(server)
    assert {what: check.said for what, check in checks.items()} == {
        "server": f"{server.url.removeprefix('http://')}, GitLab 18.3.1-ee",
        "account": "seedcorn-bot",
        "token": "scopes read_api; expires 2026-12-31",
        "issues": "2 visible in the project",
        "confidential issues": "1 visible, with Reporter",
        "organizations": "readable",
        "requests left": "1,995 of 2,000; more at 12:58 UTC",
        "clock": "agrees (0 s)",
    }
    assert not [check for check in checks.values() if check.works is False]
    assert len(server.requests) == 7


def test_without_a_token() -> None:
    with GitlabServer(groups={"acme": [gitlab_issue(1)]}, graphql=Graph(issues=[], may_read=False)) as server:
        checks = inspected(server, "acme/", token=False)
    assert checks["server"].said == server.url.removeprefix("http://")
    assert checks["account"].works is None
    assert "read_api" in checks["account"].hint
    assert "token" not in checks
    assert checks["issues"].said == "1 visible in the group"
    assert checks["confidential issues"].said == "0 visible, with no role"
    assert checks["confidential issues"].works is None
    assert checks["organizations"].works is False


def test_what_the_policy_does_not_look_at_is_not_needed() -> None:
    graph = Graph(issues=[], may_read=False)
    with GitlabServer(projects={"acme/app": []}, others=WELL, graphql=graph) as server:
        check = inspected(server, places=frozenset({"label"}))["organizations"]
    assert (check.works, check.said, check.hint) == (None, "not needed by this policy", "")


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_ask_whose_it_is(status: int) -> None:
    def refused(asked: Asked) -> Fault | None:
        return Fault(status=status) if asked.path.endswith("/user") else None

    held = {"acme/app": [gitlab_issue(1)]}
    with GitlabServer(projects=held, others=WELL, fault=refused, graphql=Graph(issues=[])) as server:
        checks = inspected(server)
    assert (checks["account"].works, checks["account"].said[:16]) == (None, "cannot be told: ")
    assert checks["confidential issues"].said == "0 visible, with a role that cannot be told"
    assert not [check for check in checks.values() if check.works is False]


def test_a_token_that_nobody_knows() -> None:
    """All else would fail alike."""
    with GitlabServer(fault=lambda asked: Fault(status=401)) as server:
        (check,) = inspected(server).values()
    assert (check.what, check.said, check.works) == ("account", "the token was refused (401)", False)


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("fault", [Fault(status=502), Fault(reset=True), Fault(body=b"[]")])
def test_a_server_that_does_not_answer_is_no_matter_of_the_token(fault: Fault, token: bool) -> None:
    with GitlabServer(fault=lambda asked: fault) as server:
        (check,) = inspected(server, token=token).values()
    assert (check.what, check.works) == ("server", False)
    assert "token" not in check.said + check.hint


def test_everything_is_refused() -> None:
    with GitlabServer(fault=lambda asked: Fault(status=403)) as server:
        checks = inspected(server)
    assert checks["account"].said == "cannot be told: access refused (403)"
    assert (checks["issues"].works, checks["issues"].said) == (False, "access refused (403)")
    assert "Guest will do" in checks["issues"].hint


@pytest.mark.parametrize(
    ("token", "said", "works"),
    [
        ({"scopes": ["read_user"], "expires_at": None}, "scopes read_user; never expires", False),
        ({"scopes": ["read_user", "api"]}, "scopes api, read_user; never expires", True),
        ({"scopes": []}, "scopes none; never expires", False),
    ],
)
def test_scopes(token: dict[str, Any], said: str, works: bool) -> None:
    with GitlabServer(others=WELL | {"/personal_access_tokens/self": token}) as server:
        check = inspected(server)["token"]
    assert (check.said, check.works) == (said, works)


@pytest.mark.parametrize(
    ("level", "role", "works"),
    [
        (10, "Guest", False),
        (15, "Planner", True),
        (50, "Owner", True),
        ("x", "a role that cannot be told", True),
    ],
)
def test_roles(level: object, role: str, works: bool) -> None:
    others = WELL | {"/projects/acme/app/members/all/5": {"access_level": level}}
    with GitlabServer(projects={"acme/app": []}, others=others, graphql=Graph(issues=[])) as server:
        check = inspected(server)["confidential issues"]
    assert (check.said, check.works) == (f"0 visible, with {role}", works)


def test_a_group_without_a_slash_is_found() -> None:
    with GitlabServer(groups={"acme/app": [gitlab_issue(1)]}, graphql=Graph(issues=[])) as server:
        assert inspected(server)["issues"].said == "1 visible in the group"


def test_what_is_not_there_is_said_with_advice() -> None:
    with GitlabServer(others=WELL) as server:
        check = inspected(server)["issues"]
    assert (check.said, check.works) == ("not found, or not visible to the reader (404)", False)


def test_a_long_list_and_what_cannot_be_counted() -> None:
    def refused(asked: Any) -> Fault | None:
        return Fault(status=403) if "confidential" in asked.query else None

    held = [gitlab_issue(1), gitlab_issue(2)]
    with GitlabServer(
        projects={"acme/app": held}, counts_to=1, fault=refused, graphql=Graph(issues=[], personal=True)
    ) as server:
        checks = inspected(server)
    assert checks["issues"].said == "more than 10,000 visible in the project"
    assert checks["confidential issues"].said.startswith("an unknown number of visible")
    assert checks["organizations"].said == "none: a person's own project"


@pytest.mark.parametrize(
    ("now", "said", "works"),
    [
        (1_769_000_000.0 + 42, "agrees (42 s)", True),
        (1_769_000_000.0 - 4_000, "66 minutes behind the server's (2026-01-21 12:53 UTC)", False),
    ],
)
def test_the_clock(now: float, said: str, works: bool) -> None:
    with GitlabServer(projects={"acme/app": []}, graphql=Graph(issues=[]), remaining=None) as server:
        checks = inspected(server, now=now)
    assert (checks["clock"].said, checks["clock"].works) == (said, works)
    assert checks["requests left"].said == "not told"


def test_a_server_without_a_clock() -> None:
    with GitlabServer(projects={"acme/app": []}, graphql=Graph(issues=[]), date="-") as server:
        assert "clock" not in inspected(server)
