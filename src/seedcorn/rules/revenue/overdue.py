"""How much of a year's revenue is due and not paid.

## What it measures

What active customers owe past its day (`overdue` in the register), all of it together, divided by what all of
them pay in a year. What is owed is counted, not what those customers pay in all: one small bill that is late
makes no bad customer.

## Example

All customers together pay 200,000 a year, and two of them owe 12,000 and 8,000 past the day. 20,000 is 10.0
% of a year's revenue, over the limit of 5 %: a warning.

## Why it matters

Work for whoever does not pay is paid for by the others. A customer who owes much can also press more than one
who does not: refusing it a wish may cost the bill.

## What to do

Let requests of customers with overdue bills wait until they are paid, and tell them so in these words.

## What it cannot know

Why it is late, and who is to blame. A customer without `overdue` in the register counts as having paid
everything.

## Where the limits come from

5 %, some eighteen days of all revenue, is our own; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.revenue import a_year, revenues, untold
from seedcorn.model import Interval
from seedcorn.register import Payer
from seedcorn.rule import Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import NO_PERIOD, REVENUE, asked_for_by, without
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of a year's revenue that may be overdue."""

    warning: Share | None = Fraction(5, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    year = a_year(revenues(paying), context.register.period if context.register else None)
    told = [owed for payer in paying if (owed := _overdue(payer)) is not None]
    missing = "" if told else "needs what is due and not paid, “overdue: 500”, in the register"
    if missing := untold(paying) or missing or ("" if year else NO_PERIOD):
        yield without(missing)
        return
    owing = [payer for payer in paying if _overdue(payer)]
    yield Measure(
        scope=REVENUE,
        message=f"of a year's revenue is overdue, from {count(len(owing), 'customer')}",
        measured=Interval.exactly(sum(told, Fraction(0)) / year if year else 0),
        remedy=lambda limit: Remedy(
            text="Let their requests wait until the bills are paid, and tell them so."
            f"{asked_for_by(context.open, owing)}"
        ),
    )


def _overdue(payer: Payer) -> Fraction | None:
    return payer.together(lambda entry: entry.overdue)


RULE = Rule(
    module=__name__,
    question="Do we work for customers who do not pay?",
    title="How much of a year's revenue is due and not paid",
    sources=(conundrum("01:23"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
