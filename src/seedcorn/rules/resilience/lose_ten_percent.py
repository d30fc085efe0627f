"""What losing a tenth of the customers would cost.

## What it measures

Somebody else picks a tenth of your active customers, rounded up, and they leave. In the worst case they are
the largest: this is the part of revenue that goes with them.

## Example

Of twelve customers one pays 40,000 a year, one 10,000 and ten 5,000 each: 100,000 together. A tenth of
twelve, rounded up, is two. If they are the two largest, 50,000 go: 50.0 % of revenue, over the limit of 40
%, an error. Among twelve equal customers two would take 16.7 %.

## Why it matters

A company without outliers can lose any tenth and go on. One that cannot has to do what its largest
customers say.

## What to do

Nothing in the backlog mends this at once. Grow what the many small customers pay for; do not sign the next
contract that is larger than the largest; tell whoever sells what share of revenue is too much.

## What it cannot know

Whether anybody will leave. It adds up revenue, not profit: the largest customer may also be the one who
costs most to serve. Customers that one parent company decides for leave together only if the register says
so.

## Where the limits come from

40 % with the top customers is called high for *revenue*. The warning, twice what equal customers would
cost, is our own.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TOP_TEN, conundrum
from seedcorn.metrics.resilience import a_tenth, unlucky_loss, worst_loss
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.model import Interval
from seedcorn.report import Level
from seedcorn.rule import Abstention, LevelLimits, Measure, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of revenue that a tenth of the customers may hold.

    `warning-multiple` is how many times their part among equals.
    """

    error: Share | None = Fraction(40, 100)
    warning_multiple: Number | None = Fraction(2)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    if missing := untold(paying):
        yield Abstention(scope="revenue", missing=missing)
        return
    lost = a_tenth(len(paying))
    largest = "the largest" if lost == 1 else f"the {lost} largest"
    worst = worst_loss(revenues(paying), lost)
    yield Measure(
        scope="revenue",
        message=f"of revenue would go with {largest} of {len(paying)} customers",
        measured=Interval.exactly(worst),
        limits=_limits(limits, Fraction(lost, len(paying))),
        remedy=lambda limit: Remedy(
            text=f"Draw the next budget once without {'it' if lost == 1 else 'them'}, and grow what the many "
            f"others pay for.{_by_lot(worst, unlucky_loss(revenues(paying), lost))}"
        ),
    )


def _by_lot(worst: Fraction, unlucky: Fraction) -> str:
    """What a tenth would cost that nobody chose, where that is another number."""
    if percent(unlucky) == percent(worst):
        return ""
    return f" Were the tenth drawn by lot, 19 draws of 20 would cost at most {percent(unlucky)}."


def _limits(limits: Limits, lost_of_all: Fraction) -> LevelLimits:
    among_equals = None if limits.warning_multiple is None else limits.warning_multiple * lost_of_all
    pairs = ((Level.ERROR, limits.error), (Level.WARNING, among_equals))
    return tuple((level, limit) for level, limit in pairs if limit is not None)


RULE = Rule(
    module=__name__,
    question="Would losing a tenth of our customers cost too much of the revenue?",
    title="Losing a tenth of the customers",
    sources=(conundrum("02:00"), TOP_TEN, OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
