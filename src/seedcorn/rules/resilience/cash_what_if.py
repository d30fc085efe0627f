"""How many months the cash lasts without the largest customer.

## What it measures

The cash in the bank, divided by what is missing every month once the largest customer has gone: cash / (cost
- what the others pay), from `company: {cash: ..., monthly-cost: ...}` in the register. Where the others pay
for everything nothing is missing, and it is 120 months, which also is the most that is ever shown.

## Example

There are 300,000 in the bank. A month costs 100,000, and of 100,000 a month the largest customer pays 80,000.
Without it 80,000 are missing every month: the cash lasts 3.8 months, less than the floor of 12 months, a
warning.

## Why it matters

A forecast that has the largest customer's payments in it every month shows a company that is fine. The same
forecast without them shows how long it would take to find others, and selling takes longer than one thinks.

## What to do

Agree with whoever holds the budget on a plan for the month in which that customer leaves. Then build a
reserve while it still pays: as much as a year without it would take.

## What it cannot know

Which bills are still to be paid and when, whether the cost would be cut, what credit there is. It takes every
month for the same.

## Where the limits come from

Twelve months are our own; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.resilience import LONGEST_RUNWAY, runway
from seedcorn.metrics.revenue import a_month, revenues, untold
from seedcorn.model import Company, Interval
from seedcorn.report import Bound, Unit
from seedcorn.rule import Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import NO_PERIOD, largest, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The fewest months that the cash has to last without any one customer."""

    warning: Number | None = Fraction(12)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who pays most."""
    paying = context.paying
    period = context.register.period if context.register else None
    company = context.register.company if context.register else Company()
    everything = a_month(revenues(paying), period)
    known = company.cash is not None and company.monthly_cost is not None
    lacking = "" if known else "needs “company: {cash: 300000, monthly-cost: 80000}” in the register"
    if missing := untold(paying) or lacking or ("" if everything else NO_PERIOD):
        yield without(missing)
        return
    worst = largest(paying)
    left = (everything or Fraction(0)) - (a_month((worst.revenue or Fraction(0),), period) or Fraction(0))
    months = runway(company.cash or Fraction(0), left, company.monthly_cost or Fraction(0))
    more = "or more " if months == LONGEST_RUNWAY else ""
    yield Measure(
        scope="revenue",
        subject=worst.customer.id,
        message=f"{more}that the cash would last without its revenue",
        measured=Interval.exactly(months),
        unit=Unit.MONTHS,
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Agree with whoever holds the budget on a plan for the month in which it leaves; then build "
            "a reserve while it still pays."
        ),
    )


RULE = Rule(
    module=__name__,
    question="How long would our cash last if the largest customer left?",
    title="How many months the cash lasts without the largest customer",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    private=True,
)
