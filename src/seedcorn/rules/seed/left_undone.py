"""Whether an iteration did the seed corn that it began with as well as the rest.

## What it measures

For each iteration that began in the last 90 days and is over: seed corn's part of what was done in it,
divided by seed corn's part of what it began with once its first day, for planning, had passed. 100 % means
that seed corn fared as well as everything else; less, that it was what was left undone. Where only half of
everything was done, that is not held against the seed corn.

`seed.delivered` asks the same of all that was completed lately, beside the plan of today. Where there is a
history, this rule knows the plan of then.

## Example

A sprint began with twelve issues, 3 of them seed corn: 25 %. Ten issues were done in it by its end, 1 of
them seed corn: 10 %. 10 / 25 is 40.0 % of what was planned, less than the 80 % that it should be, so the rule
warns.

## Why it matters

In each planning the seed corn is there, and each time it is done last. The plan looks right, and only what
was done tells that it is never the seed corn's turn.

## What to do

Begin with the seed corn in the first days, before the first call comes in. What was left undone comes first
in the next iteration, or it is closed.

## What it cannot know

How much was done of what was not finished. An issue that is closed a day after the iteration counts as not
done in it. What is seed corn is read from today's labels. An iteration needs a due date; one without a start
follows the one before it.

## Where the limits come from

80 % is our own choice, as for `seed.delivered`. So is that fewer than three issues of seed corn at first, or
fewer than five issues done, say nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.metrics.work import kept
from seedcorn.model import Interval
from seedcorn.report import Bound
from seedcorn.rule import Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import with_history
from seedcorn.rules._iterations import SEED_CORN, none_is_judged
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.course import Course

_FEWEST = 3  # ours; of fewer one issue decides


class Limits(Params):
    """The smallest part of the seed corn that an iteration began with which must be done in it."""

    warning: Share | None = Fraction(80, 100)
    error: Share | None = None

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for each iteration of the window that is over and began with enough seed corn."""
    judged = [course for course in context.courses if course.is_over and _is_enough(course)]
    for course in judged:
        yield _measure(context, course)
    if not judged:
        needed = f"{_FEWEST} issues of seed corn at first and {FEWEST_IN_ITERATION} issues done by its end"
        yield none_is_judged(context, needed)


def _is_enough(course: "Course") -> bool:
    sown, done = course.began[0].work.seed_corn, course.done.work.all
    return bool(sown.issues >= _FEWEST and sown.effort and done.issues >= FEWEST_IN_ITERATION and done.effort)


def _measure(context: "Context", course: "Course") -> Measure:
    began, done = course.began[0], course.done
    was = done.work.seed_corn.effort / done.work.all.effort
    part = began.work.seed_corn.effort / began.work.all.effort
    undone = began.without(course.history.ended_in(began, course.span))
    return Measure(
        scope=course.scope,
        message=f"of seed corn's part of the plan was kept: it was {percent(part)} of the plan and "
        f"{percent(was)} of what was done",
        measured=Interval.exactly(kept(was, part)),
        bound=Bound.FLOOR,
        evidence=context.choose(undone, SEED_CORN).chosen.everything,
        remedy=lambda limit: Remedy(
            text="Begin the next iteration with the seed corn that was left undone, or close it: "
            "work that always comes last has no real place in the plan."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is seed corn what an iteration leaves undone?",
    title="Seed corn that an iteration leaves undone",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT, Need.ITERATIONS)),
)
