"""How to decide an open verdict, and how to come back to a limit: the fewest issues, largest effect first."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil

from seedcorn.metrics.concentration import HHI_OF_ONE, gini_range, heaped, levelled
from seedcorn.model import Interval
from seedcorn.report import Bound

Efforts = Sequence[tuple[Fraction, int]]


def fewest_to_settle(
    efforts: Efforts, measured: Interval, limit: Fraction, bound: Bound = Bound.CEILING
) -> int:
    """The fewest issues without an answer whose answer could decide whether a measure keeps its limit.

    `efforts` are all those issues as (effort of one, how many), the largest first. For measures whose bounds
    close in evenly as they get an answer (every share does): a bound has come as near to the other as the
    answered part of all their effort. A limit is kept when reached, broken only when passed.
    Source: ours.
    """
    unknown = sum((effort * issues for effort, issues in efforts), Fraction(0))
    width = measured.high - measured.low
    if not width or not unknown:
        return 0
    from_low, from_high = (way / width * unknown for way in (limit - measured.low, measured.high - limit))
    kept, broken = (from_high, from_low) if bound is Bound.CEILING else (from_low, from_high)
    return _fewest_that(efforts, lambda answered: answered >= kept or answered > broken)


def fewest_to_settle_hhi(
    efforts: Efforts, parts: Sequence[Fraction], whole: Fraction, limit: Fraction
) -> int:
    """The same for the HHI, whose bounds are squares.

    `whole` is all requested and unknown effort, W. With u of the U that `efforts` come to answered, it fails
    for certain once (D1 + u)^2 + rest exceeds the limit, and keeps for certain once (D1 + U - u)^2 + rest
    does not, all over W^2. Source: ours.
    """
    unknown = sum((effort * issues for effort, issues in efforts), Fraction(0))
    largest = max(parts, default=Fraction(0))
    rest = sum((part * part for part in parts), Fraction(0)) - largest * largest
    allowed = limit * whole**2 / HHI_OF_ONE - rest

    def decides(answered: Fraction) -> bool:
        return (largest + answered) ** 2 > allowed or (largest + unknown - answered) ** 2 <= allowed

    return _fewest_that(efforts, decides)


def fewest_to_settle_absence(efforts: Efforts, parts: Sequence[Fraction], limit: Fraction) -> int:
    """The same for the absence factor, a floor: whether fewer customers than the limit hold half.

    With u of the U that `efforts` come to answered: they do for certain once what the few hold and u are half
    of all that could be named, and do not once they fall short of half even with the U - u that is left.
    Source: ours.
    """
    unnamed = sum((effort * issues for effort, issues in efforts), Fraction(0))
    whole = sum(parts, Fraction(0))
    held = sum(sorted(parts, reverse=True)[: ceil(limit) - 1], Fraction(0))

    def decides(answered: Fraction) -> bool:
        return 2 * (held + answered) >= whole + unnamed or 2 * (held - answered) + unnamed < whole

    return _fewest_that(efforts, decides)


def fewest_to_settle_gini(efforts: Efforts, parts: Sequence[Fraction], limit: Fraction) -> int:
    """The same for the Gini coefficient, answers being the largest's, or those of whoever has least."""
    unnamed = sum((effort * issues for effort, issues in efforts), Fraction(0))

    def decides(answered: Fraction) -> bool:
        left = unnamed - answered
        broken = gini_range(heaped(parts, answered), left).low > limit
        return broken or gini_range(levelled(parts, answered), left).high <= limit

    return _fewest_that(efforts, decides)


def _fewest_that(efforts: Efforts, decides: Callable[[Fraction], bool]) -> int:
    """How many issues, the largest first, decide by their effort; all where even that does not."""
    issues = sum(many for _, many in efforts)
    return bisect_left(range(issues), x=True, key=lambda first: decides(_of_the(first, efforts)))


def _of_the(first: int, efforts: Efforts) -> Fraction:
    """The effort of the first so many issues."""
    together = Fraction(0)
    for effort, issues in efforts:
        together += effort * min(issues, first)
        first = max(0, first - issues)
    return together


def fewest(efforts: Iterable[tuple[Fraction, int]], needed: Fraction) -> int:
    """How many issues it takes to reach `needed`, the largest first; efforts as (effort of one, how many)."""
    taken = 0
    for effort, issues in efforts:
        if needed <= 0 or effort <= 0:
            break
        now = min(issues, -(-needed // effort))
        taken, needed = taken + int(now), needed - now * effort
    return taken


def fewest_to_defer(
    requests: Iterable[tuple[Fraction, Fraction, int]], part: Fraction, known: Fraction, limit: Fraction
) -> int:
    """The fewest of a customer's issues to defer so that its share keeps a limit; a share of 0 always does.

    Requests as (the customer's part, effort of one issue, how many issues). Deferring one takes its part from
    the customer and its effort from all requested work, so it gains part - limit * effort; largest gain
    first is optimal, since gains add up. Source: ours.
    """
    gains = sorted(((asked - limit * effort, issues) for asked, effort, issues in requests), reverse=True)
    return fewest(gains, part - limit * known)
