"""The fewest issues to label or to defer, against trying them all."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.concentration import hhi, share
from seedcorn.metrics.settling import fewest, fewest_to_defer, fewest_to_settle, fewest_to_settle_hhi
from seedcorn.metrics.work import wish_list_share
from seedcorn.model import Interval
from seedcorn.report import Bound

SIZES = st.lists(st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5)]), max_size=7)
LIMITS = st.fractions(min_value=0, max_value=1, max_denominator=20)
NOTHING = Fraction(0)


def grouped(sizes: list[Fraction]) -> list[tuple[Fraction, int]]:
    return [(size, sizes.count(size)) for size in sorted(set(sizes), reverse=True)]


def largest_first(sizes: list[Fraction]) -> list[Fraction]:
    return sorted(sizes, reverse=True)


@given(part=st.integers(0, 8), others=st.integers(0, 8), sizes=SIZES, limit=LIMITS)
def test_so_many_answers_can_decide_a_share_and_no_fewer(
    part: int, others: int, sizes: list[Fraction], limit: Fraction
) -> None:
    known, unknown = Fraction(part + others), sum(sizes, NOTHING)
    measured = share(Fraction(part), known, unknown)
    if not measured.low <= limit < measured.high:
        return
    fewest_issues = fewest_to_settle(grouped(sizes), measured, limit)
    for answers in range(len(sizes) + 1):
        answered = sum(largest_first(sizes)[:answers], NOTHING)
        mine = share(part + answered, known + answered, unknown - answered)
        anothers = share(Fraction(part), known + answered, unknown - answered)
        decided = mine.low > limit or anothers.high <= limit
        assert decided == (answers >= fewest_issues)


@given(parts=st.lists(st.integers(1, 6), min_size=1, max_size=4), sizes=SIZES, limit=st.integers(100, 9_999))
def test_so_many_answers_can_decide_an_index_and_no_fewer(
    parts: list[int], sizes: list[Fraction], limit: int
) -> None:
    known, unknown = Fraction(sum(parts)), sum(sizes, NOTHING)
    amounts = sorted((Fraction(part) for part in parts), reverse=True)
    measured = hhi(amounts, known, unknown)
    if not measured.low <= limit < measured.high:
        return
    fewest_issues = fewest_to_settle_hhi(grouped(sizes), amounts, known + unknown, Fraction(limit))
    for answers in range(len(sizes) + 1):
        answered = sum(largest_first(sizes)[:answers], NOTHING)
        grown = [amounts[0] + answered, *amounts[1:]]
        spread = hhi(amounts, known + answered, unknown - answered)
        decided = hhi(grown, known + answered, unknown - answered).low > limit or spread.high <= limit
        assert decided == (answers >= fewest_issues)


def test_reaching_a_ceiling_keeps_it_and_does_not_break_it() -> None:
    """Of 20, 2 are the customer's, 10 unknown: four more are 30 % exactly, a fifth breaks it."""
    measured = share(Fraction(2), Fraction(10), Fraction(10))
    assert fewest_to_settle([(Fraction(1), 10)], measured, Fraction(30, 100)) == 5


def test_reaching_a_floor_keeps_it() -> None:
    measured = Interval(value=NOTHING, low=NOTHING, high=Fraction(1, 2))
    assert fewest_to_settle([(Fraction(1), 10)], measured, Fraction(20, 100), Bound.FLOOR) == 4
    assert fewest_to_settle([(Fraction(1), 10)], measured, Fraction(25, 100), Bound.FLOOR) == 5
    assert fewest_to_settle([(Fraction(1), 10)], measured, Fraction(30, 100), Bound.FLOOR) == 5
    assert fewest_to_settle([(Fraction(1), 10)], measured, Fraction(45, 100), Bound.FLOOR) == 2


def test_nothing_unknown_settles_nothing() -> None:
    measured = wish_list_share(Fraction(3), NOTHING, Fraction(10))
    assert fewest_to_settle([], measured, Fraction(1, 2)) == 0
    assert fewest_to_settle([(NOTHING, 4)], measured, Fraction(1, 2)) == 0
    assert fewest_to_settle_hhi([], [Fraction(1)], Fraction(1), Fraction(1800)) == 0


REQUESTS = st.lists(
    st.tuples(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]), st.sampled_from([1, 2, 5])),
    min_size=1,
    max_size=7,
)


@given(requests=REQUESTS, others=st.integers(0, 12), limit=LIMITS)
def test_no_smaller_set_of_waiting_issues_keeps_the_limit(
    requests: list[tuple[Fraction, int]], others: int, limit: Fraction
) -> None:
    asked = [(part * effort, Fraction(effort)) for part, effort in requests]
    part = sum((mine for mine, _ in asked), NOTHING)
    known = sum((effort for _, effort in asked), NOTHING) + others
    waiting = fewest_to_defer([(mine, effort, 1) for mine, effort in asked], part, known, limit)
    enough = (
        count
        for count in range(len(asked) + 1)
        for kept in combinations(asked, len(asked) - count)
        if sum((mine for mine, _ in kept), NOTHING)
        <= limit * (others + sum((effort for _, effort in kept), NOTHING))
    )
    assert waiting == next(enough)


@pytest.mark.parametrize(("needed", "issues"), [(0, 0), (1, 1), (3, 1), (4, 2), (7, 4), (100, 4)])
def test_the_largest_are_taken_first(needed: int, issues: int) -> None:
    assert fewest([(Fraction(3), 2), (Fraction(1, 2), 2), (NOTHING, 9)], Fraction(needed)) == issues
