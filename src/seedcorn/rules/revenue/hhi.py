"""How concentrated revenue is, over all customers at once.

## What it measures

The Herfindahl-Hirschman index of revenue: 10,000 times the sum of the squared shares that the active
customers of the register pay, a group counted as one. 10,000 divided by it is as if so many equal customers
paid everything.

## Example

One customer pays 80,000 a year and four pay 5,000 each. The index is 6500, as if 1.5 customers paid
everything; the limit is 1800, which six equal customers keep and five do not. Seven customers who pay ten
times as much as each of 75 others have an index of 369: it passes.

## Why it matters

The share of the largest does not show that three large ones together pay for everything. It also does not
show the opposite: that behind one large customer there are hundreds of others.

## What to do

Look at who makes up the index: the largest counts by its square. More small customers lower it slowly, one
large customer that grows raises it fast.

## What it cannot know

Seven large customers among very many small ones hardly move it, and losing them would still hurt:
`resilience.lose-ten-percent` asks that. It knows no margins and no contracts.

## Where the limits come from

1,800 is where the U.S. merger guidelines call a *market* highly concentrated. Using it for the revenue of one
company is an analogy.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import MERGER_GUIDELINES, TRAP, conundrum
from seedcorn.metrics.concentration import hhi
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.report import Unit
from seedcorn.rule import Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import REVENUE, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest index, in points from 0 to 10,000."""

    warning: Number | None = Fraction(1800)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    paying = context.paying
    if missing := untold(paying):
        yield without(missing)
        return
    paid = revenues(paying)
    yield Measure(
        scope=REVENUE,
        message="concentration of revenue (10,000 is one customer alone)",
        measured=hhi(paid, sum(paid, Fraction(0))),
        unit=Unit.POINTS,
        remedy=lambda limit: Remedy(
            text="Set a goal for the number of paying customers; until it is reached, sign no contract "
            "larger than today's largest."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does our revenue come from as few customers as in a concentrated market?",
    title="Concentration of revenue",
    sources=(MERGER_GUIDELINES, TRAP, conundrum("00:35")),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
