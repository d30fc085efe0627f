"""How much more concentrated the requested work is than a quarter ago.

## What it measures

The index of concentration (`concentration.hhi`) of the open backlog now, less what it was 13 weeks ago, less
what chance can have done to it. An index of a few dozen issues moves by a hundred points with nobody's help,
so 1.645 standard errors are taken off: those of a walk in so many weekly steps, each as uncertain as the
index's own were in the last 26 weeks. What is left is certain to 95 %; mostly nothing is. Issues that say
nothing, now or then, make the result a range.

## Example

For half a year ten customers had ten open requests each, which is an index of 1000. In the last 13 weeks one
of them got ten more each week, and has 140: 140 of 230 and nine times 10 of 230 make 3875. The weekly steps
lay some 118 points apart, so chance can have done 702 of the 2875. 2173 index points more are certain, over
the 100 that the rule warns at.

## Why it matters

A share shows one customer. That three of them together take over the list, each only a little larger than
before, shows in the index first, and in how it moves before where it stands.

## What to do

See the bars above the findings for who has grown. Spread the next choices over those who have not.

## What it cannot know

Why it moved: work that was done for many leaves the list more concentrated, too. It says nothing of who it
is; `trend.share` does. What was not labelled 13 weeks ago cannot be asked any more; where that decides, the
rule says so and waits.

## Where the limits come from

A change of more than 100 points is what the U.S. merger guidelines call a significant increase of the
concentration of a *market*; for a backlog it is an analogy. What is taken off for chance is our own choice.
Without it nearly every simulated year of a fair tracker (ten requests a week, each open for 4 weeks on
average) has a week that seems to say so, and 56 of 100 years of 5 customers at 13 weeks. With it at most 5 of
200 have, of 5, 10 or 25 customers.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import DURLAUF_PHILLIPS, MERGER_CHANGE, OURS, TRAP
from seedcorn.metrics.concentration import hhi
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.metrics.trend import surely_grown
from seedcorn.model import Interval
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.words import measured

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.series import Series


class Limits(Params):
    """By how many points the index may have grown for certain in so many `weeks`."""

    warning: Number | None = Fraction(100)
    error: Number | None = None
    weeks: Number = Fraction(13)

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog beside what it was."""
    backlog, weeks = context.open, int(limits.weeks)
    series = context.weeks(2 * weeks + 1)
    if series is None:
        yield Abstention(scope=backlog.scope, missing=NO_HISTORY)
        return
    if missing := _too_few(series, -1) or _too_few(series, -1 - weeks, f", {weeks} weeks ago"):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    was, is_now = _index(series, -1 - weeks), _index(series, -1)
    walked = [_index(series, place).value for place in range(len(series.moments)) if series.known[place]]
    grown = surely_grown(was, is_now, walked, weeks)
    if _nobody_can_tell(backlog, grown, limits):
        missing = f"{weeks} weeks ago too much of the work said nothing of who asked for it to compare with"
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield _measure(backlog, grown, (was.value, is_now.value), weeks)


def _too_few(series: "Series", place: int, when: str = "") -> str:
    """Why the index of one moment says nothing, or "" if it does."""
    work = series.works[place]
    missing = too_few_requests(
        work.requested.issues, work.requested.effort, work.unknown.effort, work.all.effort
    )
    if not missing and not series.amounts_at(place):
        missing = "needs requests that name their customer"
    return missing and missing + when


def _index(series: "Series", place: int) -> Interval:
    work = series.works[place]
    amounts = (int(part.effort * series.scale) for part in (work.requested, work.unknown, work.nameless))
    return hhi(series.amounts_at(place), *amounts)


def _nobody_can_tell(backlog: "Backlog", grown: Interval, limits: Limits) -> bool:
    """Whether a limit hangs on issues of then alone, none of today's being without a name."""
    is_open = any(grown.low <= limit < grown.high for _, limit in limits.limits())
    return is_open and not backlog.work.unknown.issues + backlog.work.nameless.issues


def _measure(backlog: "Backlog", grown: Interval, ends: tuple[Fraction, Fraction], weeks: int) -> Measure:
    was, is_now = (measured(index, Unit.POINTS) for index in ends)

    def settle(limit: Fraction) -> Keys:
        return backlog.unnamed(max(1, fewest_to_settle(backlog.unnamed_efforts(), grown, limit)))

    return Measure(
        scope=backlog.scope,
        message=f"more of concentration than {weeks} weeks ago, at the least (10,000 is one customer alone)",
        measured=grown,
        unit=Unit.INDEX_POINTS,
        settle=settle,
        details=lambda: (("the index", f"{was} then, {is_now} now"),),
        remedy=lambda limit: Remedy(
            text="Look who has grown, and spread the next choices over customers who have not; ask who else "
            "wants what is new on the list."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Are a few customers together taking over what we are asked for?",
    title="Growing concentration of the requested work",
    sources=(MERGER_CHANGE, DURLAUF_PHILLIPS, TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.EFFORT)),
)
