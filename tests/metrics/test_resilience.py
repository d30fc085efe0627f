"""What losing customers costs, against all draws there are."""

from fractions import Fraction
from itertools import combinations
from math import ceil
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.resilience import a_tenth, unlucky_loss, worst_loss

REVENUES = st.lists(st.fractions(min_value=0, max_value=50, max_denominator=3), min_size=1, max_size=7)


@given(
    revenues=REVENUES, lost=st.integers(1, 3), quantile=st.sampled_from([Fraction(1, 2), Fraction(19, 20)])
)
def test_the_unlucky_loss_is_the_quantile_of_all_draws(
    revenues: list[Fraction], lost: int, quantile: Fraction
) -> None:
    draws = sorted(sum(draw, Fraction(0)) for draw in combinations(revenues, min(lost, len(revenues))))
    at = draws[ceil(quantile * len(draws)) - 1]
    total = sum(revenues, Fraction(0))
    assert unlucky_loss(revenues, min(lost, len(revenues)), quantile) == (at / total if total else 0)


@given(revenues=REVENUES, lost=st.integers(1, 3))
def test_no_draw_costs_more_than_the_worst(revenues: list[Fraction], lost: int) -> None:
    assert unlucky_loss(revenues, lost) <= worst_loss(revenues, lost) <= 1


def test_where_draws_cannot_be_counted_they_are_simulated_alike_each_time() -> None:
    revenues = [Fraction(number**3) for number in range(1, 60)]
    exact = unlucky_loss(revenues, 2)
    with patch("seedcorn.metrics.resilience._MOST_SUMS", 10):
        simulated = unlucky_loss(revenues, 2)
        assert simulated == unlucky_loss(list(reversed(revenues)), 2)
    assert simulated != 0
    assert abs(simulated - exact) < Fraction(2, 100)


def test_many_different_revenues_are_judged_at_once() -> None:
    """2,000 customers who all pay something else: counting every sum would take for ever."""
    revenues = [Fraction(number * number + 7) for number in range(2_000)]
    assert Fraction(10, 100) < unlucky_loss(revenues, 200) < Fraction(20, 100)


@pytest.mark.parametrize(("customers", "tenth"), [(0, 0), (1, 1), (10, 1), (11, 2), (100, 10), (101, 11)])
def test_a_tenth_is_rounded_up(customers: int, tenth: int) -> None:
    assert a_tenth(customers) == tenth


def test_of_nothing_nothing_is_lost() -> None:
    assert worst_loss([], 0) == worst_loss([Fraction(0)], 1) == unlucky_loss([Fraction(0)], 1) == 0
    assert unlucky_loss([], 0) == unlucky_loss([Fraction(3)], 0) == 0
