"""How far estimates grew, whatever of the unnamed is a customer's; and how many answers it takes to know."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from seedcorn.metrics.refusal import Estimates, fewest_about_growth, times_as_large
from seedcorn.model import Interval

One = tuple[Fraction, Fraction]


def drawn(chance: Random, issues: int) -> list[One]:
    return [(Fraction(chance.randint(1, 8)), Fraction(chance.randint(0, 13))) for _ in range(issues)]


def together(issues: list[One]) -> Estimates:
    return [(*one, 1) for one in issues]


def sums(issues: list[One]) -> One:
    return sum((one for one, _ in issues), Fraction(0)), sum((one for _, one in issues), Fraction(0))


def every_ratio(theirs: list[One], unnamed: list[One], lacking: int) -> list[Fraction]:
    """What it would be with each of all the choices of so many unnamed issues or more."""
    chosen = [
        [*theirs, *some]
        for many in range(max(0, lacking), len(unnamed) + 1)
        for some in combinations(unnamed, many)
    ]
    return [now / planned for planned, now in map(sums, chosen) if planned]


@pytest.mark.parametrize("chance", range(40))
def test_the_bounds_are_the_least_and_the_most_of_all_choices(chance: int) -> None:
    random = Random(chance)
    theirs, unnamed = drawn(random, random.randint(0, 3)), drawn(random, random.randint(0, 6))
    lacking = random.randint(0, 3) if theirs else random.randint(1, 3)
    planned, now = sums(theirs)
    found = times_as_large(planned, now, together(unnamed), lacking)
    ratios = every_ratio(theirs, unnamed, lacking)
    if lacking:
        nothing = Fraction(0)
        assert found == Interval(value=nothing, low=nothing, high=max(ratios, default=nothing))
    else:
        assert found == Interval(value=now / planned, low=min(ratios), high=max(ratios))


def test_nothing_unnamed_is_exact() -> None:
    assert times_as_large(Fraction(10), Fraction(19), (), 0) == Interval.exactly(Fraction(19, 10))


@pytest.mark.parametrize("chance", range(30))
def test_so_many_answers_can_decide_and_no_fewer(chance: int) -> None:
    """Tried with every choice of issues and every answer about them."""
    random, limit = Random(chance), Fraction(3, 2)
    theirs, unnamed = drawn(random, 3), drawn(random, 5)
    planned, now = sums(theirs)
    bounds = times_as_large(planned, now, together(unnamed), 0)
    if not bounds.low <= limit < bounds.high:
        return
    fewest = fewest_about_growth([(planned, now)], together(unnamed), limit)
    assert can_decide(theirs, unnamed, fewest, limit)
    assert not can_decide(theirs, unnamed, fewest - 1, limit)


def can_decide(theirs: list[One], unnamed: list[One], answers: int, limit: Fraction) -> bool:
    for asked in combinations(range(len(unnamed)), answers):
        left = [one for place, one in enumerate(unnamed) if place not in asked]
        for number in range(answers + 1):
            for yes in combinations(asked, number):
                planned, now = sums([*theirs, *(unnamed[place] for place in yes)])
                found = times_as_large(planned, now, together(left), 0)
                if found.low > limit or found.high <= limit:
                    return True
    return False
