"""How much of something a few hold: shares, HHI, effective number, absence factor, Gini, top few."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.model import Interval

HHI_OF_ONE = 10_000


def share(part: Fraction, known: Fraction, unknown: Fraction) -> Interval:
    """A customer's share of requested work: part / known, and its bounds if unknown work is requested too.

    Low: none of the unknown is this customer's and all is somebody's; high: all of it is this customer's.
    A share of nothing is 0. Source: ours (the bounds); share of revenue by analogy, ASC 280-10-50-42.
    """
    whole = known + unknown
    return Interval(
        value=part / known if known else Fraction(0),
        low=part / whole if whole else Fraction(0),
        high=(part + unknown) / whole if whole else Fraction(0),
    )


def hhi(parts: Sequence[Fraction], known: Fraction, unknown: Fraction = Fraction(0)) -> Interval:
    """The Herfindahl-Hirschman index of requested work, in points: 10,000 times the sum of squared shares.

    `known` is all requested work, also what nobody's name is on. Low: the unknown is spread over very many
    others; high: all of it is the largest's (never under the value, which can exceed 10,000 where an issue
    counts fully for each who asks). Source: U.S. DOJ and FTC Merger Guidelines (2023), Guideline 1, on market
    shares; demand in a backlog is an analogy.
    """
    squares = sum((part * part for part in parts), Fraction(0))
    largest = max(parts, default=Fraction(0))
    harshest = squares - largest * largest + (largest + unknown) ** 2
    whole = known + unknown
    value = HHI_OF_ONE * squares / known**2 if known else Fraction(0)
    return Interval(
        value=value,
        low=HHI_OF_ONE * squares / whole**2 if whole else Fraction(0),
        high=max(value, HHI_OF_ONE * harshest / whole**2) if whole else Fraction(0),
    )


def effective_number(index: Fraction) -> Fraction:
    """As if there were so many equal customers: 10,000 / HHI; 0 where there is none.

    Source: the inverse of Simpson's index (Laakso and Taagepera, "Effective" number of parties, 1979).
    """
    return HHI_OF_ONE / index if index else Fraction(0)


def top_few(parts: Sequence[Fraction], known: Fraction, few: int) -> Fraction:
    """The share of requested work that the `few` largest hold together (the concentration ratio CR_k)."""
    return sum(sorted(parts, reverse=True)[:few], Fraction(0)) / known if known else Fraction(0)


def absence_factor(parts: Sequence[Fraction], threshold: Fraction = Fraction(1, 2)) -> int:
    """The fewest customers who hold at least `threshold` of what the named ones ask for; 0 for nobody.

    Source: CHAOSS, Elephant Factor and Contributor Absence Factor (threshold one half, inclusive); those
    count contributors, so this is an analogy.
    """
    needed = threshold * sum(parts, Fraction(0))
    held = Fraction(0)
    for place, part in enumerate(sorted(parts, reverse=True), 1):
        held += part
        if held >= needed and held:
            return place
    return 0


def gini(parts: Sequence[Fraction]) -> Fraction:
    """The Gini coefficient: 0 when all ask for the same, near 1 when one asks for everything.

    Sum over ranks i (smallest first, n values x): (2i - n - 1) x_i / (n sum x). Source: Gini (1912), in the
    form of Sen, On Economic Inequality (1973).
    """
    number, total = len(parts), sum(parts, Fraction(0))
    if not total:
        return Fraction(0)
    weighted = sum(
        ((2 * rank - number - 1) * part for rank, part in enumerate(sorted(parts), 1)), Fraction(0)
    )
    return weighted / (number * total)
