"""How much of what was done lately was done for customers who have gone since.

## What it measures

Of the requested work that was completed in the window, the part asked for by customers who are none any more
today: `ended` in the register lies before today, or their status is churned. Of a group nobody may be left.
Issues of several customers count for each with its part. Work that names nobody could be theirs, so the
result is a range.

## Example

12 requests were completed in the last 90 days; 3 of them for a customer who left last month: 25 % of the
requested work, over the limit of 10 %.

## Why it matters

What is built for one customer alone is often not used in the end, and when the customer goes it is no use to
anybody else either, while those who stayed waited for it. A part that keeps growing says that work was
promised to whom it could not hold.

## What to do

Ask of each of these issues who else uses it. If nobody does, take it out before it costs upkeep, and ask next
time, before the work begins, which two others would use it.

## What it cannot know

Whether they went because of it or in spite of it, and whether others use it by now. Who left without anybody
noting it in the register still counts as a customer.

## Where the limits come from

That work done for customers is not always used is an observation of 37signals in "The biggest customer
conundrum"; 10 % is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import gone_by_now

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the completed requests that may be of customers who have gone."""

    note: Share | None = Fraction(10, 100)
    warning: Share | None = None
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what was completed lately."""
    backlog = context.completed
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    if context.register is None or missing:
        yield Abstention(scope=backlog.scope, missing=missing or "needs a register of customers")
        return
    gone = gone_by_now(context, backlog.demands)
    theirs = min(sum((each.effort for each in gone), Fraction(0)), known)
    measured = share(theirs, known, unknown, work.nameless.effort)

    def settle(limit: Fraction) -> Keys:
        return backlog.unnamed(fewest_to_settle(backlog.unnamed_efforts(), measured, limit))

    yield Measure(
        scope=backlog.scope,
        message="of the requested work was done for customers who have gone since",
        measured=measured,
        evidence=lambda: backlog.requests_of_any([each.code for each in gone]),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Ask of each who else uses it, and take out what nobody does; before the next such request "
            "is begun, find two others who would use it."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Was what we built lately built for customers who are gone?",
    title="Work done for customers who have gone",
    sources=(conundrum("17:53"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
