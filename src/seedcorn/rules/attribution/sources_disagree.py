"""Issues on which two places disagree about who asks.

## What it measures

Open issues on which two of the places that record customers (a field, an organization, a label, a component)
name different ones: a later place in the policy's order names somebody whom the first does not. Names are
compared after aliases and groups. The first place counts, and the other name is in no number.

## Why it matters

Either a record is wrong, or somebody's request is not counted. Both are easily mended while people remember;
merging the two would invent a share that nobody recorded.

## What to do

Look at each and correct the place that is wrong. If two customers ask, name both in the first place. If one
place is always behind, take it out of `customers: from`, or put it last.

## Where the limits come from

One is enough to say so; that is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many contradicting issues are tolerated."""

    warning: Number | None = Fraction(0)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog = context.open
    contradicted = backlog.contradicted()
    if contradicted is None:
        yield Abstention(scope=backlog.scope, missing="needs two places that record customers")
        return
    yield Measure(
        scope=backlog.scope,
        message="name different customers in two places",
        measured=Interval.exactly(contradicted.total),
        unit=Unit.ISSUES,
        evidence=lambda: contradicted,
        remedy=lambda limit: Remedy(
            text="Correct the place that is wrong, or name both customers in the first; "
            "“seedcorn audit --why KEY” shows what each place says."
        ),
    )


RULE = Rule(
    module=__name__,
    title="Places that disagree about who asks",
    sources=(OURS,),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
