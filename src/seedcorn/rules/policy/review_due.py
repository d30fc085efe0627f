"""A policy whose review is overdue.

## What it measures

Days since the policy's `review-by` has passed; none before that day and on it. A policy without such a day
is not judged.

## Example

The policy says `review-by: 2026-01-07`, and today is 2026-01-21: 14 days, and none may pass, so the rule
warns. Until the evening of the seventh it says nothing.

## Why it matters

A limit was right for the company that set it. A year later there are other customers, and nobody remembers
why it is 40 %; a decision that nobody looks at again is a habit.

## What to do

Read `decision:` together with whoever decided, look at the numbers of today, and either change the limits or
leave them. Then set `review-by` to the next such day.

## What it cannot know

Whether somebody looked at it and only did not move the day; and whether the decision is still the right one.

## Where the limits come from

The day is the policy's own; that no day may pass is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.upkeep import days_since
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many days the review may be overdue."""

    warning: Number | None = Fraction(0)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the policy."""
    if context.review_by is None:
        yield Abstention(scope="policy", missing="needs “review-by” in the policy")
        return
    yield Measure(
        scope="policy",
        message="since its review was due",
        measured=Interval.exactly(days_since(context.review_by, context.now.date())),
        unit=Unit.DAYS,
        remedy=lambda limit: Remedy(
            text="Read the decision together with whoever made it, change the limits or leave them, "
            "and set “review-by” to the next day."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is it time to look at this policy again?",
    title="A policy whose review is due",
    sources=(conundrum("12:37"), OURS),
    params=Limits,
    evaluate=evaluate,
)
