"""Issues without an estimate, where the policy counts by estimates.

## What it measures

The part of the issues, open or completed lately, that have no estimate where the policy reads estimates.
Each issue counts as one here. What they count elsewhere is what `effort: {missing: ...}` says: mostly the
median of the estimated ones.

## Example

The policy counts story points. Of twenty issues 8 have none: 40.0 % is more than the 30 % that may, so the
rule warns. Each of the eight counts as much as the middle one of the other twelve.

## Why it matters

A share of effort is as good as the efforts in it. Where a third of them are guesses, a customer's share says
more about who estimates than about whom the work is for.

## What to do

Estimate the largest of them, or say that they are small. Where nobody wants to, count issues: leave `effort`
out of the policy. That is coarser and true.

## What it cannot know

Whether an estimate that is there is a good one. Issues that were left without one on purpose, because they
are tiny, look like forgotten ones.

## Where the limits come from

30 % is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.metrics.upkeep import part_of_issues
from seedcorn.model import Interval
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the issues that may have no estimate."""

    warning: Share | None = Fraction(30, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, issues = context.in_hand, context.in_hand.work.all.issues
    if not context.has_estimates:
        yield Abstention(scope=backlog.scope, missing="needs a policy that counts by estimates (“effort”)")
        return
    if issues < FEWEST_ISSUES:
        yield Abstention(scope=backlog.scope, missing=f"needs {FEWEST_ISSUES} issues, found {issues}")
        return
    yield Measure(
        scope=backlog.scope,
        message="of the issues have no estimate",
        measured=Interval.exactly(part_of_issues(backlog.attributed.unestimated, issues)),
        evidence=backlog.unestimated,
        remedy=lambda limit: Remedy(
            text="Estimate these, or let the policy count issues instead of estimates."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Are too many issues without an estimate?",
    title="Issues without an estimate",
    sources=(OURS,),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.EFFORT,)),
)
