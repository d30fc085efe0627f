"""Whether two orders are the same one: the rank correlation of two rows of numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from math import floor, isqrt

from seedcorn.metrics.whole_numbers import whole_numbers

_DIGITS = 10**12


def spearman(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction | None:
    """Spearman's rank correlation, from -1 to 1: of equals each has the middle of their ranks.

    None where one of the rows has no order, all of it being equal. Exact without equals and wherever it is
    rational, else cut after twelve decimals, towards 0. Source: Spearman, The Proof and Measurement of
    Association between Two Things (1904).
    """
    pairs = list(zip(_deviations(first), _deviations(second), strict=True))
    common = sum(one * other for one, other in pairs)
    square = sum(one * one for one, _ in pairs) * sum(other * other for _, other in pairs)
    return _over_root(Fraction(common), Fraction(square)) if square else None


def _deviations(amounts: Sequence[Fraction]) -> list[int]:
    """Twice how far the rank of each is from the middle one; of equals each has the middle of their ranks."""
    numbers = whole_numbers(amounts)
    ordered, most = sorted(numbers), len(numbers)
    return [bisect_left(ordered, number) + bisect_right(ordered, number) - most for number in numbers]


def _over_root(number: Fraction, square: Fraction) -> Fraction:
    """A number divided by the root of another: exact if that is rational, else cut after twelve decimals."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top == square.numerator and bottom * bottom == square.denominator:
        return number * bottom / top
    cut = isqrt(floor(number * number / square * _DIGITS**2))
    return Fraction(cut if number > 0 else -cut, _DIGITS)
