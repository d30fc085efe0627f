"""Whether customers are served alike: how long they wait for an answer, and whose requests are hurried."""

from collections.abc import Mapping
from fractions import Fraction

from seedcorn.metrics.ages import Ages, median_age
from seedcorn.metrics.refusal import Decided, wilson
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


def times_as_often_raised(mine: Decided, others: Decided, unnamed: Decided, fewest: int) -> Interval:
    """How many times as high a part of a customer's issues is raised as of the others' at the most.

    Decided as declined is what was raised, as done what was not. The customer's own part, over the upper end
    of Wilson's interval for the others'. Low: of the unnamed the raised are the others' and the rest this
    customer's; high, the other way round. Whoever asks for fewer than `fewest` is not judged, but could be
    where so many are unnamed: low and value are 0 then, and high is made up to as many issues as it takes.
    Source: ours; the interval is Wilson's (1927).
    """
    if mine.all + unnamed.all < fewest:
        return Interval.exactly(0)
    raised = mine.declined + unnamed.declined
    harshest = Decided(declined=raised, done=max(mine.done, fewest - raised))
    spared = Decided(declined=others.declined, done=others.done + unnamed.done)
    high = harshest.rate / wilson(spared).high
    if mine.all < fewest:
        return Interval(value=Fraction(0), low=Fraction(0), high=high)
    kindest = Decided(declined=mine.declined, done=mine.done + unnamed.done)
    hurried = Decided(declined=others.declined + unnamed.declined, done=others.done)
    return Interval(value=mine.rate / wilson(others).high, low=kindest.rate / wilson(hurried).high, high=high)
