"""What a limit asks of the amounts: exact linear forms, and one of squares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from seedcorn.metrics.concentration import HHI_OF_ONE
from seedcorn.planning.steps import SERVED, SQUARES, Amount, What

Amounts: TypeAlias = Mapping[Amount, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Holds where the amounts times their factors, and `constant`, come to 0 or less."""

    terms: tuple[tuple[Amount, int], ...]
    constant: int = 0

    @classmethod
    def of(cls, *terms: tuple[Amount, Fraction | int], constant: Fraction | int = 0) -> "Linear":
        """The same in the smallest whole numbers that keep fractions exact."""
        scale = lcm(Fraction(constant).denominator, *(Fraction(factor).denominator for _, factor in terms))
        return cls(
            terms=tuple((amount, int(factor * scale)) for amount, factor in terms if factor),
            constant=int(constant * scale),
        )

    def excess(self, amounts: Amounts) -> int:
        """By how much it does not hold; 0 or less where it does."""
        return sum((amounts.get(amount, 0) * factor for amount, factor in self.terms), self.constant)

    def change(self, effect: Amounts) -> int:
        """What one step adds to the excess; of `SERVED`, which is not linear, nothing."""
        return sum(effect[amount] * factor for amount, factor in self.terms if amount in effect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Squared:
    """Holds where the HHI of the demands, as parts of all `whole`, is no more than `limit` points."""

    limit: Fraction
    whole: tuple[Amount, ...]

    def excess(self, amounts: Amounts) -> int:
        """10,000 times the squared demands, less the limit times the squared whole, in whole numbers."""
        whole = sum(amounts.get(amount, 0) for amount in self.whole)
        squares = HHI_OF_ONE * self.limit.denominator * amounts.get(SQUARES, 0)
        return squares - self.limit.numerator * whole**2

    def tangent(self, amounts: Amounts) -> Linear:
        """The linear form that changes here as this one does, through the same excess."""
        whole = sum(amounts.get(amount, 0) for amount in self.whole)
        steep = 2 * HHI_OF_ONE * self.limit.denominator
        terms = [(amount, steep * size) for amount, size in amounts.items() if amount.what is What.DEMAND]
        terms += [(amount, -2 * self.limit.numerator * whole) for amount in self.whole]
        through = sum(factor * amounts.get(amount, 0) for amount, factor in terms)
        return Linear(terms=tuple(terms), constant=self.excess(amounts) - through)


Form: TypeAlias = Linear | Squared


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a rule asks of a backlog after the plan: at least one of the forms `any_of` holds.

    `rule` and `scope` are those of its finding, `customer` is the code of whom it is about.
    """

    rule: str
    scope: str
    any_of: tuple[Form, ...]
    customer: int | None = None

    def excess(self, amounts: Amounts) -> int:
        """0 or less where it holds."""
        return min(form.excess(amounts) for form in self.any_of)


def broken(limits: Iterable[Limit], amounts: Amounts) -> Iterator[Limit]:
    """Those that do not hold, in their order."""
    return (limit for limit in limits if limit.excess(amounts) > 0)


class Standing(dict[Amount, int]):
    """Amounts that steps change; the derived ones, squares and customers served, follow."""

    def take(self, effect: Amounts, issues: int) -> None:
        """So many issues of a step; less than none undoes it."""
        for amount, one in effect.items():
            before = self.get(amount, 0)
            self[amount] = after = before + one * issues
            if amount.what is What.DEMAND:
                self[SQUARES] = self.get(SQUARES, 0) + after**2 - before**2
            elif amount.what is What.CURRENT_ASKED_ISSUES:
                self[SERVED] = self.get(SERVED, 0) + (after > 0) - (before > 0)
