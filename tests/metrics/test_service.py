"""Whether customers are served alike: waits beside each other, and raised priorities with room for chance."""

from fractions import Fraction
from itertools import product

import pytest

from seedcorn.metrics.ages import median
from seedcorn.metrics.refusal import Decided, wilson
from seedcorn.metrics.service import times_as_long, times_as_often_raised, top_tenth
from seedcorn.model import Interval

NOTHING = Decided()


def paid(*revenues: int) -> dict[str, Fraction]:
    return {f"c{number}": Fraction(revenue) for number, revenue in enumerate(revenues)}


def test_of_twenty_two_are_the_tenth_and_of_few_one() -> None:
    assert top_tenth(paid(*range(20))) == {"c18", "c19"}
    assert top_tenth(paid(*range(19))) == {"c18"}
    assert top_tenth(paid(5, 900)) == {"c1"}


def test_whoever_pays_as_much_is_among_them_and_of_equals_nobody_is() -> None:
    assert top_tenth(paid(9, 9, 1)) == {"c0", "c1"}
    assert top_tenth(paid(9, 9)) == top_tenth(paid(9)) == top_tenth({}) == frozenset()


def test_under_an_hour_is_an_hour() -> None:
    assert times_as_long({0: 3}, {0: 5}, {}) == Interval.exactly(1)
    assert times_as_long({3: 1}, {0: 5}, {}) == Interval.exactly(3)
    assert times_as_long({0: 1}, {4: 5}, {}) == Interval.exactly(Fraction(1, 4))


def test_whoever_the_unnamed_belong_to_it_lies_within_the_bounds() -> None:
    others, theirs, unnamed = [2, 8, 9], [3, 4], [0, 1, 5, 70]
    bounds = times_as_long(hours(others), hours(theirs), hours(unnamed))
    for whose in product(range(3), repeat=len(unnamed)):
        more = [[one for one, of in zip(unnamed, whose, strict=True) if of == side] for side in range(2)]
        upper, lower = median(hours(others + more[0])), median(hours(theirs + more[1]))
        assert bounds.low <= max(upper, Fraction(1)) / max(lower, Fraction(1)) <= bounds.high


def hours(waits: list[int]) -> dict[int, int]:
    return {one: waits.count(one) for one in waits}


def test_with_nothing_unnamed_it_is_one_part_over_the_end_of_the_others_interval() -> None:
    mine, others = Decided(declined=8, done=2), Decided(declined=0, done=30)
    found = times_as_often_raised(mine, others, NOTHING, 5)
    assert found == Interval.exactly(Fraction(8, 10) / wilson(others).high)


@pytest.mark.parametrize(("mine", "fewest"), [(3, 5), (5, 5), (0, 2)])
def test_whoever_the_unnamed_are_raised_for_lies_within_the_bounds(mine: int, fewest: int) -> None:
    theirs, others = Decided(declined=mine // 2, done=mine - mine // 2), Decided(declined=2, done=9)
    unnamed = Decided(declined=3, done=2)
    bounds = times_as_often_raised(theirs, others, unnamed, fewest)
    for raised, left, elsewhere in product(range(4), range(3), range(2)):
        now = Decided(declined=theirs.declined + raised, done=theirs.done + left)
        rest = Decided(
            declined=others.declined + (3 - raised) * elsewhere, done=others.done + (2 - left) * elsewhere
        )
        if now.all >= fewest:
            assert bounds.low <= now.rate / wilson(rest).high <= bounds.high


def test_whoever_could_not_have_enough_is_not_judged() -> None:
    few, others = Decided(declined=2, done=0), Decided(declined=0, done=30)
    assert times_as_often_raised(few, others, Decided(declined=1, done=1), 5) == Interval.exactly(0)
    perhaps = times_as_often_raised(few, others, Decided(declined=1, done=2), 5)
    assert not perhaps.value
    assert not perhaps.low
    assert perhaps.high > 0
