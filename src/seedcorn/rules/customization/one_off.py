"""Work that is good for one customer and nobody else.

## What it measures

Of the effort that customers asked for, the part that is marked as custom or one-off (`where`), or that only
one customer asks for who buys under statements of work (`contract: sow` in the register). There is one number
for the open backlog and one for what was completed lately. Issues that nothing is known about could be such
work or not, so the result is a range.

## Example

Customers ask for twenty issues. Two of Globex's are labelled `custom`. Acme buys under statements of work; it
alone asks for four, and together with Globex for one more. 6 of 20 is 30.0 %, over the limit of 20 %: an
error.

## Why it matters

A special version is paid for once and kept up for ever, by the people who would have built what the next
hundred customers buy. Each piece makes the product worth more to one and less to everybody else.

## What to do

Of each piece ask who else would use it if it were made a little more general, and build that. What nobody
else would, leave to a partner or to the customer, behind an interface that everybody may use.

## What it cannot know

Whether others would want it: nobody asked them. Custom work without a mark, for a customer whose contract the
register does not tell, looks like any other request. Several companies that the register puts under one
parent count as buying under statements of work if one of them does. How the work is sold is another question:
`customization.sow` counts all that such customers ask for, also what others want as well.

## Where the limits come from

10 and 20 % are our own choice; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, conundrum
from seedcorn.rule import Need, Outcome, Params, Rule, Share
from seedcorn.rules._contracts import marked_or_sold_so
from seedcorn.rules._parts import part_of_requests
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context

_LABELS = (
    *("custom", "custom:*", "custom/*", "customization", "customisation", "one-off", "one off"),
    *("bespoke", "customer-specific", "customer specific"),
)


class Limits(Params):
    """The largest part of the requested work that may be good for one customer alone."""

    where: Where = Where(label=_LABELS)
    warning: Share | None = Fraction(10, 100)
    error: Share | None = Fraction(20, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield part_of_requests(
            backlog,
            marked_or_sold_so(context, backlog, limits.where, askers="<=1"),
            marks="custom work, or “contract: sow” in the register",
            message="of the requested work is good for one customer alone",
            remedy="Ask of each who else would use it if it were made a little more general, and build that; "
            "leave the rest to a partner or to the customer.",
        )


RULE = Rule(
    module=__name__,
    question="How much do we build that is good for one customer alone?",
    title="Custom and one-off work",
    sources=(TRAP, conundrum("06:05"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
