"""Whether newcomers still ask for anything.

## What it measures

Two numbers. Of all the work in the open backlog that customers asked for, the part of prospects and of
customers who began in the last 180 days (`new-days`). And how many days ago the last request of any of them
was opened, whatever became of it. Customers whose start the register does not tell, and issues that nothing
is known about, could be either, so both results are ranges.

## Example

Of twenty requests in the open backlog one is a prospect's, eighteen are of customers who began years ago, and
one is of a customer whose start is not known. 1 of 20 is 5.0 %, and 10.0 % if the last is new too. The limit
is at least 10 %, so the check is open and leans to fail. The prospect's request was opened 100 days ago, and
the other one as well: 100 days, over the limit of 90, a warning.

## Why it matters

A company that is busy with one customer stops hearing others long before it notices: the list of prospects is
still there, and everybody on it has gone elsewhere.

## What to do

Talk to three people this week who are not customers yet, and write down what they miss as requests of
prospects.

## What it cannot know

Newcomers who are heard somewhere else, in a sales tool or on the telephone. A product that is finished for
newcomers and only asked for by the old would look the same; rejoice if it is so.

## Where the limits come from

10 %, 90 days and 180 days are our own; nobody published any.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seedcorn.citations import OURS, TRAP
from seedcorn.model import Interval
from seedcorn.report import Bound, Keys, Level, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import held, settle, undivided
from seedcorn.rules._newcomers import UNTOLD, is_new, is_told
from seedcorn.rules._segments import without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.asking import Asking
    from seedcorn.context import Context

_LAST = "prospects and new customers"
_NOT_ONE = "needs a request of a prospect or a new customer; found none"
_ASK = (
    "Talk to three people who are not customers yet, and write down what they miss as requests of prospects."
)


class Limits(Params):
    """The smallest part of the requested work for newcomers, and the most days since one last asked."""

    warning: Share | None = Fraction(10, 100)
    error: Share | None = None
    warning_days: Number | None = Fraction(90)
    new_days: Annotated[int, Field(ge=1, le=10_000)] = 180


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure of the open backlog, and one of all requests that are open or were closed lately."""
    yield _part(context, limits.new_days)
    yield _last(context, limits)


def _part(context: "Context", days: int) -> Outcome:
    backlog = context.open
    missing = undivided(backlog) or ("" if is_told(context, backlog) else UNTOLD)
    if missing:
        return Abstention(scope=backlog.scope, missing=missing)
    new = held(backlog, is_new(context, days))
    return Measure(
        scope=backlog.scope,
        message="of the requested work is for prospects and new customers"
        + without(len(new.unsure), "start"),
        measured=new.measured,
        bound=Bound.FLOOR,
        settle=settle(context, backlog, new.measured, Bound.FLOOR, new.unsure),
        remedy=lambda limit: Remedy(text=_ASK),
    )


def _last(context: "Context", limits: Limits) -> Outcome:
    """Of what is open, completed or declined: whatever became of a request, somebody asked."""
    backlogs = (context.open, context.completed, context.declined)
    if not is_told(context, *backlogs):
        return Abstention(scope=_LAST, missing=UNTOLD)
    sure, perhaps = [], []
    for backlog in backlogs:
        new = held(backlog, is_new(context, limits.new_days))
        sure.append(context.asking(backlog).of_any(new.codes))
        perhaps.append(context.asking(backlog).in_doubt(new.unsure))
    days = _days(context, sure)
    if days is None:
        return Abstention(scope=_LAST, missing=_NOT_ONE)
    fewest = _days(context, [*sure, *perhaps]) or 0

    def settle(limit: Fraction) -> Keys:
        young = (each.younger(context.now, int(limit)) for each in perhaps)
        return next(each for each in young if each.newest(context.now) is not None).first(1)

    return Measure(
        scope=_LAST,
        message="since any of the prospects and new customers asked for anything",
        measured=Interval(value=Fraction(days), low=Fraction(fewest), high=Fraction(days)),
        unit=Unit.DAYS,
        limits=() if limits.warning_days is None else ((Level.WARNING, limits.warning_days),),
        settle=settle,
        remedy=lambda limit: Remedy(text=_ASK),
    )


def _days(context: "Context", found: list["Asking"]) -> int | None:
    """How many days ago the newest of all these was opened; None where there are none."""
    days = (each.newest(context.now) for each in found)
    return min((each for each in days if each is not None), default=None)


RULE = Rule(
    module=__name__,
    question="Does anybody new still ask us for anything?",
    title="Requests of newcomers",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    across=frozenset(("warning-days",)),
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
