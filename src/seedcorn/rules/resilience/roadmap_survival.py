"""How much of the roadmap somebody still asks for without the one customer who would leave the largest hole.

## What it measures

Some work only one customer asks for. The rule looks for the customer of whom there is most of that in the
open backlog, and says how much of the requested work is left that somebody else asks for. Issues that nothing
is known about, and requests without a name, could be this customer's alone too, so the result is a range. No
register is needed.

## Example

Of sixteen requests Acme alone asks for five, Acme and Globex together for five, Globex alone for three, and
Initech for three. Without Acme 11 of 16 are left, 68.8 %: under the limit of 70 %, so the rule warns. What
Globex asks for as well is not lost.

## Why it matters

A plan with strings attached falls when the strings are cut. The work that several customers want can survive
any one of them; it is also the work that is worth most.

## What to do

Ask others about what only this customer wants, before it is built. Build last what nobody else would miss.

## What it cannot know

Whether the customer will leave, and how much it pays. A customer who asks together with others counts for
nothing here and may be the largest of all; `concentration.top-share` sees that one.

## Where the limits come from

70 % is our own; nobody published one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.breadth import survival
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Bound
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._demands import settle

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The smallest part of the requested work that must be left without any one customer."""

    warning: Share | None = Fraction(70, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog, work = context.open, context.open.work
    known, unknown = work.requested.effort, work.unknown.effort
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    if missing or not backlog.demands:
        nobody = "needs requests that name their customer"
        yield Abstention(scope=backlog.scope, missing=missing or nobody)
        return
    yield _measure(context, backlog)


def _measure(context: "Context", backlog: "Backlog") -> Measure:
    grouped, work = context.grouped(backlog), backlog.work
    alone = {code: tally.effort for code, tally in grouped.alone().items()}
    worst = max(
        backlog.demands, key=lambda one: (alone.get(one.code, Fraction(0)), one.effort, one.customer.id)
    )
    nobodys = backlog.by_askers.get(0)
    measured = survival(
        alone.get(worst.code, Fraction(0)),
        work.requested.effort,
        work.unknown.effort,
        nobodys.effort if nobodys else Fraction(0),
    )
    return Measure(
        scope=backlog.scope,
        subject=worst.customer.id,
        message="of the requested work is left without this customer",
        measured=measured,
        bound=Bound.FLOOR,
        evidence=context.asking(backlog).of_one().of_any({worst.code}).backlog.everything,
        settle=settle(context, backlog, measured, Bound.FLOOR),
        remedy=lambda limit: Remedy(
            text="Ask other customers about these, the largest first, and write down who wants them as well; "
            "build last what nobody else would miss."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Would the roadmap survive the loss of one customer?",
    title="What is left of the roadmap without one customer",
    sources=(conundrum("20:36"), conundrum("01:23"), OURS),
    params=Limits,
    evaluate=evaluate,
    bound=Bound.FLOOR,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
