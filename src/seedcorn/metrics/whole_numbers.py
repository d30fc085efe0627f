"""Exact numbers as whole ones in the same proportions, which are compared and added up many times faster."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def whole_numbers(amounts: Sequence[int | Fraction]) -> list[int]:
    """The amounts, all times the smallest number that leaves no fraction. Shares and orders do not mind."""
    scale = lcm(*(amount.denominator for amount in amounts))
    return [amount.numerator * (scale // amount.denominator) for amount in amounts]
