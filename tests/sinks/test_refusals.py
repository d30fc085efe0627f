"""Who may not write is told what to add, nothing leaves the tracker's host, and what is no place is said."""

from typing import Any

import pytest

from connectors.tracker_server import Answered, Asked, Fault, TrackerServer
from seedcorn.errors import OutputError, UsageError
from seedcorn.sink import Deed, Kind, Posting, Standing
from seedcorn.sinks import github, gitlab, jira
from seedcorn.transport.trouble import UnwrittenError
from sinks.github_board import ADA, COMMIT, OTHER_BOT, GithubBoard
from sinks.gitlab_board import GitlabBoard
from sinks.jira_board import JiraBoard
from sinks.places import PLACES, RUN, Place, a_post, check_only, each_place, is_write, put, writes

_BY_NAME = {place.name: place for place in PLACES}
LINES = (
    ("github comment", 12, "", "pull-requests: write"),
    ("github comment", 0, "", "issues: write"),
    ("github report", 12, "", "issues: write"),
    ("github check", 12, "", "checks: write"),
    ("github comment", 12, "issues=write; pull_requests=write", "pull-requests: write"),
    ("github comment", 0, "issues=write; pull_requests=write", "issues: write"),
    ("github check", 12, "checks=write", "checks: write"),
    ("github comment", 12, "contents=write,issues=write", '"contents: write" and "issues: write"'),
    ("github comment", 12, "<b>x</b>", "pull-requests: write"),
)


@pytest.mark.parametrize(("name", "pull", "accepted", "line"), LINES)
def test_github_names_the_line_of_yaml(name: str, pull: int, accepted: str, line: str) -> None:
    place = _BY_NAME[name]
    with GithubBoard() as server:
        server.denied, server.accepted, server.pulls = "all", accepted, {pull}
        with pytest.raises(UnwrittenError) as caught:
            put(place, server, a_post(place))
        assert caught.value.status == 403
        assert not caught.value.unsure
        assert line in caught.value.hint
        assert '"permissions:"' in caught.value.hint
        assert "<b>" not in caught.value.hint
        assert len(writes(server)) == 1
        server.denied = ""
        assert put(place, server, a_post(place)).deed is Deed.CREATED


HINTS = {
    "gitlab note": "project access token with the scope api",
    "gitlab merge request": "CI_JOB_TOKEN cannot",
    "gitlab report": "scope api",
    "jira cloud comment": "Add Comments",
    "jira cloud report": "Create Issues",
    "jira center comment": "Add Comments",
    "jira center report": "Create Issues",
}


@pytest.mark.parametrize("name", HINTS)
def test_the_others_name_the_permission(name: str) -> None:
    place = _BY_NAME[name]
    with place.serve() as server:
        server.denied = "all"
        with pytest.raises(UnwrittenError) as caught:
            put(place, server, a_post(place))
        assert HINTS[name] in caught.value.hint
        assert len(writes(server)) == 1


@each_place
def test_a_limit_is_waited_for_and_then_it_is_done_once(place: Place) -> None:
    with place.serve() as server:
        left = [2]

        def fault(asked: Asked) -> Fault | None:
            if not is_write(asked) or not left[0]:
                return None
            left[0] -= 1
            return Fault(status=429, headers={"Retry-After": "2"})

        server.fault = fault
        assert put(place, server, a_post(place, "first")).deed is Deed.CREATED
        server.fault = lambda asked: (
            Fault(status=429, headers={"Retry-After": "7200"}) if is_write(asked) else None
        )
        with pytest.raises(UnwrittenError) as caught:
            put(place, server, a_post(place, "second", run=RUN + 1))
        assert "rate limit resets" in str(caught.value)
        server.fault = lambda asked: None
        check_only(place, server, "first")


class _Elsewhere(TrackerServer):
    def answer(self, asked: Asked) -> Answered:
        return 200, {"X-Asked": asked.path}, b"{}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@each_place
def test_a_redirected_change_goes_nowhere(place: Place, status: int) -> None:
    with place.serve() as server, _Elsewhere() as evil:
        for address in (f"{evil.url}/x", "/elsewhere"):
            moved = Fault(status=status, headers={"Location": address})
            server.fault = lambda asked, moved=moved: moved if is_write(asked) else None
            with pytest.raises(UnwrittenError) as caught:
                put(place, server, a_post(place))
            assert "redirected to another place" in str(caught.value)
            assert not caught.value.unsure
        assert evil.requests == []
        assert len(writes(server)) == 2


@each_place
def test_what_cannot_be_read_is_not_written(place: Place) -> None:
    """Whoever cannot see what is there would make it again."""
    for status in (500, 404, 403):
        with place.serve() as server:
            bad = Fault(status=status)
            server.fault = lambda asked, bad=bad: (
                bad if "12" in asked.path or "issues" in asked.path else None
            )
            if place.is_report or place.kind is Kind.CHECK:
                server.fault = lambda asked, bad=bad: (
                    bad if asked.path.endswith(("/issues", "check-runs", "/search", "/search/jql")) else None
                )
            with pytest.raises(OutputError):
                put(place, server, a_post(place))
            assert writes(server) == []


