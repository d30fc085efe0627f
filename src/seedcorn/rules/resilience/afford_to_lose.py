"""What of the monthly cost is covered without the largest customer.

## What it measures

What all active customers but the largest pay in a month, divided by what everything costs in a month
(`company: {monthly-cost: ...}` in the register). A group counts as one. What is lost is largest with the
customer who pays most: if it can be lost, each of them can.

## Example

Customers pay 100,000 a month together, one of them 40,000. A month costs 80,000. Without that one 60,000 are
left: 75.0 % of the monthly cost, under the floor of 100 %, an error.

## Why it matters

A company that cannot lose a customer cannot refuse it anything either, and both sides know.

## What to do

Bring the cost under what the others pay, or the others over the cost, before the next large contract. Until
then make no promise that cannot be broken.

## What it cannot know

What would become cheaper without it, and how soon the cost could be lowered. It knows one month that is like
any other.

## Where the limits come from

That what is left should pay for everything is 37signals' own idea, in "The biggest customer conundrum";
taking exactly 100 % is our own.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.resilience import covered
from seedcorn.metrics.revenue import a_month, revenues, untold
from seedcorn.model import Interval
from seedcorn.report import Bound
from seedcorn.rule import Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import NO_PERIOD, largest, without
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The smallest part of the monthly cost that has to be covered without any one customer."""

    warning: Share | None = None
    error: Share | None = Fraction(1)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who pays most."""
    paying = context.paying
    period = context.register.period if context.register else None
    cost = context.register.company.monthly_cost if context.register else None
    everything = a_month(revenues(paying), period)
    lacking = "" if cost else "needs “company: {monthly-cost: 80000}” in the register"
    missing = untold(paying) or lacking or ("" if everything else NO_PERIOD)
    if missing or not cost or not everything:
        yield without(missing)
        return
    worst = largest(paying)
    lost = a_month((worst.revenue or Fraction(0),), period) or Fraction(0)
    yield Measure(
        scope="revenue",
        subject=worst.customer.id,
        message="of the monthly cost would still be covered by revenue without it",
        measured=Interval.exactly(covered(everything - lost, cost)),
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Bring the cost under what the others pay, or the others over the cost, before the next "
            f"large contract. With it, revenue covers {percent(covered(everything, cost))}."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Could we pay our costs without our largest customer?",
    title="What of the monthly cost is covered without the largest customer",
    sources=(conundrum("01:23"), OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    private=True,
)
