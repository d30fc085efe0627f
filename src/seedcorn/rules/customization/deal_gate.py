"""Work that somebody has to finish before a deal is signed.

## What it measures

Of all effort in the current iteration, or of the open backlog where there is no iteration with enough in it,
the part that blocks a deal: it bears a mark of `where` such as `deal: 4711` or `blocks-deal`, or nobody but
prospects asks for it. Issues that nothing is known about could block one or not, so the result is a range.

## Example

The milestone that is due next has twenty issues. One is labelled `deal-blocker`, and two are asked for by
prospects alone: 3 of 20 is 15.0 %, over the limit of 10 %, so the rule warns.

## Why it matters

To change the product in order to make a sale is how it begins: each deal needs only a little, and then the
sales pipeline plans the iterations. Whoever has not signed yet has the most to ask for, and nothing to lose.

## What to do

Sell what is there. If a deal is lost over a feature, write down whose deal and which feature, and plan it
when the third one is. If one deal is worth it, decide that once, for this iteration, and say until when.

## What it cannot know

Whether the deal will be signed, now or ever. Work for a deal that nobody marked, in a tracker that does not
say who the prospects are. And that what a prospect asks for may be what a whole market does: a company that
has just begun has nobody but prospects, and should set the limit higher, or none.

## Where the limits come from

A tenth is our own choice; nobody published a limit for this.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, conundrum
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.rule import Need, Outcome, Params, Rule, Share
from seedcorn.rules._parts import part_of_all
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice
    from seedcorn.context import Context

_LABELS = (
    *("deal:*", "deal/*", "deal-blocker", "deal blocker", "blocks-deal", "blocks deal", "sales-blocker"),
    *("sales blocker", "presales", "pre-sales"),
)


class Limits(Params):
    """The largest part of an iteration's effort that may block a deal that is not signed."""

    where: Where = Where(any=(Where(label=_LABELS), Where(work=("prospect",))))
    warning: Share | None = Fraction(10, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the current iteration or else of the open backlog."""
    backlog = _planned(context)
    choice = context.choose(backlog, limits.where)
    yield part_of_all(
        backlog,
        replace(choice, in_use=choice.in_use or _names_prospects(context, choice)),
        marks="blocking a deal, or requests of prospects",
        message="of the work blocks a deal that is not signed",
        remedy="Sell what is there, and plan what a deal was lost over when the third one is; or decide for "
        "this iteration alone that the deal is worth it.",
    )


def _planned(context: "Context") -> "Backlog":
    """The current iteration if there is enough in it, else the open backlog."""
    current = context.current
    enough = current is not None and current.work.all.issues >= FEWEST_ISSUES and current.work.all.effort
    return current if current is not None and enough else context.open


def _names_prospects(context: "Context", choice: "Choice") -> bool:
    """Whether it is known who the prospects are."""
    return any(part.work.prospects.issues for part in (context.open, choice.chosen))


RULE = Rule(
    module=__name__,
    question="How much of the next work is there to get a deal signed?",
    title="Work that blocks a deal",
    sources=(TRAP, conundrum("06:05"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
