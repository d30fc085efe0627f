"""How much of everything, not only of what was requested, is one customer's.

## What it measures

The largest customer's part of all effort in the scope, the team's own work and seed corn included. What is
unknown, or requested with nobody named, could be this customer's, so the result is a range.

## Example

40 open issues of one size: 18 of them for Acme, 6 for others, 14 the team's own, 2 say nothing. Acme's part
of all is 18 of 40, 45 %, and could be 50 %: exactly at the limit, which passes. Of what was requested Acme
holds three quarters, and `concentration.top-share` says that.

## Why it matters

A team can keep a large customer's share of the *requests* in check and still do little else, or let one
customer ask for nearly everything and yet spend most of its time on the product. This is the part of the
company's time that goes to one customer: once it is more than all the rest together, everything else bends
around it.

## What to do

Put a number on how much of the next iteration may be for this customer, and plan everything else first.

## What it cannot know

Work that stands in no tracker: meetings, calls, support. Where the team's own work is not written down, the
part that is told here is too large.

## Where the limits come from

One half, more than all the rest together, is the threshold of CHAOSS's absence factor. It counts contributors
there: an analogy.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import CHAOSS, TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.work import marked_share
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import silent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of all work that may be one customer's."""

    warning: Share | None = None
    error: Share | None = Fraction(50, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(backlog)


def _measure(backlog: "Backlog") -> Outcome:
    work = backlog.work
    if missing := silent(backlog):
        return Abstention(scope=backlog.scope, missing=missing)
    unnamed = work.unknown.effort + work.nameless.effort
    largest = backlog.demands[0]
    measured = marked_share(largest.effort, unnamed, work.all.effort)

    def settle(limit: Fraction) -> Keys:
        return backlog.unnamed(fewest_to_settle(backlog.unnamed_efforts(), measured, limit))

    return Measure(
        scope=backlog.scope,
        subject=largest.customer.id,
        message="share of all work",
        measured=measured,
        evidence=lambda: backlog.requests_of(largest.code),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Decide how much of the next iteration may be for this customer, and plan everything else "
            "first."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does one customer take more of our work than everything else together?",
    title="One customer's share of all work",
    sources=(TRAP, CHAOSS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
