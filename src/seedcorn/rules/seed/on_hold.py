"""Days on which nothing happened to any seed corn.

## What it measures

The days since anything happened for the last time to any issue of seed corn that is open or was completed
lately: it was opened or closed, assigned, labelled, estimated, or a mark went off it again. To be put off
from one iteration to the next is not taken for movement. Where iterations have dates, the message adds in how
many of those that are over, counted back from the latest, no seed corn was completed.

## Example

Four issues are seed corn. The last thing that happened to any of them was 45 days ago, when somebody was
assigned to one; since then they were moved on from sprint to sprint. 45 days are more than 30: the rule
warns.

## Why it matters

Seed corn is rarely cancelled. It stays on the plan, so that everybody believes in it, and is on hold: first
for a week, then until that customer's release, then nobody remembers what it was.

## What to do

Begin one of the issues this week, the smallest if need be. If nobody can, say openly for how long the seed
corn is on hold and what that is for, and close what will not be begun.

## What it cannot know

Work that leaves no mark on the issue: commits, comments, a draft on somebody's desk. And whether a change was
work: a label that a robot puts on is one too.

## Where the limits come from

30 days, about two iterations of two weeks, and 60 days are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.upkeep import days_since
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.rules._iterations import SEED_CORN
from seedcorn.rules._reserve import NO_SEED
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """For how many days seed corn may lie untouched."""

    warning: Number | None = Fraction(30)
    error: Number | None = Fraction(60)

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the seed corn that is open and that was completed lately."""
    history = context.history
    scope = context.open.scope
    if history is None:
        yield Abstention(scope=scope, missing=NO_HISTORY)
        return
    seed_corn = context.choose(context.in_hand, SEED_CORN).chosen
    moved = history.last_moved(seed_corn)
    if moved is None:
        yield Abstention(scope=scope, missing=NO_SEED)
        return
    left = context.open.work.seed_corn.issues
    yield Measure(
        scope=scope,
        message=f"since anything happened to seed corn, of which {count(left, 'issue')} "
        f"{'is' if left == 1 else 'are'} open{_fallow(context)}",
        measured=Interval.exactly(Fraction(days_since(moved.date(), context.now.date()))),
        unit=Unit.DAYS,
        evidence=context.choose(context.open, SEED_CORN).chosen.everything,
        remedy=lambda limit: Remedy(
            text="Begin one of these issues this week, or say openly until when they are on hold and what "
            "for; close what nobody will begin."
        ),
    )


def _fallow(context: "Context") -> str:
    """In how many of the iterations that are over no seed corn was done, counted back from the latest."""
    over = (course for course in context.courses if course.is_over)
    fallow = sum(1 for _ in takewhile(lambda course: not course.done.work.seed_corn.issues, over))
    return f"; none was completed in the last {count(fallow, 'finished iteration')}" if fallow else ""


RULE = Rule(
    module=__name__,
    question="Has everything stopped that nobody has asked for yet?",
    title="Seed corn that is on hold",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN)),
)
