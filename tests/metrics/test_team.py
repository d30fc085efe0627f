"""Who works for one customer alone, and how many answers it takes to know."""

from fractions import Fraction
from itertools import product

import pytest

from seedcorn.metrics.team import (
    answers_of_one,
    fewest_answers,
    part_of_people,
    people_to_settle,
    works_for_one,
)
from seedcorn.model import Interval

MOST = Fraction(80, 100)


def test_four_fifths_are_not_more_than_four_fifths() -> None:
    assert not works_for_one(Fraction(4), Fraction(5), MOST)
    assert works_for_one(Fraction(41), Fraction(50), MOST)


def test_three_hired_onto_ten_are_three_of_thirteen() -> None:
    assert part_of_people(3, 3, 13) == Interval.exactly(Fraction(3, 13))
    assert part_of_people(1, 3, 4) == Interval(value=Fraction(1, 4), low=Fraction(1, 4), high=Fraction(3, 4))
    assert part_of_people(0, 0, 0) == Interval.exactly(0)


@pytest.mark.parametrize("everybody", range(3, 8))
def test_so_many_people_decide_and_no_fewer(everybody: int) -> None:
    """Tried with every answer about each of them that can be given."""
    limit = Fraction(1, 3)
    for certain, perhaps in product(range(everybody + 1), repeat=2):
        low, high = Fraction(certain, everybody), Fraction(certain + perhaps, everybody)
        if certain + perhaps > everybody or not low <= limit < high:
            continue
        people = people_to_settle(certain, certain + perhaps, everybody, limit)
        assert can_decide(certain, perhaps, everybody, people, limit)
        assert not can_decide(certain, perhaps, everybody, people - 1, limit)


def can_decide(certain: int, perhaps: int, everybody: int, answered: int, limit: Fraction) -> bool:
    """Whether some answers about so many people leave nothing to ask about the part."""
    ways = ((certain + yes, certain + yes + perhaps - answered) for yes in range(answered + 1))
    return any(low > limit * everybody or high <= limit * everybody for low, high in ways)


def test_of_one_person_the_largest_are_asked_about_first() -> None:
    """3 of 10 are one customer's, and 7 say nothing: after 2 of effort at least a fifth is for others."""
    unnamed = ((Fraction(2), 2), (Fraction(1), 3))
    assert answers_of_one(Fraction(3), Fraction(10), unnamed, MOST) == 1
    assert answers_of_one(Fraction(3), Fraction(10), ((Fraction(1), 7),), MOST) == 2


def test_those_who_take_few_answers_are_asked_about_first() -> None:
    assert fewest_answers([5, 1, 3], 2) == 4
    assert fewest_answers([], 2) == 0
