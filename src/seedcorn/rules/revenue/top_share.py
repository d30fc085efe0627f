"""The largest customer's share of revenue.

## What it measures

Of the revenue of all active customers in the register, the part that the largest one pays; a group counts
as one.

## Example

Four customers pay 45,000, 25,000, 20,000 and 10,000 a year, 100,000 in all. The largest pays 45.0 %, over
the limit of 30 %: an error.

## Why it matters

Most of the revenue from one customer means that the customer decides: about the roadmap, the prices and, by
leaving, about the company. The month that shows it is the month after.

## What to do

Take the customer out of next year's plan and look at what is left. Then decide, while it still pays, what
share you would be comfortable with and what has to be sold to whom to get there.

## What it cannot know

What the customer costs, how long the contract still runs and whether it will be renewed. Revenue that the
register does not have, such as that of resellers' customers, is in no number.

## Where the limits come from

10 % is where U.S. accounting rules require a customer to be disclosed; 20 and 30 % are where one customer's
share of revenue is called a concern, and severe.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import ASC_280, RISK_DESK, TRAP
from seedcorn.metrics.concentration import share
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.rule import Abstention, Measure, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest share of revenue that one customer may pay."""

    note: Share | None = Fraction(10, 100)
    warning: Share | None = Fraction(20, 100)
    error: Share | None = Fraction(30, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    if missing := untold(paying):
        yield Abstention(scope="revenue", missing=missing)
        return
    largest = max(paying, key=lambda payer: (payer.revenue or 0, payer.customer.id))
    yield Measure(
        scope="revenue",
        subject=largest.customer.id,
        message="share of revenue",
        measured=share(largest.revenue or Fraction(0), sum(revenues(paying), Fraction(0)), Fraction(0)),
        remedy=lambda limit: Remedy(
            text="Draw next year's budget once without this customer, "
            "and decide what share you can live with."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does one customer pay too much of our revenue?",
    title="The largest customer's share of revenue",
    sources=(TRAP, ASC_280, RISK_DESK),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
