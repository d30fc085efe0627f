"""How far chance reaches, without floating point: square roots, and Wilson's interval."""

from fractions import Fraction
from math import isqrt

CONFIDENCE = Fraction(196, 100)  # standard deviations on each side of 95 % of a normal distribution
ONE_SIDED = Fraction(1645, 1000)  # standard deviations below which 95 % of it lie
_PRECISION = 10**9


def wilson_ends(rate: Fraction, number: Fraction | int) -> tuple[Fraction, Fraction]:
    """The ends of Wilson's 95 % interval for what a part of so many is in the long run; 0 and 1 of none.

    With p of n and z = 1.96: (2np + z^2 -/+ z sqrt(z^2 + 4np(1 - p))) / (2(n + z^2)). All but the square root
    is exact; that is rounded up to a billionth, so that the ends lie outside of the true ones, by less than a
    billionth. Source: Edwin B. Wilson, "Probable Inference, the Law of Succession, and Statistical
    Inference", Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not number:
        return Fraction(0), Fraction(1)
    square, part = CONFIDENCE**2, number * rate
    around = CONFIDENCE * root_up(square + 4 * part * (1 - rate))
    low, high = ((2 * part + square + way * around) / (2 * (number + square)) for way in (-1, 1))
    return max(Fraction(0), low), min(Fraction(1), high)


def root_up(square: Fraction) -> Fraction:
    """The square root rounded up to a billionth; exact where it is a whole number of them."""
    scaled = square * _PRECISION**2
    root = isqrt(scaled.numerator // scaled.denominator)
    return Fraction(root if root * root == scaled else root + 1, _PRECISION)
