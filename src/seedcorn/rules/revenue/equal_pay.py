"""How unequally customers pay.

## What it measures

The Gini coefficient of what the active customers of the register pay, a group counted as one. Each is
compared with each, itself too: by how much one pays more than the other. The coefficient is the average of
that, divided by twice what a customer pays on average: 0 where all pay the same, 0.80 where one of five pays
everything, 0.99 where one of a hundred does. At least five customers are needed. How far the largest one
alone is from the middle is another question: `revenue.whale-price`.

## Example

Of five customers one pays 80,000 and four pay 5,000 each. The coefficient is 0.60, over the limit of 0.5: a
warning; the smaller half pays a tenth of the revenue. Seven customers who pay ten times as much as each of 75
others have 0.40, and pass.

## Why it matters

Where everybody pays about the same, a request weighs as much as the next one, and nobody has to ask who it
came from. The more unequal the bills, the harder it is to treat requests alike.

## What to do

Look at the price list: does it ask for what is used, or for who asks? A top plan with a published price and
without extras keeps bills alike.

## What it cannot know

Whether unequal bills are fair: customers who use more may well pay more.

## Where the limits come from

0.5, half of the way from all alike to one who pays everything, is our own; nobody published one for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import LORENZ, OURS, conundrum
from seedcorn.metrics.concentration import gini
from seedcorn.metrics.equality import smaller_half
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE, revenues, untold
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import REVENUE, without
from seedcorn.words import measured, percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest Gini coefficient, from 0 to 1."""

    warning: Number | None = Fraction(1, 2)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    missing = untold(paying)
    if not missing and len(paying) < FEWEST_TO_COMPARE:
        missing = f"needs {FEWEST_TO_COMPARE} paying customers to compare, found {len(paying)}"
    if missing:
        yield without(missing)
        return
    paid = revenues(paying)
    yield Measure(
        scope=REVENUE,
        message=_message(paid),
        measured=Interval.exactly(gini(paid)),
        unit=Unit.INDEX,
        remedy=lambda limit: Remedy(
            text="Publish one price list without extras for the largest, and move the next contracts onto it."
        ),
    )


def _message(paid: tuple[Fraction, ...]) -> str:
    """What the number is of, the smaller half's part, and what it could be at the least and at the most."""
    one_alone = measured(Fraction(len(paid) - 1, len(paid)), Unit.INDEX, places=2)
    return (
        f"inequality of revenue among {len(paid)} customers; the smaller half pays "
        f"{percent(smaller_half(paid))}; 0 is all alike, {one_alone} is all from one"
    )


RULE = Rule(
    module=__name__,
    question="Do our customers pay about the same?",
    title="How unequally customers pay",
    sources=(conundrum("02:00"), LORENZ, OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
