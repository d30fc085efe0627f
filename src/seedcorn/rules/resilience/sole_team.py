"""How much of the team's salaries the largest customer pays.

## What it measures

How many people's cost the largest customer's payments cover in a month (`company: {cost-per-head: ...}` in
the register), divided by how many people were assigned to what was completed in the window. A group counts as
one customer. At least three people are needed.

## Example

The largest customer pays 24,000 a month, and a person costs 8,000: it pays three salaries. Four people
completed something in the last 90 days: 75.0 % of their salaries, over the limit of 50 %, a warning.

## Why it matters

Once one customer pays everybody's salary, everybody works for it, whatever the sign at the door says. Hiring
for its work makes that worse: when it goes, so do they.

## What to do

Pay the next hire from what other customers pay.

## What it cannot know

Who else is paid: the tracker shows only those who are assigned to issues, so that it may well be more than
100 %. People under two accounts count twice. It says nothing of what anybody works on.

## Where the limits come from

Half of the salaries is our own; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.resilience import covered, salaries
from seedcorn.metrics.revenue import a_month, revenues, untold
from seedcorn.model import Interval
from seedcorn.rule import Abstention, Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import NO_PERIOD, largest, without
from seedcorn.words import number

_ASSIGNEE = "assignee"
_FEWEST_PEOPLE = 3  # ours; of fewer it says only how small the team is

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the team's salaries that one customer may pay."""

    warning: Share | None = Fraction(50, 100)
    error: Share | None = None

    def places(self) -> frozenset[str]:
        """The one place that it looks at besides those the policy counts by."""
        return frozenset((_ASSIGNEE,))


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who pays most and of what was completed lately."""
    paying = context.paying
    period = context.register.period if context.register else None
    cost = context.register.company.cost_per_head if context.register else None
    lacking = "" if cost else "needs “company: {cost-per-head: 8000}” in the register"
    missing = untold(paying) or lacking or ("" if a_month(revenues(paying), period) else NO_PERIOD)
    if missing or not cost:
        yield without(missing)
        return
    worst = largest(paying)
    paid = salaries(a_month((worst.revenue or Fraction(0),), period) or Fraction(0), cost)
    yield _measure(context, worst.customer.id, paid)


def _measure(context: "Context", customer: str, paid: Fraction) -> Outcome:
    scope, people = context.completed.scope, len(context.grouped(context.completed).by_mark(_ASSIGNEE))
    if people < _FEWEST_PEOPLE:
        missing = f"needs {_FEWEST_PEOPLE} people assigned to what was completed, found {people}"
        return Abstention(scope=scope, missing=missing)
    return Measure(
        scope=scope,
        subject=customer,
        message=f"of the salaries of the {people} people who did the work are covered by this customer alone",
        measured=Interval.exactly(covered(paid, Fraction(people))),
        remedy=lambda limit: Remedy(
            text="Pay the next hire from what other customers pay. Its revenue covers "
            f"{number(paid, places=1)} salaries."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does the largest customer pay too much of the team's salaries?",
    title="How much of the team's salaries the largest customer pays",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
