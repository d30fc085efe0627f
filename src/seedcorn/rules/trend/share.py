"""One customer's growing share of what is newly asked for, and when it will hold too much.

## What it measures

Of all that was newly asked for in the last 13 weeks, the share of one customer; and the same of the year (52
weeks) before them. The difference is the rise. Part of any rise is chance: of few requests, one more or less
is a large share. So what is judged is the rise that is left when chance has taken all it can, with 95 %
confidence for each of the two shares, in points of the share. Of thin data nothing is left, and the rule is
silent. Where a customer's requests come in bunches, its weeks vary more, and more is taken off. Issues that
say nothing make the result a range: from "they were this customer's before and are not now" to the contrary.

Customers are looked at who hold a tenth of the requested work now, and the one with the largest certain rise
is reported. Each issue counts in the week in which it was made, whatever became of it, for whoever is known
today to want it: a label that came late changes nothing.

With it comes how the customer's share of the *open backlog* went, week by week, and on which day it passes
30 % at that pace (`towards`): the median of the slopes between any two of the weeks, and two standard errors
on each side of it.

## Example

In the year before, four customers asked for one issue each a week: 52 of 208 are Acme's, 25 %. In the last 13
weeks Acme asked for three a week and each other for one: 39 of 78, 50 %. Of that rise of 25 percentage
points, 12.5 percentage points are certain. That is more than 5, so the rule warns.

## Why it matters

Nobody decides to work for one customer alone. Each of its requests is reasonable, and the next one follows
from the last: a company is driven by the momentum. Looked at on any single day nothing has happened. What
comes in moves first, the open backlog follows it, and the product follows the backlog; so this is where it
can be seen while there is still something to choose.

## What to do

Say it aloud, with both shares and the day, to whoever talks to this customer. Then decide it: so much of each
iteration is its, and the rest is not. Ask of its newest requests who else would want them.

## What it cannot know

Whether the customer writes more requests because it is asked to, or whether the others have stopped writing
them down. A share that creeps over years is within chance in each of them; `concentration.top-share` sees
where it ends. The day supposes that it goes on like this. Where the share of the open backlog grows only
because others' issues are closed sooner, nothing new comes in, and nothing is said. A younger tracker has
less of a year to compare with; it takes ten requests before and ten now.

## Where the limits come from

That a customer is looked at from a tenth on is ASC 280's rule for revenue, an analogy; 30 % is the error of
`concentration.top-share`. 5 points, the quarter and the year are our own choice, and were tried out on
simulated trackers: ten requests a week, each any customer's with the same chance, each open for a random time
of 4, 13 or 26 weeks on average (40, 130 or 260 open ones), looked at every week of a year. Of 1,000 such
years of 25 customers at most 3 were told a drift that was none; of 10 customers at most 41, of 5 at most
69.

A customer's share of the open backlog went from 15 to 60 % in a year, after more than a year at 15 %. It was
told before that share had doubled in 95 of 100 runs at 13 weeks and in all at 26; at 4 in 46, as of
forty open issues too few are new by then. Where it was the share of the new requests that went so, in a
straight line, it was told before the share of the open backlog had doubled in 90, 99 and 49 of
100. The day is rougher than it looks: where such a slide was told before 30 %, the share did pass it between
the two days in 84 of 100 runs at 13 weeks and in 68 at 26, else mostly sooner, as a slide goes faster and
faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import ASC_280, DURLAUF_PHILLIPS, NEWCOMBE, OURS, SEN, TRAP
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import FEWEST_ISSUES, too_few_requests
from seedcorn.metrics.trend import Newly, surely_risen
from seedcorn.model import Interval
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.rules._pace import from_to, reaches
from seedcorn.words import exact, percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.arriving import Arrivals
    from seedcorn.context import Context
    from seedcorn.model import Customer
    from seedcorn.tally import Tally

_A_TENTH = Fraction(1, 10)
_POINTS = 100  # in a whole share
_NOBODY = "more of the new requests are anybody's: no customer holds a tenth of the requested work"


class Limits(Params):
    """By how many points a customer's share of what is newly asked for may rise for certain.

    The last `weeks` are compared with the `weeks-before`; `towards` is the share of the open backlog whose
    day is told.
    """

    warning: Number | None = Fraction(5)
    error: Number | None = None
    weeks: Number = Fraction(13)
    weeks_before: Number = Fraction(52)
    towards: Share = Fraction(30, 100)

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drift:
    """How one customer's share of what is newly asked for went."""

    customer: "Customer"
    before: Newly
    now: Newly
    rise: Interval


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the customer whose share has risen most for certain."""
    work, weeks = context.open.work, int(limits.weeks)
    known, unknown = work.requested.effort, work.unknown.effort
    came = context.arrivals(weeks + int(limits.weeks_before))
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    if came is None or (missing := missing or _too_few_came(came, weeks)):
        yield Abstention(scope=context.open.scope, missing=missing if came else NO_HISTORY)
        return
    large = [one.customer for one in context.open.demands if one.effort >= _A_TENTH * known]
    drifts = [_drift(came, customer, weeks) for customer in large]
    if not drifts:
        yield Measure(
            scope=context.open.scope,
            message=_NOBODY,
            measured=Interval.exactly(0),
            unit=Unit.PERCENTAGE_POINTS,
        )
        return
    yield _measure(context, came, max(drifts, key=lambda one: (one.rise.low, one.rise.value)), limits)


def _too_few_came(came: "Arrivals", weeks: int) -> str:
    before, now = (_together(part).issues for part in (came.requested[:-weeks], came.requested[-weeks:]))
    if min(before, now) >= FEWEST_ISSUES:
        return ""
    return (
        f"needs {FEWEST_ISSUES} new requests in the last {weeks} weeks and in the {came.weeks - weeks} "
        f"before, found {now} and {before}"
    )


def _drift(came: "Arrivals", customer: "Customer", weeks: int) -> _Drift:
    before, now = (_newly(came, customer.id, part) for part in (slice(-weeks), slice(-weeks, None)))
    return _Drift(customer=customer, before=before, now=now, rise=surely_risen(before, now))


def _newly(came: "Arrivals", customer: str, part: slice) -> Newly:
    nothing = (Fraction(0),) * came.weeks
    requested = came.requested[part]
    return Newly(
        parts=came.asked.get(customer, nothing)[part],
        wholes=tuple(each.effort for each in requested),
        issues=_together(requested).issues,
        unknown=_together(came.unknown[part]).effort,
        nameless=_together(came.nameless[part]).effort,
    )


def _together(tallies: "tuple[Tally, ...]") -> "Tally":
    first, *others = tallies
    for each in others:
        first += each
    return first


def _measure(context: "Context", came: "Arrivals", drift: _Drift, limits: Limits) -> Measure:
    rise, efforts = drift.rise, [*came.kept.unnamed_efforts(), *came.declined.unnamed_efforts()]
    points = Interval(value=_POINTS * rise.value, low=_POINTS * rise.low, high=_POINTS * rise.high)
    weeks = int(limits.weeks)

    def settle(limit: Fraction) -> Keys:
        return came.unnamed(fewest_to_settle(efforts, points, limit))

    return Measure(
        scope=context.open.scope,
        subject=drift.customer.id,
        message=_message(context, drift, limits),
        measured=points,
        unit=Unit.PERCENTAGE_POINTS,
        evidence=lambda: came.asked_lately(drift.customer.id, weeks),
        settle=settle,
        remedy=lambda limit: Remedy(
            text="Nobody has decided this, so decide it now: agree with this customer which part of each "
            "iteration is its, and ask of the newest of its requests who else would want them."
        ),
    )


def _message(context: "Context", drift: _Drift, limits: Limits) -> str:
    """Both shares of what is newly asked for; where it drifts for certain also how the open backlog went."""
    was, is_now = percent(drift.before.share.value), percent(drift.now.share.value)
    told = (
        "is the least by which its share of the new requests has risen, chance aside: from "
        f"{was} in the {int(limits.weeks_before)} weeks before to {is_now} in the last {int(limits.weeks)}"
    )
    values = _open_shares(context, drift.customer, limits) if drift.rise.value else ()
    if not values:
        return told
    went = f"{told}. Its share of the open backlog went {from_to(values)}"
    if values[-1] > limits.towards:
        return f"{went}, and is over {exact(100 * limits.towards)} % already"
    return f"{went}; driven by the momentum {reaches(values, limits.towards, context.now, 'passes')}"


def _open_shares(context: "Context", customer: "Customer", limits: Limits) -> tuple[Fraction, ...]:
    """The customer's share of the requested work that was open at the end of each week, so many of them.

    () where there was none at one of them.
    """
    series = context.weeks(int(limits.weeks) + 1)
    if series is None or customer.id not in series.demanded or not all(series.known):
        return ()
    amounts = series.demanded[customer.id].amounts
    return tuple(Fraction(*each) for each in zip(amounts, series.known, strict=True))


RULE = Rule(
    module=__name__,
    question="Is one customer, bit by bit, asking for more and more of what we do?",
    title="One customer's growing share of new requests",
    sources=(TRAP, NEWCOMBE, SEN, DURLAUF_PHILLIPS, ASC_280, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
    private=True,
)
