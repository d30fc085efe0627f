"""One customer's share of the work that could not wait.

## What it measures

What came into an iteration after its first day, and either was asked for only while it ran or bears a mark
that says it is urgent: over all iterations that began in the last 90 days, one customer's part of that work.
The team's own emergencies count in the whole. Issues that say nothing, or not who asked, could be this
customer's too, so the result is a range. `where` says which marks mean urgent.

## Example

In the sprints of the last 90 days ten issues broke in: five for Acme, two for Globex, three outages of the
team's own. Acme's part is 5 of 10, 50.0 %, more than the 33 % that it may be: the rule warns.

## Why it matters

There are customers for whom everything is urgent. Whoever answers each of their calls at once is their
personal concierge, and learns to wait for the next call. The other customers, who asked politely, wait too.

## What to do

Write down what an emergency is, in a sentence that holds for every customer, and hold this customer's next
one against it. Let the rest take the way of all requests.

## What it cannot know

Whether it was truly urgent: an outage at one customer is. And what came in and was done without an issue, or
without being put into the iteration. Marks of urgency are those of today.

## Where the limits come from

A third is our own choice; so is that fewer than ten issues that broke in say nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, conundrum
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.metrics.work import marked_share
from seedcorn.report import Keys
from seedcorn.rule import Abstention, Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import with_history
from seedcorn.rules._iterations import lately, none_is_judged, one_by_one
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_LABELS = (
    *("p0", "priority: p0", "priority/p0", "priority:: 0", "priority: critical", "priority/critical*"),
    *("urgent", "priority: urgent", "priority/urgent", "expedite", "expedited", "hotfix", "escalation"),
)


class Limits(Params):
    """The largest part that one customer may have of the work that breaks into iterations."""

    where: Where = Where(any=(Where(label=_LABELS), Where(field={"priority": ("highest", "blocker")})))
    warning: Share | None = Fraction(33, 100)
    error: Share | None = None

    def places(self) -> frozenset[str]:
        """What happened to issues, and where it is told that one is urgent."""
        return with_history(*self.where.places())


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of all iterations of the window together."""
    if not context.courses:
        yield none_is_judged(context, "issues that came in while it ran")
        return
    urgent = context.choose(context.in_hand, limits.where).chosen
    yield _measure(context, context.broke_in(urgent))


def _measure(context: "Context", broke: "Backlog") -> Outcome:
    scope, work = lately(context), broke.work
    if work.all.issues < FEWEST_ISSUES or not work.all.effort:
        missing = f"needs {FEWEST_ISSUES} issues that broke into an iteration, found {work.all.issues}"
        return Abstention(scope=scope, missing=missing)
    largest = broke.demands[0] if broke.demands else None
    unnamed = work.unknown.effort + work.nameless.effort
    measured = marked_share(largest.effort if largest else Fraction(0), unnamed, work.all.effort)

    def settle(limit: Fraction) -> Keys:
        return broke.unnamed(fewest_to_settle(broke.unnamed_efforts(), measured, limit))

    return Measure(
        scope=scope,
        subject=largest.customer.id if largest else None,
        message=f"of the work that broke into them, {largest.issues if largest else 0} of {work.all.issues} "
        f"issues, was for {'this' if largest else 'a'} customer",
        measured=measured,
        evidence=lambda: broke.requests_of(largest.code) if largest else Keys(),
        settle=settle,
        details=lambda: tuple(one_by_one(context.courses, broke.asked_by([largest.code] if largest else []))),
        remedy=lambda limit: Remedy(
            text="Write down what may break into an iteration, the same for every customer, and let what is "
            "less than that wait for the next planning."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is it always the same customer for whom everything is dropped?",
    title="One customer's share of the work that broke into iterations",
    sources=(conundrum("04:13"), OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT, Need.ITERATIONS)),
)
