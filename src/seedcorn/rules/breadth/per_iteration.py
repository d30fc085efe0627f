"""How many customers the current iteration serves.

## What it measures

Distinct customers, after aliases and groups, with at least one issue in the current iteration: the open
milestone that is due next. Issues that name nobody could each add one.

## Example

The milestone that is due next has eight issues: five for Acme, two for Globex, and one says nothing. 2
customers are served, 3 if the last issue is for somebody else. The limit is at least 4, so the rule warns,
whoever the last issue is for.

## Why it matters

Talking to several customers in each iteration is what tells a need of the market from a need of one account.
The first customer is not a segment: that one wants it proves that one wants it.

## What to do

Before you plan, take the largest issues and ask two other customers about each. Put in what several want.

## What it cannot know

How many customers the team talked to: a conversation that nobody wrote down leaves no trace. An issue with
one customer's name may serve fifty others who never asked.

## Where the limits come from

Four is the smallest of the numbers of *other* customers that Sam McAfee's "The One Big Customer Trap" names.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.model import Interval
from seedcorn.report import Bound, Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The fewest customers that an iteration must serve."""

    warning: Number | None = Fraction(4)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the current iteration."""
    current = context.current
    if current is None:
        yield Abstention(scope="current iteration", missing="needs an open milestone with a due date")
        return
    work = current.work
    if work.requested.issues + work.unknown.issues < FEWEST_IN_ITERATION:
        yield Abstention(
            scope=current.scope, missing=f"needs {FEWEST_IN_ITERATION} issues that could be requests"
        )
        return
    customers = Fraction(len(current.demands))
    unnamed = work.unknown.issues + work.nameless.issues
    measured = Interval(value=customers, low=customers, high=customers + unnamed)

    def settle(limit: Fraction) -> Keys:
        each_one = [(Fraction(1), unnamed)]
        return current.unnamed(fewest_to_settle(each_one, measured, limit, Bound.FLOOR))

    yield Measure(
        scope=current.scope,
        message="served by the current iteration",
        measured=measured,
        unit=Unit.CUSTOMERS,
        bound=Bound.FLOOR,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Bring in an issue that another customer waits for, or ask who else wants these."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does the current iteration serve too few customers?",
    title="Customers served by the current iteration",
    sources=(TRAP,),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.ITERATIONS)),
)
