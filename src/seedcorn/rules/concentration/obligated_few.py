"""What the tenth of the customers who ask for most asks for.

## What it measures

Of all the work that customers asked for, the part of the smallest tenth of the active customers, rounded up,
that asks for most: one of ten, two of eleven to twenty. Issues that nothing is known about could all be
theirs or none of them, so the result is a range.

## Example

Twenty customers are active; a tenth is two. Acme asks for eight issues of twenty, Globex for four, eight
others for one each, ten for nothing. The two ask for 12 of 20, 60.0 %, over the limit of 50 %: six times
their part of the customers.

## Why it matters

Whoever has seven large customers and seventy-five small ones feels obliged to the seven. The number says how
far the feeling has become the plan.

## What to do

Set aside a part of each iteration for what the other nine tenths wait for, and choose it before the large
ones are heard.

## What it cannot know

Whether the many want something else. They may want just what the few ask for, and leave the asking to them:
then write their names on it.

## Where the limits come from

One half is our own: five times what a tenth would ask for if all asked alike. Of fewer than ten customers
there is no tenth, and the rule says nothing: `concentration.top-share` does.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.metrics.resilience import a_tenth
from seedcorn.register import Payer
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import nobodys, of_the, settle, undivided
from seedcorn.words import number

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_FEWEST = 10


class Limits(Params):
    """The largest part of the requested work that a tenth of the customers may hold."""

    warning: Share | None = Fraction(50, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    active = context.paying
    for backlog in context.scopes:
        yield _measure(context, backlog, active)


def _measure(context: "Context", backlog: "Backlog", active: tuple[Payer, ...]) -> Outcome:
    if missing := _missing(context, len(active)) or undivided(backlog):
        return Abstention(scope=backlog.scope, missing=missing)
    theirs = {payer.customer.id for payer in active}
    tenth = a_tenth(len(active))
    largest = tuple(demand for demand in backlog.demands if demand.customer.id in theirs)[:tenth]
    work = backlog.work
    measured = share(of_the(tenth, largest), work.requested.effort, work.unknown.effort, nobodys(backlog))
    codes = frozenset(demand.code for demand in largest)
    return Measure(
        scope=backlog.scope,
        message=f"of the requested work is for {tenth} of {len(active)} customers",
        measured=measured,
        evidence=context.asking(backlog).of_any(codes).backlog.everything,
        settle=settle(context, backlog, measured, Bound.CEILING),
        remedy=lambda limit: Remedy(
            text=f"That is {number(measured.value * len(active) / tenth, places=1)} times their part of the "
            "customers. Choose a part of each iteration from what the others wait for, "
            "before these are heard."
        ),
    )


def _missing(context: "Context", active: int) -> str:
    if context.register is None:
        return "needs a register of customers"
    return "" if active >= _FEWEST else f"needs {_FEWEST} active customers in the register, found {active}"


RULE = Rule(
    module=__name__,
    question="Does a tenth of our customers ask for more than half of the work?",
    title="What a tenth of the customers asks for",
    sources=(conundrum("19:14"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
