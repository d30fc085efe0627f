"""Reading what happened to GitHub's issues again: only what is new, and nothing lost between two readings."""

from datetime import UTC, datetime

import pytest

from connectors.github_server import github_issue
from connectors.github_stream import (
    PLACES,
    asked_for,
    labelled,
    later,
    numbers,
    on_stream,
    server_of,
    stream,
)
from connectors.reading import read
from connectors.tracker_server import Fault
from seedcorn.connectors._github_events import NEVER, moment_of
from seedcorn.model import HISTORY


def test_the_next_reading_stops_at_what_is_known() -> None:
    with server_of(*stream(1_000)) as server:
        first = read(server, places=PLACES)
        server.requests.clear()
        nothing = read(server, places=PLACES, bookmarks=first.left)
        assert asked_for(server) == [1]
        server.events[:0] = [later(1_003), later(1_002), later(1_001)]
        server.requests.clear()
        some = read(server, places=PLACES, bookmarks=nothing.left)
        assert asked_for(server) == [1, 2]
        server.events[:0] = [later(number) for number in range(1_253, 1_003, -1)]
        server.requests.clear()
        many = read(server, places=PLACES, bookmarks=some.left)
        assert asked_for(server) == [1, 2, 3, 4]
    assert nothing.items == []
    assert numbers(some) == [1_003, 1_002, 1_001]
    assert numbers(many) == list(range(1_253, 1_000, -1))  # the three are of a future that goes on
    assert [*first.gaps, *nothing.gaps, *some.gaps, *many.gaps] == []


def test_a_minute_before_the_last_reading_is_read_once_more() -> None:
    date = "Wed, 05 Mar 2025 12:00:30 GMT"
    times = {
        number: f"2025-03-05T11:{minute}Z" for number, minute in ((3, "59:50"), (2, "59:30"), (1, "59:29"))
    }
    events = [labelled(number) | {"created_at": at} for number, at in times.items()]
    with server_of(*events) as server:
        server.date = date
        first = read(server, places=PLACES)
        second = read(server, places=PLACES, bookmarks=first.left)
    assert numbers(second) == [3, 2]


def test_few_requests_are_enough_where_little_is_new() -> None:
    """How many pages the stream has is no matter, then."""
    with server_of(*stream(1_000)) as server:
        first = read(server, places=PLACES)
        server.events[:0] = [later(1_001)]
        second = read(server, places=PLACES, bookmarks=first.left, budget=4)
    assert (numbers(second), second.gaps) == ([1_001], [])


def test_a_next_reading_that_cannot_be_read_is_a_gap_too() -> None:
    with server_of(*stream(300)) as server:
        first = read(server, places=PLACES)
        server.events[:0] = [later(number) for number in range(450, 300, -1)]
        server.fault = on_stream(Fault(status=502), page=2)
        second = read(server, places=PLACES, bookmarks=first.left)
        server.fault = lambda asked: None
        third = read(server, places=PLACES, bookmarks=second.left)
    assert len(second.events) == 100
    assert set(second.places) == {HISTORY}
    assert numbers(third) == list(range(450, 0, -1))


def test_more_than_github_lists_since_the_last_reading_is_a_gap() -> None:
    with server_of(*stream(1)) as server:
        left = read(server, places=PLACES).left
        short = {"number": 1, "repository_url": "https://api.github.com/repos/acme/app"}
        server.events = [later(number) | {"issue": short} for number in range(35_000, 5_000, -1)]
        reading = read(server, places=PLACES, bookmarks=left)
    assert len(reading.events) == 30_000
    assert "the last 30,000 events" in reading.places[HISTORY]


@pytest.mark.parametrize("before", [None, set[str](), {"comment"}])
def test_a_bookmark_without_history_is_none_for_a_reading_with_it(before: set[str] | None) -> None:
    with server_of(*stream(250)) as server:
        first = read(server, places=before)
        second = read(server, places=PLACES, bookmarks=first.left)
        without = read(server, places=before, bookmarks=second.left if before is None else {})
        third = read(server, places=PLACES, bookmarks=without.left)
    assert (len(second.issues), len(second.events)) == (3, 250)
    assert (len(third.issues), len(third.events)) == (3, 250)


def test_after_a_gap_the_whole_stream_is_read() -> None:
    with server_of(*stream(250), fault=on_stream(Fault(status=403))) as server:
        first = read(server, places=PLACES)
        server.fault = lambda asked: None
        second = read(server, places=PLACES, bookmarks=first.left)
    assert len(second.events) == 250


def test_where_issues_are_read_whole_again_events_need_not_be() -> None:
    """A project's field leaves no trace on its issue, so there `since` does not help."""
    places = {*PLACES, "project-field:customer"}
    with server_of(*stream(250), graph={1: {"items": []}}) as server:
        first = read(server, places=places)
        server.requests.clear()
        second = read(server, places=places, bookmarks=first.left)
        assert asked_for(server) == [1]
    assert (len(second.issues), second.events) == (3, [])


def test_a_reading_that_was_cut_off_reads_the_whole_stream_once_it_goes_on() -> None:
    issues = [github_issue(number) for number in range(1, 351)]
    with server_of(*stream(150), issues=issues) as server:
        server.fault = lambda asked: Fault(status=400) if asked.page == 3 else None
        first = read(server, places=PLACES)
        server.fault = lambda asked: None
        second = read(server, places=PLACES, bookmarks=first.left)
    assert (len(first.issues), first.events) == (200, [])
    assert (len(second.issues), len(second.events)) == (150, 150)
    assert second.gaps == []


@pytest.mark.parametrize("text", ["", "soon", "2025-03-05", "2025-03-05T12:00:00"])
def test_what_a_bookmark_says_of_no_moment_makes_it_all_be_read(text: str) -> None:
    assert moment_of(text) == NEVER
    assert moment_of("2025-03-05T12:00:00Z") == datetime(2025, 3, 5, 12, tzinfo=UTC)
