"""How much of something a few hold: shares, HHI, effective number, absence factor, Gini, top few."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from seedcorn.metrics.whole_numbers import whole_numbers
from seedcorn.model import Interval

HHI_OF_ONE = 10_000


Exact = int | Fraction
"""Effort as it is counted: in units, or as whole parts of one unit; shares and indices do not mind which."""


def share(part: Exact, known: Exact, unknown: Exact, nameless: Exact = 0) -> Interval:
    """A customer's share of requested work: part / known, and its bounds if unknown work is requested too.

    `known` is all requested work, also the `nameless` part of it that says nobody's name. Low: none of the
    unknown is this customer's and all is somebody's; high: all of it is, and the nameless too. A share of
    nothing is 0. Source: ours (the bounds); share of revenue by analogy, ASC 280-10-50-42.
    """
    whole = known + unknown
    value, high = _ratio(part, known), _ratio(part + unknown + nameless, whole)
    # Whoever is named on a request that is also marked as nobody's would else count twice.
    return Interval(value=value, low=_ratio(part, whole), high=max(value, min(high, Fraction(1))))


def hhi(parts: Sequence[Exact], known: Exact, unknown: Exact = 0, nameless: Exact = 0) -> Interval:
    """The Herfindahl-Hirschman index of requested work, in points: 10,000 times the sum of squared shares.

    `known` is all requested work, also the `nameless` part of it. Low: the unknown is spread over very many
    others; high: all of it and the nameless are the largest's (never under the value, which can exceed
    10,000 where an issue counts fully for each who asks). Source: U.S. DOJ and FTC Merger Guidelines (2023),
    Guideline 1, on market shares; demand in a backlog is an analogy.
    """
    *sizes, known, unknown, nameless = whole_numbers((*parts, known, unknown, nameless))
    squares = sum(size * size for size in sizes)
    largest = max(sizes, default=0)
    harshest = squares - largest * largest + (largest + unknown + nameless) ** 2
    whole = known + unknown
    value = _ratio(HHI_OF_ONE * squares, known**2)
    return Interval(
        value=value,
        low=_ratio(HHI_OF_ONE * squares, whole**2),
        high=max(value, _ratio(HHI_OF_ONE * harshest, whole**2)),
    )


def effective_number(index: Fraction) -> Fraction:
    """As if there were so many equal customers: 10,000 / HHI; 0 where there is none.

    Source: the inverse of Simpson's index (Laakso and Taagepera, "Effective" number of parties, 1979).
    """
    return HHI_OF_ONE / index if index else Fraction(0)


def top_few(parts: Sequence[Exact], known: Exact, few: int) -> Fraction:
    """The share of requested work that the `few` largest hold together (the concentration ratio CR_k)."""
    return _ratio(sum(sorted(parts, reverse=True)[:few]), known)


def absence_factor(parts: Sequence[Exact], threshold: Fraction = Fraction(1, 2)) -> int:
    """The fewest customers who hold at least `threshold` of what the named ones ask for; 0 for nobody.

    Source: CHAOSS, Elephant Factor and Contributor Absence Factor (threshold one half, inclusive); those
    count contributors, so this is an analogy.
    """
    ordered = sorted(whole_numbers(parts), reverse=True)
    needed = threshold.numerator * sum(ordered)
    held = enumerate(accumulate(ordered), 1)
    return next((place for place, part in held if part and part * threshold.denominator >= needed), 0)


def absence_range(parts: Sequence[Exact], unnamed: Exact, issues: int) -> Interval:
    """The absence factor and what it could be if the `unnamed` effort of so many issues were anybody's.

    Low: all of it is one of the few's. High: it is spread over very many who each ask for next to nothing;
    where there is more of it than of all that is named, each issue is one more customer's. Source: ours (the
    bounds); while there is less of it, both are exact.
    """
    *named, unnamed = whole_numbers((*parts, unnamed))
    value, together = absence_factor(named), sum(named)
    held = tuple(accumulate(sorted(named, reverse=True)))
    fewest = next((few for few, top in enumerate(held, 1) if 2 * top + unnamed >= together), 0)
    most = next((few for few, top in enumerate(held, 1) if 2 * top >= together + unnamed), len(held) + issues)
    return Interval(value=Fraction(value), low=Fraction(min(value, fewest)), high=Fraction(max(value, most)))


def gini(parts: Sequence[Exact]) -> Fraction:
    """The Gini coefficient: 0 when all ask for the same, near 1 when one asks for everything.

    Sum over ranks i (smallest first, n values x): (2i - n - 1) x_i / (n sum x). Source: Gini (1912), in the
    form of Sen, On Economic Inequality (1973).
    """
    ordered, number = sorted(whole_numbers(parts)), len(parts)
    weighted = sum((2 * rank - number - 1) * part for rank, part in enumerate(ordered, 1))
    return _ratio(weighted, number * sum(ordered))


def gini_range(parts: Sequence[Exact], unnamed: Exact) -> Interval:
    """The Gini coefficient and its bounds if any of the `unnamed` effort were theirs.

    Low: the smallest are filled up with it, until all have the same; high: all of it is the largest's. Both
    are exact where one issue can be asked for by several. Source: ours (the bounds).
    """
    *named, unnamed = whole_numbers((*parts, unnamed))
    return Interval(value=gini(named), low=gini(levelled(named, unnamed)), high=gini(heaped(named, unnamed)))


def levelled(parts: Sequence[Exact], more: Exact) -> list[Exact]:
    """The parts, the smallest first, after they were given `more` so that they are as alike as can be."""
    ordered = sorted(parts)
    for number, held in enumerate(accumulate(ordered), 1):
        if number == len(ordered) or held + more <= ordered[number] * number:
            return [Fraction(held + more) / number] * number + ordered[number:]
    return ordered


def heaped(parts: Sequence[Exact], more: Exact) -> list[Exact]:
    """The parts, the smallest first, after the largest was given `more`."""
    ordered = sorted(parts)
    return [*ordered[:-1], ordered[-1] + more] if ordered else []


def _ratio(part: Exact, whole: Exact) -> Fraction:
    """A part of a whole, 0 of nothing."""
    return Fraction(part, whole) if whole else Fraction(0)
