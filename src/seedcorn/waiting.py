"""How long the issues of a backlog wait: under marks that say so, and until somebody touches them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import narwhals as nw

from seedcorn.attributed import NO_ISSUE
from seedcorn.backlog import EVIDENCE, Backlog
from seedcorn.engine import Frame, rows
from seedcorn.grouping import Grouped
from seedcorn.history import History
from seedcorn.meanings import NAMELESS, PROSPECT, UNKNOWN
from seedcorn.report import Keys

_A_DAY, _AN_HOUR = 24 * 60, 60
_OF_OTHERS, _OF_THEM = 0, 1
Hours: TypeAlias = dict[int, int]
"""How many issues waited so many whole hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many days issues waited under some marks, once where several stood on one.

    `by_customer` are the days by the customer who asks, by code, shared equally where several do. `requested`
    are all days of so many requested `issues`; `unnamed` those of what is unknown and `nameless` of what was
    requested by nobody named, as (days of one issue, how many issues), the longest first.
    """

    frame: Frame
    backlog: Backlog
    by_customer: dict[int, Fraction]
    issues: int
    requested: Fraction
    unknown: tuple[tuple[Fraction, int], ...]
    nameless: tuple[tuple[Fraction, int], ...]

    def of(self, code: int) -> Keys:
        """Keys of what a customer asks for, what waited longest first."""
        theirs = self.backlog.requests.filter(nw.col("customer") == code).select("issue")
        return _longest(self.backlog, self.frame.join(theirs, on="issue", how="semi"), "minutes")

    def in_doubt(self, issues: int) -> Keys:
        """Keys of so many issues whose asker could be anybody, what waited longest first."""
        found = self.frame.filter(nw.col("kind").is_in((UNKNOWN, NAMELESS)))
        return Keys(first=_longest(self.backlog, found, "minutes").first[:issues], total=issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How many hours issues waited for an answer: those of some customers, of the others, of anybody."""

    frame: Frame
    backlog: Backlog
    theirs: Hours
    others: Hours
    unnamed: Hours

    def of_others(self) -> Keys:
        """Keys of what none of these customers asks for, what waited longest first."""
        return _longest(self.backlog, self.frame.filter(nw.col("whose") == _OF_OTHERS), "hours")

    def in_doubt(self) -> Keys:
        """The key of the issue that waited longest of what could be anybody's: one is needed at least."""
        found = _longest(self.backlog, self.frame.filter(nw.col("whose").is_null()), "hours")
        return Keys(first=found.first[:1], total=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A backlog, to be asked how long its issues waited."""

    history: History
    backlog: Backlog

    def under(self, place: str, globs: Sequence[str]) -> Waits:
        """How long each issue bore one of some marks in the window, until it was completed."""
        frame = self.backlog.attributed.engine.keep(self._lasting(place, globs))
        sizes = rows(frame.group_by("kind", "minutes").agg(nw.len().alias("issues")))
        sizes.sort(key=lambda row: -row[1])
        requested = [(minutes, issues) for kind, minutes, issues in sizes if kind >= PROSPECT]
        return Waits(
            frame=frame,
            backlog=self.backlog,
            by_customer=self._by_customer(frame),
            issues=sum(issues for _, issues in requested),
            requested=sum((_days(minutes) * issues for minutes, issues in requested), Fraction(0)),
            unknown=tuple((_days(minutes), issues) for kind, minutes, issues in sizes if kind == UNKNOWN),
            nameless=tuple((_days(minutes), issues) for kind, minutes, issues in sizes if kind == NAMELESS),
        )

    def _lasting(self, place: str, globs: Sequence[str]) -> Frame:
        """(issue, kind, askers, minutes) of the issues that bore any of some marks in the window."""
        history = self.history
        theirs = self.backlog.issues.select("issue", "kind", "askers", "closed")
        marks = sorted(Grouped(backlog=self.backlog).marks(place, *globs))
        spells = history.spells.filter(nw.col("mark").is_in(marks) if marks else NO_ISSUE).join(
            theirs, on="issue"
        )
        until = (nw.col(column).fill_null(history.now) for column in ("until", "closed"))
        lasting = spells.with_columns(
            begun=nw.max_horizontal(nw.col("since"), nw.lit(history.since)), over=nw.min_horizontal(*until)
        ).filter(nw.col("over") > nw.col("begun"))
        # What stood on an issue at one time counts once: from where the marks before it had reached.
        order = ("begun", "over", "mark")
        lasting = lasting.with_columns(reached=nw.col("over").cum_max().over("issue", order_by=order))
        lasting = lasting.with_columns(before=nw.col("reached").shift(1).over("issue", order_by=order))
        fresh = nw.max_horizontal(nw.col("begun"), nw.col("before").fill_null(history.since))
        lasting = lasting.with_columns(minutes=nw.max_horizontal(nw.col("over") - fresh, nw.lit(0)))
        return lasting.group_by("issue", "kind", "askers").agg(nw.col("minutes").sum())

    def _by_customer(self, frame: Frame) -> dict[int, Fraction]:
        asked = self.backlog.requests.select("issue", "customer").join(
            frame.select("issue", "askers", "minutes"), on="issue"
        )
        sums = asked.group_by("customer", "askers").agg(nw.col("minutes").sum())
        found: dict[int, Fraction] = {}
        for customer, askers, minutes in rows(sums):
            found[customer] = found.get(customer, Fraction(0)) + _days(minutes) / askers
        return dict(sorted(found.items()))

    def answers(self, codes: Collection[int]) -> Answers | None:
        """How long each request waited until somebody else than its author touched it, or until it was done.

        What nobody touched waits until now. Of some customers, by code, is what any of them asks for. None
        where no tracker says who did what.
        """
        touched = self._touched()
        if touched is None:
            return None
        asked = self.backlog.issues.filter((nw.col("kind") == UNKNOWN) | (nw.col("kind") >= PROSPECT))
        theirs = self.backlog.requests.join(
            self.backlog.attributed.customers(codes), on="customer", how="semi"
        )
        answered = nw.min_horizontal(nw.col("touched"), nw.col("closed").fill_null(self.history.now))
        waited = (
            asked.select("issue", "askers", "created", "closed")
            .join(touched, on="issue", how="left")
            .join(
                theirs.select("issue").unique().with_columns(whose=nw.lit(_OF_THEM)), on="issue", how="left"
            )
            .with_columns(
                hours=nw.max_horizontal(answered - nw.col("created"), nw.lit(0)) // _AN_HOUR,
                whose=nw.when(nw.col("askers") > 0).then(nw.col("whose").fill_null(_OF_OTHERS)),
            )
        )
        frame = self.backlog.attributed.engine.keep(waited.select("issue", "whose", "hours"))
        found: dict[int | None, Hours] = {}
        for whose, hours, issues in rows(frame.group_by("whose", "hours").agg(nw.len().alias("issues"))):
            found.setdefault(whose, {})[int(hours)] = issues
        return Answers(
            frame=frame,
            backlog=self.backlog,
            theirs=found.get(_OF_THEM, {}),
            others=found.get(_OF_OTHERS, {}),
            unnamed=found.get(None, {}),
        )

    def _touched(self) -> Frame | None:
        """(issue, touched) of the minute at which anybody but its author first touched an issue."""
        attributed = self.backlog.attributed
        events = attributed.snapshot.frame("events").filter(
            ~nw.col("actor").is_null(), nw.col("seconds") <= self.history.now * 60
        )
        if not rows(events.select("issue").head(1)):
            return None
        authors = {mark: value for mark, value, _ in attributed.words.get("author", ())}
        names = attributed.engine.table({"mark": "INTEGER", "author": "VARCHAR"}, authors.items())
        wrote = attributed.bearers(authors) if authors else attributed.marks.filter(NO_ISSUE)
        by_others = events.join(
            wrote.join(names, on="mark").select("issue", "author"), on="issue", how="left"
        ).filter(nw.col("author").is_null() | (nw.col("author") != nw.col("actor")))
        return by_others.group_by("issue").agg((nw.col("seconds").min() // 60).alias("touched"))


def _longest(backlog: Backlog, frame: Frame, length: str) -> Keys:
    total = rows(frame.select(nw.len()))[0][0]
    first = frame.sort(length, "issue", descending=[True, False]).head(EVIDENCE)
    return Keys(
        first=backlog.attributed.keys([issue for (issue,) in rows(first.select("issue"))]), total=total
    )


def _days(minutes: int) -> Fraction:
    return Fraction(int(minutes), _A_DAY)
