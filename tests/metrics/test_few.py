"""What unnamed work could make of the absence factor and of the Gini coefficient, against trying it all."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.concentration import (
    absence_factor,
    absence_range,
    gini,
    gini_range,
    heaped,
    levelled,
)
from seedcorn.metrics.settling import fewest_to_settle_absence, fewest_to_settle_gini

NOTHING = Fraction(0)
PARTS = st.lists(st.integers(1, 9).map(Fraction), min_size=1, max_size=4)
WITH_NOTHING = st.lists(st.integers(0, 9).map(Fraction), min_size=2, max_size=4)
ISSUES = st.lists(st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(4)]), max_size=3)
VERY_MANY = 2_000


def grouped(sizes: list[Fraction]) -> list[tuple[Fraction, int]]:
    return [(size, sizes.count(size)) for size in sorted(set(sizes), reverse=True)]


def whosever(parts: list[Fraction], issues: list[Fraction], newcomers: int) -> Iterator[list[Fraction]]:
    """What customers ask for if each issue is one of theirs, a newcomer's, or nobody's."""
    for owners in product(range(len(parts) + newcomers + 1), repeat=len(issues)):
        told = [*parts, *[NOTHING] * newcomers, NOTHING]
        for owner, size in zip(owners, issues, strict=True):
            told[owner] += size
        yield told[:-1]


def spread(parts: list[Fraction], more: Fraction) -> list[Fraction]:
    return [*parts, *[more / VERY_MANY] * VERY_MANY] if more else parts


@given(parts=PARTS, issues=ISSUES)
def test_nothing_that_is_unnamed_leads_out_of_the_bounds_of_the_absence_factor(
    parts: list[Fraction], issues: list[Fraction]
) -> None:
    measured = absence_range(parts, sum(issues, NOTHING), len(issues))
    assert measured.value == absence_factor(parts)
    for told in whosever(parts, issues, len(issues)):
        assert measured.low <= absence_factor(told) <= measured.high


@given(parts=PARTS, unnamed=st.fractions(0, 9, max_denominator=3))
def test_the_bounds_of_the_absence_factor_are_reached_while_more_is_named(
    parts: list[Fraction], unnamed: Fraction
) -> None:
    measured = absence_range(parts, unnamed, 1)
    assert measured.low == absence_factor(heaped(parts, unnamed))
    if unnamed < sum(parts, NOTHING):
        assert measured.high == absence_factor(spread(parts, unnamed))
    elif unnamed > sum(parts, NOTHING):
        assert measured.high == len(parts) + 1


def test_of_nobody_there_is_no_absence_factor() -> None:
    assert absence_range([], 3, 2).low == absence_range([], 3, 2).value == 0
    assert absence_range([], 3, 2).high == 2


@given(parts=PARTS, issues=ISSUES, limit=st.integers(2, 4))
def test_so_many_answers_can_decide_an_absence_factor_and_no_fewer(
    parts: list[Fraction], issues: list[Fraction], limit: int
) -> None:
    unnamed = sum(issues, NOTHING)
    measured = absence_range(parts, unnamed, len(issues))
    if unnamed >= sum(parts, NOTHING) or limit > len(parts) or not measured.low < limit <= measured.high:
        return
    fewest = fewest_to_settle_absence(grouped(issues), parts, Fraction(limit))
    for answers in range(len(issues) + 1):
        answered = sum(sorted(issues, reverse=True)[:answers], NOTHING)
        left, more = unnamed - answered, len(issues) - answers
        broken = absence_range(heaped(parts, answered), left, more).high < limit
        kept = absence_range(spread(parts, answered), left, more).low >= limit
        assert (broken or kept) == (answers >= fewest)


@given(parts=WITH_NOTHING, issues=ISSUES)
def test_nothing_that_is_unnamed_leads_out_of_the_bounds_of_the_gini_coefficient(
    parts: list[Fraction], issues: list[Fraction]
) -> None:
    measured = gini_range(parts, sum(issues, NOTHING))
    assert measured.low <= measured.value <= measured.high
    for told in whosever(parts, issues, 0):
        assert measured.low <= gini(told) <= measured.high


@given(parts=WITH_NOTHING, more=st.fractions(0, 9, max_denominator=3))
def test_filling_up_and_heaping_give_away_all_there_is_and_take_nothing(
    parts: list[Fraction], more: Fraction
) -> None:
    for told in (levelled(parts, more), heaped(parts, more)):
        assert sum(told) == sum(parts) + more
        assert all(now >= before for now, before in zip(sorted(told), sorted(parts), strict=True))
    smallest = min(levelled(parts, more))
    given_something = [
        now for now, before in zip(levelled(parts, more), sorted(parts), strict=True) if now != before
    ]
    assert all(now == smallest for now in given_something)
    assert levelled([], more) == heaped([], more) == []


@given(parts=WITH_NOTHING, issues=ISSUES, limit=st.fractions(0, 1, max_denominator=20))
def test_so_many_answers_can_decide_a_gini_coefficient_and_no_fewer(
    parts: list[Fraction], issues: list[Fraction], limit: Fraction
) -> None:
    unnamed = sum(issues, NOTHING)
    measured = gini_range(parts, unnamed)
    if not measured.low <= limit < measured.high:
        return
    fewest = fewest_to_settle_gini(grouped(issues), parts, limit)
    assert fewest > 0
    for answers in range(len(issues) + 1):
        answered = sum(sorted(issues, reverse=True)[:answers], NOTHING)
        broken = gini_range(heaped(parts, answered), unnamed - answered).low > limit
        kept = gini_range(levelled(parts, answered), unnamed - answered).high <= limit
        assert (broken or kept) == (answers >= fewest)
