"""A text comes to its place exactly once, whatever cuts a run off and whoever forges its mark."""

from collections.abc import Callable
from typing import Any

import pytest

from connectors.tracker_server import Asked, Fault
from seedcorn.errors import OutputError
from seedcorn.sink import Deed, Kind
from sinks.places import (
    DAY,
    RUN,
    Killed,
    Place,
    a_post,
    check_only,
    each_place,
    is_write,
    killed_at,
    put,
    writes,
)


@each_place
def test_it_is_made_once_and_then_kept_up_to_date(place: Place) -> None:
    with place.serve() as server:
        made = put(place, server, a_post(place, "first"))
        assert made.deed is Deed.CREATED
        assert made.where.startswith("http")
        check_only(place, server, "first")
        changed = put(place, server, a_post(place, "second", run=RUN + 1))
        assert (changed.deed, changed.where) == (Deed.UPDATED, made.where)
        check_only(place, server, "second")


@each_place
def test_an_older_run_writes_nothing(place: Place) -> None:
    with place.serve() as server:
        put(place, server, a_post(place, "new", run=RUN))
        before = len(writes(server))
        assert put(place, server, a_post(place, "old", run=RUN - 1)).deed is Deed.OUTDATED
        assert len(writes(server)) == before


@each_place
def test_a_clock_that_runs_days_ahead_does_not_silence_the_others(place: Place) -> None:
    with place.serve() as server:
        put(place, server, a_post(place, "from the future", run=RUN + 2 * DAY))
        assert put(place, server, a_post(place, "now")).deed is Deed.UPDATED
        check_only(place, server, "now")


@each_place
def test_two_names_are_two_objects(place: Place) -> None:
    with place.serve() as server:
        put(place, server, a_post(place, "one"))
        put(place, server, a_post(place, "another", name="other policy"))
        put(place, server, a_post(place, "another", name="other-policy"))
        assert [put(place, server, a_post(place, "one", name=name)).deed for name in ("balanced", "new")] == [
            Deed.UNCHANGED,
            Deed.CREATED,
        ]


@each_place
def test_quiet_makes_nothing_new_and_updates_what_is_there(place: Place) -> None:
    with place.serve() as server:
        assert put(place, server, a_post(place, is_quiet=True)).deed is Deed.QUIET
        assert writes(server) == []
        put(place, server, a_post(place, "first"))
        assert put(place, server, a_post(place, "clear", run=RUN + 1, is_quiet=True)).deed is Deed.UPDATED


@each_place
def test_dry_says_what_would_be_done_and_does_not_do_it(place: Place) -> None:
    with place.serve() as server:
        assert put(place, server, a_post(place, "first"), dry=True).deed is Deed.CREATED
        assert put(place, server, a_post(place, "x", is_quiet=True), dry=True).deed is Deed.QUIET
        assert writes(server) == []
        made = put(place, server, a_post(place, "first"))
        before = len(writes(server))
        second = put(place, server, a_post(place, "second", run=RUN + 1), dry=True)
        assert (second.deed, second.where) == (Deed.UPDATED, made.where)
        assert put(place, server, a_post(place, "first"), dry=True).deed is Deed.UNCHANGED
        assert put(place, server, a_post(place, "old", run=RUN - 1), dry=True).deed is Deed.OUTDATED
        assert len(writes(server)) == before


@each_place
def test_doubles_of_our_own_go(place: Place) -> None:
    with place.serve() as server:
        put(place, server, a_post(place, "first"))
        text = place.texts(server)[0]
        place.write(server, text, server.account)
        place.write(server, text, server.account)
        posted = put(place, server, a_post(place, "second", run=RUN + 1))
        assert (posted.deed, posted.removed) == (Deed.UPDATED, 2)
        check_only(place, server, "second")


@each_place
def test_it_is_found_behind_many_of_others(place: Place) -> None:
    with place.serve() as server:
        for number in range(130):
            place.write(server, f"comment {number}", place.other[0])
        assert put(place, server, a_post(place, "first")).deed is Deed.CREATED
        for number in range(130):
            place.write(server, f"another {number}", place.other[0])
        assert put(place, server, a_post(place, "second", run=RUN + 1)).deed is Deed.UPDATED
        assert [text for text in place.texts(server) if "seedcorn:" in text] == [
            text for text in place.texts(server) if "second" in text
        ]
        assert sum("second" in text for text in place.texts(server)) == 1


@each_place
def test_what_goes_away_under_our_hands_is_made_again(place: Place) -> None:
    with place.serve() as server:
        put(place, server, a_post(place, "first"))

        def vanish(asked: Asked) -> None:
            if is_write(asked) and asked.method != "POST":
                _everything(place, server).clear()

        server.before = vanish
        posted = put(place, server, a_post(place, "second", run=RUN + 1))
        server.before = lambda asked: None
        assert posted.deed is Deed.CREATED
        check_only(place, server, "second")


def _everything(place: Place, server: Any) -> dict[int, Any]:
    """Where a place's objects are."""
    name = {Kind.REPORT: "issues", Kind.CHECK: "checks"}.get(place.kind, "comments")
    found: dict[int, Any] = getattr(
        server, "notes" if hasattr(server, "notes") and name != "issues" else name
    )
    return found


