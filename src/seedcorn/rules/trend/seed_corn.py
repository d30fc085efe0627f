"""Seed corn that is a smaller and smaller part of the open work.

## What it measures

The share of seed corn in all open work at the end of each of the last 26 weeks, and how fast it falls: the
median of the slopes between any two of the weeks, which one odd week does not bend. A share of what is open
wanders also where nothing happens, so what is judged is the fall that is certain to 95 % for a share that
wanders as much as this one did from week to week, in points a quarter (13 weeks). Of thin data nothing is
left, and the rule is silent. Once the mark is in use, what does not carry it is not seed corn; weeks before
that do not count.

## Example

Of 100 open issues 30 are seed corn, and two requests come each week for half a year. 30 of 152 are left,
20 %: the slope is 5 points a quarter, the weekly steps are nearly equal, and of it 4.5 percentage points are
certain, more than the 1 that the rule warns at.

## Why it matters

A reserve is seldom cancelled. It is planned, and then what somebody waits for is put on top of it, week after
week. The seed corn is all still there, and is never reached.

## What to do

Plan the oldest seed corn before the next request, and take a fixed part of each iteration for it. What nobody
believes in any more close, so that it is seen how little is left.

## What it cannot know

Whether the fall is good news: seed corn that was done has left the open work, too; `seed.delivered` tells how
much that was. An hour's idea and a year's plan weigh the same where work is not estimated. Of a share that
falls slowly over years no half of a year is certain.

## Where the limits come from

1 point a quarter that is certain is our own choice, and was tried out on simulated trackers: ten new issues a
week, each seed corn with a chance of 20 %, each open for a random time, looked at every week of a year. At 13
weeks on average, and at 26, 42 of 1,000 such years were told a fall that was none. Where seed corn fell from
30 to 10 % of the open work in a year, it was told within that year in 73 of 100 runs at 13 weeks and in 99 at
26. Where issues are open for 4 weeks a share of forty of them wanders so far that nearly nothing is told.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import DURLAUF_PHILLIPS, OURS, SEN, TRAP
from seedcorn.metrics.sufficiency import too_few_issues
from seedcorn.metrics.trend import A_QUARTER, surely_falling
from seedcorn.model import Interval
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule, Share
from seedcorn.rules._history import NO_HISTORY, with_history
from seedcorn.rules._pace import from_to, reaches
from seedcorn.rules._reserve import NO_SEED
from seedcorn.words import exact

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.context import Context
    from seedcorn.series import Series

_POINTS = 100  # in a whole share


class Limits(Params):
    """By how many points a quarter the share of seed corn may fall for certain, over so many `weeks`.

    `towards` is the share whose day is told.
    """

    warning: Number | None = Fraction(1)
    error: Number | None = None
    weeks: Number = Fraction(26)
    towards: Share = Fraction(10, 100)

    def places(self) -> frozenset[str]:
        """What happened to issues."""
        return with_history()


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog of so many weeks."""
    work, scope = context.open.work, context.open.scope
    series = context.weeks(int(limits.weeks) + 1)
    if series is None:
        yield Abstention(scope=scope, missing=NO_HISTORY)
        return
    missing = too_few_issues(work.all.issues, work.all.effort) or ("" if context.seed_in_use else NO_SEED)
    shares = _shares(series)
    if not missing and len(shares) <= A_QUARTER:
        weeks = max(0, len(shares) - 1)
        missing = f"needs {A_QUARTER} weeks since something was first marked as seed corn, found {weeks}"
    if missing:
        yield Abstention(scope=scope, missing=missing)
        return
    yield _measure(context, shares, limits)


def _shares(series: "Series") -> tuple[Fraction, ...]:
    """The share of seed corn at the end of each week since there was work and the mark was in use."""
    found: list[Fraction] = []
    for work, in_use in zip(series.works, series.seed_in_use, strict=True):
        found = [*found, work.seed_corn.effort / work.all.effort] if in_use and work.all.effort else []
    return tuple(found)


def _measure(context: "Context", shares: tuple[Fraction, ...], limits: Limits) -> Measure:
    falling = surely_falling(shares)
    said = f"a quarter at the least is what seed corn loses of the open work: it went {from_to(shares)}"
    if falling and shares[-1] > limits.towards:
        said = f"{said}; at this pace {reaches(shares, limits.towards, context.now, 'falls under')}"
    elif falling:
        said = f"{said}, and is not over {exact(100 * limits.towards)} % any more"
    return Measure(
        scope=context.open.scope,
        message=said,
        measured=Interval.exactly(_POINTS * falling),
        unit=Unit.PERCENTAGE_POINTS,
        remedy=lambda limit: Remedy(
            text="Plan the oldest seed corn before the next request, and keep a fixed part of each iteration "
            "for it."
        ),
    )


RULE = Rule(
    module=__name__,
    question="Is seed corn, week by week, a smaller part of our work?",
    title="Seed corn's shrinking part of the work",
    sources=(TRAP, SEN, DURLAUF_PHILLIPS, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS, Need.OWN, Need.SEED_CORN, Need.EFFORT)),
)
