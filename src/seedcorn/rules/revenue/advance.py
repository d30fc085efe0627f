"""How much of a year's revenue one customer has paid in advance.

## What it measures

What a customer has paid for time that is still to come (`prepaid` in the register), divided by what all
active customers pay in a year; of the customer with most. A group counts as one.

## Example

All customers together pay 200,000 a year, and one of them has paid 150,000 in advance. That is 75.0 % of a
year's revenue, over the limit of 50 %: a warning.

## Why it matters

Money for work that is not done yet is a debt. A large advance is spent on people for that one customer, and
from then on there is nothing left to say no with.

## What to do

Keep the advance apart from what you live on, take it into income month by month, and hire for what the others
pay.

## What it cannot know

What was promised for it, and whether it could be paid back. A customer without `prepaid` in the register
counts as having paid nothing ahead, and a register that nobody has looked at lately tells of money that is
long spent.

## Where the limits come from

Half a year's revenue is our own; nobody published a limit for this. In Sam McAfee's "The One Big Customer
Trap" it is a whole year's.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.revenue import a_year, revenues, untold
from seedcorn.model import Interval
from seedcorn.register import Payer
from seedcorn.rule import Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import NO_PERIOD, REVENUE, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of a year's revenue that one customer may pay in advance."""

    warning: Share | None = Fraction(50, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who has paid most in advance."""
    paying = context.paying
    year = a_year(revenues(paying), context.register.period if context.register else None)
    ahead = {payer.customer.id: prepaid for payer in paying if (prepaid := _prepaid(payer)) is not None}
    if missing := untold(paying) or _missing(year, ahead):
        yield without(missing)
        return
    most = max(ahead, key=lambda one: (ahead[one], one))
    yield Measure(
        scope=REVENUE,
        subject=most,
        message="of a year's revenue was paid in advance by this customer",
        measured=Interval.exactly(ahead[most] / year if year else 0),
        remedy=lambda limit: Remedy(
            text="Keep the advance apart, take it into income month by month, and hire only for what the "
            "others pay."
        ),
    )


def _prepaid(payer: Payer) -> Fraction | None:
    return payer.together(lambda entry: entry.prepaid)


def _missing(year: Fraction | None, ahead: dict[str, Fraction]) -> str:
    if not ahead:
        return "needs what is paid ahead, “prepaid: 5000”, in the register"
    return "" if year else NO_PERIOD


RULE = Rule(
    module=__name__,
    question="Are we living on what one customer paid in advance?",
    title="How much of a year's revenue one customer has paid in advance",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
