"""Open work that nothing says anything about.

## What it measures

The part of the open backlog without a customer, without a mark as the team's own work and without one as
seed corn.

## Example

Of 24 open issues 12 name a customer, 4 are the team's own, 2 are seed corn, and 6 say nothing. 6 of 24 is
25 %, more than the limit of 20 %, so the rule warns. With estimates it is the effort that is added up, not
the issues.

## Why it matters

Every other number here is as good as the labels. Unknown work makes intervals wide and verdicts open; it is
never counted in anybody's favour.

## What to do

Ask of each new issue who asked for it: an issue form with a Customer field does it for good (`seedcorn
init` writes one). For the old ones, label the largest first; those that have nobody behind them are the
team's own, or seed corn.

## What it cannot know

Whether the labels that are there are true. A tracker in which every issue is labelled wrongly has no
unknown work.

## Where the limits come from

20 % is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.metrics.work import unknown_share
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the open backlog that may be unknown."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog, work = context.open, context.open.work
    if missing := too_few_issues(work.all.issues, work.all.effort):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield Measure(
        scope=backlog.scope,
        message="does not say whose work it is",
        measured=unknown_share(work.unknown.effort, work.all.effort),
        evidence=backlog.unknowns,
        remedy=lambda limit: Remedy(
            text="Label these with a customer, as the team's own, or as seed corn. "
            "“seedcorn init” writes an issue form that asks."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is there too much open work of which nobody knows who wants it?",
    title="Unknown work",
    sources=(OURS,),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT)),
)
