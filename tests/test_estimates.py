"""Medians, weighted by how often an estimate was given."""

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.estimates import weighted_median


@given(values=st.lists(st.integers(0, 12).map(lambda value: 2 * value), min_size=1, max_size=12))
def test_the_median_of_groups_is_the_median_of_all(values: list[int]) -> None:
    pairs = [(value, values.count(value)) for value in sorted(set(values))]
    assert weighted_median(pairs) == median(values)


def test_of_nothing_it_is_nothing() -> None:
    assert weighted_median([]) == 0
