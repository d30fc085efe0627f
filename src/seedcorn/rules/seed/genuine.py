"""Work marked as seed corn that is not.

## What it measures

Open issues that carry the seed-corn mark although a customer asked for them, or although they are bugs or
upkeep. They count as what they are: the reserve is measured without them.

## Example

Ten open issues carry the mark. Two of them carry a customer's name as well, and one is a bug: 3 issues are
not what the mark says, and none may be, so the rule warns. The other seven count as seed corn.

## Why it matters

A reserve that is filled by renaming requests protects nothing. It is the first thing that happens under
pressure, and mostly without anybody meaning it.

## What to do

Take the mark off, or take the customer's name off if it got there by mistake.

## What it cannot know

Who asked for an issue that names nobody. A request that was entered without the customer's name, and marked
as seed corn, counts as seed corn.

## Where the limits come from

One is enough to say so; that it is a warning is our own choice, since such issues already count nothing
towards `seed.reserve`, which is where too little seed corn is an error.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many wrongly marked issues are tolerated."""

    warning: Number | None = Fraction(0)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog = context.open
    if not context.seed_in_use:
        yield Abstention(scope=backlog.scope, missing="needs issues marked as seed corn")
        return
    yield Measure(
        scope=backlog.scope,
        message="with the seed-corn mark and a customer or upkeep label",
        measured=Interval.exactly(backlog.work.mismarked.issues),
        unit=Unit.ISSUES,
        evidence=backlog.mismarked,
        remedy=lambda limit: Remedy(
            text="Take the seed-corn mark off these, or the other label if that is wrong."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is something marked as seed corn that a customer asked for, or that is upkeep?",
    title="Work marked as seed corn that is not",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN)),
)
