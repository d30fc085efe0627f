"""Medians of ages that are given as how many issues have each, and how far unknown issues could move them."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from seedcorn.model import Interval

Ages: TypeAlias = dict[int, int]
"""How many issues have each age in whole days."""


def median(ages: Ages) -> Fraction:
    """The age in the middle, of an even number the mean of the two; 0 of nothing."""
    issues = sum(ages.values())
    first, second = _at(ages, (issues - 1) // 2), _at(ages, issues // 2)
    return Fraction(first + second, 2)


def median_age(ages: Ages, unknown: Ages) -> Interval:
    """The median, and the bounds if some of the unknown issues belong to them too.

    The lowest comes about when all those join that are younger than the median would then be, the youngest
    first; the highest likewise. Source: ours.
    """
    value = median(ages)
    low = _pulled(ages, sorted(unknown.items()), younger=True)
    high = _pulled(ages, sorted(unknown.items(), reverse=True), younger=False)
    return Interval(value=value, low=min(low, value), high=max(high, value))


def _pulled(ages: Ages, unknown: Iterable[tuple[int, int]], *, younger: bool) -> Fraction:
    joined = dict(ages)
    for age, issues in unknown:
        now = median(joined)
        if joined and not (age < now if younger else age > now):
            break
        joined[age] = joined.get(age, 0) + issues
    return median(joined)


def _at(ages: Ages, place: int) -> int:
    """The age of the issue at a place, the youngest first."""
    seen = 0
    for age in sorted(ages):
        seen += ages[age]
        if seen > place:
            return age
    return 0
