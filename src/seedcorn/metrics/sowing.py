"""How long seed corn waits beside what customers ask for, and how many answers it takes to know."""

from fractions import Fraction

from seedcorn.model import Interval

Ages = dict[int, int]


def times_as_old(seed_corn: Fraction, requests: Interval) -> Interval:
    """The median age of seed corn as a multiple of that of the requests, both in days.

    An age under a day counts as one, so that there is always something to divide by. Source: ours.
    """
    low, value, high = (max(age, Fraction(1)) for age in (requests.low, requests.value, requests.high))
    old = max(seed_corn, Fraction(1))
    return Interval(value=old / value, low=old / high, high=old / low)


def answers_about_age(ages: Ages, unknown: Ages, age: Fraction) -> int:
    """The fewest unknown issues to answer to know on which side of an age the median is; at least 1.

    Each answer moves the younger and the older half by one issue. Source: ours.
    """
    younger = sum(issues for each, issues in ages.items() if each < age)
    older = sum(ages.values()) - younger
    could_be_younger = sum(issues for each, issues in unknown.items() if each < age)
    could_be_older = sum(unknown.values()) - could_be_younger
    return max(1, min(younger + could_be_younger - older, older + could_be_older - younger))
