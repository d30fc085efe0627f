"""Capacity kept for new capabilities that nobody has asked for yet.

## What it measures

Seed corn as a part of the current iteration: work that carries the seed-corn mark and that neither a
customer asked for nor the team's upkeep needs. Where the policy states the capacity of an iteration, what
was left free counts too. Without a current iteration (an open milestone with a due date) the open backlog
stands in for it.

Unlabelled work is *unknown*, not seed corn. Where the mark was never used, all unknown work could be seed
corn, and the verdict is open; once it is used, what does not carry it is not.

## Example

The milestone that is due next has twenty issues: 12 for customers, 5 of the team's own, 3 of seed corn. 3
of 20 is 15.0 %: under the 20 % that it should be, so the rule warns, but not under the 10 % of an error.
Where the policy says that an iteration holds 25, five are still free and count as kept: 8 of 25, 32.0 %, is
enough.

## Why it matters

What existing customers ask for keeps existing customers. The next ones come for what nobody could ask for
yet. A team that gives all its time to requests eats the corn it should have sown, and sees it when the
harvest fails.

## What to do

Mark what you already do for the next customers. If it is too little, take a fixed part of each iteration
off the top, before requests are planned, and defend it when a deadline comes.

## What it cannot know

Whether what is marked is worth building, and whether it will be worked on: what is planned can still be
raided on the last day. Time that is kept without an issue for it counts only where the policy states the
capacity.

## Where the limits come from

20 %: a fifth of capacity off the top, which was said of engineering headroom. 10 %: the transformational
tenth of the 70 / 20 / 10 rule. Both are analogies.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import GOLDEN_RATIO, HEADROOM, TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.report import Bound, Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._reserve import planned, reserved

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The smallest part of the work that must be seed corn."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = Fraction(10, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the current iteration or, as a proxy, of the open backlog."""
    backlog = planned(context)
    work = backlog.work
    if backlog is context.open and (missing := too_few_issues(work.all.issues, work.all.effort)):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    measured = reserved(context, backlog)

    def settle(limit: Fraction) -> Keys:
        return backlog.unknown(fewest_to_settle(backlog.unknown_efforts(), measured, limit, Bound.FLOOR))

    yield Measure(
        scope=backlog.scope,
        message="is seed corn" if context.seed_in_use else "is seed corn; nothing carries its mark",
        measured=measured,
        bound=Bound.FLOOR,
        settle=settle,
        remedy=lambda limit: Remedy(text=_remedy(in_use=context.seed_in_use)),
    )


def _remedy(*, in_use: bool) -> str:
    if in_use:
        return (
            "Take a fixed part of the next iteration off the top for seed corn, before requests are planned."
        )
    return (
        "Mark the work that serves nobody who asked, with the label seed-corn; if there is none, plan some."
    )


RULE = Rule(
    module=__name__,
    question="Is too little of our capacity kept for what nobody has asked for yet?",
    title="Capacity reserved for seed corn",
    sources=(TRAP, HEADROOM, GOLDEN_RATIO),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT, Need.ITERATIONS)),
)
