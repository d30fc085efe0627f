"""How much more of a resource a customer uses than it pays for.

## What it measures

For each resource that the register tells of (`usage: {storage: 120, messages: 5000}`): a customer's share of
what all active customers use, divided by its share of what all of them pay; of the customer with most. A
group counts as one. 1 time is fair, more is more use than pay.

## Example

Fifty-one customers pay 100 a month each, and one of them sends half of all messages. Half of the messages for
a fifty-first of the revenue is 25.5 times its share of the revenue, over the limit of 20 times: an error. At
a price of 5,000 a month the same customer pays half of the revenue: 1 time. Then `revenue.whale-price` fails
instead.

## Why it matters

A customer who costs as much as all others together, and pays like one of them, is carried by them. Sooner or
later the architecture is built for it too.

## What to do

Put the resource into the price, for everybody and in steps that are published; or set a limit to what one
account may use.

## What it cannot know

What a resource costs. It compares shares, so any unit will do that is the same for all. A customer of whom
nothing is told may use much: it abstains until all are told, with a 0 for those who use none.

## Where the limits come from

Five and twenty times are our own; nobody published a limit for this. The case in 37signals' "The biggest
customer conundrum" is far over both.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.revenue import revenues, untold, untold_of
from seedcorn.metrics.terms import times_its_pay
from seedcorn.model import Customer, Interval
from seedcorn.register import Payer
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import without
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many times its share of revenue a customer's share of a resource may be."""

    warning: Number | None = Fraction(5)
    error: Number | None = Fraction(20)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for each resource, of the customer who uses most for what it pays."""
    paying = context.paying
    resources = sorted({what for payer in paying for entry in payer.members for what, _ in entry.usage})
    missing = "" if resources else "needs “usage: {storage: 120}” in the register"
    if missing := untold(paying) or missing:
        yield without(missing)
        return
    for resource in resources:
        yield _measure(resource, paying)


def _measure(resource: str, paying: tuple[Payer, ...]) -> Outcome:
    scope = f"resource: {resource}"

    def told(entry: Customer) -> Fraction | None:
        return dict(entry.usage).get(resource)

    if missing := untold_of(paying, told, f"usage: {{{resource}: 120}}"):
        return Abstention(scope=scope, missing=missing)
    used, paid = [payer.together(told) or Fraction(0) for payer in paying], revenues(paying)
    all_used, all_paid = sum(used, Fraction(0)), sum(paid, Fraction(0))
    if not all_used:
        return Abstention(scope=scope, missing="needs a customer who uses some of it")
    times = [times_its_pay(use, pay, all_used, all_paid) for use, pay in zip(used, paid, strict=True)]
    most = max(range(len(paying)), key=lambda one: (times[one], paying[one].customer.id))
    return Measure(
        scope=scope,
        subject=paying[most].customer.id,
        message=f"its share of revenue: it uses {percent(used[most] / all_used)} and pays "
        f"{percent(paid[most] / all_paid)}",
        measured=Interval.exactly(times[most]),
        unit=Unit.TIMES,
        remedy=lambda limit: Remedy(
            text="Put this resource into the price, for everybody and in published steps, "
            "or set a limit to what one account may use."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does a customer use far more than it pays for?",
    title="How much more of a resource a customer uses than it pays for",
    sources=(conundrum("02:33"), conundrum("03:27"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
