"""A number of which no more may be told than that it lies between two others."""

from fractions import Fraction
from typing import Any, Self

STEPS = 5  # bands of 20 points: five of them are all that there is


class Band(Fraction):
    """A number that is only known to lie between `low` and `high`, both among what it can be.

    As a number it is one inside, chosen without regard to what is hidden: nothing that is worked out from it
    can tell more. Sums, differences and multiples are bands again. `rank`, from -1 to 1, says where inside it
    stands among others of the same band, where their order is known.
    """

    __slots__ = ("high", "low", "rank")
    low: Fraction
    high: Fraction
    rank: int

    def __new__(cls, low: Fraction | int, high: Fraction | int, rank: int = 0) -> Self:
        """From its ends, the lower one first."""
        first, last = Fraction(low), Fraction(high)
        inside = super().__new__(cls, (first + last) / 2 + rank * (last - first) / 10)
        inside.low, inside.high, inside.rank = first, last, rank
        return inside

    @classmethod
    def around(cls, low: Fraction, high: Fraction) -> Self:
        """What lies anywhere between two numbers, bands or not."""
        return cls(_low(low), _high(high))

    def ranked(self, rank: int) -> "Band":
        """The same band, elsewhere among others of it."""
        return Band(self.low, self.high, rank)

    # Fraction's own would give a plain number, as if it were known.
    def __add__(self, other: Any) -> "Band":  # type: ignore[override]  # any rational number, as Fraction takes
        return Band(self.low + _low(other), self.high + _high(other))

    __radd__ = __add__  # type: ignore[assignment]  # as above

    def __neg__(self) -> "Band":
        return Band(-self.high, -self.low, -self.rank)

    def __sub__(self, other: Any) -> "Band":  # type: ignore[override]  # as above
        return Band(self.low - _high(other), self.high - _low(other))

    def __rsub__(self, other: Any) -> "Band":  # type: ignore[override]  # as above
        return Band(_low(other) - self.high, _high(other) - self.low)

    def __mul__(self, factor: Any) -> "Band":  # type: ignore[override]  # by a plain number
        ends = sorted((self.low * factor, self.high * factor))
        return Band(ends[0], ends[1], self.rank if factor >= 0 else -self.rank)

    __rmul__ = __mul__  # type: ignore[assignment]  # as above

    def __reduce__(self) -> tuple[type["Band"], tuple[Fraction, Fraction, int]]:
        """How copies are made."""
        return Band, (self.low, self.high, self.rank)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __repr__(self) -> str:
        return f"Band({self.low}, {self.high})"


def band_of(share: Fraction) -> Band:
    """The band of 20 points that a share lies in: 60 % and 76 % are both in "60-80 %"."""
    first = min(max(int(share * STEPS), 0), STEPS - 1)
    return Band(Fraction(first, STEPS), Fraction(first + 1, STEPS))


def _low(number: Fraction | int) -> Fraction | int:
    return number.low if isinstance(number, Band) else number


def _high(number: Fraction | int) -> Fraction | int:
    return number.high if isinstance(number, Band) else number
