"""How much of the requested work is for customers outside the segment that the product is for.

## What it measures

The policy names the segment, `target: smb`. Of all the work that customers asked for, the part of those whom
the register puts in another one. Customers without a segment could be either, and so could issues that
nothing is known about: because of both the result is a range.

## Example

The target is smb. Of twenty requests eleven are of customers in it, eight of customers in enterprise, and one
of a customer without a segment. 8 of 20 is 40.0 %, and 45.0 % if the last one is outside too: both are over
the limit of 30 %.

## Why it matters

Small and large companies buy different products, even where the features have the same names. Work for
whoever happens to ask makes one that is for neither.

## What to do

Decide which segment the product is for, and look at the work for others one by one: what would the target
want as well? If most of it is outside, the target in the policy is not the one in fact.

## What it cannot know

Whether the segment of a register is the right one for a customer, and whether what an outsider asked for is
what the target needs too.

## Where the limits come from

30 % is our own; nobody published one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.model import Customer
from seedcorn.patterns import Globs
from seedcorn.register import Register
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import held, settle, undivided
from seedcorn.rules._segments import is_in, segments, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the requested work from outside `target`, a segment of the register or several."""

    warning: Share | None = Fraction(30, 100)
    error: Share | None = None
    target: Globs = ()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(context, backlog, limits.target)


def _measure(context: "Context", backlog: "Backlog", target: tuple[str, ...]) -> Outcome:
    if missing := _missing(context.register, target) or undivided(backlog):
        return Abstention(scope=backlog.scope, missing=missing)

    def is_outside(customer: Customer) -> bool | None:
        return None if customer.segment is None else not is_in(customer.segment, target)

    outside = held(backlog, is_outside)
    return Measure(
        scope=backlog.scope,
        message="of the requested work is for customers outside the target segment"
        + without(len(outside.unsure), "segment"),
        measured=outside.measured,
        evidence=context.asking(backlog).of_any(outside.codes).backlog.everything,
        settle=settle(context, backlog, outside.measured, Bound.CEILING, outside.unsure),
        remedy=lambda limit: Remedy(
            text="Look at these one by one: keep what customers of the target want as well, "
            "let the rest wait; or say in the policy that the target is another one."
        ),
    )


def _missing(register: Register | None, target: tuple[str, ...]) -> str:
    if not target:
        return "needs “target”, the segment that the product is for"
    if register is None:
        return "needs a register that says in which segment each customer is"
    if not any(is_in(segment, target) for segment in segments(register)):
        return "needs a customer of the target segment in the register"
    return ""


RULE = Rule(
    module=__name__,
    question="Do we build for customers whom the product is not meant for?",
    title="Requests from outside the target segment",
    sources=(conundrum("11:21"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
