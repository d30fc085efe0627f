"""Formulas on what the register tells: equality, terms, ranks, and what is left without a customer."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import register
from seedcorn.metrics.concentration import gini
from seedcorn.metrics.equality import median, smaller_half, times_the_median
from seedcorn.metrics.ranks import spearman
from seedcorn.metrics.resilience import LONGEST_RUNWAY, covered, runway, salaries
from seedcorn.metrics.revenue import a_month, a_year, untold_of
from seedcorn.metrics.terms import discount_of, effective_price, grown, markup, renews_within, times_its_pay
from seedcorn.model import Contract, Customer
from seedcorn.register import payers

F = Fraction
TODAY = date(2026, 1, 21)
AMOUNTS = st.lists(st.fractions(min_value=1, max_value=50, max_denominator=3), min_size=1, max_size=9)


def exact(*amounts: int) -> list[Fraction]:
    return [F(amount) for amount in amounts]


def test_the_median_is_the_middle_one() -> None:
    assert median(exact(9, 1, 5)) == 5
    assert median(exact(9, 1, 5, 6)) == F(11, 2)
    assert median([]) == 0


def test_a_fifty_fold_price_is_fifty_times_the_median() -> None:
    """Twitter's 5,000 among customers who pay 100."""
    assert times_the_median(exact(5000, *[100] * 99)) == 50
    assert times_the_median(exact(80, 5, 5, 5, 5)) == 16
    assert times_the_median([]) == 0


@given(amounts=AMOUNTS)
def test_the_smaller_half_has_at_most_half_and_less_the_less_equal_they_are(amounts: list[Fraction]) -> None:
    half = smaller_half(amounts)
    assert 0 <= half <= F(1, 2)
    if len(amounts) % 2 == 0 and gini(amounts) == 0:
        assert half == F(1, 2)


def test_the_smaller_half_by_hand() -> None:
    assert smaller_half(exact(80, 5, 5, 5, 5)) == F(10, 100)
    assert smaller_half([]) == 0


def test_a_discount_on_a_doubled_price_is_none() -> None:
    """The essay's 40 % off what was a hundred percent overpriced: still a fifth too much."""
    assert effective_price(markup(F(200), F(100)), F(40, 100)) == F(12, 10)
    assert effective_price(F(0), F(0)) == 1


@pytest.mark.parametrize(
    ("discount", "price", "pays", "is_off"),
    [
        (F(1, 5), None, None, F(1, 5)),
        (F(1, 5), F(100), F(50), F(1, 5)),
        (None, F(100), F(60), F(2, 5)),
        (None, F(100), F(160), F(0)),
        (None, F(100), None, None),
        (None, None, F(60), None),
        (None, F(0), F(60), None),
    ],
)
def test_a_discount_is_told_or_worked_out(
    discount: Fraction | None, price: Fraction | None, pays: Fraction | None, is_off: Fraction | None
) -> None:
    entry = Customer(id="a", name="a", discount=discount, list_price=price, revenue=pays)
    assert discount_of(entry) == is_off


@pytest.mark.parametrize(
    ("days", "contract", "is_due"),
    [
        (0, None, True),
        (90, None, True),
        (91, None, False),
        (-1, None, None),
        (-1, Contract.SELF_SERVE, False),
        (5, Contract.SELF_SERVE, True),
        (None, Contract.SELF_SERVE, False),
        (None, Contract.MSA, None),
        (None, None, None),
    ],
)
def test_a_renewal_is_due_is_not_or_is_unknown(
    days: int | None, contract: Contract | None, is_due: bool | None
) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    assert renews_within(Customer(id="a", name="a", renews=day, contract=contract), TODAY, 90) is is_due


def test_half_of_the_resources_for_a_hundred() -> None:
    """Before: half of all, for one of 51 equal prices. After the fifty-fold price: half for half."""
    assert times_its_pay(F(50), F(100), F(100), F(5100)) == F(51, 2)
    assert times_its_pay(F(50), F(5000), F(100), F(10_000)) == 1


def test_growth_is_in_multiples() -> None:
    assert grown(5000, 30) == F(500, 3)


def test_what_is_left_of_costs_and_cash() -> None:
    assert covered(F(20), F(100)) == F(1, 5)
    assert salaries(F(80), F(10)) == 8
    assert runway(F(300), F(20), F(100)) == F(15, 4)
    assert runway(F(0), F(20), F(100)) == 0
    for income in (100, 120):
        assert runway(F(0), F(income), F(100)) == LONGEST_RUNWAY
    assert runway(F(10**9), F(99), F(100)) == LONGEST_RUNWAY


@pytest.mark.parametrize(("period", "month"), [("month", 12), ("quarter", 4), ("year", 1), (None, None)])
def test_revenue_counts_by_its_period(period: str | None, month: int | None) -> None:
    assert a_month(exact(8, 4), period) == month
    assert a_year(exact(8, 4), period) == (None if month is None else 12 * month)


def test_a_group_has_together_what_its_members_tell() -> None:
    group = Customer(id="g", name="g", revenue=F(1), seats=3)
    members = [Customer(id=name, name=name, parent="g", seats=4) for name in "ab"]
    silent = Customer(id="c", name="c", parent="g")
    everybody = payers(register(group, *members, silent, other=5), TODAY)
    assert [payer.together(lambda entry: entry.seats) for payer in everybody] == [11, None]
    assert untold_of(everybody, lambda entry: entry.seats, "seats: 5") == (
        "needs “seats: 5” of every active customer; 1 of 2 have none"
    )
    assert untold_of(everybody[:1], lambda entry: entry.seats, "seats: 5") == ""
    assert (
        untold_of(everybody[1:], lambda entry: entry.seats, "seats: 5") == "needs “seats: 5” in the register"
    )
    assert untold_of((), lambda entry: entry.seats, "seats: 5") == "needs “seats: 5” in the register"


def test_ranks_without_equals_give_the_known_formula() -> None:
    """1 - 6 sum d^2 / (n (n^2 - 1)), for all orders of five."""
    first = exact(1, 2, 3, 4, 5)
    for other in permutations(first):
        squares = sum((one - two) ** 2 for one, two in zip(first, other, strict=True))
        assert spearman(first, other) == 1 - 6 * squares / 120


def test_equals_share_their_ranks() -> None:
    rho = spearman(exact(1, 2, 2, 4), exact(1, 2, 3, 4))
    assert rho is not None
    assert float(rho) == pytest.approx(0.9486832980505138)
    assert spearman(exact(1, 1, 2, 2), exact(3, 3, 9, 9)) == 1
    assert spearman(exact(1, 1, 1), exact(1, 2, 3)) is None
    assert spearman([], []) is None


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=9)


@given(pairs=PAIRS)
def test_a_correlation_is_between_minus_one_and_one_and_turns_with_its_order(
    pairs: list[tuple[int, int]],
) -> None:
    first, other = ([F(number) for number in row] for row in zip(*pairs, strict=True))
    rho = spearman(first, other)
    turned = spearman(first, [-number for number in other])
    if rho is None or turned is None:
        assert rho is turned
    else:
        assert -1 <= rho == -turned <= 1
        assert rho == spearman(other, first)
