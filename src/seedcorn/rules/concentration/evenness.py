"""How unevenly active customers ask for work.

## What it measures

How far apart the active customers of the register are in what they ask for, those who ask for nothing
included. Each is compared with each, itself too: by how much one asks for more than the other. The average of
that, divided by twice what a customer asks for on average, is the Gini coefficient. It is 0 when all ask for
the same. When one asks for everything it is 0.80 among five customers, 0.90 among ten, and 0.99 among a
hundred. What names nobody could be the largest's, or fill up those who ask for least, so the result is a
range.

## Example

Six customers are active. Acme asks for seven issues, Globex for two, Initech for one, three for none. The
coefficient is 0.70, over the limit of 0.6. Had each asked for the same it would be 0, had Acme asked for all
of it 0.83.

## Why it matters

Where all customers ask for about the same, none of them has to be obeyed. The shares of those who ask do not
show whether it is so: who asks for nothing is in none of them, and is still a customer.

## What to do

Ask the silent ones. A customer who asks for nothing is content, has given up, or was never asked; these are
three different things, and the coefficient cannot tell them apart.

## What it cannot know

Where a register has hundreds of customers and few of them ever write, the number is high whatever is planned,
and only its change from one quarter to the next says something. It counts what was asked for, not what was
needed.

## Where the limits come from

0.6 is our own; nobody published one. Of fewer than five customers the number says nothing, that too is our
own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import LORENZ, OURS, conundrum
from seedcorn.metrics.concentration import gini_range
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE
from seedcorn.metrics.settling import fewest_to_settle_gini
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._demands import silent
from seedcorn.words import measured

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest Gini coefficient of what active customers ask for, from 0 to 1."""

    warning: Number | None = Fraction(6, 10)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(context, backlog)


def _measure(context: "Context", backlog: "Backlog") -> Outcome:
    parts = _parts(context, backlog)
    if missing := _missing(context, parts) or silent(backlog):
        return Abstention(scope=backlog.scope, missing=missing)
    if not any(parts):
        return Abstention(scope=backlog.scope, missing="needs requests of active customers of the register")
    doubtful = context.asking(backlog).in_doubt()
    efforts = doubtful.efforts()

    def settle(limit: Fraction) -> Keys:
        return doubtful.first(fewest_to_settle_gini(efforts, parts, limit))

    return Measure(
        scope=backlog.scope,
        message=_message(parts),
        measured=gini_range(parts, sum((effort * issues for effort, issues in efforts), Fraction(0))),
        unit=Unit.INDEX,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Ask those who ask for least or for nothing what they miss, a few each month."
        ),
    )


def _missing(context: "Context", parts: tuple[Fraction, ...]) -> str:
    if context.register is None:
        return "needs a register of customers"
    if len(parts) < FEWEST_TO_COMPARE:
        return f"needs {FEWEST_TO_COMPARE} active customers in the register, found {len(parts)}"
    return ""


def _parts(context: "Context", backlog: "Backlog") -> tuple[Fraction, ...]:
    """What each active customer asks for, nothing too."""
    asked = {demand.customer.id: demand.effort for demand in backlog.demands}
    active = context.paying
    return tuple(asked.get(payer.customer.id, Fraction(0)) for payer in active)


def _message(parts: tuple[Fraction, ...]) -> str:
    """What the number is of, how many ask for nothing, and what it could be at the least and at the most."""
    silent_ones = sum(not part for part in parts)
    nothing = f", {silent_ones} of them for nothing" if silent_ones else ""
    one_alone = measured(Fraction(len(parts) - 1, len(parts)), Unit.INDEX, places=2)
    return (
        f"unevenness of what the {len(parts)} active customers ask for{nothing}; 0 is all alike, "
        f"{one_alone} is all from one"
    )


RULE = Rule(
    module=__name__,
    question="Do a few of our customers do nearly all of the asking?",
    title="How evenly active customers ask",
    sources=(conundrum("02:00"), LORENZ, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
