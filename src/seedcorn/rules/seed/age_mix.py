"""Seed corn that waits longer than what customers ask for.

## What it measures

The median age of the open issues of seed corn, as a multiple of the median age of the open issues that
anybody asks for. Half of them are older than the median. Issues that say nothing could have been asked for
too, so the result is a range. Bugs that a customer reported count as asked for.

## Example

Of seed corn there are six issues, opened 300 days ago. Six requests were opened 100 days ago. 300 / 100 is 3
times as old, more than the 2 times that may be, so the rule warns.

## Why it matters

What nobody asks for has nobody who asks when it comes. It is moved to the next iteration without a quarrel,
and again; by its age one can see how often.

## What to do

Take the oldest of it and decide: begin it in the next iteration, or close it and say that the ground stays as
it is.

## What it cannot know

Whether an old issue is still a good idea. A team that closes requests after some months has young ones and
has served nobody faster. A list of seed corn that was written down in one day is as old as that day.

## Where the limits come from

Twice as old is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.ages import median, median_age
from seedcorn.metrics.sowing import answers_about_age, times_as_old
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._reserve import NO_SEED
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context

_FEWEST = 5  # ours; of fewer a middle one says nothing
_ASKED_FOR, _SEED_CORN, _UNKNOWN = (Where(work=(kind,)) for kind in ("requested", "seed-corn", "unknown"))


class Limits(Params):
    """How many times as old as requests seed corn may be."""

    warning: Number | None = Fraction(2)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog = context.open
    if missing := _missing(context):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    seed_corn, asked_for, unknown = (
        context.grouped(context.choose(backlog, where).chosen).ages(context.now)
        for where in (_SEED_CORN, _ASKED_FOR, _UNKNOWN)
    )
    old = median(seed_corn)

    def settle(limit: Fraction) -> Keys:
        return backlog.unknown(answers_about_age(asked_for, unknown, old / limit if limit else old))

    yield Measure(
        scope=backlog.scope,
        message="as high a median age of seed corn as of requests",
        measured=times_as_old(old, median_age(asked_for, unknown)),
        unit=Unit.TIMES,
        evidence=context.choose(backlog, _SEED_CORN).chosen.everything,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Decide about the oldest seed corn: begin it in the next iteration, or close it."
        ),
    )


def _missing(context: "Context") -> str:
    """What there would have to be to compare two middle ones."""
    work = context.open.work
    if not context.seed_in_use:
        return NO_SEED
    found = ((work.seed_corn.issues, "open issues of seed corn"), (work.requested.issues, "open requests"))
    return next((f"needs {_FEWEST} {what}, found {issues}" for issues, what in found if issues < _FEWEST), "")


RULE = Rule(
    module=__name__,
    question="Does seed corn wait longer than what customers ask for?",
    title="Seed corn that waits longer than requests",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN)),
)
