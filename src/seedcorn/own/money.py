"""The part of revenue that stands behind the issues a team's own rule looks at."""

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from seedcorn.metrics.revenue import untold
from seedcorn.model import Interval
from seedcorn.own.keys import OwnShare
from seedcorn.own.looking import Looked
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Outcome

if TYPE_CHECKING:  # A policy is read without the table engine.
    from seedcorn.context import Context


def share_of_revenue(context: "Context", seen: Looked, own: OwnShare) -> Outcome:
    """What those who ask for these issues pay, of what all active customers pay; or the largest of them.

    Where anything is unknown anybody may be asking: up to all revenue, or the largest that there is.
    """
    paying = context.paying
    if missing := untold(paying):
        return Abstention(scope=seen.scope.scope, missing=missing)
    revenue = {each.customer.id: each.revenue or Fraction(0) for each in paying}
    segments = {each.customer.id: each.customer.segment or "" for each in paying}
    total = sum(revenue.values(), Fraction(0))
    asking = {
        demand.customer.id: demand.code for demand in seen.part.demands if demand.customer.id in revenue
    }
    if not asking or not total:
        return Abstention(
            scope=seen.scope.scope, missing="needs requests of customers whose revenue is known"
        )
    groups = _by(own, revenue, segments)
    sums = {
        name: sum((revenue[one] for one in ids if one in asking), Fraction(0)) for name, ids in groups.items()
    }
    largest = max(sums, key=lambda name: (sums[name], name))
    unsure = any(each.work.unknown.issues or each.work.nameless.issues for each in (seen.part, *seen.joining))
    most = max(sum((revenue[one] for one in ids), Fraction(0)) for ids in groups.values())
    value = sums[largest] / total
    codes = tuple(asking[one] for one in groups[largest] if one in asking)
    return Measure(
        scope=seen.scope.scope if not own.by or own.by.place == "customer" else f"segment: {largest}",
        subject=largest if own.by and own.by.place == "customer" else None,
        message=f"of revenue ({own.title})",
        measured=Interval(
            value=value, low=Fraction(0) if seen.leaving else value, high=most / total if unsure else value
        ),
        evidence=partial(_asked, seen, codes),
    )


def _asked(seen: Looked, codes: tuple[int, ...]) -> Keys:
    return seen.part.requests_of_any(codes)


def _by(own: OwnShare, revenue: dict[str, Fraction], segments: dict[str, str]) -> dict[str, list[str]]:
    """The payers by customer, by segment, or all together."""
    if own.by is None:
        return {"": list(revenue)}
    if own.by.place == "customer":
        return {one: [one] for one in revenue}
    found: dict[str, list[str]] = {}
    for one, segment in segments.items():
        if segment:
            found.setdefault(segment, []).append(one)
    return found or {"": []}
