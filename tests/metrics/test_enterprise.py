"""Who asks and how large they are, whatever the unknown issues turn out to be."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.enterprise import buys_what_it_uses, times_the_usual, users_part
from seedcorn.model import Customer, Interval

SIZES = st.lists(st.integers(1, 5000), min_size=1, max_size=5)
AMOUNTS = st.integers(0, 9)


@given(users=AMOUNTS, buyers=AMOUNTS, unknown=AMOUNTS, data=st.data())
def test_no_answer_leaves_the_bounds(users: int, buyers: int, unknown: int, data: st.DataObject) -> None:
    answered = data.draw(st.integers(0, unknown))
    of_users = data.draw(st.integers(0, answered))
    found = users_part(Fraction(users), Fraction(buyers), Fraction(unknown))
    true = users_part(Fraction(users + of_users), Fraction(buyers + answered - of_users), Fraction(0))
    assert found.low <= found.value <= found.high
    if users + buyers + answered:
        assert found.low <= true.value <= found.high


@given(asking=SIZES, others=st.lists(st.integers(1, 5000), max_size=5), base=SIZES, more=st.integers(0, 6))
def test_whoever_else_asks_the_median_stays_within_its_bounds(
    asking: list[int], others: list[int], base: list[int], more: int
) -> None:
    found = times_the_usual(asking, others, base, more)
    ways = [
        times_the_usual([*asking, *some], [], base, 0).value
        for number in range(min(more, len(others)) + 1)
        for some in combinations(others, number)
    ]
    assert (min(ways), max(ways)) == (found.low, found.high)


def test_a_giant_among_small_ones() -> None:
    assert times_the_usual([5000], [], [20, 30, 40], 0) == Interval.exactly(Fraction(500, 3))
    assert times_the_usual([10, 20], [], [30], 0) == Interval.exactly(Fraction(1, 2))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ((None,), None),
        ((True, None), True),
        ((True, False), False),
        ((), None),
    ],
)
def test_a_group_buys_what_it_uses_if_all_of_it_does(
    told: tuple[bool | None, ...], found: bool | None
) -> None:
    members = [Customer(id=str(each), name=str(each), buyer_is_user=each) for each in told]
    assert buys_what_it_uses(members) is found
