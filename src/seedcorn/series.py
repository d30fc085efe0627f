"""The open backlog week by week: how much of each kind of work there was, and who asked for how much of it.

Not an audit a week: the time of each issue is cut into stretches in which nothing changes that the policy
reads, the stretches are attributed as issues are, once, and every one adds its effort at its first point and
takes it away after its last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.attribution import attribute
from seedcorn.engine import Frame, rows
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN, meanings
from seedcorn.model import Counting, Customer
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot, minutes
from seedcorn.stretches import Grid, Stretches
from seedcorn.tally import Tally, Work

A_WEEK = timedelta(days=7)
_KINDS = {
    "existing": EXISTING,
    "prospects": PROSPECT,
    "nameless": NAMELESS,
    "own": OWN,
    "seed_corn": SEED_CORN,
    "unknown": UNKNOWN,
}
_STEP = ("cell", "issues", "size")
_FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """What one customer asked for at each point: so many issues, and effort in parts of `Series.scale`."""

    customer: Customer
    issues: tuple[int, ...]
    amounts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    """The open backlog at moments, the oldest first, all that long apart.

    `works` are its kinds of work at each, in the run's unit of effort, of which demands have `scale` parts.
    `demanded` is by the customer's id. `seed_in_use` says of each moment whether anything had ever borne the
    seed-corn mark by then.
    """

    moments: tuple[datetime, ...]
    works: tuple[Work, ...]
    demanded: Mapping[str, Demanded]
    scale: int
    seed_in_use: tuple[bool, ...]

    @cached_property
    def known(self) -> tuple[int, ...]:
        """The requested effort at each moment, in the parts that demands have."""
        return tuple(int(work.requested.effort * self.scale) for work in self.works)

    def effort_of(self, customer: str, place: int) -> Fraction:
        """What a customer asks for at one moment, in the run's unit."""
        return Fraction(self.demanded[customer].amounts[place], self.scale)

    def amounts_at(self, place: int) -> list[int]:
        """What each customer who asks for anything then asks for, in parts, the largest first."""
        return sorted(
            (each.amounts[place] for each in self.demanded.values() if each.amounts[place]), reverse=True
        )


def series(
    snapshot: Snapshot,
    counting: Counting,
    register: Register | None,
    *,
    now: datetime,
    points: int,
    step: timedelta = A_WEEK,
) -> Series:
    """The open backlog at so many moments, of which `now` is the last.

    By today's policy and register throughout. Idle issues are counted, as nobody tells when they were; what
    has no estimate counts the usual one of the whole time; what is above issues with estimates counts nothing
    only while one of those is open. Without a history of marks they are today's.
    """
    grid = Grid(ends=minutes(now), step=int(step.total_seconds() // 60), points=points)
    counting = replace(counting, idle_days=None)
    meant = meanings(snapshot.vocabulary(), counting, register)
    cut = Stretches(snapshot, counting, meant, grid)
    facts = cut.facts()
    attributed = attribute(facts, counting, register, now=_FOR_EVER, since=_FOR_EVER, meant=meant)
    in_use = cut.first_seed_mark()
    return Series(
        moments=grid.moments,
        works=_works(attributed, cut),
        demanded=_demanded(attributed, cut),
        scale=attributed.amount_scale,
        seed_in_use=tuple(in_use is not None and place >= in_use for place in range(points)),
    )


def _works(attributed: Attributed, cut: Stretches) -> tuple[Work, ...]:
    """The kinds of work at each point."""
    scale, marked = attributed.effort_scale, len(_KINDS)
    group = nw.col("kind") + marked * nw.col("seed_marked")
    told = _running(attributed.issues.select("issue", size="effort", group=group), cut)
    points = range(cut.points)

    def tallies(*groups: int) -> list[Tally]:
        several = [told[one] for one in groups if one in told]
        return [
            Tally(
                issues=sum(one.issues[place] for one in several),
                effort=Fraction(sum(one.efforts[place] for one in several), scale),
            )
            for place in points
        ]

    wrong = [kind + marked for kind in _KINDS.values() if kind not in (SEED_CORN, UNKNOWN)]
    kinds = {name: tallies(kind, kind + marked) for name, kind in _KINDS.items()}
    kinds["mismarked"] = tallies(*wrong)
    return tuple(Work(**{name: one[place] for name, one in kinds.items()}) for place in points)


def _demanded(attributed: Attributed, cut: Stretches) -> dict[str, Demanded]:
    requests = attributed.requests.select("issue", size="amount", group="customer")
    customers = attributed.meanings.customers
    return {
        customers[code].id: Demanded(customer=customers[code], issues=told.issues, amounts=told.efforts)
        for code, told in sorted(_running(requests, cut).items())
    }


@dataclass(frozen=True, slots=True)
class _Running:
    """So many issues and so much effort at each point."""

    issues: tuple[int, ...]
    efforts: tuple[int, ...]


def _running(frame: Frame, cut: Stretches) -> dict[int, _Running]:
    """By group, what there is at each point: stretches add it at their first, and take it away at the end.

    `frame` has issue, group and size; sums are made by the engine, one for each group and point.
    """
    first, last = cut.places()
    width = cut.points + 1
    came = frame.select("size", cell=nw.col("group") * width + first, issues=nw.lit(1))
    went = frame.select(size=-nw.col("size"), cell=nw.col("group") * width + last, issues=nw.lit(-1))
    sums = nw.concat([came.select(*_STEP), went.select(*_STEP)]).group_by("cell")
    steps = rows(sums.agg(nw.col("issues").sum(), nw.col("size").sum()))
    issues: dict[int, list[int]] = {cell // width: [0] * width for cell, _, _ in steps}
    efforts = {group: [0] * width for group in issues}
    for cell, more_issues, more_effort in steps:
        group, place = divmod(cell, width)
        issues[group][place] = int(more_issues)
        efforts[group][place] = int(more_effort)
    return {
        group: _Running(tuple(accumulate(issues[group][:-1])), tuple(accumulate(efforts[group][:-1])))
        for group in issues
    }
