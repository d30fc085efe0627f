"""The formulas on trends: what is certain of a rise, a slope that one odd week does not bend, a date."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import sqrt
from random import Random
from statistics import median, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.chance import wilson_ends
from seedcorn.metrics.trend import (
    Newly,
    pace,
    slope,
    surely_falling,
    surely_grown,
    surely_risen,
    weeks_until,
)
from seedcorn.model import Interval

shares = st.lists(st.fractions(min_value=0, max_value=1, max_denominator=1000), min_size=2, max_size=27)


def newly(part: int, whole: int, weeks: int = 10, **more: int) -> Newly:
    """So much in each of some weeks, all alike."""
    return Newly(parts=(part,) * weeks, wholes=(whole,) * weeks, issues=whole * weeks, **more)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> float:
    """The lower end of the interval for the second proportion less the first one, in floating point."""
    (low, high), (one, other) = (0.0, 0.0), (first[0] / first[1], second[0] / second[1])
    ends = []
    for part, whole in (first, second):
        rate, square = part / whole, 1.96**2
        middle, around = 2 * part + square, 1.96 * sqrt(square + 4 * part * (1 - rate))
        ends.append(((middle - around) / (2 * (whole + square)), (middle + around) / (2 * (whole + square))))
    low, high = ends[1][0], ends[0][1]
    return other - one - sqrt((other - low) ** 2 + (high - one) ** 2)


def test_what_is_certain_of_a_rise_is_the_lower_end_of_newcombes_interval() -> None:
    found = surely_risen(newly(2, 10), newly(5, 10))
    assert found.low == found.value == found.high
    assert float(found.value) == pytest.approx(newcombe((20, 100), (50, 100)), abs=1e-4)


def test_newcombes_own_example() -> None:
    """56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339."""
    before = Newly(parts=(48,), wholes=(80,), issues=80)
    now = Newly(parts=(56,), wholes=(70,), issues=70)
    assert surely_risen(before, now).value == Fraction(524, 10_000)


@pytest.mark.parametrize(("before", "now"), [((5, 10), (2, 10)), ((3, 10), (3, 10)), ((0, 10), (0, 10))])
def test_what_does_not_rise_is_no_rise(before: tuple[int, int], now: tuple[int, int]) -> None:
    assert surely_risen(newly(*before), newly(*now)) == Interval.exactly(0)


def test_few_requests_are_certain_of_nothing() -> None:
    assert surely_risen(newly(1, 5, weeks=1), newly(3, 5, weeks=1)) == Interval.exactly(0)


def test_as_much_of_everything_is_surer() -> None:
    values = [
        surely_risen(newly(2 * times, 10 * times), newly(5 * times, 10 * times)).value for times in (1, 2)
    ]
    assert 0 < values[0] < values[1] < Fraction(3, 10)


def test_effort_in_other_units_is_as_sure() -> None:
    """What counts is how many issues there are, not that each has five points."""
    first, second = (Newly(parts=(part,) * 9, wholes=(10,) * 9, issues=90) for part in (2, 5))
    fivefold = (Newly(parts=(5 * part,) * 9, wholes=(50,) * 9, issues=90) for part in (2, 5))
    assert surely_risen(*fivefold) == surely_risen(first, second)


def test_requests_in_bunches_are_fewer_signs() -> None:
    even = (
        Newly(parts=(1,) * 50, wholes=(5,) * 50, issues=250),
        Newly(parts=(2,) * 10, wholes=(5,) * 10, issues=50),
    )
    bunched = (
        Newly(parts=(0, 0, 0, 0, 5) * 10, wholes=(5,) * 50, issues=250),
        Newly(parts=(0, 0, 0, 5, 5) * 2, wholes=(5,) * 10, issues=50),
    )
    assert surely_risen(*even).value > surely_risen(*bunched).value == 0


def test_what_says_nothing_could_be_this_customers_before_and_not_now_or_the_other_way_round() -> None:
    found = surely_risen(newly(2, 10, unknown=20), newly(5, 10, unknown=20))
    assert found.low < found.value < found.high


@given(unknown=st.integers(0, 200), nameless=st.integers(0, 20))
def test_and_the_more_of_it_there_is_the_wider_it_gets(unknown: int, nameless: int) -> None:
    less, more = (
        surely_risen(
            newly(2, 10, unknown=unknown + each, nameless=nameless),
            newly(5, 10, unknown=unknown + each, nameless=nameless),
        )
        for each in (0, 1)
    )
    assert more.low <= less.low <= less.value == more.value <= less.high <= more.high


def test_wilsons_ends_are_those_of_the_tables() -> None:
    assert [round(float(end), 4) for end in wilson_ends(Fraction(81, 263), 263)] == [0.2553, 0.3662]
    assert wilson_ends(Fraction(0), 0) == (Fraction(0), Fraction(1))


@given(values=shares)
def test_the_slope_is_the_median_of_all_slopes(values: list[Fraction]) -> None:
    pairs = combinations(enumerate(values), 2)
    slopes = [float(late - early) / (after - before) for (before, early), (after, late) in pairs]
    assert float(slope(values)) == pytest.approx(median(slopes), abs=1e-5)


def test_one_odd_week_does_not_bend_it() -> None:
    even = [Fraction(week, 100) for week in range(20)]
    assert slope(even) == slope([*even[:-1], Fraction(1)]) == Fraction(1, 100)
    assert slope([Fraction(1)]) == 0


@given(values=shares)
def test_the_error_of_a_pace_is_that_of_a_walk_with_its_own_steps(values: list[Fraction]) -> None:
    found, steps = (
        pace(values),
        [float(late - early) for early, late in pairwise(values)],
    )
    error = 1.96 * stdev(steps) * sqrt(6 / (5 * len(steps))) if len(steps) > 1 else 0.0
    assert found.value - found.low == found.high - found.value
    assert float(found.high - found.value) == pytest.approx(error, abs=1e-5)


def test_the_slopes_of_random_walks_have_that_error() -> None:
    """Of 300 walks about one in twenty is further from none than two standard errors."""
    luck = Random(5)
    outside = 0
    for _ in range(300):
        values = [Fraction(1, 2)]
        for _ in range(26):
            values.append(values[-1] + Fraction(round(luck.gauss(0, 1) * 1000), 100_000))
        found = pace(values)
        outside += not found.low <= 0 <= found.high
    assert 0.02 < outside / 300 < 0.09


def test_a_fall_is_told_a_quarter_and_a_rise_is_none() -> None:
    falling = [Fraction(100 - week, 200) for week in range(27)]
    assert surely_falling(falling) == Fraction(13, 200)
    assert surely_falling(falling[::-1]) == 0
    assert surely_falling(falling[:1]) == 0


def test_what_an_index_grew_by_less_what_chance_could_do() -> None:
    steps = [10, 30] * 13
    walked = [Fraction(1000 + sum(steps[:week])) for week in range(27)]
    was, is_now = Interval.exactly(walked[13]), Interval.exactly(walked[26])
    chance = 1.645 * stdev(steps) * sqrt(13)
    assert surely_grown(was, is_now, walked, 13).value == int(float(walked[26] - walked[13]) - chance)


def test_when_something_is_reached() -> None:
    assert weeks_until(Fraction(10, 100), Fraction(2, 100)) == 5
    assert weeks_until(Fraction(10, 100), Fraction(0)) is None
    assert weeks_until(Fraction(10, 100), Fraction(-1)) is None
