"""How many times the median customer's bill the largest one pays.

## What it measures

What the largest active customer of the register pays, divided by what the median customer pays; a group
counts as one. At least five customers are needed.

## Example

Of a hundred customers 99 pay 100 a month, the one price there is, however many use it. The hundredth has a
staff of 5,000 and is asked for 5,000 a month. That is 50 times what the median customer pays, over the limit
of 10 times: a warning. Had it been given the same price of 100 as all others, it would be 1 time, and
`revenue.usage-versus-pay` would fail instead.

## Why it matters

A price that fits what the largest customer uses ends one imbalance and begins another: from now on one
customer pays as much as dozens, and can ask for as much as dozens.

## What to do

Decide whether you want a customer of this size at all, before its price is in the plan. If you do, let the
price buy no say in the roadmap, and write that down.

## What it cannot know

Whether the price is right. It compares bills, not what is used for them, and a median of customers who all
pay little makes any ordinary business customer look large.

## Where the limits come from

Ten times is our own; nobody published a limit for this. The case in 37signals' "The biggest customer
conundrum", a price fifty times as high, is far over it.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.equality import times_the_median
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE, revenues, untold
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import REVENUE, largest, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many times the median bill the largest may be."""

    warning: Number | None = Fraction(10)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who pays most."""
    paying = context.paying
    missing = untold(paying)
    if not missing and len(paying) < FEWEST_TO_COMPARE:
        missing = f"needs {FEWEST_TO_COMPARE} paying customers to compare, found {len(paying)}"
    if missing:
        yield without(missing)
        return
    yield Measure(
        scope=REVENUE,
        subject=largest(paying).customer.id,
        message="the revenue of the median customer",
        measured=Interval.exactly(times_the_median(revenues(paying))),
        unit=Unit.TIMES,
        remedy=lambda limit: Remedy(
            text="Decide whether you want a customer of this size, and write down that its price buys no say "
            "in the roadmap."
        ),
    )


RULE = Rule(
    module=__name__,
    question="How many times a typical bill does our largest customer pay?",
    title="The largest bill and the median one",
    sources=(conundrum("03:27"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
