"""The largest discount that a customer has.

## What it measures

How much less than its list price a customer pays: `discount` in the register, or else 1 - `revenue` /
`list-price`; of the customer with most. Where the seats and list prices of several are known, it also says
what is paid for a seat after the discount, beside what the others are asked: (1 + markup) x (1 - discount).

## Example

A customer has 40 % off its list price: 40.0 %, over the limit of 20 %, a warning. But its list price for a
seat is 200 where all others are asked for 100. After the discount it pays 120: 1.2 times what the others are
asked for, and no favour at all.

## Why it matters

Whoever negotiates once negotiates at every renewal, and prices that are raised so that they can be lowered
again tell nobody what the product costs. The others pay for those who ask.

## What to do

Let discounts be rules that stand on the price list, for paying yearly, for schools, and give no others.

## What it cannot know

Why it was given, and what was asked for in return. Customers of whom neither a discount nor a list price is
told are not counted.

## Where the limits come from

20 % is our own; nobody published a limit for this. The numbers of the example are from 37signals' "The
biggest customer conundrum".
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.equality import median
from seedcorn.metrics.terms import discount_of, effective_price, markup
from seedcorn.model import Customer, Interval
from seedcorn.rule import Abstention, Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.words import number, percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest discount, as a share of the list price."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer who has most off."""
    paying = context.paying
    entries = [entry for payer in paying for entry in payer.members]
    given = [(off, entry) for entry in entries if (off := discount_of(entry)) is not None]
    if not given:
        missing = "needs “discount: 20%”, or “list-price” beside revenue, in the register"
        yield Abstention(scope="list price", missing=missing)
        return
    most, entry = max(given, key=lambda pair: (pair[0], pair[1].id))
    least = min(off for off, _ in given)
    yield Measure(
        scope="list price",
        subject=entry.id,
        message="off its list price",
        measured=Interval.exactly(most),
        remedy=lambda limit: Remedy(
            text="Let discounts be rules that stand on the price list, and end the others at renewal. "
            f"Discounts go from {percent(least)} to {percent(most)}.{_after_it(entry, most, entries)}"
        ),
    )


def _after_it(entry: Customer, discount: Fraction, entries: list[Customer]) -> str:
    """What it pays for a seat beside what the others are asked for, where that is known."""
    asked = _a_seat(entry)
    others = [each for other in entries if other is not entry and (each := _a_seat(other))]
    if not asked or not others:
        return ""
    times = effective_price(markup(asked, median(others)), discount)
    said = number(times, places=1)
    return f" After it, a seat costs {said} times what the median other customer is asked for."


def _a_seat(entry: Customer) -> Fraction | None:
    return entry.list_price / entry.seats if entry.list_price is not None and entry.seats else None


RULE = Rule(
    module=__name__,
    question="How far from the price list is the best deal that a customer has?",
    title="The largest discount",
    sources=(conundrum("07:48"), conundrum("13:51"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
