"""What happened to GitHub's issues, the newest first: what its stream of events says, what that costs."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.github_server import GithubServer, github_event, github_issue, github_pull, github_repository
from connectors.github_stream import (
    BEGIN,
    ISSUES,
    LABEL,
    PATH,
    PLACES,
    asked_for,
    labelled,
    numbers,
    on_stream,
    server_of,
    stream,
)
from connectors.reading import read
from connectors.tracker_server import Asked, Fault, FaultPlan, Payload
from seedcorn.connectors.github import CONNECTOR
from seedcorn.model import CLOSED, HISTORY, Event, Gap

DEVLAKE = Path(__file__).parents[2] / "../shared/fixtures/devlake/github/_raw_github_api_events.csv"


# What an event says.


def test_an_event_comes_with_its_issue_its_time_and_who_did_it() -> None:
    event = labelled(1, issue=ISSUES[1]) | {"id": 6_430_295_168, "created_at": "2025-03-05T10:30:00+01:00"}
    with server_of(event) as server:
        reading = read(server, places=PLACES)
    assert reading.events == [
        Event(
            source="github:acme/app",
            key="acme/app#2",
            at=datetime(2025, 3, 5, 9, 30, tzinfo=UTC),
            place="label",
            value="customer: Acme",
            actor="grace",
            number=6_430_295_168,
        )
    ]
    assert reading.events[0].key in reading.keys
    assert reading.gaps == []
    assert [asked.path for asked in server.requests] == ["/repos/acme/app/issues", PATH]
    assert dict(server.requests[1].query) == {"per_page": "100", "page": "1"}


KINDS: list[tuple[str, Payload, list[tuple[str, str, bool]]]] = [
    ("labeled", {"label": LABEL}, [("label", "customer: Acme", True)]),
    ("unlabeled", {"label": LABEL}, [("label", "customer: Acme", False)]),
    ("labeled", {"label": {"name": None, "color": None}}, []),
    ("milestoned", {"milestone": {"title": "2.0"}}, [("milestone", "2.0", True)]),
    ("demilestoned", {"milestone": {"title": "2.0"}}, [("milestone", "2.0", False)]),
    ("assigned", {"assignee": {"login": "ada"}, "assigner": {"login": "x"}}, [("assignee", "ada", True)]),
    ("unassigned", {"assignee": {"login": "ada"}}, [("assignee", "ada", False)]),
    ("assigned", {"assignee": None}, []),
    ("closed", {"state_reason": "completed"}, [(CLOSED, "completed", True)]),
    ("closed", {"state_reason": "not_planned"}, [(CLOSED, "not_planned", True)]),
    ("closed", {"state_reason": "duplicate"}, [(CLOSED, "duplicate", True)]),
    ("closed", {"state_reason": None}, [(CLOSED, "", True)]),
    ("closed", {}, [(CLOSED, "", True)]),
    ("reopened", {"state_reason": "reopened"}, [(CLOSED, "", False)]),
    (
        "renamed",
        {"rename": {"from": "[Acme] Export", "to": "[Globex] Export"}},
        [("title-prefix", "Acme", False), ("title-prefix", "Globex", True)],
    ),
    ("renamed", {"rename": {"from": "Export", "to": " [Acme] Export"}}, [("title-prefix", "Acme", True)]),
    ("renamed", {"rename": {"from": "[Acme] Export", "to": "Export"}}, [("title-prefix", "Acme", False)]),
    ("renamed", {"rename": {"from": "[Acme] Export", "to": "[Acme] Import"}}, []),
    ("issue_type_added", {"issue_type": {"id": 1, "name": "Bug"}}, [("type", "Bug", True)]),
    ("issue_type_removed", {"prev_issue_type": {"id": 1, "name": "Bug"}}, [("type", "Bug", False)]),
    (
        "issue_type_changed",
        {"prev_issue_type": {"id": 1, "name": "Bug"}, "issue_type": {"id": 2, "name": "Task"}},
        [("type", "Bug", False), ("type", "Task", True)],
    ),
    ("issue_type_changed", {"prev_issue_type": None, "issue_type": None}, []),
    ("subscribed", {}, []),
    ("head_ref_force_pushed", {}, []),
    ("something_new", {"label": 3}, []),
]


@pytest.mark.parametrize(("kind", "changes", "marks"), KINDS)
def test_kinds_of_events(kind: str, changes: Payload, marks: list[tuple[str, str, bool]]) -> None:
    with server_of(github_event(7, ISSUES[0], kind, **changes)) as server:
        reading = read(server, places=PLACES)
    assert [(event.place, event.value, event.is_on) for event in reading.events] == marks
    assert {event.number for event in reading.events} <= {7}
    assert reading.gaps == []


@pytest.mark.parametrize("issue", [None, github_pull(1)])
def test_events_of_pull_requests_and_of_what_is_gone_are_left_out(issue: Payload | None) -> None:
    with server_of(labelled(2), labelled(1, issue=issue)) as server:
        reading = read(server, places=PLACES)
    assert numbers(reading) == [2]
    assert reading.gaps == []


def test_who_is_gone_is_nobody() -> None:
    with server_of(labelled(1, actor=None)) as server:
        assert [event.actor for event in read(server, places=PLACES).events] == [None]


def test_an_issue_has_the_key_under_which_it_is_read() -> None:
    """A repository was renamed: its issues say so, whatever it was asked for by."""
    issue = github_issue(1, repository="acme/new")
    with server_of(labelled(1, issue=issue), issues=[issue]) as server:
        reading = read(server, places=PLACES)
    assert [event.key for event in reading.events] == reading.keys == ["acme/new#1"]
    assert [event.source for event in reading.events] == ["github:acme/app"]


@pytest.mark.parametrize("places", [None, set[str](), {"label", "title-prefix", "comment"}])
def test_nobody_looks_back_and_nothing_is_asked(places: set[str] | None) -> None:
    with server_of(*stream(3)) as server:
        assert read(server, places=places).events == []
    assert asked_for(server) == []
    assert HISTORY in CONNECTOR.tells


def test_events_come_after_issues_and_before_the_last_bookmark() -> None:
    with server_of(*stream(2)) as server:
        reading = read(server, places=PLACES)
    assert [type(item).__name__ for item in reading.items] == ["Issue"] * 3 + ["Event"] * 2
    assert json.loads(reading.left["github:acme/app"])["places"] == [HISTORY]


def test_each_repository_of_an_owner_has_its_own() -> None:
    names = ("acme/api", "acme/app")
    with GithubServer(
        repositories={name: [github_issue(1, repository=name)] for name in names},
        listing=[github_repository(name) for name in names],
        others={
            f"/repos/{name}/issues/events": [labelled(1, issue=github_issue(1, repository=name))]
            for name in names
        },
    ) as server:
        found = read(server, "acme", places=PLACES).events
    assert sorted((event.source, event.key) for event in found) == [
        (f"github:{name}", f"{name}#1") for name in names
    ]


# What it costs.


@pytest.mark.parametrize(
    ("events", "requests"), [(0, 1), (1, 1), (100, 1), (101, 4), (1_000, 12), (10_000, 102)]
)
def test_a_hundred_a_request_and_two_to_make_sure(events: int, requests: int) -> None:
    with server_of(*stream(events)) as server:
        reading = read(server, places=PLACES)
    assert numbers(reading) == list(range(events, 0, -1))
    assert len(asked_for(server)) == requests
    assert reading.gaps == []


def test_beyond_the_99th_page_links_are_followed() -> None:
    with server_of(*stream(12_050), cursor_after=99) as server:
        reading = read(server, places=PLACES)
    assert numbers(reading) == list(range(12_050, 0, -1))
    assert reading.gaps == []


def test_how_far_it_is_is_told() -> None:
    with server_of(*stream(250)) as server:
        told = read(server, places=PLACES).told
    assert [(each.done, each.total) for each in told] == [(1, 1), (1, 3), (2, 3), (3, 3)]
    assert [each.message.partition(", ")[2] for each in told] == [
        "",
        "100 events",
        "200 events",
        "250 events",
    ]
    assert {each.issues for each in told} == {3}


@pytest.mark.parametrize(("budget", "missing"), [(1, True), (2, True), (5, True), (6, False)])
def test_a_budget_that_does_not_do_is_a_gap_of_that_place(budget: int, *, missing: bool) -> None:
    with server_of(*stream(250)) as server:
        reading = read(server, places=PLACES, budget=budget)
    assert set(reading.places) == ({HISTORY} if missing else set())
    assert len(reading.issues) == 3
    assert len(server.requests) <= budget


# The stream moves while it is read.


@pytest.mark.parametrize("page", [2, 3, 4])
def test_what_comes_meanwhile_moves_the_pages_and_nothing_is_lost(page: int) -> None:
    """What was on the third page is on the fourth, which was read before it."""

    def before(asked: Asked) -> None:
        if asked.path == PATH and asked.page == page:
            server.events[:0] = stream(7, first=len(server.events) + 1)

    with server_of(*stream(350)) as server:
        server.before = before
        reading = read(server, places=PLACES)
    assert set(numbers(reading)) >= set(range(1, 351))
    assert reading.gaps == []
    assert asked_for(server)[-4:] == [1, 2, 3, 4]
    assert reading.messages[-1].endswith(f", {len(server.events)} events")
    assert len(asked_for(server)) == 4 + 1 + 4


@pytest.mark.parametrize("where", [20, 120, 290])
@pytest.mark.parametrize("came", [0, 3, 5])
def test_what_goes_away_meanwhile_makes_it_be_read_again(where: int, came: int) -> None:
    """An issue was deleted, and its events with it: the pages behind move up."""

    def before(asked: Asked) -> None:
        if asked.path == PATH and asked.page == 3 and len(server.events) == 350:
            del server.events[where : where + 5]
            server.events[:0] = stream(came, first=351)

    with server_of(*stream(350)) as server:
        server.before = before
        reading = read(server, places=PLACES)
    assert set(range(1, 351)) - set(numbers(reading)) <= set(range(346 - where, 351 - where))
    assert reading.gaps == []
    assert len(asked_for(server)) <= 4 + 2 + 4


# The stream is cut.


def cut_at(pages: int, events: int) -> FaultPlan:
    """GitHub names no page beyond, and links to none."""

    def plan(asked: Asked) -> Fault | None:
        if asked.path != PATH:
            return None
        at = (asked.page - 1) * 100
        held = server_events[at : at + 100]
        link = f'<http://{asked.headers["host"]}{PATH}?per_page=100&page={pages}>; rel="last"'
        return Fault(headers={"Link": link} if asked.page < pages else {}, body=json.dumps(held).encode())

    short = {"number": 1, "repository_url": "https://api.github.com/repos/acme/app"}
    server_events = [event | {"issue": short} for event in stream(events)[: pages * 100]]
    return plan


@pytest.mark.parametrize(("pages", "older", "is_cut"), [(300, 1, True), (300, 0, False), (299, 1, False)])
def test_where_github_ends_a_long_stream_the_day_is_named(pages: int, older: int, *, is_cut: bool) -> None:
    """A backlog that is no older than the last event has all of its past in the stream."""
    events = pages * 100 + older * 5_000
    oldest = BEGIN + timedelta(minutes=1 + older * 5_000)
    issues = [github_issue(1, created_at=f"{oldest - timedelta(days=older):%Y-%m-%dT%H:%M:%SZ}")]
    with server_of(issues=issues, fault=cut_at(pages, events)) as server:
        reading = read(server, places=PLACES)
    assert len(reading.events) == pages * 100
    if is_cut:
        assert isinstance(reading.items[-1], Gap)
        assert f"the last {pages * 100:,} events" in reading.places[HISTORY]
        assert f"back to {oldest:%Y-%m-%d}" in reading.places[HISTORY]
    else:
        assert reading.gaps == []


# What cannot be read.


def one(**changes: Any) -> bytes:
    payload = {name: value for name, value in (labelled(1) | changes).items() if value != "left out"}
    return json.dumps([payload]).encode()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "access refused"),
        (Fault(status=404), "not found"),
        (Fault(status=502), "502"),
        (Fault(reset=True), "connection"),
        (Fault(body=b"<html>"), "JSON"),
        (Fault(body=b'[{"id": 1, '), "JSON"),
        (Fault(body=b"{}"), "not a list"),
        (Fault(body=b"[3]"), "events, page 1, item 1 is a number, not an object"),
        (Fault(body=one(id="left out")), "id is missing"),
        (Fault(body=one(id="7")), "id is text"),
        (Fault(body=one(event="left out")), "event is missing"),
        (Fault(body=one(event=3)), "event is a number"),
        (Fault(body=one(created_at="left out")), "created_at or createdAt is missing"),
        (Fault(body=one(created_at="soon")), "created_at is 'soon'"),
        (Fault(body=one(issue="left out")), "issue is missing"),
        (Fault(body=one(issue=3)), "issue is a number, not an object"),
        (Fault(body=one(issue={"html_url": "x"})), "number is missing"),
        (Fault(body=one(label="left out")), "label is missing"),
        (Fault(body=one(label={"color": "x"})), "name is missing"),
        (Fault(body=one(label={"name": 3})), "name is a number"),
        (Fault(body=one(event="renamed")), "rename is missing"),
        (Fault(body=one(event="closed", state_reason=3)), "state_reason is a number"),
        (Fault(body=one(actor={"id": 3})), "login is missing"),
    ],
)
def test_a_stream_that_cannot_be_read_is_a_gap_of_that_place(fault: Fault, words: str) -> None:
    with server_of(*stream(3), fault=on_stream(fault)) as server:
        reading = read(server, places=PLACES)
    assert set(reading.places) == {HISTORY}
    assert words in reading.places[HISTORY]
    assert "file" not in reading.places[HISTORY]
    assert reading.gaps[0].what == f"{server.url}{PATH}"
    assert len(reading.issues) == 3
    assert HISTORY not in reading.left["github:acme/app"]


@pytest.mark.parametrize("status", [403, 404, 502])
def test_what_came_before_the_page_that_fails_stays(status: int) -> None:
    with server_of(*stream(1_000), fault=on_stream(Fault(status=status), page=7)) as server:
        reading = read(server, places=PLACES)
    assert numbers(reading) == list(range(1_000, 400, -1))
    assert set(reading.places) == {HISTORY}
    assert len(reading.issues) == 3


def test_pages_that_repeat_end_the_reading() -> None:
    body = json.dumps(stream(100)).encode()

    def plan(asked: Asked) -> Fault | None:
        link = f'<http://{asked.headers["host"]}{PATH}?page={asked.page + 1}>; rel="next"'
        return Fault(headers={"Link": link}, body=body) if asked.path == PATH else None

    with server_of(fault=plan) as server:
        reading = read(server, places=PLACES)
    assert "page 2 repeats earlier ones" in reading.places[HISTORY]
    assert len(asked_for(server)) == 2


def test_a_page_that_fails_once_is_asked_for_again() -> None:
    left = [Fault(status=502), Fault(status=502)]

    def plan(asked: Asked) -> Fault | None:
        return left.pop() if asked.path == PATH and asked.page == 2 and left else None

    with server_of(*stream(250), fault=plan) as server:
        reading = read(server, places=PLACES)
    assert numbers(reading) == list(range(250, 0, -1))
    assert reading.gaps == []


# Recorded by another collector.


@pytest.mark.skipif(not DEVLAKE.exists(), reason="the shared records are not beside this checkout")
def test_recorded_events() -> None:
    rows = list(csv.DictReader(DEVLAKE.read_text().splitlines(keepends=True)))
    recorded = [json.loads(row["data"]) for row in rows]
    recorded.sort(key=lambda event: int(event["id"]), reverse=True)
    name = "panjf2000/ants"
    issues = {event["issue"]["number"]: event["issue"] for event in recorded}
    with GithubServer(repository=name, issues=list(issues.values()), events=recorded) as server:
        reading = read(server, name, places=PLACES)
    assert reading.gaps == []
    assert len(recorded) == 50
    assert Counter((event.place, event.is_on) for event in reading.events) == {
        ("label", True): 18,
        ("assignee", True): 10,
        (CLOSED, True): 11,
    }
    assert Counter(event.value for event in reading.events if event.place == CLOSED) == {
        "": 10,
        "not_planned": 1,
    }
    assert {event.key for event in reading.events} <= set(reading.keys)
    assert all(event.at.tzinfo is UTC for event in reading.events)
