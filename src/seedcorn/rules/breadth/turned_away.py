"""Whether newcomers are told no more often than the largest customer.

## What it measures

Of what prospects and new customers (of the last 180 days, `new-days`) asked for and what was decided lately,
the part that was declined; divided by the same part of the customer who asked for most of what was decided.
Where nothing of that customer's was declined it counts as one, so that there is a number. What names nobody
could be anybody's, so the result is a range; a duplicate is no decision.

## Example

Of six requests of a prospect four were declined, two thirds; of twelve of Acme two were, one sixth. Newcomers
are declined 4 times as often, over the limit of 3.

## Why it matters

Nobody decides to turn newcomers away. It happens one issue at a time, while the largest customer's next
request is being worked on.

## What to do

Read what was declined of newcomers lately, and take up the ones that two of them asked for. Say no to the
largest customer as often as it deserves.

## What it cannot know

Why something was declined: newcomers may ask for another product. What they never asked because they went
elsewhere is in no tracker. How often the largest hears no beside all others, old and new, is `refusal.rate`.

## Where the limits come from

Three times, and five decided requests of each, are our own; nobody published any.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.breadth import Answered, turned_away
from seedcorn.model import Interval
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._newcomers import UNTOLD, is_new, is_told

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.asking import Asking
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_FEWEST = 5
_NOTHING = "needs issues that were declined: closed as not planned, or with such a resolution"


class Limits(Params):
    """How many times as often newcomers may be declined as the largest; `new-days` says who is new."""

    warning: Number | None = Fraction(3)
    error: Number | None = None
    new_days: Annotated[int, Field(ge=1, le=10_000)] = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    """What was declined lately, or done: how many of each customer by id, and whose more could be."""

    of: dict[str, int]
    newcomers: int
    unnamed: int
    unsure: dict[str, int]
    doubtful: "Asking"

    def perhaps_new(self, but: str) -> int:
        """How many more could be newcomers', one customer not being one of them."""
        return self.unnamed + sum(issues for one, issues in self.unsure.items() if one != but)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what was completed or declined lately."""
    scope = context.completed.scope.replace("completed", "decided", 1)
    declined, done = (
        _closed(context, backlog, limits.new_days) for backlog in (context.declined, context.completed)
    )
    ordered = _decided(declined, done)
    if missing := _missing(context, declined.newcomers + done.newcomers, ordered):
        yield Abstention(scope=scope, missing=missing)
        return
    pairs = [_pair(declined, done, customer) for customer in _could_be_largest(declined, done, ordered)]
    ranges = [turned_away(newcomers, largest) for newcomers, largest in pairs]
    measured = Interval(
        value=ranges[0].value, low=min(each.low for each in ranges), high=max(each.high for each in ranges)
    )

    def settle(limit: Fraction) -> Keys:
        asked = declined if declined.doubtful.first(1).first else done
        return asked.doubtful.first(1)

    yield Measure(
        scope=scope,
        message="as high a refusal rate for prospects and new customers as for the largest customer",
        measured=measured,
        unit=Unit.TIMES,
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Read what was declined of newcomers lately, and take up what two of them asked for."
        ),
    )


def _closed(context: "Context", backlog: "Backlog", days: int) -> _Closed:
    answers = {demand.code: is_new(context, days)(demand.customer) for demand in backlog.demands}
    new = frozenset(code for code, answer in answers.items() if answer)
    unsure = frozenset(code for code, answer in answers.items() if answer is None)
    asking = context.asking(backlog)
    return _Closed(
        of={one.customer.id: one.issues for one in backlog.demands if one.code not in new},
        newcomers=asking.of_any(new).backlog.work.requested.issues,
        unnamed=asking.in_doubt().backlog.work.all.issues,
        unsure={one.customer.id: one.issues for one in backlog.demands if one.code in unsure},
        doubtful=asking.in_doubt(unsure),
    )


def _decided(declined: _Closed, done: _Closed) -> list[tuple[int, str]]:
    """(how many requests were decided, customer) of all who are not known to be new, the most first."""
    customers = declined.of.keys() | done.of.keys()
    counted = [(declined.of.get(one, 0) + done.of.get(one, 0), one) for one in customers]
    return sorted(counted, key=lambda pair: (-pair[0], pair[1]))


def _missing(context: "Context", newcomers: int, ordered: list[tuple[int, str]]) -> str:
    if not is_told(context, context.declined, context.completed):
        return UNTOLD
    if not context.declined.work.all.issues:
        return _NOTHING
    if newcomers < _FEWEST:
        return f"needs {_FEWEST} requests of newcomers that were decided, found {newcomers}"
    largest = ordered[0][0] if ordered else 0
    return "" if largest >= _FEWEST else f"needs {_FEWEST} of the largest customer, found {largest}"


def _could_be_largest(declined: _Closed, done: _Closed, ordered: list[tuple[int, str]]) -> list[str]:
    """Who asked for most of what was decided; then who would have, were all that names nobody its own."""
    more = declined.unnamed + done.unnamed
    return [one for decided, one in ordered if decided + more > ordered[0][0] or one == ordered[0][1]]


def _pair(declined: _Closed, done: _Closed, customer: str) -> tuple[Answered, Answered]:
    newcomers = Answered(
        declined=declined.newcomers,
        done=done.newcomers,
        more_declined=declined.perhaps_new(customer),
        more_done=done.perhaps_new(customer),
    )
    largest = Answered(
        declined=declined.of.get(customer, 0),
        done=done.of.get(customer, 0),
        more_declined=declined.unnamed,
        more_done=done.unnamed,
    )
    return newcomers, largest


RULE = Rule(
    module=__name__,
    question="Do we turn newcomers away more often than our largest customer?",
    title="Newcomers who are turned away",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
    private=True,
)
