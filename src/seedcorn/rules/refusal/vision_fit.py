"""Requests of a large customer that carry none of your goal marks.

## What it measures

Of what a customer asks for in the open backlog, the part of the effort that bears no mark of `goals`: no
label such as `goal: onboarding` or `theme: reports`. An epic counts as a goal if you say so: `goals: {epic:
"*"}`. It is taken of each customer with more than a tenth of the requested work (`customers-over`); the
number is that of the worst of them. Issues that nothing is known about, and requests without a name, could be
theirs or not, so the result is a range.

## Example

Acme asks for ten issues, of which four bear a goal: 60 % do not. Globex asks for ten, of which eight bear
one: 20 %. The worst is Acme, and 60.0 % is over the limit of 30 %, so the rule warns.

## Why it matters

A large customer wants a boat, and you were building an airplane. Each part of the boat is reasonable, is paid
for, and leaves less of the airplane. Set beside your own goals, the parts add up to something that can be
seen while there is time to choose.

## What to do

Go through these requests with whoever owns the goals. Some serve one, and only the mark is missing. Some show
that a goal is: then decide on it, for everybody. The rest is another product; say no, or say what it costs.

## What it cannot know

Whether a request without a mark serves a goal all the same, or one with a mark does: a mark that everything
bears says nothing. Whether the goals are good ones. And what an issue would do for a goal if it were made a
little differently, which is often the best answer.

## Where the limits come from

That almost a third may carry no mark of a goal, and that a customer is large from a tenth of the requests on,
is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.concentration import share
from seedcorn.metrics.refusal import worst_of
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.choosing import Choice
    from seedcorn.context import Context
    from seedcorn.tally import Demand

_GOALS = ("goal:*", "goal/*", "theme:*", "theme/*", "objective:*", "okr:*", "initiative:*", "vision:*")


class Limits(Params):
    """The largest part of a large customer's requests that may carry no goal mark.

    `goals` says which issues serve one; a customer is large above `customers-over` of the requested work.
    """

    goals: Where = Where(label=_GOALS)
    customers_over: Share = Fraction(10, 100)
    warning: Share | None = Fraction(30, 100)
    error: Share | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog: that of the large customer with the most requests without a goal."""
    backlog, choice = context.open, context.choose(context.open, limits.goals)
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    large = [one for one in backlog.demands if one.effort > limits.customers_over * known]
    if missing := missing or _missing(choice, large):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield _measure(backlog, choice.rest, large)


def _missing(choice: "Choice", large: "list[Demand]") -> str:
    if not choice.in_use:
        return "needs issues marked with your goals; name your marks for them in “goals”"
    return "" if large else "needs a customer who asks for enough of the requested work"


def _measure(backlog: "Backlog", aimless: "Backlog", large: "list[Demand]") -> Measure:
    unnamed = backlog.work.unknown.effort + backlog.work.nameless.effort
    efforts = {demand.code: demand.effort for demand in aimless.demands}
    parts = [(share(efforts.get(one.code, 0), one.effort, unnamed), one) for one in large]
    worst = max(parts, key=lambda pair: (pair[0].value, pair[1].customer.id))[1]
    measured = worst_of(part for part, _ in parts)

    def settle(limit: Fraction) -> Keys:
        return backlog.unnamed(fewest_to_settle(backlog.unnamed_efforts(), measured, limit))

    return Measure(
        scope=backlog.scope,
        subject=worst.customer.id,
        message="of its requests carry none of your goal marks",
        measured=measured,
        evidence=lambda: aimless.requests_of(worst.code),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Mark those that serve a goal after all; of each of the others decide whether it shows a "
            "goal that is missing, or is another product."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is a large customer asking for a different product?",
    title="Requests of a large customer without a goal mark",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
