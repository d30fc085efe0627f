"""The branches of a GitHub repository: only where somebody looks, 100 a request, and whole or a gap."""

from typing import Any

import pytest

from builders import ago
from connectors.github_graph import Refused, branch
from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.reading import read
from connectors.tracker_server import Asked, Fault, Payload
from seedcorn.branch import Branch

PLACES = {"branch"}
HOSTILE = ("a|b<!-- @everyone", "x\x1b[31m\x07\u202e\u2028", "::error::=cmd()", "ä" * 127 + "z", "\ud800half")
ENDLESS = b'{"data": {"repository": {"refs": {"pageInfo": {"hasNextPage": true, "endCursor": "x"}}}}}'
BRANCHES = [branch("main"), branch("customer/acme", "2025-12-22T00:00:00+01:00")]


def server_of(*branches: Payload, **more: Any) -> GithubServer:
    return GithubServer(issues=[github_issue(1)], graph={0: {"branches": list(branches)}}, **more)


def test_each_comes_with_its_name_its_last_commit_and_which_one_is_the_default() -> None:
    with server_of(*BRANCHES) as server:
        reading = read(server, places=PLACES)
    main, acme = reading.branches
    assert (main.name, main.is_default, main.source) == ("main", True, "github:acme/app")
    assert acme == Branch(source="github:acme/app", name="customer/acme", committed_at=ago(30 + 1 / 24))
    assert reading.gaps == []
    assert [asked.path for asked in server.requests] == ["/repos/acme/app/issues", "/graphql"]
    assert isinstance(reading.items[0].source, str)
    assert reading.items[0] == reading.issues[0]


@pytest.mark.parametrize("places", [None, set[str](), {"label", "comment"}])
def test_nobody_looks_and_nothing_is_asked(places: set[str] | None) -> None:
    with server_of(*BRANCHES) as server:
        assert read(server, places=places).branches == []
    assert all(asked.path != "/graphql" for asked in server.requests)


@pytest.mark.parametrize(("branches", "requests"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_request_brings_a_hundred(branches: int, requests: int) -> None:
    with server_of(*(branch(f"b{number:03}") for number in range(branches))) as server:
        reading = read(server, places=PLACES)
    assert [each.name for each in reading.branches] == [f"b{number:03}" for number in range(branches)]
    assert len([asked for asked in server.requests if asked.path == "/graphql"]) == requests
    assert reading.gaps == []


def test_an_empty_repository_has_none_and_that_is_no_gap() -> None:
    with server_of() as server:
        reading = read(server, places=PLACES)
    assert (reading.branches, reading.gaps) == ([], [])


def test_names_come_as_they_are_and_what_is_no_character_is_marked() -> None:
    with server_of(*map(branch, HOSTILE)) as server:
        names = [each.name for each in read(server, places=PLACES).branches]
    assert names == [*HOSTILE[:-1], "\ufffdhalf"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "Contents: read"),
        (Fault(status=404), "Contents: read"),
        (Fault(body=b'{"data": {"repository": null}}'), "Contents: read"),
        (Fault(body=b'{"data": {"repository": 7}}'), "is a number, not an object"),
        (Fault(body=b'{"data": {"repository": {"defaultBranchRef": "x", "refs": {}}}}'), "is text, not an"),
        (Fault(body=b'{"data": {"repository": {"refs": {"nodes": [null]}}}}'), "is null, not an object"),
        (Fault(body=b'{"data": {"repository": {"refs": {"nodes": {}}}}}'), "is an object, not a list"),
        (Fault(body=b'{"data": {"repository": {"refs": {"nodes": [{"name": "a"}]}}}}'), "target is missing"),
        (
            Fault(body=b'{"data": {"repository": {"refs": {"nodes": [{"name": "a", "target": {}}]}}}}'),
            "committedDate is missing",
        ),
        (
            Fault(body=b'{"data": {"repository": {"refs": {"pageInfo": {"hasNextPage": true}}}}}'),
            "endCursor is missing",
        ),
        (Fault(body=ENDLESS), "has no end"),
        (Fault(body=b"[3]"), "not an object"),
    ],
)
def test_branches_that_cannot_be_read_are_a_gap_of_that_place(fault: Fault, words: str) -> None:
    def plan(asked: Asked) -> Fault | None:
        return fault if asked.path == "/graphql" else None

    with server_of(*BRANCHES, fault=plan) as server:
        reading = read(server, places=PLACES)
    assert set(reading.places) == {"branch"}
    assert words in reading.places["branch"]
    assert len(reading.issues) == 1
    assert not reading.gap.absent


def test_what_is_refused_inside_an_answer_is_a_gap() -> None:
    with GithubServer(issues=[github_issue(1)], graph={0: {"branches": Refused()}}) as server:
        reading = read(server, places=PLACES)
    assert "Resource not accessible" in reading.places["branch"]
    with server_of(branch("main"), branch("x") | {"target": Refused()}) as server:
        reading = read(server, places=PLACES)
    assert set(reading.places) == {"branch"}


def test_a_budget_that_does_not_do_is_a_gap() -> None:
    with server_of(*(branch(f"b{number}") for number in range(250))) as server:
        reading = read(server, places=PLACES, budget=3)
    assert len(server.requests) == 3
    assert set(reading.places) == {"branch"}


def test_a_refresh_reads_all_of_them_again() -> None:
    with server_of(*BRANCHES) as server:
        first = read(server, places=PLACES)
        server.graph = {0: {"branches": BRANCHES[:1]}}
        second = read(server, places=PLACES, bookmarks=first.left)
    assert [each.name for each in second.branches] == ["main"]
    assert server.requests[2].query["since"]


def test_of_an_owner_each_repository_has_its_own() -> None:
    names = ("acme/api", "acme/app")
    with GithubServer(
        repositories={name: [] for name in names},
        listing=[github_repository(name) for name in names],
        graph={0: {"branches": BRANCHES}},
    ) as server:
        found = read(server, "acme", places=PLACES).branches
    assert sorted((each.source, each.name) for each in found) == sorted(
        (f"github:{name}", each["name"]) for name in names for each in BRANCHES
    )
