"""One customer's share of the requested work.

## What it measures

Of all the work that customers asked for, the part that the largest one asked for, in the open backlog and in
what was completed lately. An issue that several asked for is divided among them. Issues that nothing is known
about make the result a range: from "none of them is this customer's" to "all of them are".

## Example

Customers asked for twelve issues: Acme for six, Globex, Initech and Hooli for two each. Three more issues say
nothing. Acme holds 6 of 12, 50.0 %; if none of the three is Acme's, 6 of 15, 40.0 %; if all are, 9 of 15,
60.0 %. Even the least is over the limit of 30 %, so it is an error whatever the three turn out to be.

## Why it matters

Once one customer's wishes are most of the list, its roadmap is your roadmap: the product is built for one,
and the team works as that customer's contractor. It feels like success until the customer leaves.

## What to do

Decide which of the customer's issues would be worth building if it had never asked. Let the others wait: the
finding names the smallest set. Of very few customers one always holds more than the limit; then no issue has
to wait for it, and more customers are what is missing. Do not drop an issue just to meet a number; look for
who else needs it, and write their names on it.

## What it cannot know

Whether the customer will leave, and whether its wishes are what others want as well: an issue with one name
on it may be what the whole market waits for. Nor what was promised in a conversation that is in no tracker.

## Where the limits come from

30 % and 20 % are where the share of *revenue* of one customer is called severe, and a concern. Using them for
demand in a backlog is an analogy.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import RISK_DESK, TRAP, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_defer, fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


_WAIT = (
    "Ask other customers whether they want these too, and write down who does; "
    "let the rest compete with everybody else's."
)
_TOO_FEW = (
    "With so few customers no choice of issues keeps to this limit: listen to more of them, win others, "
    "or decide on another limit."
)
_NEXT_TIME = "Choose the next work from what other customers asked for, and from seed corn."


class Limits(Params):
    """The largest share of requested work that one customer may hold."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = Fraction(30, 100)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for the open backlog and one for what was completed lately."""
    yield _measure(context.open, _let_wait(context.open))
    yield _measure(context.completed, lambda limit: Remedy(text=_NEXT_TIME))


def _measure(backlog: "Backlog", remedy: Callable[[Fraction], Remedy]) -> Outcome:
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    if missing := too_few_requests(work.requested.issues, known, unknown, work.all.effort):
        return Abstention(scope=backlog.scope, missing=missing)
    if not backlog.demands:
        return Abstention(scope=backlog.scope, missing="needs requests that name their customer")
    largest = backlog.demands[0]
    measured = share(largest.effort, known, unknown, work.nameless.effort)

    def settle(limit: Fraction) -> Keys:
        return backlog.unnamed(fewest_to_settle(backlog.unnamed_efforts(), measured, limit))

    return Measure(
        scope=backlog.scope,
        subject=largest.customer.id,
        message="share of the requested work",
        measured=measured,
        evidence=lambda: backlog.requests_of(largest.code),
        settle=settle,
        remedy=remedy,
    )


def _let_wait(backlog: "Backlog") -> Callable[[Fraction], Remedy]:
    """The smallest set of the largest customer's issues that would have to wait."""

    def remedy(limit: Fraction) -> Remedy:
        largest, known = backlog.demands[0], backlog.work.requested.effort
        if len(backlog.demands) * limit < 1 and not backlog.work.nameless.issues:
            return Remedy(text=_TOO_FEW)
        waiting = fewest_to_defer(backlog.deferrable(largest.code), largest.effort, known, limit)
        return Remedy(text=_WAIT, defer=backlog.deferred(largest.code, limit, waiting))

    return remedy


RULE = Rule(
    module=__name__,
    question="Does one customer ask for too much of the backlog?",
    title="One customer's share of the requested work",
    sources=(TRAP, conundrum("01:23"), RISK_DESK),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
