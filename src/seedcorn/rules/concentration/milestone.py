"""A milestone that is mostly one customer's.

## What it measures

For each open milestone (or sprint, or version) of five issues or more: the part of all its effort that one
customer asked for, the team's own work and seed corn included in the whole. Issues that nothing is known
about could be this customer's or not, so the result is a range.

## Example

A milestone has eight issues: five for Acme, one for Globex, one of the team's own, and one that says nothing.
5 of 8 is 62.5 % for Acme, 75.0 % if the last is Acme's too. Both are over the limit of 50 %, so the rule
warns.

## Why it matters

A roadmap is taken one milestone at a time. When more than half of one is for a single customer, for that time
the team is that customer's.

## What to do

Move what only this customer wants to a later milestone, or what others wait for into this one. A milestone
named for a customer's launch is a promise to one: ask what of it the next hundred customers would use.

## What it cannot know

Whether the milestone will be done at all, or in this order; and what is planned somewhere else than in
milestones. One that is rightly a customer's for once looks like one that is the fifth in a row.

## Where the limits come from

One half is the threshold of CHAOSS's absence factor, which counts contributors; here it is an analogy. That
fewer than five issues say nothing is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import CHAOSS, TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.model import Interval
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.grouping import Led


_MOST_MILESTONES = 20


class Limits(Params):
    """The largest part of a milestone that may be one customer's."""

    warning: Share | None = Fraction(50, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for each open milestone with a request in it, the most one-sided twenty."""
    led = [
        one
        for one in context.grouped(context.open).led(context.iterations)
        if one.issues >= FEWEST_IN_ITERATION and one.effort
    ]
    if not led:
        yield Abstention(
            scope="open milestones",
            missing=f"needs an open milestone of {FEWEST_IN_ITERATION} issues with requests in it",
        )
    for one in led[:_MOST_MILESTONES]:
        yield _measure(context.open, one)


def _measure(open_backlog: "Backlog", led: "Led") -> Measure:
    scope = f"{led.iteration.kind}: {led.iteration.name}"
    low = led.leader_effort / led.effort
    high = (led.leader_effort + led.unknown) / led.effort
    measured = Interval(value=low, low=low, high=high)

    def settle(limit: Fraction) -> Keys:
        backlog = open_backlog.within(led.code, scope)
        return backlog.unknown(fewest_to_settle(backlog.unknown_efforts(), measured, limit))

    return Measure(
        scope=scope,
        subject=led.leader.id,
        message="share of all work in the milestone",
        measured=measured,
        evidence=lambda: open_backlog.within(led.code, scope).requests_of(led.leader_code),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Bring in what others wait for; or agree that this one is for one customer, "
            "and that the next is not."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is one of the next milestones mostly one customer's?",
    title="A milestone that is mostly one customer's",
    sources=(TRAP, CHAOSS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
