"""Work for a segment that comes later, before the earlier one has enough customers.

## What it measures

The policy puts segments in order, by default `order: [smb, mid, enterprise]`, and says how many active
customers make one nailed, `customers: 5`. The first segment in the order that has fewer is the one to work
on. The number is the part of the requested work, in the current iteration or else in the open backlog, that
is for customers of a segment behind it. Behind the last one there is none, and it is 0. Customers without a
segment and issues that nothing is known about could be either, so the result is a range.

## Example

Three active customers are in smb and two in enterprise, so smb is the one to work on. Of ten requests in the
open backlog six are of smb and three of enterprise; one is of a customer without a segment. 3 of 10 is 30.0
%, 40.0 % if the last one is of a later segment too. Both are over the limit of 10 %: an error.

## Why it matters

Small customers teach quickly and cost little when they leave. Whoever goes to the large ones first learns one
company's needs, and takes them for a segment's.

## What to do

Let the work for the later segment wait, or say honestly that the order is another one: then change it in the
policy, and know that the work begins anew.

## What it cannot know

What the segments of your register mean. How many customers prove that a segment is won depends on what is
sold to it.

## Where the limits come from

Five customers and 10 % are our own; nobody published any. At `error: 0%` any single request of a later
segment is one too many, and any issue that names nobody leaves the check open.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seedcorn.citations import OURS, TRAP
from seedcorn.model import Customer, Interval
from seedcorn.patterns import Globs
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import Held, held, settle, undivided
from seedcorn.rules._segments import is_in, segments, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_NOTHING = Held(measured=Interval.exactly(0), codes=frozenset(), unsure=frozenset())


class Limits(Params):
    """The largest part of the work for segments later in `order`, before one has so many `customers`."""

    warning: Share | None = None
    error: Share | None = Fraction(10, 100)
    order: Globs = ("smb", "mid", "enterprise")
    customers: Annotated[int, Field(ge=1, le=10_000)] = 5


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the current iteration or else of the open backlog."""
    backlog = _planned(context)
    if missing := _missing(context, limits.order) or undivided(backlog):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    active = [payer.customer.segment for payer in context.paying]
    untold = active.count(None)
    for place, segment in enumerate(limits.order):
        found = sum(one is not None and is_in(one, (segment,)) for one in active)
        if found < limits.customers <= found + untold:
            missing = f"needs the segment of every active customer; {untold} of {len(active)} have none"
            yield Abstention(scope=backlog.scope, missing=missing)
            return
        if found < limits.customers or place == len(limits.order) - 1:
            yield _measure(context, backlog, limits.order[place + 1 :])
            return


def _missing(context: "Context", order: tuple[str, ...]) -> str:
    if context.register is None:
        return "needs a register that says in which segment each customer is"
    if not any(is_in(segment, order) for segment in segments(context.register)):
        return "needs customers of a segment in “order”; name your own segments there"
    return ""


def _planned(context: "Context") -> "Backlog":
    """The current iteration if there is enough in it, else the open backlog."""
    current = context.current
    return context.open if current is None or undivided(current) else current


def _measure(context: "Context", backlog: "Backlog", later: tuple[str, ...]) -> Measure:
    def is_later(customer: Customer) -> bool | None:
        return None if customer.segment is None else is_in(customer.segment, later)

    skipped = held(backlog, is_later) if later else _NOTHING
    return Measure(
        scope=backlog.scope,
        message="of the requested work is for segments whose turn it is not yet"
        + without(len(skipped.unsure), "segment"),
        measured=skipped.measured,
        evidence=context.asking(backlog).of_any(skipped.codes).backlog.everything,
        settle=settle(context, backlog, skipped.measured, Bound.CEILING, skipped.unsure),
        remedy=lambda limit: Remedy(
            text="Let these wait until the earlier segment has its customers, "
            "or change the order in the policy."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do we work for the next segment before we have won this one?",
    title="Segments ahead of their turn",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
    private=True,
)
