"""How long the series of 300 weeks takes, beside one evaluation of the same backlog as of a past day.

    python bench/history.py [--quick]

Both start from the same snapshot on disk and take turns. The evaluation is the least that an audit as of that
day does: the facts put back to it, attributed, and the open backlog summed by customer and by kind of work.
Before anything is timed, the series has to say the same of that day.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measure import Bench, Measure, Pair, alone, peak, seconds

from seedcorn.context import Context, look
from seedcorn.policy import load_policy
from seedcorn.series import Series, series
from seedcorn.snapshot import Snapshot

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_COUNTING = load_policy("balanced").counting
_WEEKS = 300
_A_YEAR = 52


def as_of(snapshot: Snapshot, moment: datetime) -> Context:
    """The open backlog of one past day."""
    seen = look(snapshot, _COUNTING, None, now=moment, window_days=90, capacity={})
    _ = seen.open.work, seen.open.demands
    return seen


def all_weeks(snapshot: Snapshot) -> Series:
    """The open backlog of every week."""
    return series(snapshot, _COUNTING, None, now=_NOW, points=_WEEKS)


def check(folder: Path) -> None:
    """Refuse to compare two things that do not agree."""
    place = _WEEKS - 1 - _A_YEAR
    with Snapshot.load(folder) as snapshot:
        found = all_weeks(snapshot)
        seen = as_of(snapshot, found.moments[place])
        ours = {
            name: found.effort_of(name, place) for name, each in found.demanded.items() if each.issues[place]
        }
        theirs = {one.customer.id: one.effort for one in seen.open.demands}
        if ours != theirs or found.works[place] != seen.open.work:
            sys.exit("the series and the day disagree: nothing was measured")


def one_day(folder: Path) -> None:
    """One evaluation, from disk."""
    with Snapshot.load(folder) as snapshot:
        as_of(snapshot, _NOW - timedelta(weeks=_A_YEAR))


def every_week(folder: Path) -> None:
    """The series, from disk."""
    with Snapshot.load(folder) as snapshot:
        all_weeks(snapshot)


@contextmanager
def _time(folder: Path) -> Iterator[Pair]:
    check(folder)
    yield Pair(ours=seconds(lambda: every_week(folder)), beside=seconds(lambda: one_day(folder)))


@contextmanager
def _memory(folder: Path) -> Iterator[Pair]:
    yield Pair(ours=peak(every_week, folder), beside=peak(one_day, folder))


def measures(bench: Bench) -> Iterator[Measure]:
    """Time and memory, and both of ten times the issues."""
    scale = bench.scale
    yield from _measures(bench, "history", scale.issues, scale.runs)
    yield from _measures(bench, "history.ten-times", scale.large, scale.slow_runs)


def _measures(bench: Bench, name: str, issues: int, runs: int) -> Iterator[Measure]:
    what, against = f"the open backlog of {_WEEKS} weeks, {issues:,} issues", "of one past day"
    yield Measure(
        name=name, what=what, against=against, pair=lambda: _time(bench.snapshot(issues)), runs=runs
    )
    yield Measure(
        name=f"{name}.memory",
        what=what,
        against=against,
        pair=lambda: _memory(bench.snapshot(issues)),
        runs=1,
        unit="MB",
    )


if __name__ == "__main__":
    alone(measures, __doc__)
