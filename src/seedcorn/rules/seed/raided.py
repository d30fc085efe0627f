"""Seed corn that was taken out of an iteration while it ran, for what a customer wanted.

## What it measures

For each iteration that began in the last 90 days, once its first day is over: how much of the seed corn that
it began with was taken out not done, or declined, while it ran; and how much work for customers was pulled in
meanwhile. What counts is the smaller of the two: as much seed corn as made way for customers. It is divided
by the seed corn that the iteration began with. What came and went again before the end counts as not there.
Issues that were pulled in and say nothing could be a customer's, so the result is a range.

The finding is about the customer for whom most was pulled in. Where seed corn left and no customer's work
came in, the rule passes and says what came in its place.

## Example

A sprint began with ten issues, 5 of them seed corn. In its second week 3 of the 5 were put back into the
backlog, and four requests were pulled in: three for Acme, one for Globex. 3 of 5, 60.0 %, made way: more than
the 50 % of an error. Had only one request come in, it would be 1 of 5, 20.0 %, and a warning.

## Why it matters

Nobody decides to stop developing the product. One urgent request takes the place of something that nobody
waits for, and then the next one does. Each of these swaps looks reasonable on its day; it is the row of them
that eats the seed corn.

## What to do

Put what was taken out first into the next iteration. Agree with the customer on a day on which requests are
planned, and ask of the next urgent one what would happen if it waited until then.

## What it cannot know

Why an issue left: it may have turned out to be larger, or wrong. What the whole team carries over on the last
day looks like seed corn that was taken out, if somebody moves it before the iteration ends. Which issues are
seed corn, and who asks, is read from today's labels. An iteration needs a due date; one without a start
follows the one before it.

## Where the limits come from

That any swap is a warning and that half of the seed corn is an error are our own choices, as is that an
iteration of fewer than five issues says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.planning import made_way, pulled_in
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.report import Keys
from seedcorn.rule import Measure, Need, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import with_history
from seedcorn.rules._iterations import SEED_CORN, in_their_place, none_is_judged
from seedcorn.tally import Tally, Work
from seedcorn.words import count, listed

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.course import Course

_MOST_KEYS = 20


class Limits(Params):
    """The largest part of its seed corn that may make way for customers while an iteration runs."""

    warning: Share | None = Fraction(0)
    error: Share | None = Fraction(50, 100)

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure for each iteration of the window that began with seed corn."""
    raids = [_Raid(context=context, course=course) for course in context.courses]
    judged = [raid for raid in raids if raid.began.issues >= FEWEST_IN_ITERATION and raid.sown.effort]
    for raid in judged:
        yield raid.measure()
    if not judged:
        yield none_is_judged(context, f"{FEWEST_IN_ITERATION} issues at first and seed corn among them")


@dataclass(frozen=True, kw_only=True)
class _Raid:
    """An iteration with the seed corn that it began with, what of that left, and what came in."""

    context: "Context"
    course: "Course"

    @cached_property
    def began(self) -> Tally:
        return sum((part.work.all for part in self.course.began), Tally())

    @cached_property
    def sown(self) -> Tally:
        return sum((part.work.seed_corn for part in self.course.began), Tally())

    @cached_property
    def left(self) -> Tally:
        return sum((part.work.seed_corn for part in self.course.left), Tally())

    @cached_property
    def came(self) -> Work:
        return self.course.came.work

    def measure(self) -> Measure:
        came, demands = self.came, self.course.came.demands
        requested, unknown = came.requested.effort, came.unknown.effort
        return Measure(
            scope=self.course.scope,
            subject=demands[0].customer.id if demands and self.left.effort else None,
            message=f"of the iteration's seed corn was replaced by customers' requests: {self._said()}",
            measured=made_way(self.left.effort, requested, unknown, self.sown.effort),
            evidence=self._lost,
            settle=self._settle,
            details=lambda: tuple(in_their_place(self.course.came)),
            remedy=lambda limit: Remedy(
                text="Put what was taken out first into the next iteration, and let the next such request "
                "wait for the planning."
            ),
        )

    def _said(self) -> str:
        """What left, and what came in its place."""
        were = "was" if self.left.issues == 1 else "were"
        of_all = f"{self.left.issues} of {count(self.sown.issues, 'issue')}"
        left = f"{of_all} {were} taken out or declined while it ran"
        kinds = (
            (self.came.requested.issues, "request"),
            (self.came.own.issues, "issue of the team's own", "issues of the team's own"),
            (self.came.seed_corn.issues, "other issue of seed corn", "other issues of seed corn"),
            (self.came.unknown.issues, "issue that says nothing", "issues that say nothing"),
        )
        came = [count(*kind) for kind in kinds if kind[0]]
        if not self.left.issues:
            return left
        return f"{left}, and {listed(came) or 'nothing'} came in"

    def _lost(self) -> Keys:
        """The seed corn that left, the largest first in each part."""
        parts = [self.context.choose(part, SEED_CORN).chosen.everything() for part in self.course.left]
        first = tuple(key for part in parts for key in part.first)
        return Keys(first=first[:_MOST_KEYS], total=sum(part.total for part in parts))

    def _settle(self, limit: Fraction) -> Keys:
        came = self.course.came
        measured = pulled_in(self.came.requested.effort, self.came.unknown.effort, self.sown.effort)
        return came.unknown(fewest_to_settle(came.unknown_efforts(), measured, limit))


RULE = Rule(
    module=__name__,
    question="Was seed corn taken out of a running iteration for what a customer wanted?",
    title="Seed corn that made way for a customer's request",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT, Need.ITERATIONS)),
)
