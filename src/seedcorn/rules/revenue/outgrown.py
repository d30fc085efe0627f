"""How many times its first size a customer has grown to.

## What it measures

How many people work at a customer now (`size-employees` in the register), divided by how many did when it
became one (`size-at-start`); of the active customer that grew most.

## Example

A customer had 30 people when it came and has 5,000 now: 166.7 times its first size, over the limit of 10
times, a note.

## Why it matters

Nobody has to sell to a large company to have one: a small customer may become one while nobody looks. It was
won by a product for small teams, and by and by asks for another product.

## What to do

Decide on purpose whether you grow with it. If the product is for small teams, say so to the large one, and
make it easy to leave.

## What it cannot know

Whether all those people use the product. Customers without both sizes in the register are not counted, so
that a pass speaks of the others alone.

## Where the limits come from

Ten times is our own; nobody published a limit for this. The case in 37signals' "The biggest customer
conundrum" grew more than a hundred times.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.terms import grown
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Number, Outcome, Params, Remedy, Rule
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many times its first size a customer may grow to."""

    note: Number | None = Fraction(10)
    warning: Number | None = None
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer that grew most."""
    entries = (entry for payer in context.paying for entry in payer.members)
    growth = {
        entry.id: grown(entry.size_employees, entry.size_at_start)
        for entry in entries
        if entry.size_employees is not None and entry.size_at_start
    }
    if not growth:
        missing = "needs “size-employees” and “size-at-start” in the register"
        yield Abstention(scope="size", missing=missing)
        return
    most = max(growth, key=lambda one: (growth[one], one))
    yield Measure(
        scope="size",
        subject=most,
        message="the size it had when it became a customer",
        measured=Interval.exactly(growth[most]),
        unit=Unit.TIMES,
        remedy=lambda limit: Remedy(
            text="Decide on purpose whether you grow with it, before its requests decide it."
            f"{_others(growth, limit)}"
        ),
    )


def _others(growth: dict[str, Fraction], limit: Fraction) -> str:
    over = sum(times > limit for times in growth.values())
    return f" {count(over, 'customer')} of {len(growth)} grew as much." if over > 1 else ""


RULE = Rule(
    module=__name__,
    question="Has a customer outgrown the kind of customer that we make this for?",
    title="How many times its first size a customer has grown to",
    sources=(conundrum("12:58"), OURS),
    params=Limits,
    evaluate=evaluate,
    private=True,
)
