"""How much the work for one customer has grown since it was first planned.

## What it measures

Of each customer's issues, open or completed in the window, the estimates as they are now, as a multiple of
the estimates that they had when they had been in their first iteration for a day. Only issues that had an
estimate above 0 then and have one now, each in full for everybody who asks for it. The number is that of the
customer with the highest one, of those with five such issues or more. What says nothing, or not who asked,
could be anybody's, so the result is a range.

## Example

Five issues of Acme were planned with 2 points each. Of three the estimate was raised to 5 since. The five
have 19 points now instead of 10, 1.9 times as many, more than the 1.5 times that may be; the rule says so.

## Why it matters

In "The biggest customer conundrum" 37signals tell how decisions are passed down a chain to those who have to
carry them out. The yes was given to what it was then. What is added afterwards is never decided on, one small
thing at a time, and takes the place of something that was.

## What to do

Put the issue as it was planned beside what it is now. Make an issue of its own of what was added, and let it
wait its turn like any other.

## What it cannot know

Why an estimate grew: one's own mistake looks the same as another's wish. What was added to an issue without a
new estimate, or was made a new issue at once, is not seen. Whoever estimates only when work begins has no
estimate from before, and the rule abstains.

## Where the limits come from

Half as much again, and five issues as the fewest to judge, are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.refusal import fewest_about_growth, times_as_large, worst_of
from seedcorn.model import Interval
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.growing import Grown, Growth


class Limits(Params):
    """How many times as large the estimates of one customer's issues may be as when they were planned.

    With fewer such issues than `fewest-issues` a customer is not judged.
    """

    note: Number | None = Fraction(3, 2)
    warning: Number | None = None
    error: Number | None = None
    fewest_issues: Number = Fraction(5)

    def places(self) -> frozenset[str]:
        """When issues were planned and their estimates changed."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of what is open and what was completed lately."""
    backlog, fewest = context.in_hand, int(limits.fewest_issues)
    growth = context.growth(backlog)
    judged = [one for one in growth.customers if one.issues >= fewest] if growth else []
    if context.history is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
    elif growth is None:
        missing = "needs estimates; the policy counts every issue as one"
        yield Abstention(scope=backlog.scope, missing=missing)
    elif not judged:
        missing = f"needs a customer with {count(fewest, 'issue')} that had an estimate when first planned"
        yield Abstention(scope=backlog.scope, missing=missing)
    else:
        yield _measure(growth, judged, fewest)


def _measure(growth: "Growth", judged: "list[Grown]", fewest: int) -> Measure:
    customers = growth.backlog.attributed.meanings.customers
    worst = max(judged, key=lambda one: (one.now / one.planned, customers[one.customer].id))

    def settle(limit: Fraction) -> Keys:
        sums = [(one.planned, one.now) for one in growth.customers]
        return growth.in_doubt(limit, fewest_about_growth(sums, growth.unnamed, limit))

    return Measure(
        scope=growth.backlog.scope,
        subject=customers[worst.customer].id,
        message=f"as large are the estimates of {count(worst.issues, 'issue')} of this customer as when they "
        "were first planned",
        measured=_measured(growth, fewest),
        unit=Unit.TIMES,
        evidence=lambda: growth.of(worst.customer),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Put each beside what it was when it was planned; make an issue of its own of what was "
            "added, and let that wait its turn."
        ),
    )


def _measured(growth: "Growth", fewest: int) -> Interval:
    """The highest of all customers', and of one who is named nowhere."""
    nobody = times_as_large(Fraction(0), Fraction(0), growth.unnamed, fewest)
    theirs = (
        times_as_large(one.planned, one.now, growth.unnamed, max(0, fewest - one.issues))
        for one in growth.customers
    )
    return worst_of([*theirs, nobody])


RULE = Rule(
    module=__name__,
    question="Does the work for a customer grow after we have said yes?",
    title="How much the work for one customer grew after it was planned",
    sources=(conundrum("17:07"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
