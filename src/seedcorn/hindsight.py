"""What a policy would have said of a backlog's past: check by check, date by date, with other limits too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from seedcorn.report import Finding, Level, Report, Verdict


class Every(StrEnum):
    """How far the dates lie apart."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Dates in a row, from the first to the last, counted from 0."""

    first: int
    last: int

    @property
    def dates(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def stretches(dates: Iterable[int]) -> tuple[Stretch, ...]:
    """Dates in ascending order as stretches without a break."""
    found: list[Stretch] = []
    for date in dates:
        goes_on = bool(found) and found[-1].last == date - 1
        first = found.pop().first if goes_on else date
        found.append(Stretch(first=first, last=date))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One limit and the dates on which it would have been broken, or perhaps; counted from 0.

    `level` is that of the policy whose limit it is, None of one that is only tried.
    """

    limit: Fraction
    level: Level | None = None
    fails: tuple[int, ...] = ()
    undecided: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one check said of one kind of scope ("open backlog", "milestone") on each date.

    `points` are its worst finding of each date, None where it could not say; a date without data is never a
    pass. `missing` is what it would have needed on the last such date. `tried` are limits, the loosest first;
    none where the limits of a check depend on the backlog. `private` is as of its findings.
    """

    rule: str
    scope: str
    points: tuple[Finding | None, ...]
    missing: str = ""
    tried: tuple[Tried, ...] = ()
    private: bool = False

    def fails(self, level: Level = Level.NOTE) -> tuple[int, ...]:
        """The dates on which it failed at a level or above."""
        return tuple(date for date, found in enumerate(self.points) if found and found.fails_at(level))

    @property
    def undecided(self) -> tuple[int, ...]:
        """The dates on which too little was known to decide."""
        return self._of(Verdict.OPEN)

    @property
    def passes(self) -> tuple[int, ...]:
        """The dates on which it passed."""
        return self._of(Verdict.PASS)

    @property
    def silent(self) -> tuple[int, ...]:
        """The dates on which it could not say."""
        return tuple(date for date, found in enumerate(self.points) if found is None)

    @property
    def gravest(self) -> Level | None:
        """The gravest level that it ever failed at; None where it never did."""
        levels = [
            found.level for found in self.points if found and found.level and found.fails_at(Level.NOTE)
        ]
        return max(levels, key=lambda level: level.rank, default=None)

    @property
    def values(self) -> tuple[Fraction | None, ...]:
        """What was measured on each date."""
        return tuple(found.measured.value if found and found.measured else None for found in self.points)

    def _of(self, kind: Verdict) -> tuple[int, ...]:
        return tuple(date for date, found in enumerate(self.points) if found and found.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a policy of today would have said of a backlog on each date of its past, the last one being now.

    No waiver and no baseline lets anything be. `report` is of the last date; it knows the names of all that
    any finding is about. `since` is the day that was asked for: the dates begin no earlier than the first
    issue. `has_history` says whether labels are those of each date, not of now, and `is_cut` whether some of
    that history could not be read. `fewest` is how many customers asked on the date when the fewest did,
    `largest` the largest share that one ever held.
    """

    report: Report
    dates: tuple[datetime, ...]
    lines: tuple[Line, ...]
    since: datetime
    every: Every = Every.WEEK
    has_history: bool = False
    is_cut: bool = False
    fewest: int = 0
    largest: Fraction = Fraction(0)

    @property
    def complete(self) -> bool:
        """Whether all that should have been read was."""
        return self.report.complete and not self.is_cut

    @property
    def fails(self) -> tuple[int, ...]:
        """The dates on which anything failed at or above `fail_on`."""
        return tuple(sorted({date for line in self.lines for date in line.fails(self.report.fail_on)}))

    @property
    def fired(self) -> tuple[Line, ...]:
        """The checks that ever failed, the gravest and then the earliest first."""
        return tuple(sorted((line for line in self.lines if line.gravest), key=_place))

    @property
    def quiet(self) -> tuple[Line, ...]:
        """The checks that were judged on some date and never failed."""
        return tuple(line for line in self.lines if not line.gravest and any(line.points))

    @property
    def mute(self) -> tuple[Line, ...]:
        """The checks that could not say on any date."""
        return tuple(line for line in self.lines if not any(line.points))

    def line(self, rule: str, scope: str) -> Line | None:
        """The line of a check and a kind of scope, if there is one."""
        return next((one for one in self.lines if (one.rule, one.scope) == (rule, scope)), None)


def _place(line: Line) -> tuple[int, int, str, str]:
    level = line.gravest or Level.NOTE
    return -level.rank, line.fails(level)[0], line.rule, line.scope
