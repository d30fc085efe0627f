"""How to decide an open verdict, and how to come back to a limit: the fewest issues, largest effect first."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt

from seedcorn.metrics.concentration import HHI_OF_ONE
from seedcorn.model import Interval


def effort_to_settle(measured: Interval, limit: Fraction, unknown: Fraction) -> Fraction:
    """The least unknown effort whose answer could decide whether a measure keeps its limit.

    For measures whose bounds close in evenly as unknown work gets an answer (every share does): from below
    the distance of the limit to the low bound, from above to the high bound, as parts of the whole
    interval. Source: ours.
    """
    width = measured.high - measured.low
    if not width:
        return Fraction(0)
    nearest = min(limit - measured.low, measured.high - limit)
    return nearest / width * unknown


def effort_to_settle_hhi(
    parts: Sequence[Fraction], known: Fraction, unknown: Fraction, limit: Fraction
) -> Fraction:
    """The same for the HHI, whose bounds are squares.

    With u of the unknown answered, it fails for certain once (D1 + u)^2 + rest exceeds the limit, and keeps
    for certain once (D1 + U - u)^2 + rest does not, all over (K + U)^2. Rounded up to a thousandth. Source:
    ours.
    """
    largest = max(parts, default=Fraction(0))
    rest = sum((part * part for part in parts), Fraction(0)) - largest * largest
    allowed = limit * (known + unknown) ** 2 / HHI_OF_ONE - rest
    if allowed < 0:
        return Fraction(0)
    at_limit = Fraction(isqrt(int(allowed * 10**6)), 1000)
    return max(Fraction(0), min(at_limit - largest, largest + unknown - at_limit))


def fewest(efforts: Iterable[tuple[Fraction, int]], needed: Fraction) -> int:
    """How many issues it takes to reach `needed`, the largest first; efforts as (effort of one, how many)."""
    taken = 0
    for effort, issues in efforts:
        if needed <= 0:
            break
        if effort <= 0:
            continue
        now = min(issues, -(-needed // effort))
        taken, needed = taken + int(now), needed - now * effort
    return taken


def fewest_to_defer(
    requests: Iterable[tuple[int, Fraction, int]], part: Fraction, known: Fraction, limit: Fraction
) -> int:
    """The fewest of a customer's issues to defer so that its share keeps a limit; a share of 0 always does.

    Requests as (askers, effort of one issue, how many). Deferring one of effort e asked for by n takes e/n
    from the customer and e from all requested work, so it gains e (1/n - limit); largest gain first is
    optimal, since gains add up. Source: ours.
    """
    gains = sorted(
        ((effort * (Fraction(1, askers) - limit), issues) for askers, effort, issues in requests),
        reverse=True,
    )
    return fewest(gains, part - limit * known)
