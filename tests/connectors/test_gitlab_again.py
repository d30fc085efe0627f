"""Reading GitLab again: only what changed; and going on where a reading broke off, if nothing moved there."""

import json
from typing import Any

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer
from connectors.test_gitlab import issues, keys
from connectors.tracker_server import Fault, Payload, on_page
from seedcorn.connectors._gitlab_standing import Standing

SOURCE = "gitlab:acme/app"
BASE = "https://gitlab.example/api/v4"
LATER = "2026-02-01T00:00:00Z"


def read_once(server: GitlabServer, target: str = "acme/app") -> dict[str, str]:
    left = read_gitlab(server, target).left
    server.requests.clear()
    return left


@pytest.mark.parametrize("target", ["acme/app", "acme/platform", "acme/"])
def test_nothing_changed_costs_one_request(target: str) -> None:
    """Also where a name without a slash was found to be a group's."""
    groups = {"acme": issues(250), "acme/platform": issues(250)}
    with GitlabServer(projects={"acme/app": issues(250)}, groups=groups) as server:
        left = read_once(server, target)
        again = read_gitlab(server, target, bookmarks=left)
    assert again.items == []
    assert len(server.requests) == 1
    assert server.requests[0].query["updated_after"] == "2026-01-21T12:52:20.000Z"
    assert again.left == left  # the clock stands still


def test_what_changed_comes_alone() -> None:
    with GitlabServer(projects={"acme/app": issues(950)}) as server:
        left = read_once(server)
        for issue in server.projects["acme/app"][100:260]:
            issue["updated_at"] = LATER
        server.date = "Mon, 02 Feb 2026 00:00:00 GMT"
        again = read_gitlab(server, bookmarks=left)
    assert again.keys == keys(260)[100:]
    assert len(server.requests) <= 2 + 2
    assert json.loads(again.left[SOURCE])["began"] == "2026-02-01T23:59:00.000Z"


def test_an_issue_that_was_moved_since_is_said_to_be_closed_here() -> None:
    """It is known from before, and would stay open for ever if it were left out."""
    with GitlabServer(projects={"acme/app": issues(3)}) as server:
        left = read_once(server)
        server.projects["acme/app"][1] |= {"moved_to_id": 5, "state": "closed", "updated_at": LATER}
        (moved,) = read_gitlab(server, bookmarks=left).issues
    assert (moved.key, moved.state, moved.state_reason) == ("acme/app#2", "closed", "duplicate")


def interrupted(server: GitlabServer, page: int) -> tuple[list[str], dict[str, str]]:
    """What a reading brought, and where it stood, when a page failed."""
    server.fault = on_page(page, Fault(status=403))
    reading = read_gitlab(server)
    server.fault = lambda asked: None
    server.requests.clear()
    return reading.keys, reading.left


def test_a_reading_that_broke_off_goes_on() -> None:
    with GitlabServer(projects={"acme/app": issues(1_950)}) as server:
        came, left = interrupted(server, 15)
        assert came == keys(1_400)
        rest = read_gitlab(server, bookmarks=left)
    assert {*came, *rest.keys} == set(keys(1_950))
    assert len(rest.issues) <= 551
    assert len(server.requests) <= 1 + 6 + 3
    assert json.loads(rest.left[SOURCE])["created"] == ""
    assert json.loads(rest.left[SOURCE])["began"] == "2026-01-21T12:52:20.000Z"


def test_it_begins_again_where_issues_before_have_gone_meanwhile() -> None:
    with GitlabServer(projects={"acme/app": issues(1_950)}) as server:
        _, left = interrupted(server, 15)
        del server.projects["acme/app"][7]
        rest = read_gitlab(server, bookmarks=left)
    assert set(rest.keys) == set(keys(1_950)) - {"acme/app#8"}