@pytest.mark.parametrize("begins", ["nothing", "an older text", "doubles"])
@each_place
def test_a_run_that_is_killed_leaves_nothing_that_the_next_does_not_mend(place: Place, begins: str) -> None:
    points = 0
    while True:
        with place.serve() as server:
            if begins != "nothing":
                put(place, server, a_post(place, "before", run=RUN - 1))
            if begins == "doubles":
                place.write(server, place.texts(server)[0], server.account)
            try:
                with killed_at(place, points):
                    put(place, server, a_post(place, "after"))
                break
            except Killed:
                points += 1
            put(place, server, a_post(place, "after"))
            check_only(place, server, "after")
    assert points >= 12 if begins != "nothing" else points >= 10


FORGED: dict[str, Callable[[str], str]] = {
    "as it is": lambda mark: mark,
    "a huge run": lambda mark: mark.replace(f"run={RUN}", "run=999999999999999"),
    "a run of this day": lambda mark: mark.replace(f"run={RUN}", f"run={RUN + 9}"),
    "quoted": lambda mark: f"> {mark}",
    "in a list": lambda mark: f"- {mark}",
    "after a space": lambda mark: f" {mark}",
    "with a zero-width space": lambda mark: mark.replace("seedcorn:", "seedcorn\u200b:"),
    "after a byte-order mark": lambda mark: f"\ufeff{mark}",
    "in other digits": lambda mark: mark.replace(f"run={RUN}", "run=\u0661\u0662\u0663"),
    "neither first nor last": lambda mark: f"Look:\n{mark}\nWell.",
    "of another name": lambda mark: mark.replace("id=balanced", "id=balanced-2"),
    "of another version": lambda mark: mark.replace("seedcorn:v1", "seedcorn:v2"),
    "twice on a line": lambda mark: mark * 2,
}
_STILL_OURS = ("as it is", "a huge run", "a run of this day")


@pytest.mark.parametrize("trick", FORGED)
@each_place
def test_a_forged_mark_is_nobodys_business(place: Place, trick: str) -> None:
    """Whoever else wrote it; and what we wrote ourselves with no whole mark at its place."""
    with place.serve() as server:
        put(place, server, a_post(place, "ours"))
        text = place.texts(server)[0]
        mark = next(line for line in text.split("\n") if "seedcorn:" in line)
        server._last -= 50  # older than ours, so that it would be kept
        authors = [
            *place.other,
            *((server.account,) if trick not in _STILL_OURS and not _is_check(place) else ()),
        ]
        forged = [text.replace(mark, FORGED[trick](mark)) for _ in authors]
        for author, body in zip(authors, forged, strict=True):
            place.write(server, body, author)
        server._last += 60
        assert put(place, server, a_post(place, "news", run=RUN + 1)).deed is Deed.UPDATED
        texts = place.texts(server)
        assert [each for each in texts if "news" in each] == [text for text in texts if text not in forged]
        assert sorted(text for text in texts if text in forged) == sorted(forged)
        assert sum("news" in text for text in texts) == 1


def _is_check(place: Place) -> bool:
    """A check run is known by its App and its id alone: there nobody else can write."""
    return place.name == "github check"


def _failing(kind: str, server: Any, *, done: bool, times: int = 1) -> None:
    """Let the next writing requests fail, done or not."""
    left = [times]

    def fault(asked: Asked) -> Fault | None:
        if not is_write(asked) or not left[0]:
            return None
        left[0] -= 1
        if done:
            server.answer(asked)
        return {
            "502": Fault(status=502),
            "500": Fault(status=500),
            "503 with a date": Fault(status=503, headers={"Retry-After": "1"}),
            "reset": Fault(reset=True),
            "hang": Fault(hang=True),
            "cut": Fault(status=201, body=b'{"id": 101, "title": "x"}' * 9, cut=True),
            "a web page": Fault(status=201, body=b"<html>Welcome</html>"),
        }[kind]

    server.fault = fault


FAILURES = ("502", "500", "503 with a date", "reset", "hang", "cut", "a web page")


@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("failure", FAILURES)
@each_place
def test_in_doubt_it_is_looked_at_before_it_is_done_again(place: Place, failure: str, done: bool) -> None:
    with place.serve() as server:
        _failing(failure, server, done=done)
        if failure == "a web page" and not done:
            done = True  # a tracker that says 201 has made it
            _failing(failure, server, done=True)
        posted = put(place, server, a_post(place, "first"), read_seconds=0.2)
        assert posted.deed in ({Deed.CREATED, Deed.UNCHANGED} if done else {Deed.CREATED})
        _check_no_blind_repeat(server)
        check_only(place, server, "first")
        _failing(failure, server, done=done)
        put(place, server, a_post(place, "second", run=RUN + 1), read_seconds=0.2)
        _check_no_blind_repeat(server)
        check_only(place, server, "second")
        server.released.set()


@pytest.mark.parametrize("failure", ["502", "reset"])
@each_place
def test_what_never_works_ends_in_an_error_and_not_in_a_heap(place: Place, failure: str) -> None:
    with place.serve() as server:
        _failing(failure, server, done=False, times=1_000)
        with pytest.raises(OutputError) as caught:
            put(place, server, a_post(place))
        assert "may have been done" in caught.value.hint
        assert place.texts(server) == []
        assert len(writes(server)) == 2
        _check_no_blind_repeat(server)


def _check_no_blind_repeat(server: Any) -> None:
    """Between two attempts at the same there is a look."""
    last: tuple[str, str] | None = None
    for asked in server.requests:
        this = (asked.method, asked.path) if is_write(asked) else None
        assert this is None or this != last
        last = this
