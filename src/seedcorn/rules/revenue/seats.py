"""The largest customer's share of all seats.

## What it measures

Of the seats of all active customers in the register, the part that the largest one has; a group counts as
one.

## Example

One customer has 600 seats, and eight others have 50 each. 600 of 1,000 is 60.0 %, over the limit of 30 %: an
error. The seats are as concentrated as if 2.6 customers had all of them.

## Why it matters

Where the price is by the seat, selling one large account is the shortest way to grow, and each seat of it
adds to what that account can ask for. Most of those who use the product then work at one place, and their
habits become its design.

## What to do

Look whom you talk to: talk to as many people outside the largest account as inside. If seats are what you
sell, ask whether a price by the account would serve you better.

## What it cannot know

Who of them uses it. Seats that were sold are not people who come back, and a customer without seats in the
register could have most: it abstains until all are told.

## Where the limits come from

20 and 30 % are where one customer's share of *revenue* is called a concern, and severe. Using them for seats
is an analogy.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import RISK_DESK, conundrum
from seedcorn.metrics.concentration import effective_number, hhi, share
from seedcorn.metrics.revenue import untold_of
from seedcorn.rule import Abstention, Measure, Outcome, Params, Remedy, Rule, Share
from seedcorn.words import number

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """The largest share of seats that one customer may have."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = Fraction(30, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the seats in the register."""
    paying = context.paying
    seats = {payer.customer.id: payer.together(lambda entry: entry.seats) or Fraction(0) for payer in paying}
    everything = sum(seats.values(), Fraction(0))
    missing = untold_of(paying, lambda entry: entry.seats, "seats: 40")
    if missing := missing or ("" if everything else "needs a customer who has seats"):
        yield Abstention(scope="seats", missing=missing)
        return
    most = max(seats, key=lambda one: (seats[one], one))
    alike = effective_number(hhi(tuple(seats.values()), everything).value)
    yield Measure(
        scope="seats",
        subject=most,
        message="of all seats",
        measured=share(seats[most], everything, Fraction(0)),
        remedy=lambda limit: Remedy(
            text="Talk to as many people outside this account as inside. The seats are as concentrated as if "
            f"{number(alike, places=1)} customers had all of them."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do most of the people who use the product work for one customer?",
    title="The largest customer's share of all seats",
    sources=(conundrum("00:35"), RISK_DESK),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