def test_a_reading_of_changes_that_broke_off_goes_on_with_those() -> None:
    with GitlabServer(projects={"acme/app": issues(1_950)}) as server:
        left = read_once(server)
        for issue in server.projects["acme/app"][1_000:]:
            issue["updated_at"] = LATER
        server.fault = on_page(5, Fault(status=403))
        broken = read_gitlab(server, bookmarks=left)
        server.fault = lambda asked: None
        rest = read_gitlab(server, bookmarks=broken.left)
    assert {*broken.keys, *rest.keys} == set(keys(1_950)[1_000:])
    assert "updated_after" in server.requests[-1].query


def test_in_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 5)
    with GitlabServer(projects={"acme/app": issues(1_950)}, counts_to=500) as server:

        def late(asked: Any) -> Fault | None:
            return Fault(status=403) if asked.number > 13 else None

        server.fault = late
        broken = read_gitlab(server)
        server.fault = lambda asked: None
        rest = read_gitlab(server, bookmarks=broken.left)
    assert 0 < len(broken.issues) < 1_950
    assert {*broken.keys, *rest.keys} == set(keys(1_950))
    assert len(rest.issues) < 1_950


def test_other_questions_are_asked_from_the_beginning() -> None:
    held = issues(3)
    with GitlabServer(projects={"acme/app": held}, others={"/x": []}) as server:
        left = read_once(server)
        again = read_gitlab(server, bookmarks=left, places={"past-label"})
    assert len(again.issues) == 3
    assert again.left == {}  # there is no history here: that was no whole answer


@pytest.mark.parametrize("held", ["group", "gone"])
def test_a_bookmark_of_another_kind_of_place_is_none(held: str) -> None:
    groups: dict[str, list[Payload]] = {"acme/app": issues(3)} if held == "group" else {}
    with GitlabServer(groups=groups) as server:
        base = f"{server.url}/api/v4"
        standing = Standing(base=base, kind="project", asked="", began="2026-01-01T00:00:00Z")
        reading = read_gitlab(server, bookmarks={SOURCE: standing.text})
    assert reading.keys == (keys(3) if held == "group" else [])
    assert len(reading.gaps) == (0 if held == "group" else 1)


GOOD: dict[str, Any] = json.loads(
    Standing(base=BASE, kind="project", asked="", began="2026-01-01T00:00:00Z").text
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "3",
        "null",
        "{}",
        json.dumps(GOOD | {"version": 2}),
        json.dumps(GOOD | {"kind": "planet"}),
        json.dumps(GOOD | {"began": "yesterday"}),
        json.dumps(GOOD | {"began": ""}),
        json.dumps(GOOD | {"began": 3}),
        json.dumps(GOOD | {"since": "x"}),
        json.dumps(GOOD | {"end_page": "x"}),
        json.dumps(GOOD | {"more": 1}),
        json.dumps(GOOD | {"asked": "organization"}),
    ],
)
def test_a_bookmark_that_is_none_of_ours_is_as_if_there_were_none(text: str) -> None:
    with GitlabServer(projects={"acme/app": issues(3)}) as server:
        left = {SOURCE: text.replace(BASE, f"{server.url}/api/v4")}
        assert read_gitlab(server, bookmarks=left).keys == keys(3)
    assert "updated_after" not in server.requests[0].query


@pytest.mark.parametrize("page", [15, 99])
def test_a_bookmark_of_another_gitlab_is_none(page: int) -> None:
    """A project may have the same path there."""
    held = {"acme/app": issues(1_950)}
    with GitlabServer(projects=held) as there, GitlabServer(projects=held) as here:
        left = interrupted(there, page)[1] if page < 99 else read_once(there)
        assert read_gitlab(there, bookmarks=left).keys != keys(1_950)
        assert read_gitlab(here, bookmarks=left).keys == keys(1_950)


@pytest.mark.parametrize("date", ["yesterday", "Wed, 99 Jan 2026 12:53:20 GMT", "-"])
def test_a_server_without_a_clock_leaves_no_bookmark(date: str) -> None:
    """When a reading began must be told by the clock that dates the changes."""
    with GitlabServer(projects={"acme/app": issues(250)}, date=date) as server:
        reading = read_gitlab(server)
    assert reading.keys == keys(250)
    assert reading.bookmarks == []
