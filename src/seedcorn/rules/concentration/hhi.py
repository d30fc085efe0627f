"""How concentrated the requested work is, over all customers at once.

## What it measures

The Herfindahl-Hirschman index: 10,000 times the sum of the squared shares of requested work. One customer
who asks for everything gives 10,000, a hundred equal ones give 100. 10,000 divided by it reads more easily:
*as if there were so many equal customers*.

## Example

Of ten requests Acme has six, Globex three, Initech one. 60 % squared is 0.36, 30 % squared 0.09, 10 %
squared 0.01: together 0.46, times 10,000 is 4600 points, over the limit of 1800. 10,000 / 4600 is 2.2: it
is as if two customers asked for the whole list.

## Why it matters

A single share does not show that two or three large customers together own the list. With a handful of big
accounts, the loss of any of them is a crisis, and each of them knows it.

## What to do

Look at the bars above the findings: spread the next choices over customers that have few. Every issue that
a second customer also wants lowers the index without refusing anybody anything.

## What it cannot know

Whether customers act together: three hotels that one buyer decides for are three customers, unless the
register names their group. It says nothing about who they are; a share does.

## Where the limits come from

1,800 is where the U.S. merger guidelines call a *market* highly concentrated. Using it for demand in a
backlog is an analogy.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import MERGER_GUIDELINES, TRAP, conundrum
from seedcorn.metrics.concentration import hhi
from seedcorn.metrics.settling import fewest_to_settle_hhi
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest index, in points from 0 to 10,000."""

    warning: Number | None = Fraction(1800)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(backlog)


def _measure(backlog: "Backlog") -> Outcome:
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    if missing := too_few_requests(work.requested.issues, known, unknown, work.all.effort):
        return Abstention(scope=backlog.scope, missing=missing)
    if not backlog.demands:
        return Abstention(scope=backlog.scope, missing="needs requests that name their customer")
    parts = [demand.amount for demand in backlog.demands]

    def settle(limit: Fraction) -> Keys:
        parts = [demand.effort for demand in backlog.demands]
        efforts = backlog.unnamed_efforts()
        return backlog.unnamed(fewest_to_settle_hhi(efforts, parts, known + unknown, limit))

    return Measure(
        scope=backlog.scope,
        message="concentration of the requested work (10,000 is one customer alone)",
        measured=hhi(parts, *map(backlog.amount_of, (work.requested, work.unknown, work.nameless))),
        unit=Unit.POINTS,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Spread the next choices over customers who ask for little, "
            "and ask who else wants what the largest ones asked for."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Do a few customers together ask for nearly everything?",
    title="Concentration of the requested work",
    sources=(MERGER_GUIDELINES, TRAP, conundrum("00:35")),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
