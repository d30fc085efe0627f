"""A set of numbers in a bit each is a set of numbers."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.connectors._seen import Seen


@given(st.lists(st.integers(min_value=1, max_value=5_000) | st.integers(min_value=1, max_value=10**18)))
def test_it_holds_what_a_set_holds(numbers: list[int]) -> None:
    seen, expected = Seen(), set[int]()
    for number in numbers:
        assert seen.add(number) is (number not in expected)
        expected.add(number)
    assert len(seen) == len(expected)
    assert all(number in seen for number in expected)
    assert 10**18 + 1 not in seen


def test_it_is_small() -> None:
    seen = Seen()
    for number in range(1, 100_001):
        seen.add(number)
    assert sum(map(sys.getsizeof, seen._blocks.values())) < 30_000  # that is what it is for
