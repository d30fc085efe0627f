"""Whether the seed corn that is planned is also sown.

## What it measures

Seed corn is work for what nobody has asked for yet. Its part of what was completed lately is divided by its
part of what is planned now: of the current iteration, or of the open backlog where there is none. Where the
policy says how much an iteration holds, what is not filled yet counts as planned for seed corn, as it does in
`seed.reserve`. 100 % means that as large a part is done as is planned.

## Example

The milestone that is due next has twenty issues, 5 of them seed corn: 25 % of the plan. Of twenty issues
completed in the last 90 days 3 were seed corn: 15 %. 15 / 25 is 60.0 % of what is planned, less than the 80 %
that it should be, so the rule warns.

## Why it matters

A reserve that is planned every time and given away every time looks the same in the plan as one that is kept.
The difference is only in what was done: when a deadline comes, what nobody waits for goes first.

## What to do

Ask what took the place of the seed corn that was not done, and whether that was worth it. Start the next
iteration with it instead of ending with it.

## What it cannot know

What was planned back then: the plan of today stands in for it; where there is a history, `seed.left-undone`
asks the same of each iteration with its own plan. A plan that has just been made larger looks
like one that is not kept, as does an iteration whose capacity is still free on its first day; a plan that was
cut looks like one that is kept.

## Where the limits come from

80 % is our own choice: a fifth less than planned is what happens to every plan. So is that the rule says
nothing where fewer than three issues of seed corn are planned and nothing is left free.
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
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


_FEWEST = 3  # ours; of fewer one issue decides


class Limits(Params):
    """The smallest part of the planned seed corn that must be done."""

    warning: Share | None = Fraction(80, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what was completed lately beside what is planned now."""
    done, plan = context.completed, planned(context)
    scope, work = done.scope, done.work
    if missing := "" if context.seed_in_use else NO_SEED:
        yield Abstention(scope=scope, missing=missing)
        return
    if missing := too_few_issues(work.all.issues, work.all.effort) or _too_little(context, plan):
        yield Abstention(scope=scope, missing=missing)
        return
    was, part = work.seed_corn.effort / work.all.effort, reserved(context, plan).value
    yield Measure(
        scope=scope,
        message=f"of the planned part of seed corn was done; {percent(was)} of the work was, "
        f"where {percent(part)} is planned",
        measured=Interval.exactly(kept(was, part)),
        bound=Bound.FLOOR,
        remedy=lambda limit: Remedy(
            text="Ask what took the place of the seed corn that was not done; "
            "start the next iteration with it instead of ending with it."
        ),
    )


def _too_little(context: "Context", plan: "Backlog") -> str:
    """Why what is planned is too little to be compared with, or ""."""
    planned_seed, whole = plan.work.seed_corn, plan.work.all.effort
    is_free = context.current_capacity is not None and context.current_capacity > whole
    if is_free or (planned_seed.issues >= _FEWEST and planned_seed.effort):
        return ""
    return f"needs {_FEWEST} issues of seed corn in what is planned, found {planned_seed.issues}"


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
