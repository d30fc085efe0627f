"""Requests that are sold under a statement of work.

## What it measures

Of the effort that customers asked for, the part that names a statement of work or a change request (`where`),
or that a customer with `contract: sow` in the register asks for. An issue that several ask for counts whole
if one of them buys so. There is one number for the open backlog and one for what was completed lately. Issues
that nothing is known about could be sold so or not, so the result is a range.

## Example

Customers ask for twenty issues. Acme buys under statements of work and asks for four, one of them together
with Globex; one of Globex's is labelled `change request`. 5 of 20 is 25.0 %, over the limit of 0 %, so the
rule warns.

## Why it matters

Sam McAfee's "The One Big Customer Trap" is plain about it: who negotiates a statement of work to change the
product in order to make the sale is no product company any more. The scope is then decided by two lawyers,
and is owed on a day, to one.

## What to do

Offer what the statement asks for as a part of the product, at a price and on a date of your own, to
everybody. If you do sell projects, sell them apart: other people, another budget, and none of it in the
product's backlog.

## What it cannot know

What the statement says: much of it may be in the product already. Statements that are in no tracker and in no
register; and whether a team that calls every wish a `change request` means a contract by it: name your own
marks in `where`. Who else would use the work: `customization.one-off` asks that, and leaves out what others
want as well.

## Where the limits come from

McAfee says to avoid them altogether, so the limit is none, and it is a warning. That there is no error by
itself is our own choice: some companies sell this way on purpose, and others set one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.rule import Need, Outcome, Params, Rule, Share
from seedcorn.rules._contracts import marked_or_sold_so
from seedcorn.rules._parts import part_of_requests
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context

_LABELS = (
    *("sow", "sow:*", "sow/*", "statement of work", "change request", "change-request", "change order"),
    *("change-order", "work order", "work-order"),
)


class Limits(Params):
    """The largest part of the requested work that may be sold under a statement of work."""

    where: Where = Where(label=_LABELS)
    warning: Share | None = Fraction(0)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield part_of_requests(
            backlog,
            marked_or_sold_so(context, backlog, limits.where, askers=">=1"),
            marks="a statement of work, or “contract: sow” in the register",
            message="of the requested work is sold under a statement of work",
            remedy="Offer what the statement asks for as a part of the product, at a price and on a date of "
            "your own, to everybody; or sell projects apart, with other people and another budget.",
        )


RULE = Rule(
    module=__name__,
    question="How much of what we build is sold under a statement of work?",
    title="Work sold under a statement of work",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
