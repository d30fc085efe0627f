"""How much longer others wait for a first answer than the customers who pay most.

## What it measures

The hours from the moment a request was opened until somebody else than its author touched it: gave it a
label, an assignee, a milestone, or closed it. Of each request that is open or was completed in the window;
what nobody touched waits until now. Two medians are compared: that of all requests of the tenth of the paying
customers with the highest revenue (at least one, and all who pay as much), and that of everybody else's. The
number is how many times the first the second is; a median under one hour counts as one. What says nothing, or
not who asked, could be either's, so the result is a range.

## Example

Of ten customers who pay Acme pays most. The median of its 6 requests is 12 hours, that of the others' 8
requests 60 hours. They wait 5 times as long, more than the 2 times that may be, so the rule warns.

## Why it matters

37signals tell in "The biggest customer conundrum" how a large customer comes to expect that one comes when it
calls, and what a pleasure it is to take care of any customer when one is not obliged to one of them. The
first hours of a request show which of the two it is, long before anything is built.

## What to do

Look at the requests named here, which waited longest, and answer each, if only with a no. Then let one person
go through all new requests once a day, the oldest first, without looking whose they are.

## What it cannot know

What was answered in a comment, by mail or on the telephone. A robot that labels every new issue answers at
once: both medians are then one hour, and the rule sees nothing. What you sold as an answer within hours is a
contract: then the limit is yours to set.

## Where the limits come from

Twice as long, a tenth of those who pay, and five requests on each side as the fewest to judge, are our own
choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.ages import median
from seedcorn.metrics.service import times_as_long, top_tenth
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.waiting import Answers, Hours

_AUTHOR = "author"

_LONG = 72  # hours; from there on days are read more easily


class Limits(Params):
    """How many times as long others may wait as the customers with the highest revenue.

    `fewest-issues` are the requests that there must be on either side.
    """

    warning: Number | None = Fraction(2)
    error: Number | None = None
    fewest_issues: Number = Fraction(5)

    def places(self) -> frozenset[str]:
        """Who opened an issue, and who touched it when."""
        return with_history(_AUTHOR)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, waiting = context.in_hand, context.waiting(context.in_hand)
    if waiting is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
        return
    paid = {payer.customer.id: payer.revenue for payer in context.paying if payer.revenue is not None}
    highest = top_tenth(paid)
    if not highest:
        missing = "needs “revenue” of two customers who do not pay the same"
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    answers = waiting.answers([one.code for one in backlog.demands if one.customer.id in highest])
    if answers is None:
        yield Abstention(scope=backlog.scope, missing="needs a tracker that says who did what")
        return
    yield _judged(backlog, answers, limits)


def _judged(backlog: "Backlog", answers: "Answers", limits: Limits) -> Outcome:
    sides = ((answers.theirs, "the customers with the highest revenue"), (answers.others, "others"))
    for hours, whose in sides:
        issues = sum(hours.values())
        if issues < limits.fewest_issues:
            missing = f"needs {limits.fewest_issues} requests of {whose}, found {issues}"
            return Abstention(scope=backlog.scope, missing=missing)
    return Measure(
        scope=backlog.scope,
        message="as long do others wait for a first answer as the customers with the highest revenue: "
        f"a median of {_told(answers.others)} against {_told(answers.theirs)}",
        measured=times_as_long(answers.others, answers.theirs, answers.unnamed),
        unit=Unit.TIMES,
        evidence=answers.of_others,
        settle=lambda limit: answers.in_doubt(),
        remedy=lambda limit: Remedy(
            text="Answer those named here, which waited longest, if only with a no; then go through all "
            "new requests once a day, the oldest first, without looking whose they are."
        ),
    )


def _told(hours: "Hours") -> str:
    """A median and of how many it is."""
    middle = round(median(hours))
    length = count(middle, "hour") if middle < _LONG else count(round(middle / 24), "day")
    return f"{length} ({count(sum(hours.values()), 'request')})"


RULE = Rule(
    module=__name__,
    question="Do the customers who pay most get an answer sooner than the others?",
    title="How much longer others wait for a first answer",
    sources=(conundrum("04:13"), conundrum("19:14"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
    private=True,
)
