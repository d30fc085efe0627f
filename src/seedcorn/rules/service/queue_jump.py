"""Whose requests come into an iteration before older issues that go on waiting.

## What it measures

Requests that came into their first iteration within the window, on a day that is known, while five issues or
more (`older`) that were opened on an earlier day were still open and had never been in any iteration by the
end of that day. Only issues of the same priority count as passed over, as `levels` says; where nothing has a
priority all do. Of these requests the part that the customer asks for who asks for most of them. What says
nothing, or not who asked, could be anybody's, so the result is a range.

## Example

Twenty issues wait that were opened 100 days ago. In the last 90 days eight requests that were opened 30 days
ago came into a milestone before them, six of Acme and two of Globex. 6 of 8, 75.0 %, are Acme's, more than
the 50 % that may be one customer's; so the rule warns.

## Why it matters

Sam McAfee's "The One Big Customer Trap" tells of a team that ends up as one more supplier of its customer. A
supplier takes the next order of whoever gave the last; a product has an order of its own. Who may pass those
who wait shows which of the two it is.

## What to do

Look at what was passed over before you plan the next iteration, the oldest first: take one of these in, or
close it and say that it will not be done. Write on what goes before it why it does.

## What it cannot know

Whether the older ones were worth doing: a backlog full of wishes that nobody will ever do is passed by
everything, and all that this tells is who gets in at all. Close those, or let the policy ignore what is idle.
Priorities are those of today. What came in without a known day, or was declined since, is not counted.

## Where the limits come from

Half, five older issues, and five such requests as the fewest to judge are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.patterns import Globs, Text
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import NO_HISTORY, PRIORITIES, with_history
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


class Limits(Params):
    """The largest part of the requests that came before older issues that may be one customer's.

    `older` is how many issues a request must have come before, `levels` are the priorities at `place`; with
    fewer such requests than `fewest-issues` nothing is said.
    """

    older: Number = Fraction(5)
    place: Text = "label"
    levels: Globs = PRIORITIES
    warning: Share | None = Fraction(50, 100)
    error: Share | None = None
    fewest_issues: Number = Fraction(5)

    def places(self) -> frozenset[str]:
        """Where priorities stand, and when issues were planned."""
        return with_history(self.place)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, older = context.in_hand, int(limits.older)
    jumped = context.jumps(backlog, older, limits.place, limits.levels)
    if jumped is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
    elif (found := jumped.work.requested.issues) < limits.fewest_issues:
        before = f"came into an iteration ahead of {count(older, 'older issue')}"
        missing = f"needs {limits.fewest_issues} requests that {before}, found {found}"
        yield Abstention(scope=backlog.scope, missing=missing)
    else:
        yield _measure(jumped, older)


def _measure(jumped: "Backlog", older: int) -> Measure:
    work = jumped.work
    most = max(jumped.demands, key=lambda one: (one.issues, one.amount, one.customer.id), default=None)
    measured = share(
        most.issues if most else 0, work.requested.issues, work.unknown.issues, work.nameless.issues
    )
    unnamed = work.unknown.issues + work.nameless.issues

    def settle(limit: Fraction) -> Keys:
        return jumped.unnamed(fewest_to_settle([(Fraction(1), unnamed)], measured, limit))

    whose = "this customer's" if most else "any one customer's"
    requests = count(work.requested.issues, "request")
    return Measure(
        scope=jumped.scope,
        subject=most.customer.id if most else None,
        message=f"of the {requests} that were taken into an iteration ahead of {older} or more older issues "
        f"are {whose}",
        measured=measured,
        evidence=lambda: jumped.requests_of(most.code) if most else Keys(),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Before the next iteration look at the oldest issues that wait: take one in, or close it "
            "and say that it will not be done; write on each request that goes ahead why it does."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Who gets into the plan before those who have waited longer?",
    title="Whose requests come before older issues",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.ITERATIONS)),
)
