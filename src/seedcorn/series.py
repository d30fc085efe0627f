"""The open backlog week by week: how much of each kind of work there was, and who asked for how much of it.

Not an audit a week: the time of each issue is cut into stretches in which nothing changes that the policy
reads, the stretches are attributed as issues are, once, and every one adds its effort at its first point and
takes it away after its last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

import narwhals as nw

from seedcorn.attributed import Attributed
from seedcorn.attribution import attribute_view
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
    attributed = attribute_view(cut.facts(), cut.view(), counting, meant)
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
    told = _running(attributed.issues.select("first", "last", size="effort", group=group), cut)
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
    requests = attributed.requests.select("first", "last", size="amount", group="customer")
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

    `frame` has first, last, group and size; sums are made by the engine, one for each group and point.
    """
    width = cut.points + 1
    came = frame.select("size", cell=nw.col("group") * width + nw.col("first"), issues=nw.lit(1))
    went = frame.select(
        size=-nw.col("size"), cell=nw.col("group") * width + nw.col("last"), issues=nw.lit(-1)
    )
    sums = nw.concat([came.select(*_STEP), went.select(*_STEP)]).group_by("cell")
    told = [nw.col(name).sum().cast(nw.Int64) for name in ("issues", "size")]
    steps = rows(sums.agg(*told).select(*_STEP))
    size = (max(steps, default=(-1,))[0] // width + 1) * width
    issues, efforts = [0] * size, [0] * size
    for cell, more_issues, more_effort in steps:
        issues[cell] = more_issues
        efforts[cell] = more_effort
    points = {start // width: slice(start, start + cut.points) for start in range(0, size, width)}
    return {
        group: _Running(tuple(accumulate(issues[some])), tuple(accumulate(efforts[some])))
        for group, some in points.items()
        if any(issues[some])
    }
