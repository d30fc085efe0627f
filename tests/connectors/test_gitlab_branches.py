"""The branches of a GitLab project, and of all projects of a group: 100 a request, and whole or a gap."""

from typing import Any

import pytest

from builders import ago
from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.tracker_server import Asked, Fault, Payload
from seedcorn.branch import Branch

PLACES = {"branch"}
LIST = "/projects/acme/app/repository/branches"
HOSTILE = ("a|b<!-- @everyone", "x\x1b[31m\x07\u202e\u2028", "::error::=cmd()", "ä" * 127 + "z", "\ud800half")


def branch(name: str, committed: str = "2026-01-20T12:00:00.000+00:00", /, **changes: Any) -> Payload:
    """One branch as the REST API lists it."""
    commit = {"id": "b" * 40, "committed_date": committed, "title": "Work"}
    return {"name": name, "commit": commit, "merged": False, "protected": False, "default": False} | changes


BRANCHES = [
    branch("customer/acme", "2025-12-22T00:00:00.000+01:00"),
    branch("done", merged=True),
    branch("main", default=True, merged=None),
]


def server_of(*branches: Payload, **more: Any) -> GitlabServer:
    return GitlabServer(projects={"acme/app": [gitlab_issue(1)]}, lists={LIST: list(branches)}, **more)


def project(number: int, path: str, /, **changes: Any) -> Payload:
    return {"id": number, "path_with_namespace": path, "empty_repo": False} | changes


def test_each_comes_with_what_gitlab_says_of_it() -> None:
    with server_of(*BRANCHES) as server:
        reading = read_gitlab(server, places=PLACES)
    acme, done, main = reading.branches
    source = "gitlab:acme/app"
    assert acme == Branch(
        source=source, name="customer/acme", committed_at=ago(30 + 1 / 24), is_default=False, merged=False
    )
    assert (done.merged, main.merged, main.is_default) == (True, None, True)
    assert reading.gaps == []
    assert len(server.requests) == 2


@pytest.mark.parametrize("places", [None, set[str](), {"label"}])
def test_nobody_looks_and_nothing_is_asked(places: set[str] | None) -> None:
    with server_of(*BRANCHES) as server:
        assert read_gitlab(server, places=places).branches == []
    assert len(server.requests) == 1


@pytest.mark.parametrize(("branches", "requests"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_request_brings_a_hundred(branches: int, requests: int) -> None:
    with server_of(*(branch(f"b{number:03}") for number in range(branches))) as server:
        reading = read_gitlab(server, places=PLACES)
    assert [each.name for each in reading.branches] == [f"b{number:03}" for number in range(branches)]
    assert len([asked for asked in server.requests if asked.path.endswith("/branches")]) == requests
    assert reading.gaps == []


def test_names_come_as_they_are_and_what_is_no_character_is_marked() -> None:
    with server_of(*map(branch, HOSTILE)) as server:
        names = [each.name for each in read_gitlab(server, places=PLACES).branches]
    assert names == [*HOSTILE[:-1], "\ufffdhalf"]


@pytest.mark.parametrize(
    "said", [{"empty_repo": True}, {"empty_repo": False, "repository_access_level": "disabled"}]
)
def test_a_project_without_code_has_none_and_that_is_no_gap(said: Payload) -> None:
    others = {"/projects/acme/app": said}
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}, others=others) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (reading.branches, reading.gaps) == ([], [])
    with server_of() as server:
        reading = read_gitlab(server, places=PLACES)
    assert (reading.branches, reading.gaps) == ([], [])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "role Reporter"),
        (Fault(status=404), "role Reporter"),
        (Fault(body=b"{}"), "not a list"),
        (Fault(body=b"[3]"), "is a number, not an object"),
        (Fault(body=b'[{"name": "a"}]'), "commit is missing"),
        (Fault(body=b'[{"name": "a", "commit": {}}]'), "committed_date is missing"),
        (Fault(body=b'[{"name": 7, "commit": {"committed_date": "2026-01-01"}}]'), "name is a number"),
        (Fault(body=b'[{"name": "a", "commit": {"committed_date": "soon"}}]'), "not a date"),
    ],
)
def test_branches_that_cannot_be_read_are_a_gap_of_that_place(fault: Fault, words: str) -> None:
    def plan(asked: Asked) -> Fault | None:
        return fault if asked.path.endswith("/branches") else None

    with server_of(*BRANCHES, fault=plan) as server:
        reading = read_gitlab(server, places=PLACES)
    assert set(reading.places) == {"branch"}
    assert words in reading.places["branch"]
    assert len(reading.issues) == 1
    assert not reading.gap.absent


def test_a_refresh_reads_all_of_them_again() -> None:
    with server_of(*BRANCHES) as server:
        first = read_gitlab(server, places=PLACES)
        server.lists[LIST] = BRANCHES[2:]
        second = read_gitlab(server, places=PLACES, bookmarks=first.left)
    assert [each.name for each in second.branches] == ["main"]
    assert "updated_after" in server.requests[2].query


GROUP = [project(7, "acme/app"), project(8, "acme/wiki", empty_repo=True), project(9, "acme/deep/api")]


def group_of(lists: dict[str, list[Payload]], **more: Any) -> GitlabServer:
    lists = {"/groups/acme/projects": GROUP} | lists
    return GitlabServer(groups={"acme": [gitlab_issue(1)]}, lists=lists, **more)


def test_of_a_group_each_project_with_code_has_its_own() -> None:
    lists = {"/projects/7/repository/branches": BRANCHES, "/projects/9/repository/branches": BRANCHES[:1]}
    with group_of(lists) as server:
        reading = read_gitlab(server, "acme/", places=PLACES)
    assert [(each.source, each.name) for each in reading.branches] == [
        *(("gitlab:acme/app", each["name"]) for each in BRANCHES),
        ("gitlab:acme/deep/api", "customer/acme"),
    ]
    assert reading.gaps == []
    assert len(server.requests) == 4
    assert server.requests[1].query["archived"] == "false"


def test_of_a_group_what_may_not_be_seen_is_one_gap_and_the_others_come() -> None:
    with group_of({"/projects/9/repository/branches": BRANCHES}) as server:
        reading = read_gitlab(server, "acme/", places=PLACES)
    assert len(reading.branches) == 3
    assert reading.gap.place == "branch"
    assert reading.gap.source == "gitlab:acme/"
    with group_of({}) as server:
        assert "as of 1 project more" in read_gitlab(server, "acme/", places=PLACES).gap.why


def test_a_budget_that_does_not_do_is_one_gap() -> None:
    with group_of({"/projects/7/repository/branches": BRANCHES}) as server:
        reading = read_gitlab(server, "acme/", places=PLACES, budget=2)
    assert (len(server.requests), set(reading.places)) == (2, {"branch"})
