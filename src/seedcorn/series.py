"""The open backlog week by week: how much of each kind of work there was, and who asked for how much of it.

Not an audit a week: the time of each issue is cut into stretches in which nothing changes that the policy
reads, the stretches are attributed as issues are, once, and every one adds its effort at its first point and
takes it away after its last.
"""

from collections.abc import Mapping, Sequence
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
    has no estimate counts the usual one of the whole time. Without a history of marks they are today's.
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
        works=_works(attributed, cut.lasting, points),
        demanded=_demanded(attributed, cut.lasting, points),
        scale=attributed.amount_scale,
        seed_in_use=tuple(in_use is not None and place >= in_use for place in range(points)),
    )


def _works(attributed: Attributed, stretches: Frame, points: int) -> tuple[Work, ...]:
    """The kinds of work at each point."""
    issues = attributed.issues.select("issue", "kind", "seed_marked", "effort")
    sums = _changes(issues, stretches, ("kind", "seed_marked"), "effort")
    scale = attributed.effort_scale
    tallies = {group: _running(steps, points) for group, steps in sums.items()}

    def tally(place: int, kinds: Sequence[int], *, marked: bool = False) -> Tally:
        found = [
            told[place]
            for (kind, is_marked), told in tallies.items()
            if kind in kinds and is_marked >= marked
        ]
        return Tally(
            issues=sum(each for each, _ in found), effort=Fraction(sum(each for _, each in found), scale)
        )

    wrong = [kind for kind in _KINDS.values() if kind not in (SEED_CORN, UNKNOWN)]
    return tuple(
        Work(
            mismarked=tally(place, wrong, marked=True),
            **{name: tally(place, (kind,)) for name, kind in _KINDS.items()},
        )
        for place in range(points)
    )


def _demanded(attributed: Attributed, stretches: Frame, points: int) -> dict[str, Demanded]:
    requests = attributed.requests.select("issue", "customer", "amount")
    sums = _changes(requests, stretches, ("customer",), "amount")
    found = {}
    for (code,), steps in sorted(sums.items()):
        told, customer = _running(steps, points), attributed.meanings.customers[code]
        issues, amounts = zip(*told, strict=True)
        found[customer.id] = Demanded(customer=customer, issues=issues, amounts=amounts)
    return found


Steps = list[tuple[int, int, int]]


def _changes(frame: Frame, stretches: Frame, by: tuple[str, ...], size: str) -> dict[tuple[int, ...], Steps]:
    """By group: (place, issues more, effort more), as stretches begin and end."""
    lasting = frame.join(stretches.select("issue", "first", "last"), on="issue")
    found: dict[tuple[int, ...], Steps] = {}
    for end, sign in (("first", 1), ("last", -1)):
        sums = lasting.group_by(*by, end).agg(nw.len().alias("issues"), nw.col(size).sum().alias("effort"))
        for *group, place, issues, effort in rows(sums):
            found.setdefault(tuple(group), []).append((place, sign * issues, sign * int(effort)))
    return found


def _running(steps: Steps, points: int) -> list[tuple[int, int]]:
    """(issues, effort) at each point, from what comes and goes."""
    issues, efforts = [0] * (points + 1), [0] * (points + 1)
    for place, more_issues, more_effort in steps:
        issues[place] += more_issues
        efforts[place] += more_effort
    return list(zip(accumulate(issues[:points]), accumulate(efforts[:points]), strict=True))
