"""Two reports side by side: which findings moved between them, and which got worse."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from seedcorn.report import Bound, Finding, Level, Report, Verdict


class About(StrEnum):
    """What lies between the two: an issue, a change to the code, what is supposed, a plan, a policy, time."""

    ISSUE = "issue"
    CHANGE = "change"
    WHAT_IF = "what-if"
    PLAN = "plan"
    POLICY = "policy"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One finding before and after; None where it was not made. At least one of them is there."""

    before: Finding | None = None
    after: Finding | None = None

    @property
    def now(self) -> Finding:
        """The finding after, or if it is gone the one before."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # a shift is made of at least one
        return found

    @property
    def is_worse(self) -> bool:
        """It fails afterwards, and did not before, or less gravely, or with a better number."""
        if _rank(self.after) < 0:
            return False
        moved = _excess(self.after) > _excess(self.before) if self.before else True
        return _rank(self.after) > _rank(self.before) or (_rank(self.after) == _rank(self.before) and moved)

    @property
    def is_better(self) -> bool:
        """It failed before, and does not afterwards, or less gravely, or with a better number."""
        return Shift(before=self.after, after=self.before).is_worse

    @property
    def is_crossing(self) -> bool:
        """Whether a limit lies between the two."""
        return _rank(self.before) != _rank(self.after)

    @property
    def is_moved(self) -> bool:
        """Whether its number or its verdict is another."""
        if self.before is None or self.after is None:
            return True
        return self.before.measured != self.after.measured or self.before.kind is not self.after.kind

    @property
    def is_no_longer_let_be(self) -> bool:
        """It fails in both, and was let be before alone."""
        if self.before is None or self.after is None or not self.before.accepted:
            return False
        return self.after.kind is Verdict.FAIL and not self.after.accepted

    def fails_at(self, threshold: Level) -> bool:
        """Whether it is worse or no longer let be, and fails at or above a level."""
        newly = self.is_worse or self.is_no_longer_let_be
        return newly and self.after is not None and self.after.fails_at(threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What stands with one customer who asks: its other open requests, and its part of revenue if known."""

    customer: str
    others: int = 0
    revenue: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a plan or of what is supposed, in words, and the issues that it is about.

    `size` is their effort in words ("8 points"); empty where it is not counted or says no more than they do.
    """

    said: str
    keys: tuple[str, ...] = ()
    total: int = 0
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes between two reports of one backlog.

    `key` and `title` are of the issue or change that it is about. `shifts` are the findings that it is
    measured by, and with them how each customer's share moves. `asked_by` are the ids of those who ask for
    it, none where nobody is named; `kind` is the kind of work in a word: "requested", "own", "seed corn",
    "unknown". `answers` are sentences on how to say who asks. `exposed` is what refusing it leaves with those
    who ask. `moves` are what lies between the reports. `too_few` says why shares of customers mean nothing
    yet, where they do not. `refused` says why a policy that was brought is not compared at all.
    """

    about: About
    before: Report
    after: Report
    shifts: tuple[Shift, ...] = ()
    key: str = ""
    title: str = ""
    kind: str = ""
    asked_by: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    exposed: tuple[Exposure, ...] = ()
    moves: tuple[Move, ...] = ()
    too_few: str = ""
    notes: tuple[str, ...] = ()
    refused: str = ""

    @property
    def worse(self) -> tuple[Shift, ...]:
        """What got worse, the gravest first."""
        return tuple(sorted((one for one in self.shifts if one.is_worse), key=_gravest))

    @property
    def better(self) -> tuple[Shift, ...]:
        """What got better, the gravest first."""
        return tuple(sorted((one for one in self.shifts if one.is_better), key=_gravest))

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has to hear of it: nobody asks for it, nothing is asked, and no limit is crossed."""
        if self.about is About.POLICY or self.answers or self.asked_by or self.kind == "requested":
            return False
        return not any(one.is_crossing for one in self.shifts)

    @property
    def verdict(self) -> Verdict:
        """Fail where what is worse fails at or above `fail_on`; open where not all was read or known."""
        if self.after.gaps:
            return Verdict.OPEN
        if any(one.fails_at(self.after.fail_on) for one in self.shifts):
            return Verdict.FAIL
        undecided = any(one.after is not None and one.after.open_level for one in self.shifts if one.is_moved)
        return Verdict.OPEN if undecided or self.answers else Verdict.PASS


def shifts(before: Report, after: Report, wanted: Callable[[Finding], bool]) -> Iterator[Shift]:
    """Every finding of the two that is wanted, in the order of the rules, with the other one's of it.

    A rule that reports the largest customer alone speaks of another one afterwards; of the first there is
    then no finding, which is no improvement: it is left out while its rule still fails in that scope.
    """
    old = {(found.rule, found.scope, found.subject): found for found in before.findings if wanted(found)}
    new = {(found.rule, found.scope, found.subject): found for found in after.findings if wanted(found)}
    failing = {(found.rule, found.scope) for found in new.values() if found.kind is Verdict.FAIL}
    for place in sorted(dict.fromkeys((*old, *new)), key=lambda each: (each[0], each[1], each[2] or "")):
        was, is_now = old.get(place), new.get(place)
        if is_now is None and place[:2] in failing:
            continue
        yield Shift(before=was, after=is_now)


def _gravest(shift: Shift) -> tuple[int, str, str]:
    return -max(_rank(shift.before), _rank(shift.after)), shift.now.rule, shift.now.scope


def _rank(finding: Finding | None) -> int:
    """How gravely it fails; -1 where it does not."""
    failed = finding is not None and finding.kind is Verdict.FAIL
    return finding.level.rank if failed and finding is not None and finding.level else -1


def _excess(finding: Finding | None) -> Fraction:
    """By how much the number is on the wrong side, larger is worse; 0 where there is no number."""
    if finding is None or finding.measured is None:
        return Fraction(0)
    value = finding.measured.value
    return -value if finding.bound is Bound.FLOOR else value
