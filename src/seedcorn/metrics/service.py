"""Whether customers are served alike: how long they wait for an answer, and whose requests are hurried."""

from collections.abc import Mapping
from fractions import Fraction

from seedcorn.metrics.ages import Ages, median_age
from seedcorn.model import Interval


def top_tenth(paid: Mapping[str, Fraction]) -> frozenset[str]:
    """The tenth of those who pay with the highest revenue, by id: at least one, and all who pay as much.

    Nobody where there is one who pays, or where all pay the same: nobody is the highest then. Source: ours.
    """
    if not paid:
        return frozenset()
    highest = sorted(paid.values(), reverse=True)[: max(1, len(paid) // 10)]
    found = frozenset(one for one, revenue in paid.items() if revenue >= highest[-1])
    return found if len(found) < len(paid) else frozenset()


def times_as_long(others: Ages, theirs: Ages, unnamed: Ages) -> Interval:
    """How many times the median of some hours the median of others is; one under an hour counts as one.

    The bounds are those if any of the unnamed were the one's or the other's, whichever moves it most, each on
    its own: they are never too narrow. Source: ours.
    """
    upper, lower = (_at_least_one(median_age(hours, unnamed)) for hours in (others, theirs))
    return Interval(value=upper.value / lower.value, low=upper.low / lower.high, high=upper.high / lower.low)


def _at_least_one(hours: Interval) -> Interval:
    one = Fraction(1)
    return Interval(value=max(one, hours.value), low=max(one, hours.low), high=max(one, hours.high))
