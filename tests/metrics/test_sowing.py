"""How long seed corn waits, beside what is asked for."""

from fractions import Fraction
from random import Random

from seedcorn.metrics.ages import median_age
from seedcorn.metrics.sowing import answers_about_age, times_as_old
from seedcorn.model import Interval


def test_a_multiple_of_ages_is_widest_where_the_other_age_is_least_known() -> None:
    requests = Interval(value=Fraction(100), low=Fraction(50), high=Fraction(200))
    told = Interval(value=Fraction(3), low=Fraction(3, 2), high=Fraction(6))
    assert times_as_old(Fraction(300), requests) == told


def test_an_age_under_a_day_is_one_day() -> None:
    assert times_as_old(Fraction(0), Interval.exactly(0)) == Interval.exactly(1)


def test_fewer_answers_never_decide() -> None:
    """Whichever issues are answered, and how, with one answer fewer the middle can still be on both sides."""
    random = Random(3)
    tried = 0
    while tried < 200:
        ages, unknown = ({age: random.randint(0, 3) for age in range(1, 7)} for _ in range(2))
        age = Fraction(random.choice([3, 4, 5]))
        span = median_age(ages, unknown)
        if not sum(ages.values()) or not span.low < age < span.high:
            continue
        tried += 1
        answers = answers_about_age(ages, unknown, age)
        assert 1 <= answers <= sum(unknown.values())
        for _ in range(20):
            span = median_age(*answered(ages, unknown, answers - 1, random))
            assert span.low <= age <= span.high


def answered(
    ages: dict[int, int], unknown: dict[int, int], many: int, random: Random
) -> tuple[dict[int, int], dict[int, int]]:
    """So many unknown issues get an answer, drawn by lot: asked for, or not."""
    known, left = dict(ages), dict(unknown)
    for _ in range(many):
        age = random.choice([each for each, issues in left.items() if issues])
        left[age] -= 1
        known[age] += random.randint(0, 1)
    return known, left
