"""What came in week by week: each issue in the week it was made in, with who is known today to want it.

By the marks of today, not by those of then: a label that was put on a year of old issues in one week is no
week of many requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import rows
from seedcorn.meanings import NAMELESS, PROSPECT, UNKNOWN
from seedcorn.report import Keys
from seedcorn.snapshot import minutes
from seedcorn.tally import Tally

_A_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """The last so many weeks, the oldest first, the last one ending now.

    `requested`, `nameless` (a part of that) and `unknown` came in each of them, and `asked` is the effort of
    each customer's part, by id. `kept` are the issues themselves, `declined` those that were not to be done.
    """

    weeks: int
    requested: tuple[Tally, ...]
    nameless: tuple[Tally, ...]
    unknown: tuple[Tally, ...]
    asked: Mapping[str, tuple[Fraction, ...]]
    kept: Backlog
    declined: Backlog
    now: int

    def asked_lately(self, customer: str, weeks: int) -> Keys:
        """Keys of what a customer asked for in the last so many weeks, the largest first."""
        lately = self.kept.part(nw.col("created") > self.now - weeks * _A_WEEK)
        codes = [one.code for one in lately.demands if one.customer.id == customer]
        return lately.requests_of(codes[0]) if codes else Keys()

    def unnamed(self, issues: int) -> Keys:
        """Keys of so many issues whose asker could be anybody, or of one; what was declined comes last."""
        for backlog in (self.kept, self.declined):
            if found := min(max(issues, 1), backlog.work.unknown.issues + backlog.work.nameless.issues):
                return backlog.unnamed(found)
        return Keys()


def arrivals(kept: Backlog, declined: Backlog, *, now: datetime, weeks: int) -> Arrivals:
    """What came in during the weeks before `now`; the two backlogs reach back as far at the least."""
    minute = minutes(now)
    kept, declined = (
        backlog.part(nw.col("created") > minute - weeks * _A_WEEK) for backlog in (kept, declined)
    )
    kinds: dict[int, list[Tally]] = {}
    asked: dict[str, list[Fraction]] = {}
    for backlog in (kept, declined):
        _add_kinds(kinds, backlog, minute, weeks)
        _add_asked(asked, backlog, minute, weeks)
    none = [Tally()] * weeks
    requested = [tallies for kind, tallies in kinds.items() if kind >= PROSPECT]
    return Arrivals(
        weeks=weeks,
        requested=tuple(sum(week, Tally()) for week in zip(none, *requested, strict=True)),
        nameless=tuple(kinds.get(NAMELESS, none)),
        unknown=tuple(kinds.get(UNKNOWN, none)),
        asked={customer: tuple(efforts) for customer, efforts in sorted(asked.items())},
        kept=kept,
        declined=declined,
        now=minute,
    )


def _add_kinds(kinds: dict[int, list[Tally]], backlog: Backlog, now: int, weeks: int) -> None:
    scale = backlog.attributed.effort_scale
    sums = (
        backlog.issues.with_columns(week=_week(now, weeks))
        .group_by("kind", "week")
        .agg(nw.len().alias("issues"), nw.col("effort").sum())
    )
    for kind, week, issues, effort in rows(sums):
        kinds.setdefault(kind, [Tally()] * weeks)[week] += Tally(
            issues=issues, effort=Fraction(int(effort), scale)
        )


def _add_asked(asked: dict[str, list[Fraction]], backlog: Backlog, now: int, weeks: int) -> None:
    attributed = backlog.attributed
    sums = (
        backlog.requests.with_columns(week=_week(now, weeks))
        .group_by("customer", "week")
        .agg(nw.col("amount").sum())
    )
    for code, week, amount in rows(sums):
        customer = attributed.meanings.customers[code].id
        efforts = asked.setdefault(customer, [Fraction(0)] * weeks)
        efforts[week] += Fraction(int(amount), attributed.amount_scale)


def _week(now: int, weeks: int) -> nw.Expr:
    """In which of so many weeks before `now` an issue was made, 0 being the first of them."""
    return weeks - 1 - (now - nw.col("created")) // _A_WEEK
