"""How alike customers are: the middle one, how far the largest is from it, what the smaller half has."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.metrics.whole_numbers import whole_numbers


def median(amounts: Sequence[Fraction]) -> Fraction:
    """The middle one by size, halfway between the two in the middle of an even number; 0 of none.

    Source: the textbook definition.
    """
    if not amounts:
        return Fraction(0)
    ordered = sorted(range(len(amounts)), key=whole_numbers(amounts).__getitem__)
    return (amounts[ordered[(len(ordered) - 1) // 2]] + amounts[ordered[len(ordered) // 2]]) / 2


def times_the_median(amounts: Sequence[Fraction]) -> Fraction:
    """How many times the median the largest is; 0 where the median is nothing.

    Source: 37signals, "The biggest customer conundrum" (03:27): what one large customer was asked for, beside
    what everybody pays.
    """
    middle = median(amounts)
    return max(amounts) / middle if middle else Fraction(0)


def smaller_half(amounts: Sequence[Fraction]) -> Fraction:
    """The share that the smaller half of them has, of an odd number without the middle one; 0 of nothing.

    Source: a point of the Lorenz curve (Lorenz, 1905).
    """
    ordered = sorted(whole_numbers(amounts))
    total = sum(ordered)
    return Fraction(sum(ordered[: len(ordered) // 2]), total) if total else Fraction(0)
