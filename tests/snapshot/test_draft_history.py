"""The past is kept when a snapshot is refreshed: told in several runs, twice, late, or under another name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW, ago, issue
from seedcorn.connector import Item
from seedcorn.engine import rows
from seedcorn.model import CLOSED
from seedcorn.snapshot import Snapshot, rewound
from snapshot.invented_tracker import Tracker
from snapshot.taking import API, LATER, abort, cut_off, mark, take, wish
from snapshot.telling import Past, days_of, off, on, opened, shut, spells, state


@pytest.fixture(autouse=True, params=[250_000, 2])
def _in_one_leaf_and_in_many(request: pytest.FixtureRequest, cut: Callable[[int], None]) -> None:
    cut(request.param)


SOON = NOW + timedelta(days=1)


def past(folder: Path) -> list[Past]:
    with Snapshot.load(folder) as facts:
        return days_of(spells(facts))


def events(folder: Path) -> list[tuple[str, str, bool]]:
    """Each event as its issue's key, the value and whether it came."""
    with Snapshot.load(folder) as facts:
        told = facts.frame("events").join(facts.frame("issues"), on="issue")
        named = told.join(facts.frame("vocabulary"), on="mark").sort("seconds", "number", "value")
        return rows(named.select("key", "value", "is_on"))


def test_what_is_told_in_two_runs_is_one_past(folder: Path) -> None:
    take(folder, [issue(1, "bug"), on(50, "bug"), mark("end")])
    take(folder, [issue(1, updated_at=ago(-0.5)), off(-0.5, "bug"), mark("end 2")], now=SOON)
    assert past(folder) == [("bug", 50, -0.5)]


def test_what_is_told_again_is_told_once(folder: Path) -> None:
    told = [on(50, "bug", number=1), off(40, "bug", number=2), on(30, "bug"), shut(20), opened(10)]
    take(folder, [issue(1, "bug"), *told, mark("end")])
    before = (events(folder), past(folder))
    take(folder, [issue(1, "bug"), *told, *told[:2], mark("end 2")], now=LATER)
    assert (events(folder), past(folder)) == before
    assert past(folder) == [("bug", 50, 40), ("bug", 30, None), ("", 20, 10)]


def test_events_may_come_long_after_their_issue(folder: Path) -> None:
    take(folder, [issue(1, "bug"), issue(2), mark("end")])
    assert past(folder) == []
    take(folder, [on(50, "bug"), shut(20, "completed", of=2), opened(10, of=2), mark("more")], now=LATER)
    assert past(folder) == [("bug", 50, None), ("completed", 20, 10)]


def test_and_before_it_where_it_comes_in_the_same_run(folder: Path) -> None:
    take(folder, [on(50, "bug"), issue(1, "bug"), mark("end")])
    assert past(folder) == [("bug", 50, None)]


def test_an_issue_that_is_read_again_keeps_what_was_told(folder: Path) -> None:
    take(folder, [issue(1, "bug"), issue(2), on(50, "bug"), on(60, "x", of=2), off(55, "x", of=2), mark("1")])
    changed = issue(1, "bug", title="New", updated_at=ago(1))
    take(folder, [changed, mark("2")], now=LATER)
    assert past(folder) == [("bug", 50, None), ("x", 60, 55)]


def test_an_old_name_that_is_told_anew_is_the_new_one(folder: Path) -> None:
    told = [
        on(90, "kunde: Acme", number=1),
        off(80, "kunde: Acme", number=2),
        on(70, "kunde: Acme", number=3),
    ]
    take(folder, [issue(1, "kunde: Acme"), *told, mark("end")])
    renamed = [replace(event, value="customer: Acme") for event in told]
    take(folder, [issue(1, "customer: Acme", updated_at=NOW), *renamed, mark("end 2")], now=LATER)
    assert past(folder) == [("customer: Acme", 90, 80), ("customer: Acme", 70, None)]
    with Snapshot.load(folder) as facts:
        assert {value for _, _, value in facts.vocabulary()} == {"customer: Acme"}


def test_an_old_name_that_is_not_told_anew_is_still_known(folder: Path) -> None:
    take(folder, [issue(1, "a"), issue(2), on(90, "a"), on(80, "a", of=2), off(70, "a", of=2), mark("end")])
    take(folder, [issue(1, "b", updated_at=NOW), mark("end 2")], now=LATER)
    assert past(folder) == [("b", 90, None), ("b", 80, 70)]


def test_several_changes_under_one_number_do_not_replace_each_other(folder: Path) -> None:
    told = [on(50, "a", number=7), on(50, "b", number=7), off(50, "c", number=7)]
    take(folder, [issue(1, "a", "b"), *told, mark("end")])
    take(folder, [issue(1, "a", "b"), *told, on(40, "d", number=8), off(30, "d", number=9)], now=LATER)
    assert sorted(past(folder)) == [("a", 50, None), ("b", 50, None), ("c", 100, 50), ("d", 40, 30)]


