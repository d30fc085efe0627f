"""The series of a backlog says at each of its points what an audit as of that moment says."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from builders import COUNTING, NOW, ago, event, happened, issue, issues, snapshot
from seedcorn.context import Context, look
from seedcorn.model import CLOSED, Counting, Effort, Event, Issue, Missing, Split
from seedcorn.series import Series, series
from seedcorn.snapshot import Snapshot

LABELS = ("customer: acme", "customer: globex", "seed-corn", "bug", "customer request", "wontfix", "area: x")
POINTS = 40
WAYS = {
    "by issues": COUNTING,
    "fully": replace(COUNTING, split=Split.FULLY),
    "the first": replace(COUNTING, split=Split.FIRST),
    "unlabelled is own": replace(COUNTING, unlabelled_is_own=True, since=ago(150)),
    "by sizes": replace(
        COUNTING,
        effort=Effort(
            unit="points",
            place="label",
            sizes=(("bug", Fraction(3)), ("zz*", Fraction(2))),
            missing=Missing.ONE,
        ),
    ),
}


def life(number: int, luck: random.Random, *, tied: bool) -> Iterator[Issue | Event]:
    """An issue that lived for up to a year, and what happened to it."""
    key, born = f"acme/app#{number}", luck.uniform(0, 380)
    labels, closed, day = dict[str, None](), None, born
    while (day := day - luck.expovariate(1 / 50)) > 0:
        if luck.random() < 0.25:
            yield event(key, day, CLOSED, "completed" if closed is None else "", on=closed is None)
            closed = day if closed is None else None
            continue
        label = luck.choice(LABELS)
        yield event(key, day, "label", label, on=label not in labels)
        if labels.pop(label, "none") == "none":
            labels[label] = None
    ended = {} if closed is None else {"closed_at": ago(closed), "state_reason": "completed"}
    parent = f"acme/app#{luck.randint(1, 40)}" if tied and luck.random() < 0.3 else None
    yield issue(number, *labels, created_at=ago(born), parent=parent, **ended)


def lives(seed: int, *, tied: bool) -> tuple[Issue | Event, ...]:
    luck = random.Random(seed)
    return tuple(item for number in range(1, 41) for item in life(number, luck, tied=tied))


def seen_at(facts: Snapshot, counting: Counting, found: Series, place: int) -> Context:
    return look(facts, counting, None, now=found.moments[place], window_days=90, capacity={})


# What is above lately completed issues with estimates counts by itself in a series, as its docstring says.
@pytest.mark.parametrize(
    ("way", "tied"),
    [(way, tied) for way in WAYS for tied in (False, True) if not (tied and way == "by sizes")],
)
def test_every_point_is_what_an_audit_of_that_moment_says(way: str, tied: bool) -> None:
    with snapshot(lives(len(way), tied=tied)) as facts:
        found = series(facts, WAYS[way], None, now=NOW, points=POINTS)
        for place in range(0, POINTS, 6):
            seen = seen_at(facts, WAYS[way], found, place)
            asked = {one.customer.id: (one.issues, one.effort) for one in seen.open.demands}
            told = {
                name: (each.issues[place], found.effort_of(name, place))
                for name, each in found.demanded.items()
                if each.issues[place]
            }
            assert found.works[place] == seen.open.work
            assert told == asked
            assert found.seed_in_use[place] == seen.seed_in_use


def test_without_a_history_todays_marks_are_those_of_always() -> None:
    backlog = (*issues(acme=3, seed=1), issue(9, "customer: acme", created_at=ago(3)))
    with snapshot(backlog) as facts:
        found = series(facts, COUNTING, None, now=NOW, points=20)
    assert found.demanded["acme"].issues == (0,) * 5 + (3,) * 14 + (4,)
    assert [work.seed_corn.issues for work in found.works] == [0] * 5 + [1] * 15


def test_the_last_point_is_now_and_the_others_are_weeks_before() -> None:
    with snapshot(issues(acme=1)) as facts:
        found = series(facts, COUNTING, None, now=NOW, points=3)
    assert found.moments == (NOW - timedelta(days=14), NOW - timedelta(days=7), NOW)


def test_what_comes_and_goes_between_two_points_is_at_neither() -> None:
    one = issue(1)
    with snapshot((one, *happened(one, "+12 label: customer: acme", "-9 label: customer: acme"))) as facts:
        found = series(facts, COUNTING, None, now=NOW, points=3)
    assert "acme" not in found.demanded
    assert [work.unknown.issues for work in found.works] == [1, 1, 1]


def test_of_nothing_every_point_is_empty() -> None:
    with snapshot(()) as facts:
        found = series(facts, COUNTING, None, now=NOW, points=2)
    assert [work.all.issues for work in found.works] == [0, 0]
    assert found.demanded == {}
    assert found.amounts_at(0) == []
