"""How many active customers there are.

## What it measures

Active customers of the register, a group and its subsidiaries counted as one; prospects, former customers and
internal askers left out, and those who are known to pay nothing.

## Example

Seven customers pay and one tries the product for nothing: 7 customers. That is more than the 5 below which
the rule warns, and fewer than the 20 below which it leaves a note.

## Why it matters

With one or two customers it is hard to say no to either. With five or twenty others behind you, one picky
customer is one of many.

## What to do

Below the limit, treat every request as an experiment with a sample of one, and put the time that is left into
winning the next customers rather than into deepening the first.

## What it cannot know

How alike the customers are: seven in seven trades are no market yet. And whether those who are active in the
register still use what they pay for.

## Where the limits come from

Five and twenty are the numbers of Sam McAfee's "The One Big Customer Trap".
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import TRAP
from seedcorn.model import Interval
from seedcorn.report import Bound, Unit
from seedcorn.rule import Abstention, Measure, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The fewest active customers."""

    note: Number | None = Fraction(20)
    warning: Number | None = Fraction(5)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the register."""
    if context.register is None:
        yield Abstention(scope="register", missing="needs a register of customers")
        return
    yield Measure(
        scope="register",
        message="active in the register",
        measured=Interval.exactly(len(context.paying)),
        unit=Unit.CUSTOMERS,
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Put time into winning the next customers before deepening the first."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Have we too few customers to say no to one of them?",
    title="Active customers",
    sources=(TRAP,),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
)
