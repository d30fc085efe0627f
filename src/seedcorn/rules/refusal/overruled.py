"""Requests that had been declined, and were opened again for the one who asks most of them.

## What it measures

Issues that were closed as not planned, that somebody opened again within the window, and that are now in an
iteration that is not closed, or done. What was opened again and is not planned has only been asked for once
more, and does not count. The number is how many of them the customer asks for who asks for the most. What
says not who asks could be that customer's too, so the result is a range.

## Example

In the last 90 days nine requests that had been declined were opened again. Five are still not planned. Of the
four others Acme asks for 3, and one is Globex's. 3 issues are more than none, so the rule warns, and names
Acme.

## Why it matters

37signals' "The biggest customer conundrum" asks whether you can still say no to your largest customer. A no
that is taken back shows it better than one that was never said: the team had judged, and somebody who could
not be refused judged again.

## What to do

Ask of each what has changed since it was declined, and write it on the issue. Where nothing has but who
asked, take it out of the plan again, and say so to the customer yourself before somebody else promises more.

## What it cannot know

Whether the no was a mistake; then opening it again is right. Whoever asked again in a new issue was not
found, and neither is a no that a label says, in trackers that keep no reason for closing. That somebody
undid a click of a minute before looks the same.

## Where the limits come from

That one is enough to say so is our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, conundrum
from seedcorn.metrics.refusal import most_of_one
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.model import CLOSED
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, with_history

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.history import History

_REASONS = ("completed", "not_planned")


class Limits(Params):
    """How many declined requests of one customer may have come back into the plan."""

    warning: Number | None = Fraction(0)
    error: Number | None = None

    def places(self) -> frozenset[str]:
        """When issues were closed and opened again."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, history = context.in_hand, context.history
    if history is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
    elif not backlog.work.all.issues:
        yield Abstention(scope=backlog.scope, missing="needs issues that are open or were completed lately")
    elif not history.in_use(CLOSED, _REASONS):
        yield Abstention(scope=backlog.scope, missing="needs a tracker that says why an issue was closed")
    else:
        yield _measure(_overruled(context, history))


def _overruled(context: "Context", history: "History") -> "Backlog":
    """What was opened again and is planned or done: all of it but what is open and in no iteration."""
    still_open = history.reopened(context.open)
    idle = still_open.without(history.planned_now(still_open))
    return history.reopened(context.in_hand).without(idle)


def _measure(overruled: "Backlog") -> Measure:
    unnamed = overruled.work.unknown.issues + overruled.work.nameless.issues
    most = max(overruled.demands, key=lambda one: (one.issues, one.amount, one.customer.id), default=None)
    measured = most_of_one(most.issues if most else 0, unnamed)

    def settle(limit: Fraction) -> Keys:
        return overruled.unnamed(fewest_to_settle([(Fraction(1), unnamed)], measured, limit))

    return Measure(
        scope=overruled.scope,
        subject=most.customer.id if most else None,
        message="of this customer had been declined, were opened again, and are planned or done now"
        if most
        else "of any customer had been declined, were opened again, and are planned or done now",
        measured=measured,
        unit=Unit.ISSUES,
        evidence=lambda: overruled.requests_of(most.code) if most else Keys(),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Write on each what has changed since it was declined. If nothing has except who asked, and "
            "it is not done yet, take it out of the plan and tell the customer."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Does our no to a customer hold?",
    title="Declined requests that were opened again and planned",
    sources=(conundrum("04:13"), TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.ITERATIONS)),
)
