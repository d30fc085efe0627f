"""How unevenly active customers ask for work.

## What it measures

The Gini coefficient of what each active customer of the register asks for, those who ask for nothing
included: 0 when all ask for the same, near 1 when one asks for everything. What names nobody could be the
largest's, or fill up those who ask for least; both ends are worked out exactly.

## Example

Six customers are active. Acme asks for seven issues, Globex for two, Initech for one, three for none. The
coefficient is 0.70, over the limit of 0.6. Had each asked for the same, it would be 0.

## Why it matters

Where all the dots are about the same size, no customer has to be obeyed. The shares of those who ask do not
show it: who asks for nothing is in none of them, and is still a customer.

## What to do

Ask the silent ones. A customer who asks for nothing is content, has given up, or was never asked; these are
three different things, and the coefficient cannot tell them apart.

## What it cannot know

Where a register has hundreds of customers and few of them ever write, the number is near 1 whatever is
planned, and only its change from one quarter to the next says something. It counts what was asked for, not
what was needed.

## Where the limits come from

0.6 is our own; nobody published one. Of fewer than five customers the number says nothing, that too is our
own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import LORENZ, OURS, conundrum
from seedcorn.metrics.concentration import gini_range
from seedcorn.metrics.equality import smaller_half
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE
from seedcorn.metrics.settling import fewest_to_settle_gini
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._demands import silent
from seedcorn.words import percent

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
        message="unevenness of what active customers ask for, 1 being one alone",
        measured=gini_range(parts, sum((effort * issues for effort, issues in efforts), Fraction(0))),
        unit=Unit.INDEX,
        settle=settle,
        remedy=lambda limit: Remedy(text=_remedy(parts)),
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


def _remedy(parts: tuple[Fraction, ...]) -> str:
    silent_ones = sum(not part for part in parts)
    return (
        f"The half of them that asks for less asks for {percent(smaller_half(parts))} of it; "
        f"{silent_ones} of {len(parts)} ask for nothing. Ask these what they miss, a few each month."
    )


RULE = Rule(
    module=__name__,
    question="Do all our customers get to ask for about the same?",
    title="How evenly active customers ask",
    sources=(conundrum("02:00"), LORENZ, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
