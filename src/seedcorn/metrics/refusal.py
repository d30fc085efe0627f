"""How often requests are declined, and how sure that is: Wilson's interval, without floating point."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from seedcorn.model import Interval

CONFIDENCE = Fraction(196, 100)  # standard deviations on each side of 95 % of a normal distribution
_PRECISION = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """So many requests that were declined, and so many that were done."""

    declined: int = 0
    done: int = 0

    @property
    def all(self) -> int:
        """Everything that was decided."""
        return self.declined + self.done

    @property
    def rate(self) -> Fraction:
        """The part that was declined, 0 of nothing."""
        return Fraction(self.declined, self.all) if self.all else Fraction(0)


def wilson(decided: Decided) -> Interval:
    """The part that was declined, and Wilson's 95 % interval for what it is in the long run; 0 to 1 of none.

    With d of n declined and z = 1.96: (2d + z^2 -/+ z sqrt(z^2 + 4d(n - d)/n)) / (2(n + z^2)). All but the
    square root is exact; that is rounded up to a billionth, so that the ends lie outside of the true ones, by
    less than a billionth. Source: Edwin B. Wilson, "Probable Inference, the Law of Succession, and
    Statistical Inference", Journal of the American Statistical Association 22 (1927), 209-212.
    """
    declined, number, square = decided.declined, decided.all, CONFIDENCE**2
    if not number:
        return Interval(value=Fraction(0), low=Fraction(0), high=Fraction(1))
    around = CONFIDENCE * _root_up(square + Fraction(4 * declined * decided.done, number))
    low, high = ((2 * declined + square + way * around) / (2 * (number + square)) for way in (-1, 1))
    return Interval(value=decided.rate, low=max(Fraction(0), low), high=min(Fraction(1), high))


def _root_up(square: Fraction) -> Fraction:
    """The square root rounded up to a billionth; exact where it is a whole number of them."""
    scaled = square * _PRECISION**2
    root = isqrt(scaled.numerator // scaled.denominator)
    return Fraction(root if root * root == scaled else root + 1, _PRECISION)


def times_as_often(mine: Decided, others: Decided, unnamed: Decided) -> Interval:
    """How many times as often others are declined as one customer is at the most.

    The others' rate, over the upper end of Wilson's interval for this customer's. `unnamed` is what anybody
    could have asked for: low, its declined part is this customer's and the rest the others'; high, the other
    way round. Above 1 this customer hears no more seldom than the others, and chance does not explain it.
    Source: ours; the interval is Wilson's (1927).
    """
    kept = Decided(declined=others.declined, done=others.done + unnamed.done)
    heard = Decided(declined=mine.declined + unnamed.declined, done=mine.done)
    refused = Decided(declined=others.declined + unnamed.declined, done=others.done)
    spared = Decided(declined=mine.declined, done=mine.done + unnamed.done)
    return Interval(
        value=others.rate / wilson(mine).high,
        low=kept.rate / wilson(heard).high,
        high=refused.rate / wilson(spared).high,
    )


def worst_of(parts: Iterable[Interval]) -> Interval:
    """The largest of several numbers, and what the largest could be; there is at least one. Source: ours.

    Its low end is the highest of their low ends: then one of them is over for certain, whichever it is.
    """
    found = tuple(parts)
    return Interval(
        value=max(part.value for part in found),
        low=max(part.low for part in found),
        high=max(part.high for part in found),
    )


def most_of_one(issues: int, unnamed: int) -> Interval:
    """The most issues that are one customer's, where so many others could be its too. Source: ours."""
    return Interval(value=Fraction(issues), low=Fraction(issues), high=Fraction(issues + unnamed))
