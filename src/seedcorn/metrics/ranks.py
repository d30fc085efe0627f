"""Whether two orders are the same one: the rank correlation of two rows of numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from math import floor, isqrt

_DIGITS = 10**12


def spearman(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction | None:
    """Spearman's rank correlation, from -1 to 1: of equals each has the middle of their ranks.

    None where one of the rows has no order, all of it being equal. Exact without equals and wherever it is
    rational, else cut after twelve decimals, towards 0. Source: Spearman, The Proof and Measurement of
    Association between Two Things (1904).
    """
    ranks, others = _ranks(first), _ranks(second)
    middle = Fraction(len(ranks) + 1, 2)
    deviations = [(rank - middle, other - middle) for rank, other in zip(ranks, others, strict=True)]
    common = sum((one * other for one, other in deviations), Fraction(0))
    square = sum((one * one for one, _ in deviations), Fraction(0)) * sum(
        (other * other for _, other in deviations), Fraction(0)
    )
    return _over_root(common, square) if square else None


def _ranks(amounts: Sequence[Fraction]) -> list[Fraction]:
    """The place of each from the smallest, from 1; of equals the middle of their places."""
    ordered = sorted(amounts)
    return [
        Fraction(bisect_left(ordered, amount) + 1 + bisect_right(ordered, amount), 2) for amount in amounts
    ]


def _over_root(number: Fraction, square: Fraction) -> Fraction:
    """A number divided by the root of another: exact if that is rational, else cut after twelve decimals."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if top * top == square.numerator and bottom * bottom == square.denominator:
        return number * bottom / top
    cut = isqrt(floor(number * number / square * _DIGITS**2))
    return Fraction(cut if number > 0 else -cut, _DIGITS)
