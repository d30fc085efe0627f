"""Whether the customer with the most requests is told no as often as the others.

## What it measures

Requests are decided when they are completed or declined: closed as not planned, or closed with a label of
`declined`, for trackers that keep no reason. Two numbers are taken of those of the window. The first is how
many were declined at all. The second is about the customer with the most decided requests: Wilson's 95 %
interval tells what part of its requests you decline in the long run, given how few there are, and the number
is how many times as often the others are declined as even its upper end. Above 1, this customer is refused
less often than the others are, and chance does not explain it.

## Example

Acme had 20 requests that were decided, and none was declined: with so few, it could still be that up to 16.1
% are declined in the long run. Of 20 requests of others 8 were declined, 40 %. That is 2.5 times as often as
even the 16.1 %, more than 1, so the rule warns. Had 3 of the others' 20 been declined, 15 %, it could be
chance.

## Why it matters

37signals' "The biggest customer conundrum" asks whether you have the option to say no, and Sam McAfee's "The
One Big Customer Trap" what it would cost to refuse. Whoever never hears a no decides what is built. And where
nobody ever hears one, the backlog is a list of orders.

## What to do

Decide the next requests before you look whose they are, and write down why. Say the next no to this customer
early, while it is small. If nothing was declined at all, close what you are not going to do: an issue that
stays open for ever is a no that nobody was told.

## What it cannot know

Whether the requests were alike: a customer may simply ask for better things. What was refused in a meeting
and never became an issue, what is left open for ever, and what was done under another name. Where a tracker
keeps no reason and nobody uses a label, what was declined looks done: the rule abstains where no source has
either, but one source without them among others is taken at its word. Issues that the policy ignores by a
label are not counted here either: if it ignores `wontfix`, take that out of its list of what to ignore.

## Where the limits come from

There are two, and both are our own choice: a note where of ten decided requests or more none was declined,
and a warning where the second number is above 1. 95 % is the usual confidence, and the interval is Wilson's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP, WILSON, conundrum
from seedcorn.metrics.refusal import Decided, times_as_often
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_ISSUES
from seedcorn.model import Interval
from seedcorn.report import Bound, Keys, Level, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.where import Where

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

_REASONS = frozenset(("completed", "not_planned"))
_LABELS = ("declined", "wontfix", "won't fix", "won't do", "not planned", "rejected", "out of scope")
_MOST_KEYS = 20


class Limits(Params):
    """How seldom the customer with the most decided requests may be told no.

    `note` is the fewest requests that are declined in the window; `warning` and `error` are how many times as
    often as this customer the others may be. `declined` says which closed issues count as declined where the
    tracker keeps no reason.
    """

    declined: Where = Where(label=_LABELS)
    note: Number | None = Fraction(1)
    warning: Number | None = Fraction(1)
    error: Number | None = None


@dataclass(frozen=True, kw_only=True)
class _Decisions:
    """What was decided in the window: the parts that were declined, and what was done."""

    declined: tuple["Backlog", ...]
    done: "Backlog"

    @cached_property
    def requests(self) -> Decided:
        """All that somebody asked for."""
        declined = sum(part.work.requested.issues for part in self.declined)
        return Decided(declined=declined, done=self.done.work.requested.issues)

    @cached_property
    def unnamed(self) -> Decided:
        """What anybody could have asked for, or nobody."""
        declined = sum(_unnamed(part) for part in self.declined)
        return Decided(declined=declined, done=_unnamed(self.done))

    def of(self, customer: str) -> Decided:
        """What a customer asked for, by its id."""
        *declined, done = (asked.get(customer, 0) for asked in self._asked)
        return Decided(declined=sum(declined), done=done)

    @cached_property
    def _asked(self) -> tuple[dict[str, int], ...]:
        """How many issues each customer asked for in each part that was declined, and in what was done."""
        return tuple(
            {demand.customer.id: demand.issues for demand in part.demands}
            for part in (*self.declined, self.done)
        )

    @cached_property
    def largest(self) -> str | None:
        """The customer with the most decided requests; of equals the first by id, None without any."""
        named = sorted({customer for asked in self._asked for customer in asked})
        return max(named, key=lambda customer: self.of(customer).all, default=None)


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """How many were declined at all; and, where any was, how that is shared out."""
    labelled = context.choose(context.completed, limits.declined)
    if not labelled.in_use and not context.open.attributed.snapshot.reasons() & _REASONS:
        missing = "needs closed issues that say why, or a label for declined ones; name yours in “declined”"
        yield Abstention(scope=context.declined.scope, missing=missing)
        return
    decisions = _Decisions(declined=(context.declined, labelled.chosen), done=labelled.rest)
    if decisions.requests.all < FEWEST_ISSUES:
        missing = f"needs {FEWEST_ISSUES} decided requests, found {decisions.requests.all}"
        yield Abstention(scope=context.declined.scope, missing=missing)
        return
    yield _refused(decisions, context.declined.scope, limits)
    if decisions.requests.declined:
        yield _shared_out(decisions, context.completed.scope.replace("completed", "decided", 1), limits)


def _refused(decisions: _Decisions, scope: str, limits: Limits) -> Measure:
    declined = decisions.requests.declined
    unknown = sum(part.work.unknown.issues for part in decisions.declined)
    measured = Interval(value=Fraction(declined), low=Fraction(declined), high=Fraction(declined + unknown))

    def settle(limit: Fraction) -> Keys:
        fewest = fewest_to_settle([(Fraction(1), unknown)], measured, limit, Bound.FLOOR)
        every = _together(part.unknowns() for part in decisions.declined)
        return Keys(first=every.first[:fewest], total=fewest)

    return Measure(
        scope=scope,
        message="were asked for by somebody and declined",
        measured=measured,
        unit=Unit.ISSUES,
        bound=Bound.FLOOR,
        limits=() if limits.note is None else ((Level.NOTE, limits.note),),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Close what you are not going to do, and say why; an issue that stays open for ever is a no "
            "that nobody was told."
        ),
    )


def _shared_out(decisions: _Decisions, scope: str, limits: Limits) -> Outcome:
    largest, requests, unnamed = decisions.largest, decisions.requests, decisions.unnamed
    mine = Decided() if largest is None else decisions.of(largest)
    nameless = tuple(part.work.nameless.issues for part in (*decisions.declined, decisions.done))
    others = Decided(
        declined=requests.declined - mine.declined - sum(nameless[:-1]),
        done=requests.done - mine.done - nameless[-1],
    )
    if largest is None or not others.all:
        return Abstention(scope=scope, missing="needs decided requests of two customers")
    return Measure(
        scope=scope,
        subject=largest,
        message="as high a refusal rate for others as for this customer, at the least",
        measured=times_as_often(mine, others, unnamed),
        unit=Unit.TIMES,
        limits=tuple((level, limit) for level, limit in limits.limits() if level is not Level.NOTE),
        evidence=lambda: _together(part.asked_for() for part in decisions.declined),
        details=lambda: _told(mine, others),
        settle=lambda limit: _together(
            part.unnamed(_unnamed(part)) for part in (*decisions.declined, decisions.done)
        ),
        remedy=lambda limit: Remedy(
            text="Decide the next requests before you look whose they are, and write down why; say the next "
            "no to this customer early, while it is small."
        ),
    )


def _told(mine: Decided, others: Decided) -> tuple[tuple[str, str], ...]:
    """The counts behind the number, which give shares away: for few eyes alone."""
    counts = (
        f"{mine.declined} of {mine.all} of this customer's requests, "
        f"{others.declined} of {others.all} of the others'; the issues named here are what was declined"
    )
    return (("declined", counts),)


def _unnamed(backlog: "Backlog") -> int:
    return backlog.work.unknown.issues + backlog.work.nameless.issues


def _together(parts: Iterator[Keys]) -> Keys:
    found = tuple(parts)
    first = tuple(key for part in found for key in part.first)
    return Keys(first=first[:_MOST_KEYS], total=sum(part.total for part in found))


RULE = Rule(
    module=__name__,
    question="Can we say no to our largest customer as we do to the others?",
    title="How seldom the customer with the most requests is told no",
    sources=(TRAP, conundrum("04:13"), WILSON, OURS),
    params=Limits,
    evaluate=evaluate,
    across=frozenset(("note",)),
    needs=frozenset((Need.CUSTOMERS,)),
)
