"""The open backlog at the end of each dated iteration, and now, as a series."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from math import lcm

from seedcorn.context import Context, current_iteration
from seedcorn.series import Demanded, Series
from seedcorn.supposing import Case
from seedcorn.tally import Demand

MOST_ITERATIONS = 26  # each is attributed anew


def at_iterations(
    case: Case, *, since: datetime | None = None, most: int = MOST_ITERATIONS
) -> tuple[Series, tuple[str, ...]]:
    """The series, and the scope of the iteration that ended at each point: "milestone: 2.0".

    The last point is now, called as the current iteration. Iterations that end at one moment are one point,
    called as the first of them by name; of many the latest are told. Idle issues are counted, as in `series`.
    """
    ends = _ends(case, since)
    latest = sorted(ends)[-most:] if most else []
    current = current_iteration(case.snapshot.iterations(), case.now)
    names = {end: ends[end] for end in latest}
    names.setdefault(case.now, f"{current.kind}: {current.name}" if current else "")
    policy = replace(case.policy, counting=replace(case.policy.counting, idle_days=None))
    seen = [replace(case, policy=policy, now=end).context() for end in names]
    return _series(seen), tuple(names.values())


def _ends(case: Case, since: datetime | None) -> dict[datetime, str]:
    """Each moment at which iterations ended, up to now, with the first of them."""
    found: dict[datetime, str] = {}
    for one in sorted(case.snapshot.iterations(), key=lambda each: (each.name, each.kind)):
        if one.end is not None and one.end <= case.now and (since is None or one.end >= since):
            found.setdefault(one.end, f"{one.kind}: {one.name}")
    return found


def _series(seen: list[Context]) -> Series:
    by_customer: dict[str, dict[int, Demand]] = {}
    for place, context in enumerate(seen):
        for demand in context.open.demands:
            by_customer.setdefault(demand.customer.id, {})[place] = demand
    works = tuple(context.open.work for context in seen)
    counted = (tally for work in works for tally in (work.requested, work.unknown, work.nameless))
    efforts = [tally.effort for tally in counted]
    efforts += [demand.effort for each in by_customer.values() for demand in each.values()]
    scale = lcm(*(effort.denominator for effort in efforts))
    return Series(
        moments=tuple(context.now for context in seen),
        works=works,
        demanded={one: _demanded(found, len(seen), scale) for one, found in sorted(by_customer.items())},
        scale=scale,
        seed_in_use=tuple(context.seed_in_use for context in seen),
    )


def _demanded(found: dict[int, Demand], points: int, scale: int) -> Demanded:
    last = found[max(found)]
    none = Demand(customer=last.customer, code=0, issues=0, bugs=0, amount=0, effort=Fraction(0))
    told = [found.get(place, none) for place in range(points)]
    return Demanded(
        customer=last.customer,
        issues=tuple(one.issues for one in told),
        amounts=tuple(int(one.effort * scale) for one in told),
    )
