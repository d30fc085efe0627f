"""The open backlog as a wish list of existing customers.

## What it measures

The part of the open backlog that existing customers asked for, nameless requests included; what only
prospects want does not count. Unknown work could be requested too, so the result is a range.

## Example

Of twenty open issues nine are Acme's, four Globex's, two say that a customer asked but not which, three are
the team's own, and two say nothing. 15 of 20 is 75.0 %, 17 of 20 is 85.0 % if the last two were asked for as
well. Both are over the limit of 70 %, so the rule warns.

## Why it matters

A backlog is a plan, not an inbox. Filled with wishes, it says what customers of yesterday lack, and nothing
about where the product is going; every planning then starts from somebody's request.

## What to do

Close requests that you will not build in this year, with a kind word; write down the product's own next
steps, marked as seed corn or as the team's own, so that they compete for the same capacity.

## What it cannot know

Which of the wishes the team would have had by itself: a good idea that a customer also had counts as
requested. And what is planned outside the tracker.

## Where the limits come from

70 % leaves room for a fifth of headroom and a tenth of new ground; the number is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import GOLDEN_RATIO, HEADROOM, OURS, TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.metrics.work import wish_list_share
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the open backlog that existing customers may have asked for."""

    warning: Share | None = Fraction(70, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog, work = context.open, context.open.work
    if missing := too_few_issues(work.all.issues, work.all.effort):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    unknown = work.unknown.effort
    measured = wish_list_share(work.existing.effort + work.nameless.effort, unknown, work.all.effort)

    def settle(limit: Fraction) -> Keys:
        return backlog.unknown(fewest_to_settle(backlog.unknown_efforts(), measured, limit))

    yield Measure(
        scope=backlog.scope,
        message="was asked for by existing customers",
        measured=measured,
        evidence=backlog.requested,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Write down the product's own next steps, so that they compete with the requests; "
            "close with a kind word what you will never build."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is the open backlog mostly a list of customers' wishes?",
    title="The backlog as a wish list",
    sources=(TRAP, HEADROOM, GOLDEN_RATIO, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
