"""The rules on trends are silent on trackers where nothing drifts, and see in time where something does.

How the trackers are simulated stands in `trackers`. The numbers on the rules' pages are what these functions
give for 1,000 trackers each.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from random import Random

import pytest

from metrics.trackers import (
    A_WEEK,
    A_YEAR,
    BEFORE,
    Tracker,
    drawn_by,
    fair,
    first_at,
    line,
    sliding,
    tracker,
)
from seedcorn.metrics.concentration import hhi
from seedcorn.metrics.trend import Newly, surely_falling, surely_grown, surely_risen
from seedcorn.model import Interval
from seedcorn.rule import Params
from seedcorn.rules.trend.hhi import Limits as HhiLimits
from seedcorn.rules.trend.seed_corn import Limits as SeedLimits
from seedcorn.rules.trend.share import Limits as ShareLimits

WEEKS, SPAN = int(ShareLimits().weeks), int(ShareLimits().weeks + ShareLimits().weeks_before)
LIVES = (4, 13, 26)


def limit_of(limits: Params) -> Fraction:
    ((_, limit),) = limits.limits()
    return limit


DRIFT, GROWTH, FALL = limit_of(ShareLimits()), limit_of(HhiLimits()), limit_of(SeedLimits())
Judge = Callable[[int], bool]
Rule = Callable[[Tracker], Judge]


def rate(found: Iterable[bool]) -> float:
    told = list(found)
    return sum(told) / len(told)


def drifts(seen: Tracker) -> Judge:
    """Whether `trend.share` warns of anybody."""

    def warns(week: int) -> bool:
        return any(
            100 * rise(seen, customer, week) > DRIFT
            for customer, is_open in enumerate(seen.open)
            if 10 * is_open[week] >= seen.all_open[week] > 0
        )

    return warns


def rise(seen: Tracker, customer: int, week: int) -> Fraction:
    before, now = slice(week + 1 - SPAN, week + 1 - WEEKS), slice(week + 1 - WEEKS, week + 1)
    old, new = seen.new[customer][before], seen.new[customer][now]
    # Of a rise no more than all of it is certain; most of them are so small that it need not be worked out.
    if 100 * (sum(new) / WEEKS - sum(old) / (SPAN - WEEKS)) <= A_WEEK * DRIFT:
        return Fraction(0)
    return surely_risen(newly(old, A_WEEK), newly(new, A_WEEK)).value


def newly(parts: Sequence[int], whole: int) -> Newly:
    return Newly(parts=parts, wholes=(whole,) * len(parts), issues=whole * len(parts))


def concentrates(seen: Tracker) -> Judge:
    """Whether `trend.hhi` warns."""
    weeks = int(HhiLimits().weeks)
    indices = [
        hhi([each[week] for each in seen.open], whole).value for week, whole in enumerate(seen.all_open)
    ]

    def warns(week: int) -> bool:
        values = indices[week - 2 * weeks : week + 1]
        ends = Interval.exactly(values[weeks]), Interval.exactly(values[-1])
        return surely_grown(*ends, values, weeks).value > GROWTH

    return warns


def shrinks(seen: Tracker) -> Judge:
    """Whether `trend.seed-corn` warns of what the first customer has."""
    shares = [Fraction(part, whole or 1) for part, whole in zip(seen.open[0], seen.all_open, strict=True)]

    def warns(week: int) -> bool:
        values = shares[week - int(SeedLimits().weeks) : week + 1]
        return 100 * surely_falling(values) > FALL

    return warns


def told(judged: Rule, seen: Tracker, weeks: int = A_YEAR) -> bool:
    """Whether a rule warns in any of so many weeks, looked at at the end of each."""
    warns = judged(seen)
    return any(warns(BEFORE + week) for week in range(weeks))


def false_alarms(judged: Rule, years: int, customers: int, life: int) -> float:
    luck = Random(customers + life)
    runs = (tracker(luck, life, BEFORE + A_YEAR, fair(customers)) for _ in range(years))
    return rate(told(judged, seen) for seen in runs)


def seen_in_time(judged: Rule, runs: int, life: int, drawn: Callable[[int], float], weeks: int) -> float:
    luck = Random(life)
    slides = (tracker(luck, life, BEFORE + weeks, sliding(drawn)) for _ in range(runs))
    return rate(told(judged, seen, weeks) for seen in slides)


def slide(runs: int, life: int) -> float:
    """How often a slide of the open backlog from 15 to 60 % in a year is told before 30 %."""
    drawn = drawn_by(line(0.15, 0.60), life)
    return seen_in_time(drifts, runs, life, drawn, first_at(0.30, drawn, life) - 1)


def harder_slide(runs: int, life: int) -> float:
    """The same where it is the new requests that go so."""
    drawn = line(0.15, 0.60)
    return seen_in_time(drifts, runs, life, drawn, first_at(0.30, drawn, life) - 1)


def shrinking(runs: int, life: int) -> float:
    """How often it is told within the year that seed corn falls from 30 to 10 %."""
    return seen_in_time(shrinks, runs, life, drawn_by(line(0.30, 0.10), life), A_YEAR)


@pytest.mark.parametrize("life", LIVES)
def test_a_fair_year_of_25_customers_has_no_drift(life: int) -> None:
    assert false_alarms(drifts, 1000, 25, life) <= 0.05


@pytest.mark.parametrize(("customers", "most"), [(10, 0.06), (5, 0.10)])
def test_nor_mostly_has_one_of_few_customers(customers: int, most: float) -> None:
    assert false_alarms(drifts, 200, customers, 13) <= most


def test_a_slide_is_told_before_the_share_has_doubled() -> None:
    assert slide(1000, 13) >= 0.95


def test_and_the_longer_issues_are_open_the_surer() -> None:
    assert slide(100, 4) <= slide(100, 13) <= slide(100, 26)
    assert slide(100, 26) >= 0.99


def test_a_slide_of_new_requests_is_told_in_time_too() -> None:
    assert harder_slide(200, 13) >= 0.85


def test_chance_does_not_concentrate_a_list() -> None:
    assert max(false_alarms(concentrates, 100, customers, 4) for customers in (5, 25)) <= 0.05


@pytest.mark.parametrize("life", [13, 26])
def test_chance_does_not_eat_seed_corn(life: int) -> None:
    assert false_alarms(shrinks, 60, 5, life) <= 0.08


def test_seed_corn_that_is_eaten_within_a_year_is_told() -> None:
    assert shrinking(60, 26) >= 0.95
