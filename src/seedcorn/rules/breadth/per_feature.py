"""Features of the current iteration that few customers ask for.

## What it measures

Of all the requested work in the current iteration, the part in features that fewer than three customers ask
for (`customers` says how many are enough). A feature is an issue with the issues right below it, say an epic
or a parent with its stories; an issue with nothing above or below is a feature of its own. Whoever asks for
any of it asks for the feature, also where that part is planned later or was done lately. Where a part of it
names nobody, more could be asking, so the result is a range.

## Example

The milestone that is due next has ten requests: four below one epic, of four customers together; five alone,
of one customer each; one alone that says nobody's name. 5 of 10 is 50.0 %, and 60.0 % if fewer than three ask
for the last one too. The limit is 40 %, so the rule warns.

## Why it matters

The first customer who wants something is not a market. It is cheap to find out who else wants it while it is
an idea, and expensive once it is built.

## What to do

Hold a feature back until three customers asked for it, or were asked. Put in its place one that many wait
for.

## What it cannot know

Whether three who ask need the same: read what they wrote. And a feature may be right that nobody asked for;
that is seed corn, and is not counted here.

## Where the limits come from

Three is the number of organizations that OpenSSF Scorecard wants behind a project; customers behind a feature
are an analogy. 40 % is our own.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seedcorn.citations import OURS, SCORECARD, TRAP
from seedcorn.metrics.breadth import thin_share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of an iteration in features that fewer than `customers` ask for."""

    warning: Share | None = Fraction(40, 100)
    error: Share | None = None
    customers: Annotated[int, Field(ge=2, le=100)] = 3


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the current iteration."""
    current = context.current
    if current is None:
        yield Abstention(scope="current iteration", missing="needs an open milestone with a due date")
    elif current.work.requested.issues < FEWEST_IN_ITERATION or not current.work.requested.effort:
        missing = f"needs {FEWEST_IN_ITERATION} requested issues with an effort"
        yield Abstention(scope=current.scope, missing=missing)
    else:
        yield _measure(context, current, limits.customers)


def _measure(context: "Context", current: "Backlog", enough: int) -> Measure:
    features = context.features(current, enough)
    thin, work = features.thin(), current.work
    measured = thin_share(
        thin.certain,
        thin.named,
        thin.nameless,
        work.requested.effort,
        (thin.unknown, work.unknown.effort),
    )

    def settle(limit: Fraction) -> Keys:
        return features.to_ask(fewest_to_settle(features.undecided(), measured, limit))

    return Measure(
        scope=current.scope,
        message=f"of the requested work is in features that fewer than {enough} customers ask for",
        measured=measured,
        evidence=features.evidence,
        settle=settle,
        remedy=lambda limit: Remedy(text=_remedy(len(context.open.demands), enough)),
    )


def _remedy(asking: int, enough: int) -> str:
    if asking < enough:
        return (
            f"Only {count(asking, 'customer')} asked for anything that is open, so hardly a feature can have "
            f"{enough}: ask others first what they miss."
        )
    return (
        "Ask other customers about the largest of these first, and put in their place "
        f"what {enough} or more wait for."
    )


RULE = Rule(
    module=__name__,
    question="Are we about to build features that hardly anybody else asks for?",
    title="Features that few customers ask for",
    sources=(TRAP, SCORECARD, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
