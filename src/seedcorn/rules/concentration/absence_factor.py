"""How few customers stand behind half of the requested work.

## What it measures

Put the customers in order, the one who asks for most first, and count until half of all that named customers
ask for is reached. What names nobody could be theirs, or that of very many others: both ends are worked out
exactly as long as less is unnamed than named. Beyond that each issue is taken for one more customer.

## Example

Of ten requests Acme has four, Globex two, and four others one each. Acme alone is short of half, with Globex
it is six of ten: 2 customers stand behind half. The limit is at least 3, so the rule warns.

## Why it matters

The number says how many have to leave, or to change their minds, before half of the plan has nobody behind
it. With one it is not a roadmap but an account.

## What to do

Ask the smaller customers what they miss. Before the next request of the largest, take one that several of
them want.

## What it cannot know

How close it is: 49 % and 1 % of the list are two different things, and the number is the same. A share tells
that.

## Where the limits come from

Half is the threshold of CHAOSS's absence factor, which counts contributors; here it is an analogy. That one
is an error and two are a warning is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import CHAOSS, conundrum
from seedcorn.metrics.concentration import absence_range
from seedcorn.metrics.settling import fewest_to_settle_absence
from seedcorn.report import Bound, Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._demands import silent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The fewest customers who may stand behind half of the requested work."""

    warning: Number | None = Fraction(3)
    error: Number | None = Fraction(2)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(context, backlog)


def _measure(context: "Context", backlog: "Backlog") -> Outcome:
    if missing := silent(backlog):
        return Abstention(scope=backlog.scope, missing=missing)
    parts = [demand.effort for demand in backlog.demands]
    doubtful = context.asking(backlog).in_doubt()
    efforts = doubtful.efforts()
    unnamed = sum((effort * issues for effort, issues in efforts), Fraction(0))
    measured = absence_range(parts, unnamed, sum(issues for _, issues in efforts))
    who = "asking alone" if measured.value == 1 else "who together ask"
    few = frozenset(demand.code for demand in backlog.demands[: int(measured.value)])

    def settle(limit: Fraction) -> Keys:
        return doubtful.first(fewest_to_settle_absence(efforts, parts, limit))

    return Measure(
        scope=backlog.scope,
        message=f"{who} for half of the requested work",
        measured=measured,
        unit=Unit.CUSTOMERS,
        bound=Bound.FLOOR,
        evidence=context.asking(backlog).of_any(few).backlog.everything,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Before the next request of the largest, take one that several smaller customers want."
        ),
    )


RULE = Rule(
    module=__name__,
    question="How few customers stand behind half of what we are asked for?",
    title="Customers behind half of the requested work",
    sources=(CHAOSS, conundrum("01:23")),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
