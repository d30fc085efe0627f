"""The part of all waiting that is for the requests of one customer.

## What it measures

The days within the window on which requests, open or completed, bore a mark that says that they wait:
`blocked`, `waiting for customer`, `needs info` and the like, as `globs` says, at `place`. Of all such days of
requests the part that is the largest customer's. Where two marks stood on an issue at once the day counts
once; an issue of several customers counts for each with an equal part. What says nothing, or not who asked,
could be anybody's, so the result is a range.

## Example

Six requests waited in the last 90 days: four of Acme for 20 days each, one of Globex for 20, one of Initech
for 30. Of these 130 days 80 are Acme's, 61.5 %, more than the 50 % that may be one customer's; so the rule
warns.

## Why it matters

37signals say in "The biggest customer conundrum" that they do not want to have to wait for large customers,
who need this or that first. Whoever the team waits for sets its pace, and what is begun and cannot go on is
still in the way of everything else.

## What to do

Give each question to the customer a date, and say what you will do without an answer. What has passed it goes
out of the iteration until the answer is there; begin something that depends on nobody instead.

## What it cannot know

What waits without a mark, or bears one that nobody took off when it went on. Whether the customer is what it
waits for: if you have marks for other reasons, name only the others in `globs`. A status of Jira is no label:
there say `place: field:flagged`, or whatever your team sets.

## Where the limits come from

Half, and five requests that waited as the fewest to judge, are our own choice.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.patterns import Globs, Text
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.waiting import Waits

_GLOBS = (
    *("waiting*", "*: waiting*", "*::waiting*", "*/waiting*", "awaiting*", "*: awaiting*", "*::awaiting*"),
    *("blocked*", "*: blocked*", "*::blocked*", "*/blocked*", "on hold", "*: on hold", "*::on hold"),
    *("needs info*", "needs-info*", "needs more info*", "pending customer*", "pending-customer*"),
)


class Limits(Params):
    """The largest part of all waiting that may be for one customer.

    `globs` are the marks of what waits, at `place`; with fewer requests that waited than `fewest-issues`
    nothing is said.
    """

    place: Text = "label"
    globs: Globs = _GLOBS
    warning: Share | None = Fraction(50, 100)
    error: Share | None = None
    fewest_issues: Number = Fraction(5)

    def places(self) -> frozenset[str]:
        """The one place, and when marks came there and went."""
        return with_history(self.place)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, waiting = context.in_hand, context.waiting(context.in_hand)
    if waiting is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
        return
    if not context.grouped(backlog).marks(limits.place, *limits.globs):
        missing = "needs marks that say that work waits; name yours in “globs”, and in “place” where they are"
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    waits = waiting.under(limits.place, limits.globs)
    if waits.issues < limits.fewest_issues:
        missing = f"needs {limits.fewest_issues} requests that waited, found {waits.issues}"
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield _measure(waits)


def _measure(waits: "Waits") -> Measure:
    customers = waits.backlog.attributed.meanings.customers
    unknown, nameless = (
        sum((days * issues for days, issues in of), Fraction(0)) for of in (waits.unknown, waits.nameless)
    )
    most = max(
        waits.by_customer, key=lambda code: (waits.by_customer[code], customers[code].id), default=None
    )
    theirs = Fraction(0) if most is None else waits.by_customer[most]
    measured = share(theirs, waits.requested, unknown, nameless)
    in_doubt = sorted((*waits.unknown, *waits.nameless), reverse=True)
    return Measure(
        scope=waits.backlog.scope,
        subject=None if most is None else customers[most].id,
        message=_message(waits),
        measured=measured,
        evidence=lambda: Keys() if most is None else waits.of(most),
        settle=lambda limit: waits.in_doubt(fewest_to_settle(in_doubt, measured, limit)),
        remedy=lambda limit: Remedy(
            text="Give each question to this customer a date, and say what you do without an answer; what "
            "has passed it goes out of the iteration until the answer is there."
        ),
    )


def _message(waits: "Waits") -> str:
    days = count(round(waits.requested), "day")
    return f"of the {days} that {count(waits.issues, 'request')} waited are those of this customer's requests"


RULE = Rule(
    module=__name__,
    question="Do we wait for one customer more than for all others?",
    title="The largest customer's part of all waiting",
    sources=(conundrum("07:48"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
)
