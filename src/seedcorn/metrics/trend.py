"""Which way a share goes, and how sure that is: two periods compared, a robust slope, a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, lcm
from statistics import median_high, median_low

from seedcorn.metrics.chance import CONFIDENCE, ONE_SIDED, root_up, wilson_ends
from seedcorn.metrics.concentration import Exact, share
from seedcorn.model import Interval

A_QUARTER = 13  # weeks
_MILLION = 10**6
_TEN_THOUSAND = 10**4


@dataclass(frozen=True, slots=True, kw_only=True)
class Newly:
    """What was newly asked for in a period: each week's effort of one customer's, and all of it, requested.

    The requested work was so many issues. `unknown` could be requested too, `nameless` is so by nobody named.
    """

    parts: Sequence[Exact]
    wholes: Sequence[Exact]
    issues: int
    unknown: Exact = 0
    nameless: Exact = 0

    @property
    def part(self) -> Exact:
        """What this customer asked for."""
        return sum(self.parts)

    @property
    def whole(self) -> Exact:
        """What anybody asked for."""
        return sum(self.wholes)

    @property
    def share(self) -> Interval:
        """This customer's share of it."""
        return share(self.part, self.whole, self.unknown, self.nameless)


def surely_risen(before: Newly, now: Newly) -> Interval:
    """By how much a customer's share of what is newly asked for has risen for certain; 0 if that is not sure.

    The lower end of Newcombe's interval for the difference of two proportions, made of Wilson's 95 % ones:
    p2 - p1 - sqrt((p2 - l2)^2 + (u1 - p1)^2), cut after four decimals. So many requests of each period count
    as `_telling` says. Low: what is unknown was this customer's before and is nobody's now; high: the other
    way round. Source: Robert G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), method 10.
    """
    was, is_now, numbers = before.share, now.share, _telling(before, now)
    value, low, high = (
        _surely_more(*pair, numbers)
        for pair in ((was.value, is_now.value), (was.high, is_now.low), (was.low, is_now.high))
    )
    return Interval(value=value, low=min(low, value), high=max(value, high))


def _surely_more(was: Fraction, is_now: Fraction, numbers: tuple[Fraction, Fraction]) -> Fraction:
    if is_now <= was:
        return Fraction(0)
    above = wilson_ends(was, numbers[0])[1] - was
    below = is_now - wilson_ends(is_now, numbers[1])[0]
    return _cut(is_now - was - root_up(above**2 + below**2))


def _telling(before: Newly, now: Newly) -> tuple[Fraction, Fraction]:
    """How many requests of each period tell something of their own.

    Where a customer's requests come in bunches, or differ in effort, its weeks vary more than chance lets
    single requests vary: by that factor there are fewer, and never more than there are issues. The factor is
    Pearson's over-dispersion: the sum of (part - p whole)^2 over that of p (1 - p) whole, of all weeks, each
    period with its own p, two weeks being spent on those. Source: McCullagh and Nelder, Generalized Linear
    Models (1989), 4.5.
    """
    periods = (before, now)
    varied = sum((_varied(one) for one in periods), Fraction(0))
    by_chance = sum((_rate(one) * (1 - _rate(one)) * one.whole for one in periods), Fraction(0))
    weeks = sum(1 for one in periods for whole in one.wholes if whole)
    if not varied or not by_chance or weeks <= len(periods):
        return Fraction(before.issues), Fraction(now.issues)
    factor = varied / by_chance * weeks / (weeks - len(periods))
    first, last = (
        min(Fraction(one.issues), Fraction(floor(100 * one.whole / factor), 100)) for one in periods
    )
    return first, last


def _rate(period: Newly) -> Fraction:
    return period.share.value


def _varied(period: Newly) -> Fraction:
    """How far the weeks are from the period's share, squared."""
    pairs, rate = tuple(zip(period.parts, period.wholes, strict=True)), _rate(period)
    squares, products = sum(part * part for part, _ in pairs), sum(part * whole for part, whole in pairs)
    return squares - 2 * rate * products + rate * rate * sum(whole * whole for _, whole in pairs)


def slope(values: Sequence[Fraction]) -> Fraction:
    """By how much values rise from one to the next: the median of the slopes between any two of them.

    The values are rounded to a millionth; 0 of fewer than two. Source: Pranab Kumar Sen, "Estimates of the
    Regression Coefficient Based on Kendall's Tau", Journal of the American Statistical Association 63 (1968),
    after Theil (1950).
    """
    numbers = [round(value * _MILLION) for value in values]
    scale = lcm(*range(1, len(numbers)))
    slopes = [
        (later - earlier) * (scale // apart)
        for apart in range(1, len(numbers))
        for earlier, later in zip(numbers, numbers[apart:], strict=False)
    ]
    if not slopes:
        return Fraction(0)
    slopes.sort()
    return Fraction(median_low(slopes) + median_high(slopes), 2 * scale * _MILLION)


def pace(values: Sequence[Fraction], deviations: Fraction = CONFIDENCE) -> Interval:
    """The `slope` of a share that was looked at each week, and so many standard errors on each side of it.

    A share of what is open hardly changes from one week to the next, so its weeks are no independent
    observations. It is taken for a random walk with steps as large as its own were: the slope of such a walk
    of T steps, each of deviation s, has a standard error of s sqrt(6 / 5T). Source: Durlauf and Phillips,
    "Trends versus Random Walks in Time Series Analysis", Econometrica 56 (1988).
    """
    middle, steps = slope(values), len(values) - 1
    error = deviations * root_up(_step_variance(values) * Fraction(6, 5 * max(steps, 1)))
    return Interval(value=middle, low=middle - error, high=middle + error)


def _step_variance(values: Sequence[Fraction]) -> Fraction:
    """The variance of the steps from each value to the next one."""
    numbers = [round(value * _MILLION) for value in values]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    if len(steps) <= 1:
        return Fraction(0)
    squares = sum(step * step for step in steps) - Fraction(sum(steps) ** 2, len(steps))
    return squares / (len(steps) - 1) / _MILLION**2


def surely_falling(values: Sequence[Fraction]) -> Fraction:
    """By how much a weekly share falls in a quarter, as far as it is sure; 0 where nothing is.

    The end of a one-sided 95 % interval of its `pace`, cut after four decimals. Source: ours.
    """
    return _cut(-A_QUARTER * pace(values, ONE_SIDED).high)


def surely_grown(was: Interval, is_now: Interval, values: Sequence[Fraction], steps: int) -> Interval:
    """By how much an index has grown for certain in so many steps; 0 where that is not sure.

    The difference, less 1.645 standard errors of what a random walk with the steps of these values comes to,
    in whole points.
    Low and high are those of what the two could have been, less the same. Source: ours.
    """
    chance = ONE_SIDED * root_up(_step_variance(values) * steps)
    value, low, high = (
        Fraction(max(0, floor(late - early - chance)))
        for early, late in ((was.value, is_now.value), (was.high, is_now.low), (was.low, is_now.high))
    )
    return Interval(value=value, low=low, high=high)


def weeks_until(far: Fraction, pace: Fraction) -> Fraction | None:
    """How many weeks something takes to go so far at a pace a week; None where it never gets there."""
    return far / pace if pace > 0 else None


def _cut(value: Fraction) -> Fraction:
    """A number without what is beyond its fourth decimal; 0 of less than nothing."""
    return Fraction(max(0, floor(value * _TEN_THOUSAND)), _TEN_THOUSAND)
