"""What a handful of customers ask for together.

## What it measures

Of all the work that customers asked for, the part that the five largest asked for together (`few` says how
many), in the open backlog and in what was completed lately. Issues that nothing is known about could all be
theirs or none of them, so the result is a range. Where no more than five customers ask, the five largest are
all of them, and the rule says nothing.

## Example

Fourteen customers ask for 25 issues: one for six, one for four, three for two each, nine for one each. The
five largest ask for 6 + 4 + 2 + 2 + 2 = 16 of 25, 64.0 %, over the limit of 40 %. The two largest hold 40.0
%, the three largest 48.0 %.

## Why it matters

One whale is seen at once. Two or three of them, or a small school, own a list just as well, and no single
share shows it: each of them looks bearable, and together they decide what everybody else gets.

## What to do

Look at whether the few want the same. If they do, it may be what the market wants: ask the others. If each
wants something else, you are building several products; decide whose.

## What it cannot know

How many customers ask for nothing. Of up to twelve who ask, five always hold more than 40 %, whatever is
chosen; the finding says so. `concentration.hhi` says in one number how few customers it is like.

## Where the limits come from

More than 40 % with the top five or ten is called high for *revenue*. Using it for demand in a backlog is an
analogy.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seedcorn.citations import TOP_TEN, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import nobodys, of_the, settle, undivided
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the requested work that the few largest customers may hold together."""

    warning: Share | None = Fraction(40, 100)
    error: Share | None = None
    few: Annotated[int, Field(ge=2, le=100)] = 5


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(context, backlog, limits.few)


def _measure(context: "Context", backlog: "Backlog", few: int) -> Outcome:
    if missing := undivided(backlog):
        return Abstention(scope=backlog.scope, missing=missing)
    if len(backlog.demands) <= few:
        missing = f"needs more than {few} customers who ask, found {len(backlog.demands)}"
        return Abstention(scope=backlog.scope, missing=missing)
    largest, work = backlog.demands[:few], backlog.work
    measured = share(
        of_the(few, largest), work.requested.effort, work.unknown.effort, nameless=nobodys(backlog)
    )
    codes = frozenset(demand.code for demand in largest)
    return Measure(
        scope=backlog.scope,
        message=f"of the requested work is for its {few} largest customers",
        measured=measured,
        evidence=context.asking(backlog).of_any(codes).backlog.everything,
        settle=settle(context, backlog, measured, Bound.CEILING),
        remedy=lambda limit: Remedy(text=_remedy(backlog, few, limit)),
    )


def _remedy(backlog: "Backlog", few: int, limit: Fraction) -> str:
    """How the few compare with fewer, where enough ask that no number names one of them."""
    if few > limit * len(backlog.demands):
        return (
            f"With {len(backlog.demands)} customers this limit cannot be met: first ask those who are silent "
            "what they miss, and win others; else set a limit for so few."
        )
    known = backlog.work.requested.effort
    told = [
        f"the {fewer} largest for {percent(of_the(fewer, backlog.demands) / known, places=1)}"
        for fewer in (2, 3)
        if fewer < few
    ]
    compared = f"Alone ask {' and '.join(told)}. " if told else ""
    return (
        f"{compared}Ask whether these customers want the same; what each wants alone competes "
        "with what everybody else asks for."
    )


RULE = Rule(
    module=__name__,
    question="Do a handful of customers together ask for most of the list?",
    title="What a handful of customers ask for",
    sources=(conundrum("00:35"), TOP_TEN),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
