"""A name that asks for work and is not in the register.

## What it measures

Customer names found in the tracker that match no entry of the register, by id, name or alias.

## Example

The register knows Acme alone. The tracker names Acme on five issues, Globex on three and Initech on one. 2
names are missing, and none may be, so there is a note. It does not matter on how many issues a name stands.

## Why it matters

"Acme" and "ACME Inc." as two customers make a whale look like two dolphins; and a customer without an entry
has no status, no segment and no revenue. Nothing is merged by guessing: somebody who knows decides.

## What to do

`seedcorn customers` shows each name with the entry that it resembles, and a ready line for the register.

## What it cannot know

Whether a name is a new customer or an old one in another spelling, however alike they look; and whether a
name that is in the register stands for the right company.

## Where the limits come from

One is enough for a note; our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import ASC_280, OURS
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context


class Limits(Params):
    """How many names may be missing from the register."""

    note: Number | None = Fraction(0)
    warning: Number | None = None
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the names in everything fetched."""
    if context.register is None:
        yield Abstention(scope="register", missing="needs a register of customers")
        return
    register, strangers = context.register, context.strangers

    def remedy(limit: Fraction) -> Remedy:
        pairs = ((name, register.nearest(name)) for name in strangers[:_MOST_NAMED])
        named = "; ".join(f"{name} (like {near.name}?)" if near else name for name, near in pairs)
        return Remedy(
            text=f"Add an entry or an alias for each: {named}. “seedcorn customers” writes the lines."
        )

    yield Measure(
        scope="register",
        message="in the tracker, not in the register",
        measured=Interval.exactly(len(strangers)),
        unit=Unit.NAMES,
        remedy=remedy,
    )


_MOST_NAMED = 5

RULE = Rule(
    module=__name__,
    question="Does the tracker name customers that our register does not know?",
    title="Names that are not in the register",
    sources=(ASC_280, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
