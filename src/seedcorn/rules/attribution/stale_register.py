"""A register of customers that nobody has looked at for long, or that the tracker contradicts.

## What it measures

Two things. Days since `checked:`, the day that stands in the register when somebody last looked that it is
right. And how many customers who are gone, by their status or by the day they ended, are still named on open
requests; a group is gone when all of it is.

## Example

The register says `checked: 2025-09-01`, and today is 2026-01-21: 142 days, more than the 90 that may, so the
rule warns. Globex is marked as churned, and two open issues still name it: 1 customer, and none may, so it
warns about that as well.

## Why it matters

Every rule on revenue, segments and sizes believes the register. One that is a year old gives last year's
answer, with today's date on it. And a request of somebody who is gone stands in the way of one who stayed,
or the register is wrong about who is gone.

## What to do

Go through the register once: who has come, who has gone, who pays what. Set `checked:` to the day. Ask of
each request of a customer who is gone who else wants it, and close it if nobody does.

## What it cannot know

Whether what stands in a register that was looked at is true. Whoever came back and is still marked as gone
looks like a mistake, and is one.

## Where the limits come from

90 days, a quarter, and no request of somebody who is gone are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS
from seedcorn.metrics.upkeep import days_since
from seedcorn.model import Interval
from seedcorn.report import Level, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._register import gone_by_now
from seedcorn.words import listed

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.register import Register

_MOST_NAMED = 5


class Limits(Params):
    """After how many days a register is stale, and how many customers who are gone may still ask."""

    warning_days: Number | None = Fraction(90)
    warning_gone: Number | None = Fraction(0)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure of the register, one of the open requests beside it."""
    register = context.register
    if register is None:
        yield Abstention(scope="register", missing="needs a register of customers")
        return
    yield _age(context, register, limits)
    yield _requests(context, limits)


def _age(context: "Context", register: "Register", limits: Limits) -> Outcome:
    if register.checked is None:
        return Abstention(scope="register", missing="needs “checked”, the day it was last looked at")
    return Measure(
        scope="register",
        message="since somebody last looked that it is right",
        measured=Interval.exactly(days_since(register.checked, context.now.date())),
        unit=Unit.DAYS,
        limits=_warning(limits.warning_days),
        remedy=lambda limit: Remedy(
            text="Go through it once: who has come, who has gone, who pays what; then set “checked”."
        ),
    )


def _requests(context: "Context", limits: Limits) -> Outcome:
    backlog = context.open
    if not backlog.demands:
        return Abstention(scope=backlog.scope, missing="needs requests that name their customer")
    gone = gone_by_now(context, backlog.demands)
    return Measure(
        scope=backlog.scope,
        message="gone according to the register, and still named on open requests",
        measured=Interval.exactly(len(gone)),
        unit=Unit.CUSTOMERS,
        limits=_warning(limits.warning_gone),
        evidence=lambda: backlog.requests_of_any([each.code for each in gone]),
        details=lambda: (("gone", listed([each.customer.name for each in gone[:_MOST_NAMED]])),),
        remedy=lambda limit: Remedy(
            text="Ask of each request who else wants it, and close it if nobody does; or mend the register."
        ),
    )


def _warning(limit: Fraction | None) -> tuple[tuple[Level, Fraction], ...]:
    return () if limit is None else ((Level.WARNING, limit),)


RULE = Rule(
    module=__name__,
    question="Is the register of customers out of date?",
    title="A stale register",
    sources=(OURS,),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
    private=True,
)
