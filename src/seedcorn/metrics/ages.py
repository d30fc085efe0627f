"""Medians of ages that are given as how many issues have each, and how far unknown issues could move them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
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


def _pulled(ages: Ages, unknown: Sequence[tuple[int, int]], *, younger: bool) -> Fraction:
    """The median when the first so many of the unknown join, as long as that pulls it."""

    def joined(first: int) -> Ages:
        together = Counter(ages)
        for age, issues in unknown[:first]:
            together[age] += issues
        return together

    def pulls_no_more(first: int) -> bool:
        now, age = median(joined(first)), unknown[first][0]
        return not (age < now if younger else age > now)

    # The further in, the nearer they are to the median: once one does not pull it, none behind it does.
    return median(joined(bisect_left(range(len(unknown)), x=True, key=pulls_no_more)))


def _at(ages: Ages, place: int) -> int:
    """The age of the issue at a place, the youngest first."""
    seen = 0
    for age in sorted(ages):
        seen += ages[age]
        if seen > place:
            return age
    return 0
