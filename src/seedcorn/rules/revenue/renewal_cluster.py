"""How much of the revenue is up for renewal in the next three months.

## What it measures

The revenue of active customers whose next day of renewal (`renews` in the register) lies within 90 days, as
a part of all revenue; the ninetieth day counts. Customers with `contract: self-serve` need no day, and are
never up for renewal without one.

## Example

Customers pay 100,000 together. Contracts of 40,000 are renewed in the next 90 days: 40.0 % of revenue, over
the limit of 25 %, a warning.

## Why it matters

Before a renewal a customer can ask for more than at any other time. When several are due at once, the roadmap
of these weeks is written by them.

## What to do

Decide now what you will say yes to until then, whoever asks. Move the next contracts to other months.

## What it cannot know

Who will renew. A customer that has passed its day of renewal in the register is asked for a new one, so that
an old file does not pass for a quiet quarter.

## Where the limits come from

A quarter of the revenue in a quarter of the year is what evenly spread contracts would have; taking it as the
limit is our own.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import StrictInt

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.revenue import revenues, untold
from seedcorn.metrics.terms import renews_within
from seedcorn.model import Customer, Interval
from seedcorn.register import Payer
from seedcorn.rule import Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._register import REVENUE, asked_for_by, without

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of revenue that may be up for renewal within `days`."""

    days: StrictInt = 90
    warning: Share | None = Fraction(25, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the revenue in the register."""
    today = context.now.date()
    paying = context.paying
    due = {entry.id: renews_within(entry, today, limits.days) for entry in _contracts(paying)}
    if missing := untold(paying) or _missing(tuple(due.values())):
        yield without(missing)
        return
    amount = sum((entry.revenue or 0 for entry in _contracts(paying) if due[entry.id]), Fraction(0))
    theirs = [payer for payer in paying if any(due.get(entry.id) for entry in payer.members)]
    yield Measure(
        scope=REVENUE,
        message=f"of revenue is up for renewal within {limits.days} days",
        measured=Interval.exactly(amount / sum(revenues(paying), Fraction(0))),
        remedy=lambda limit: Remedy(
            text="Decide now what you will say yes to until then, whoever asks, and move the next contracts "
            f"to other months.{asked_for_by(context.open, theirs)}"
        ),
    )


def _contracts(paying: tuple[Payer, ...]) -> list[Customer]:
    """The entries that pay something themselves."""
    return [entry for payer in paying for entry in payer.members if entry.revenue]


def _missing(due: tuple[bool | None, ...]) -> str:
    """What is missing where somebody's day of renewal is not known; self-serve customers need none."""
    untold_days = due.count(None)
    if not untold_days:
        return ""
    return f"needs “renews”, a day ahead, or “contract: self-serve”; {untold_days} of {len(due)} lack both"


RULE = Rule(
    module=__name__,
    question="How much of our revenue is negotiated anew in the next three months?",
    title="How much of the revenue is up for renewal",
    sources=(conundrum("07:48"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
