"""How much of the requested work is asked for by one customer only.

## What it measures

Of all the work that customers asked for, the part that exactly one of them asks for, in the open backlog and
in what was completed lately. Requests with nobody's name on them, and issues that nothing is known about,
could be one more's or many's, so the result is a range.

## Example

Of twelve requests eight have one customer's name on them, three have two, and one is marked as a request and
names nobody. 8 of 12 is 66.7 %, 75.0 % if the last one is a single customer's too. Both are over the limit of
50 %.

## Why it matters

One name on an issue shows that this customer needs it, and nothing else. A product is what many need; work
for one at a time is what a contractor does.

## What to do

Take the largest of these and ask two other customers about each before anybody plans it. Write down who wants
it as well; that alone lowers the number.

## What it cannot know

Who else would want it if somebody asked: a tracker shows who spoke, not who needs. Where each customer writes
issues of its own, two issues for one thing look like two things; merge them.

## Where the limits come from

One half is our own; nobody published one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import settle

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the requested work that only one customer may ask for."""

    warning: Share | None = Fraction(50, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    for backlog in context.scopes:
        yield _measure(context, backlog)


def _measure(context: "Context", backlog: "Backlog") -> Outcome:
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    if missing := too_few_requests(work.requested.issues, known, unknown, work.all.effort):
        return Abstention(scope=backlog.scope, missing=missing)
    by_askers = {number: tally.effort for number, tally in backlog.by_askers.items()}
    nobodys = by_askers.get(0, Fraction(0))
    measured = share(by_askers.get(1, Fraction(0)), known, unknown, nobodys)
    return Measure(
        scope=backlog.scope,
        message="of the requested work is asked for by one customer only",
        measured=measured,
        evidence=context.asking(backlog).of_one().backlog.everything,
        settle=settle(context, backlog, measured, Bound.CEILING),
        remedy=lambda limit: Remedy(
            text="Ask two other customers about each of the largest before it is planned, "
            "and write down who wants it as well."
        ),
    )


RULE = Rule(
    module=__name__,
    question="How much of what we build does only one customer ask for?",
    title="Work that only one customer asks for",
    sources=(TRAP, conundrum("07:48"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
