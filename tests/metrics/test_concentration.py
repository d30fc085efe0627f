"""The formulas of concentration against what their definitions say, on any input."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.concentration import absence_factor, effective_number, gini, hhi, share, top_few

AMOUNTS = st.fractions(min_value=0, max_value=1000, max_denominator=12)
PARTS = st.lists(AMOUNTS, min_size=1, max_size=12)
NOTHING = Fraction(0)


@given(parts=PARTS, nameless=AMOUNTS, unknown=AMOUNTS)
def test_the_value_lies_within_its_bounds(
    parts: list[Fraction], nameless: Fraction, unknown: Fraction
) -> None:
    known = sum(parts, NOTHING) + nameless
    for measured in (share(max(parts), known, unknown), hhi(parts, known, unknown)):
        assert measured.low <= measured.value <= measured.high


@given(parts=PARTS, unknown=st.integers(0, 6))
def test_no_answer_of_the_unknown_leaves_the_bounds(parts: list[Fraction], unknown: int) -> None:
    """Whoever the unknown issues turn out to be for, share and index stay inside."""
    known = sum(parts, NOTHING)
    measured, index = share(parts[0], known, Fraction(unknown)), hhi(parts, known, Fraction(unknown))
    for mine in range(unknown + 1):
        told = [parts[0] + mine, *parts[1:], *[Fraction(1)] * (unknown - mine)]
        if sum(told, NOTHING):
            assert measured.low <= share(told[0], sum(told, NOTHING), NOTHING).value <= measured.high
            assert index.low <= hhi(told, sum(told, NOTHING)).value <= index.high


@given(parts=PARTS, unknown=AMOUNTS)
def test_bounds_are_reached(parts: list[Fraction], unknown: Fraction) -> None:
    known = sum(parts, NOTHING)
    measured, index = share(parts[0], known, unknown), hhi(parts, known, unknown)
    assert measured.low == share(parts[0], known + unknown, NOTHING).value
    assert measured.high == share(parts[0] + unknown, known + unknown, NOTHING).value
    largest, *others = sorted(parts, reverse=True)
    assert index.high == hhi([largest + unknown, *others], known + unknown).value
    assert index.low == hhi(parts, known + unknown).value


@given(part=AMOUNTS, others=st.lists(AMOUNTS, max_size=4), unknown=AMOUNTS)
def test_each_counting_fully_still_keeps_the_order_of_the_bounds(
    part: Fraction, others: list[Fraction], unknown: Fraction
) -> None:
    """Where an issue of three counts for each of them, all requested work is less than the sum."""
    parts = [part, *(min(part, other) for other in others)]
    for measured in (share(part, part, unknown), hhi(parts, part, unknown)):
        assert measured.low <= measured.value <= measured.high


@given(parts=PARTS)
def test_an_index_reads_as_so_many_equal_customers(parts: list[Fraction]) -> None:
    index = hhi(parts, sum(parts, NOTHING)).value
    if index:
        assert 1 <= effective_number(index) <= len(parts)
        assert effective_number(index) * index == 10_000


@given(parts=PARTS, threshold=st.fractions(min_value="1/10", max_value=1, max_denominator=10))
def test_nobody_fewer_holds_the_threshold(parts: list[Fraction], threshold: Fraction) -> None:
    total = sum(parts, NOTHING)
    fewest = absence_factor(parts, threshold)
    if total:
        assert top_few(parts, total, fewest) >= threshold > top_few(parts, total, fewest - 1)
    else:
        assert fewest == 0


@given(parts=PARTS)
def test_gini_is_half_the_mean_difference(parts: list[Fraction]) -> None:
    """The other definition: the mean of all differences, over twice the mean."""
    total, number = sum(parts, NOTHING), len(parts)
    differences = sum((abs(one - other) for one in parts for other in parts), NOTHING)
    assert gini(parts) == (differences / (2 * number * total) if total else 0)


def test_of_nothing_everything_is_nothing() -> None:
    assert share(NOTHING, NOTHING, NOTHING).high == hhi([], NOTHING).high == effective_number(NOTHING) == 0
    assert absence_factor([]) == gini([]) == top_few([], NOTHING, 3) == 0


def test_all_of_nothing_known_may_be_anybodys() -> None:
    assert share(NOTHING, NOTHING, Fraction(5)).high == 1
    assert hhi([], NOTHING, Fraction(5)).high == 10_000
