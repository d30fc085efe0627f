"""Wilson's interval against published values and its own equation, and what follows from it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.chance import CONFIDENCE
from seedcorn.metrics.refusal import Decided, times_as_often, wilson, worst_of
from seedcorn.model import Interval

COUNTS = st.integers(0, 400)
DECIDED = st.builds(Decided, declined=COUNTS, done=COUNTS)
FEW = st.builds(Decided, declined=st.integers(0, 6), done=st.integers(0, 6))


# R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, method 3; the last three are the usual examples.
@pytest.mark.parametrize(
    ("declined", "decided", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
        (0, 10, "0.0000", "0.2775"),
        (5, 10, "0.2366", "0.7634"),
        (10, 10, "0.7225", "1.0000"),
    ],
)
def test_published_values(declined: int, decided: int, low: str, high: str) -> None:
    found = wilson(Decided(declined=declined, done=decided - declined))
    assert (f"{float(found.low):.4f}", f"{float(found.high):.4f}") == (low, high)


@given(decided=DECIDED)
def test_each_end_is_where_chance_stops_explaining(decided: Decided) -> None:
    """(d - nr)^2 = z^2 n r (1 - r) at the true ends; compared as squares, without a root."""
    found = wilson(decided)
    assert 0 <= found.low <= found.value <= found.high <= 1
    for end in (found.low, found.high):
        if decided.all and 0 < end < 1:
            inward = end + (Fraction(2, 10**9) if end is found.low else -Fraction(2, 10**9))
            assert _distance(decided, end) >= _allowed(decided, end)
            assert _distance(decided, inward) < _allowed(decided, inward)


def _distance(decided: Decided, rate: Fraction) -> Fraction:
    return (decided.declined - decided.all * rate) ** 2


def _allowed(decided: Decided, rate: Fraction) -> Fraction:
    return CONFIDENCE**2 * decided.all * rate * (1 - rate)


@given(mine=DECIDED, others=DECIDED)
def test_above_one_is_what_the_exact_comparison_of_squares_says(mine: Decided, others: Decided) -> None:
    rate = others.rate
    below = mine.rate < rate and _distance(mine, rate) > _allowed(mine, rate)
    assert (times_as_often(mine, others, Decided()).value > 1) == (below and mine.all > 0)


def test_nothing_decided_says_nothing() -> None:
    assert wilson(Decided()).high == 1
    assert times_as_often(Decided(), Decided(declined=3), Decided()).value == 1
    assert times_as_often(Decided(done=5), Decided(), Decided()).value == 0


@given(mine=FEW, others=FEW, unnamed=FEW, data=st.data())
def test_whoever_asked_the_number_stays_within_its_bounds(
    mine: Decided, others: Decided, unnamed: Decided, data: st.DataObject
) -> None:
    found = times_as_often(mine, others, unnamed)
    declined = data.draw(st.integers(0, unnamed.declined))
    done = data.draw(st.integers(0, unnamed.done))
    answered = times_as_often(
        Decided(declined=mine.declined + declined, done=mine.done + done),
        Decided(
            declined=others.declined + unnamed.declined - declined, done=others.done + unnamed.done - done
        ),
        Decided(),
    )
    assert found.low <= answered.value <= found.high
    assert found.low <= found.value <= found.high


def test_the_worst_is_over_for_certain_where_any_one_is() -> None:
    sure = Interval(value=Fraction(1, 2), low=Fraction(2, 5), high=Fraction(3, 5))
    unsure = Interval(value=Fraction(2, 3), low=Fraction(1, 5), high=Fraction(1))
    assert worst_of((sure, unsure)) == Interval(value=Fraction(2, 3), low=Fraction(2, 5), high=Fraction(1))
    assert worst_of((sure,)) == sure
