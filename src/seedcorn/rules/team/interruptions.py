"""Work for one customer that was pulled into an iteration while it ran.

## What it measures

For each iteration that began in the last 90 days: of all that it began with and that came in later, the part
that was asked for by one customer and came in after the first day, which is for planning. Only the customer
with the most is told of. What came and was taken out again does not count. Issues that came in and say
nothing, or not who asked, could be this customer's too, so the result is a range.

## Example

A sprint was planned with eight issues. While it ran four more came in: three for Acme, one of the team's own.
3 of 12, 25.0 %, was pulled in for Acme, more than the 20 % that may: the rule warns.

## Why it matters

Whoever can interrupt a team at any time is its manager, whoever pays it. The work is also done twice: once
for what was asked, and once to find back into what was left lying.

## What to do

Let what came in today be planned for the next iteration, unless the product is down. If one customer does
need a quick answer every week, plan room for that and say how much it is.

## What it cannot know

How long an interruption took beyond its estimate, and what was done without an issue. What is put into an
iteration afterwards, to have it on record, looks like an interruption, though nobody was interrupted by that.
Who asks is read from today's labels. An iteration needs a due date; one without a start follows the one
before it.

## Where the limits come from

20 % and five issues as the smallest iteration are our own choices.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.metrics.work import marked_share
from seedcorn.report import Keys
from seedcorn.rule import Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import with_history
from seedcorn.rules._iterations import none_is_judged
from seedcorn.words import count

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.course import Course
    from seedcorn.tally import Tally


class Limits(Params):
    """The largest part of an iteration that may be pulled in for one customer while it runs."""

    warning: Share | None = Fraction(20, 100)
    error: Share | None = None

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for each iteration of the window that is large enough."""
    wholes = [(course, _whole(course)) for course in context.courses]
    judged = [(course, all_) for course, all_ in wholes if all_.issues >= FEWEST_IN_ITERATION and all_.effort]
    for course, whole in judged:
        yield _measure(course, whole)
    if not judged:
        yield none_is_judged(context, f"{FEWEST_IN_ITERATION} issues in it")


def _whole(course: "Course") -> "Tally":
    """What it began with and what came in."""
    return course.began[0].work.all + course.came.work.all


def _measure(course: "Course", whole: "Tally") -> Measure:
    came = course.came
    largest = came.demands[0] if came.demands else None
    unnamed = came.work.unknown.effort + came.work.nameless.effort
    measured = marked_share(largest.effort if largest else Fraction(0), unnamed, whole.effort)

    def settle(limit: Fraction) -> Keys:
        return came.unnamed(fewest_to_settle(came.unnamed_efforts(), measured, limit))

    return Measure(
        scope=course.scope,
        subject=largest.customer.id if largest else None,
        message=_said(largest.issues if largest else 0, came.work.all.issues, whole.issues),
        measured=measured,
        evidence=lambda: came.requests_of(largest.code) if largest else Keys(),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Agree with this customer on what may interrupt, let the rest wait for the next planning, "
            "and plan room for what cannot wait."
        ),
    )


def _said(theirs: int, came: int, issues: int) -> str:
    if not theirs:
        return f"of the iteration was pulled in for a customer while it ran; {count(came, 'issue')} came in"
    of_all = f"{theirs} of its {count(issues, 'issue')}"
    pulled_in = "of the iteration was pulled in for this customer while it ran"
    return f"{pulled_in}: {of_all}; {came} came in altogether"


RULE = Rule(
    module=__name__,
    question="Does one customer break into iterations that are under way?",
    title="Work pulled into a running iteration for one customer",
    sources=(conundrum("04:13"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
