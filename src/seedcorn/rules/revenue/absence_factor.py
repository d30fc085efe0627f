"""The fewest customers who pay half of the revenue.

## What it measures

Of all active customers of the register, a group counted as one, the smallest number that pays at least half
of the revenue together.

## Example

Eight customers pay 1,000, 433, 343, 332, 202, 90, 42 and 33. The first two pay 1,433 of 2,475, which is more
than half: the number is 2 customers, under the floor of 3, a warning. Of a hundred customers who pay the same
it is 50.

## Why it matters

It says in a number that everybody understands who could end the product: if it is one or two, they know each
other's names, and yours.

## What to do

Write down what the company would do in the month after these customers are gone, and what share of the next
sales goes to anybody else.

## What it cannot know

How likely they are to go, and whether the rest could be served for less. A long tail of small customers may
stand behind a low number.

## Where the limits come from

One half is where the CHAOSS project draws the line for *contributors* to an open-source project: an analogy.
That one customer is an error and two a warning is our own.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import CHAOSS, OURS, conundrum
from seedcorn.metrics.concentration import absence_factor
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.model import Interval
from seedcorn.report import Bound, Unit
from seedcorn.rule import Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import REVENUE, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The fewest customers who may pay half of the revenue."""

    warning: Number | None = Fraction(3)
    error: Number | None = Fraction(2)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    if missing := untold(paying):
        yield without(missing)
        return
    fewest = absence_factor(revenues(paying))
    pay = "alone pays" if fewest == 1 else "together pay"
    yield Measure(
        scope=REVENUE,
        message=f"of {len(paying)} {pay} half of the revenue or more",
        measured=Interval.exactly(fewest),
        unit=Unit.CUSTOMERS,
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Write down what you would do in the month after they are gone, "
            "and sell to others before they grow."
        ),
    )


RULE = Rule(
    module=__name__,
    question="How few customers pay half of our revenue?",
    title="The fewest customers who pay half of the revenue",
    sources=(conundrum("01:23"), CHAOSS, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    private=True,
)