@each_place
def test_a_text_that_is_too_long_is_not_sent(place: Place) -> None:
    most = {"github": 65_536, "gitlab": 1_000_000, "jira": 32_767}[place.name.split()[0]]
    with place.serve() as server:
        with pytest.raises(OutputError) as caught:
            put(place, server, a_post(place, "\U0001f331" * (most // 2), digest="d"))
        assert f"{most:,}" in str(caught.value) or "65,535" in str(caught.value)
        assert writes(server) == []
        put(place, server, a_post(place, "x" * (most - 600), digest="d"))
        assert len(place.texts(server)) == 1


@each_place
def test_a_text_that_may_not_be_shown_is_not_sent(place: Place) -> None:
    def refuse(syntax: str) -> str:
        raise OutputError(f"a name would be shown in {syntax}", hint="")

    with place.serve() as server:
        with pytest.raises(OutputError, match="a name would be shown"):
            put(place, server, a_post(place, text=refuse))
        assert writes(server) == []


@each_place
def test_nobody_posts_without_a_token(place: Place) -> None:
    with place.serve() as server:
        environ = {name: value for name, value in server.environ.items() if name.endswith("URL")}
        with pytest.raises(UnwrittenError, match="without a token"):
            place.module.SINK.post(a_post(place), Posting(environ=environ))
        assert server.requests == []


WRONG = {
    github: {
        Kind.COMMENT: (
            "acme/app",
            "acme/app#0",
            "acme/app#x",
            "acme#12",
            "acme/app#12/..",
            "acme/../app#12",
            "",
        ),
        Kind.REPORT: ("acme/app#12", "acme", "acme/..", "acme/app/x", "acme/a p"),
        Kind.CHECK: ("acme/app", "acme/app@main", f"acme/app@{COMMIT}/x", "acme/app@4bf1a2"),
    },
    gitlab: {
        Kind.COMMENT: ("acme/app", "acme/app#0", "acme/app?12", "app#12", "acme/../app#12"),
        Kind.REPORT: ("acme", "acme/app#12", "acme//app", "acme/app/"),
        Kind.CHECK: ("acme/app", f"acme/app@{COMMIT}"),
    },
    jira: {
        Kind.COMMENT: ("APP", "APP-0", "APP-12/x", "12", "APP-1 OR 1=1"),
        Kind.REPORT: ("APP-12", 'APP"', "", "A P"),
        Kind.CHECK: ("APP", "APP-12"),
    },
}


@pytest.mark.parametrize(
    ("module", "kind", "target"),
    [(module, kind, target) for module, kinds in WRONG.items() for kind in kinds for target in kinds[kind]],
)
def test_what_is_no_place(module: Any, kind: Kind, target: str) -> None:
    place = next(place for place in PLACES if place.module is module)
    with place.serve() as server:
        with pytest.raises(UsageError) as caught:
            put(place, server, a_post(place, kind=kind, target=target))
        assert "no place to post to" in str(caught.value)
        assert server.requests == []


WHO: tuple[tuple[int, str, dict[str, str], Any], ...] = (
    (200, "", {}, ADA),
    (403, "github-actions[bot]", {}, None),
    (403, "github-actions", {}, None),
    (403, "", {"GITHUB_ACTIONS": "true"}, None),
    # An App of one's own whose name nobody says: it is learnt from what it makes.
    (403, "", {"GITHUB_ACTIONS": "true"}, OTHER_BOT),
)


@pytest.mark.parametrize(
    ("name", "status", "viewer", "environ", "account"),
    [
        (name, *who)
        for name in ("github comment", "github report", "github check")
        for who in WHO
        if name != "github check" or who[-1] is not ADA  # no person makes check runs
    ],
)
def test_github_knows_its_own(
    name: str, status: int, viewer: str, environ: dict[str, str], account: Any
) -> None:
    place = _BY_NAME[name]

    class Server(GithubBoard):
        @property
        def environ(self) -> dict[str, str]:
            return super().environ | environ

    with Server() as server:
        server.user, server.viewer, server.account = status, viewer, account or server.account
        for number in range(4):
            put(place, server, a_post(place, f"run {number}", run=RUN + number))
            assert len(place.texts(server)) == 1
        if account is not OTHER_BOT:
            check_only(place, server, "run 3")


def test_github_that_does_not_say_who_we_are() -> None:
    place = _BY_NAME["github comment"]
    with GithubBoard() as server:
        server.viewer = ""
        with pytest.raises(UnwrittenError, match="cannot be known"):
            put(place, server, a_post(place))
        assert writes(server) == []


@pytest.mark.parametrize("standing", Standing)
def test_a_check_says_how_it_stands(standing: Standing) -> None:
    place = _BY_NAME["github check"]
    with GithubBoard() as server:
        put(place, server, a_post(place, standing=standing))
        (check,) = server.checks.values()
        wanted = {"clear": "success", "open": "neutral", "failing": "failure"}
        assert (check["status"], check["conclusion"]) == ("completed", wanted[standing])
        assert (check["external_id"], check["head_sha"], check["output"]["title"]) == (
            "balanced",
            COMMIT,
            "Roadmap",
        )


def test_a_line_of_a_note_is_no_command_of_gitlab() -> None:
    place = _BY_NAME["gitlab note"]
    with GitlabBoard() as server:
        put(place, server, a_post(place, "first\n/close\n  /assign @ada\n> /merge\nand/or", digest="d"))
        (note,) = server.notes.values()
        lines = note["body"].split("\n")
        assert [line for line in lines if line.lstrip(" >").startswith("/")] == []
        assert "and/or" in lines


PUBLIC = (
    (github, GithubBoard, "repository", {"private": False, "visibility": "public"}, True),
    (github, GithubBoard, "repository", {"private": True, "visibility": "private"}, False),
    (github, GithubBoard, "repository", {"private": False, "visibility": "internal"}, False),
    (github, GithubBoard, "repository", {"visibility": None}, True),
    (github, GithubBoard, "repository", [], True),
    (gitlab, GitlabBoard, "visibility", "private", False),
    (gitlab, GitlabBoard, "visibility", "internal", True),
    (gitlab, GitlabBoard, "visibility", "public", True),
    (gitlab, GitlabBoard, "visibility", None, True),
    *((jira, lambda: JiraBoard(cloud=True), "anonymous", status, False) for status in (401, 403, 404)),
    *((jira, lambda: JiraBoard(cloud=False), "anonymous", status, False) for status in (401, 403, 404)),
    (jira, lambda: JiraBoard(cloud=True), "anonymous", 200, True),
    (jira, lambda: JiraBoard(cloud=True), "anonymous", 418, True),
)
_PLACES_TO_SEE = {
    github: ("acme/app#12", "acme/app", f"acme/app@{COMMIT}"),
    gitlab: ("acme/app!12",),
    jira: ("APP-12", "APP"),
}


@pytest.mark.parametrize(("module", "serve", "name", "value", "is_public"), PUBLIC)
def test_who_can_read_it(module: Any, serve: Any, name: str, value: Any, is_public: bool) -> None:
    with serve() as server:
        setattr(server, name, value)
        for target in _PLACES_TO_SEE[module]:
            assert module.SINK.is_public(target, Posting(environ=server.environ)) is is_public
        assert writes(server) == []


@each_place
def test_where_that_cannot_be_known_it_is_public(place: Place) -> None:
    with place.serve() as server:
        for status in (404, 403, 400) if place.module is not jira else (400, 410):
            bad = Fault(status=status)
            server.fault = lambda asked, bad=bad: bad
            assert place.module.SINK.is_public(place.target, Posting(environ=server.environ)) is True
        with pytest.raises(UsageError):
            place.module.SINK.is_public("../..", Posting(environ=server.environ))


@pytest.mark.parametrize("types", [None, [], [{"id": "5", "name": "Sub-task", "subtask": True}]])
@pytest.mark.parametrize("name", ["jira cloud report", "jira center report"])
def test_a_project_in_which_nothing_can_be_created(name: str, types: Any) -> None:
    place = _BY_NAME[name]
    with place.serve() as server:
        server.types = types
        if types is None:
            server.fault = lambda asked: Fault(status=404) if "createmeta" in asked.path else None
        with pytest.raises(UnwrittenError, match="nothing can be created there") as caught:
            put(place, server, a_post(place))
        assert "Create Issues" in caught.value.hint
        assert writes(server) == []


def test_behind_the_gateway_of_jira_all_is_public() -> None:
    """Nobody asks there without a token, so what the public sees cannot be known."""
    environ = {"JIRA_URL": "https://api.atlassian.com/ex/jira/1324a887", "JIRA_TOKEN": "canary"}
    assert jira.SINK.is_public("APP", Posting(environ=environ)) is True


@pytest.mark.parametrize("body", [b'{"check_runs": 7}', b"[]", b'"hello"'])
def test_an_answer_that_is_no_list_of_check_runs(body: bytes) -> None:
    place = _BY_NAME["github check"]
    with GithubBoard() as server:
        server.fault = lambda asked: Fault(body=body) if asked.path.endswith("/check-runs") else None
        with pytest.raises(UnwrittenError):
            put(place, server, a_post(place))
        assert writes(server) == []


@pytest.mark.parametrize("name", ["gitlab note", "jira cloud comment", "jira center report"])
def test_a_tracker_that_does_not_say_who_we_are(name: str) -> None:
    place = _BY_NAME[name]
    with place.serve() as server:
        server.account = {}
        with pytest.raises(UnwrittenError, match="cannot be known"):
            put(place, server, a_post(place))
        assert writes(server) == []
