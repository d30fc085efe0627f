"""Whether the seed corn that is planned is also sown.

## What it measures

The part of seed corn in what was completed lately, divided by the part of it that is planned now, as
`seed.reserve` measures that: in the current iteration, with the capacity that is left free where the policy
states one, else in the open backlog. 100 % means that as much is done as is planned.

## Example

The milestone that is due next has twenty issues, 5 of them seed corn: 25 % of the plan. Of twenty issues
completed in the last 90 days 3 were seed corn: 15 %. 15 / 25 is 60.0 % of what is planned, less than the
80 % that it should be, so the rule warns.

## Why it matters

A reserve that is planned every time and given away every time looks the same in the plan as one that is
kept. The difference is only in what was done: when a deadline comes, what nobody waits for goes first.

## What to do

Ask what took the place of the seed corn that was not done, and whether that was worth it. Start the next
iteration with it instead of ending with it.

## What it cannot know

What was planned back then: the plan of today stands in for it. A plan that has just been made larger looks
like one that is not kept, as does an iteration whose capacity is still free on its first day; a plan that
was cut looks like one that is kept.

## Where the limits come from

80 % is our own choice: a fifth less than planned is what happens to every plan.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.metrics.work import kept
from seedcorn.model import Interval
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._reserve import NO_SEED, planned, reserved

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The smallest part of the planned seed corn that must be done."""

    warning: Share | None = Fraction(80, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what was completed lately beside what is planned now."""
    done, plan = context.completed, planned(context)
    scope, work = f"{done.scope} beside {plan.scope}", done.work
    if missing := "" if context.seed_in_use else NO_SEED:
        yield Abstention(scope=scope, missing=missing)
        return
    part = reserved(context, plan).value
    missing = too_few_issues(work.all.issues, work.all.effort) or (
        "" if part else "needs seed corn in what is planned"
    )
    if missing:
        yield Abstention(scope=scope, missing=missing)
        return
    yield Measure(
        scope=scope,
        message="of the part that is planned for seed corn was done",
        measured=Interval.exactly(kept(work.seed_corn.effort / work.all.effort, part)),
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Ask what took the place of the seed corn that was not done; "
            "start the next iteration with it instead of ending with it."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do we do the seed corn that we plan?",
    title="Seed corn that is planned and not done",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT, Need.ITERATIONS)),
)