def test_two_changes_of_one_second_without_numbers_are_both_kept(folder: Path) -> None:
    take(folder, [issue(1, "a"), on(50, "a"), mark("end")])
    take(folder, [issue(1, "a", "b"), on(50, "b"), mark("end 2")], now=LATER)
    assert past(folder) == [("a", 50, None), ("b", 50, None)]


def test_what_was_told_of_a_run_that_was_cut_off_counts_up_to_its_bookmark(folder: Path) -> None:
    abort(folder, cut_off(issue(1, "bug"), on(50, "bug"), mark("1"), on(40, "late"), off(30, "late")))
    take(folder, [on(20, "new"), off(10, "new"), mark("end")])
    assert past(folder) == [("bug", 50, None), ("new", 20, 10)]


def test_the_past_of_an_issue_that_is_gone_goes_with_it(folder: Path) -> None:
    told = [on(50, "bug"), on(40, "old", of=2), off(30, "old", of=2)]
    take(folder, [issue(1, "bug"), issue(2), *told, mark("end")])
    take(folder, [issue(1, "bug"), *told[:1], mark("end")], wanted=wish(full=True), now=LATER)
    assert past(folder) == [("bug", 50, None)]
    assert events(folder) == [("acme/app#1", "bug", True)]
    with Snapshot.load(folder) as facts:
        assert {value for _, _, value in facts.vocabulary()} == {"bug"}


def test_another_source_that_is_read_leaves_the_past_of_the_first(folder: Path) -> None:
    other = replace(issue(1, "chore"), source=API, key="acme/api#1")
    told = replace(on(20, "chore"), source=API, key="acme/api#1")
    streams: list[Iterable[Item]] = [[issue(1, "bug"), on(50, "bug"), mark("end")], [other, mark("x", API)]]
    take(folder, *streams, wanted=wish("github:acme/app", API))
    take(folder, [], [told, mark("y", API)], wanted=wish("github:acme/app", API), now=LATER)
    assert sorted(past(folder)) == [("bug", 50, None), ("chore", 20, None)]


def test_a_past_day_is_the_same_after_a_refresh(folder: Path) -> None:
    told = [on(50, "bug"), shut(40, "completed"), opened(30), off(20, "bug")]
    take(folder, [issue(1), *told, mark("end")])
    before = standing(folder, ago(45))
    again = issue(1, "chore", updated_at=ago(-2), closed_at=ago(-2), state_reason="completed")
    take(folder, [again, on(-1, "chore"), shut(-2, "completed"), mark("end 2")], now=LATER)
    assert standing(folder, ago(45)) == before
    with Snapshot.load(folder) as facts:
        assert ("closed", "completed") in {(place, value) for _, place, value in facts.vocabulary()}
        assert CLOSED not in {place for place, _, _, _ in facts.uses()}


def standing(folder: Path, moment: datetime) -> object:
    with Snapshot.load(folder) as facts:
        return state(rewound(facts, moment), moment)


@pytest.mark.parametrize("overlap", [0, 5])
def test_a_life_that_is_read_in_many_runs_is_as_if_it_was_read_at_once(folder: Path, overlap: int) -> None:
    """Each run reads all issues as they are then, and what happened since the last one or a few days more."""
    lived = Tracker(4, days=120)
    read_until = [19, 40, 41, 90, 119]
    for before, day in zip([-1, *read_until], read_until, strict=False):
        since = lived.end_of(before - overlap)
        told = [event for event in lived.events_until(day) if event.at > since]
        take(folder, [*told, *lived.told[day], mark(str(day))], now=lived.end_of(day))
    with Snapshot.load(folder) as facts:
        found = spells(facts)
        for day in range(0, 119, 9):
            moment = lived.end_of(day)
            assert state(rewound(facts, moment), moment) == lived.states[day]
    at_once: list[Item] = [*lived.issues, *lived.events]
    with Snapshot.collect(at_once, sources=(), collected_at=lived.end_of(119)) as facts:
        assert found == spells(facts)


def test_what_went_unseen_had_gone_when_that_was_first_known(folder: Path) -> None:
    take(folder, [issue(1, "bug"), on(50, "bug"), mark("end")])
    take(folder, [issue(1, updated_at=ago(-0.5)), mark("end 2")], now=SOON)
    gone = past(folder)
    take(folder, [issue(2, created_at=ago(-2)), mark("end 3")], now=NOW + timedelta(days=3))
    assert gone == [("bug", 50, -1)]
    assert past(folder) == gone
