"""What has changed since some days ago and who moved it, and the course of the weeks before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import dropwhile

import narwhals as nw

from seedcorn.background import Trace
from seedcorn.backlog import Backlog
from seedcorn.chronicle import Chronicle, chronicle
from seedcorn.comparison import About, Comparison, Move
from seedcorn.context import Context
from seedcorn.engine import Frame
from seedcorn.gaps import gaps_of
from seedcorn.impact import Seen, compared
from seedcorn.model import HISTORY
from seedcorn.report import Report
from seedcorn.snapshot import minutes
from seedcorn.supposing import Case
from seedcorn.tally import Demand

A_WEEK = timedelta(days=7)
HALF_A_YEAR = 26
_MOST_CUSTOMERS = 5
_ISSUE, _CUSTOMER = "issue", "customer"
_CODES = {"was": "INTEGER", _CUSTOMER: "INTEGER"}


def since(case: Case, ago: timedelta = A_WEEK) -> Comparison:
    """The backlog so long ago beside that of now, and who moved it: who asked, was named, was served, or not.

    Where nobody tells when labels and milestones came, they are those of now in both: what was only labelled
    meanwhile shows in neither.
    """
    return _since(Seen(case=case), ago)


def looked_back(seen: Seen, weeks: int = HALF_A_YEAR) -> Comparison:
    """What has changed since a week ago, with the course of `weeks` where all of its history was read."""
    found = _since(seen, A_WEEK)
    is_partly = any(gap.place == HISTORY for gap in gaps_of(seen.case.snapshot))
    return found if is_partly else replace(found, after=traced(found.after, seen.context, weeks))


def _since(after: Seen, ago: timedelta) -> Comparison:
    before = Seen(case=replace(after.case, now=after.case.now - ago))
    moves = tuple(_moves(before.context, after.context))
    return compared(before, after, about=About.PAST, moves=moves)


def traced(report: Report, context: Context, weeks: int = HALF_A_YEAR) -> Report:
    """A report with the course of its leading customers' shares and of seed corn; without where nobody tells.

    It needs all of the history: one from a part of it would show what never was.
    """
    told = context.weeks(weeks + 1)
    if told is None:
        return report
    course = chronicle(told)
    if not course.enough:
        return report
    names = dict(report.names) | {leader.id: leader.name for leader in course.leaders}
    return replace(report, names=tuple(sorted(names.items())), traces=tuple(_traces(course)))


def _traces(course: Chronicle) -> Iterator[Trace]:
    points = tuple(dropwhile(lambda point: not point.open_issues, course.points))
    fewest = min(point.customers for point in course.enough)
    for place, leader in enumerate(course.leaders):
        shares = tuple(point.held[place].share for point in points)
        yield Trace(customer=leader.id, shares=shares, fewest=fewest)
    kept = tuple(point.seed_corn for point in points)
    if any(kept):
        yield Trace(customer=None, shares=kept)


@dataclass(frozen=True, kw_only=True)
class _Turns:
    """Which requests came to be between two moments, and which were no more."""

    before: Context
    after: Context

    @cached_property
    def minute(self) -> int:
        """The first moment."""
        return minutes(self.before.now)

    @cached_property
    def came(self) -> Frame:
        """Requests that are open now, of issues that were there then and not asked for by this customer."""
        old = self.after.open.requests.filter(nw.col("created") <= self.minute)
        return old.join(self._translated(self.before, self.after), on=[_ISSUE, _CUSTOMER], how="anti")

    @cached_property
    def went(self) -> Frame:
        """The other way round: requests that were open then, of issues that are not closed now."""
        gone = self.before.open.requests.join(
            self._translated(self.after, self.before), on=[_ISSUE, _CUSTOMER], how="anti"
        )
        return gone.join(_closed(self.after), on=_ISSUE, how="anti")

    def parts(self) -> Iterator[tuple[str, Backlog]]:
        """What happened for customers, in words, and to which requests."""
        after, was_closed = self.after, _closed(self.before)
        lately = nw.col("closed") > self.minute
        yield "{} asked for", after.open.where(nw.col("created") > self.minute, after.open.scope)
        yield "Now counted for {}:", _of(after.open, self.came.join(was_closed, on=_ISSUE, how="anti"))
        yield "Opened again for {}:", _of(after.open, self.came.join(was_closed, on=_ISSUE, how="semi"))
        yield "No longer counted for {}:", _of(self.before.open, self.went)
        yield "Completed for {}:", after.completed.where(lately, after.completed.scope)
        yield "Declined for {}:", after.declined.where(lately, after.declined.scope)

    def _translated(self, context: Context, into: Context) -> Frame:
        """The open requests of one of the two, with the customers' codes of the other."""
        codes = {one.id: code for code, one in enumerate(into.open.attributed.meanings.customers)}
        known = enumerate(context.open.attributed.meanings.customers)
        pairs = [(code, codes[one.id]) for code, one in known if one.id in codes]
        table = into.open.attributed.engine.table(_CODES, pairs)
        asked = context.open.requests.select(_ISSUE, was=_CUSTOMER)
        return asked.join(table, on="was").select(_ISSUE, _CUSTOMER)


def _moves(before: Context, after: Context) -> Iterator[Move]:
    """What was done by and for the customers who were moved most, one after the other."""
    found: dict[str, list[tuple[str, Backlog, Demand]]] = {}
    for said, backlog in _Turns(before=before, after=after).parts():
        for demand in backlog.demands:
            found.setdefault(demand.customer.id, []).append((said, backlog, demand))
    most = sorted(found.items(), key=lambda each: (-sum(demand.issues for _, _, demand in each[1]), each[0]))
    for said, backlog, demand in (one for _, each in most[:_MOST_CUSTOMERS] for one in each):
        keys = backlog.requests_of(demand.code)  # a query each: not for thousands of others
        yield Move(said=said.format(demand.customer.name), keys=keys.first, total=keys.total)


def _of(backlog: Backlog, requests: Frame) -> Backlog:
    """A part of it of which only these requests are asked for."""
    keep = backlog.attributed.engine.keep
    return replace(backlog, asked=keep(requests), told=None)


def _closed(context: Context) -> Frame:
    """The issues that were closed at its moment, for whatever reason."""
    issues = context.open.attributed.snapshot.frame("issues")
    return issues.filter(nw.col("closed") <= minutes(context.now)).select(_ISSUE)
