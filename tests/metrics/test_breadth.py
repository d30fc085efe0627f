"""What is left without one, what too few ask for, how often newcomers are declined: within their bounds."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.metrics.breadth import Answered, survival, thin_share, turned_away
from seedcorn.model import Interval

AMOUNTS = st.integers(0, 9).map(Fraction)
FEW = st.integers(0, 3)
DECIDED = st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(any)


@given(alone=AMOUNTS, others=AMOUNTS, nameless=AMOUNTS, unknown=AMOUNTS)
def test_what_is_left_without_a_customer_lies_within_its_bounds(
    alone: Fraction, others: Fraction, nameless: Fraction, unknown: Fraction
) -> None:
    known = alone + others + nameless
    measured = survival(alone, known, unknown, nameless)
    for mine, anothers, nobodys in product(
        range(int(unknown) + 1), range(int(unknown) + 1), (Fraction(0), nameless)
    ):
        whole = known + mine + anothers
        if mine + anothers <= unknown and whole:
            assert measured.low <= 1 - (alone + mine + nobodys) / whole <= measured.high


def test_of_no_work_all_is_left() -> None:
    nothing = Fraction(0)
    assert survival(nothing, nothing, nothing, nothing) == Interval.exactly(1)


@given(parts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), broad=st.integers(1, 9), theirs=FEW, others=FEW)
def test_what_too_few_ask_for_lies_within_its_bounds(
    parts: tuple[Fraction, Fraction, Fraction], broad: int, theirs: int, others: int
) -> None:
    certain, named, more = parts
    known = sum(parts, Fraction(broad))
    measured = thin_share(certain, named, more, known, (Fraction(theirs), Fraction(theirs + others)))
    assert measured.low <= measured.value <= measured.high
    for thin, wide, asked, elsewhere in product((0, 1), (0, 1), range(theirs + 1), range(others + 1)):
        few = certain + thin * named + wide * (more + asked)
        assert measured.low <= few / (known + asked + elsewhere) <= measured.high


@given(newcomers=DECIDED, largest=DECIDED, more_declined=FEW, more_done=FEW)
def test_how_often_newcomers_are_declined_lies_within_its_bounds(
    newcomers: tuple[int, int], largest: tuple[int, int], more_declined: int, more_done: int
) -> None:
    measured = turned_away(
        *(
            Answered(declined=one[0], done=one[1], more_declined=more_declined, more_done=more_done)
            for one in (newcomers, largest)
        )
    )
    assert measured.low <= measured.value <= measured.high
    for mine, theirs in product(shared(more_declined), shared(more_done)):
        told = turned_away(
            *(
                Answered(declined=one[0] + declined, done=one[1] + done)
                for one, declined, done in zip((newcomers, largest), mine, theirs, strict=True)
            )
        )
        assert measured.low <= told.value <= measured.high


def shared(issues: int) -> list[tuple[int, int]]:
    """In which ways some issues can be of one and of the other."""
    return [(one, other) for one in range(issues + 1) for other in range(issues + 1 - one)]


@pytest.mark.parametrize(
    ("newcomers", "largest", "times"),
    [((4, 2), (2, 10), Fraction(4)), ((0, 5), (0, 5), Fraction(0)), ((3, 3), (0, 10), Fraction(5))],
)
def test_one_declined_share_is_divided_by_the_other(
    newcomers: tuple[int, int], largest: tuple[int, int], times: Fraction
) -> None:
    mine, theirs = (Answered(declined=declined, done=done) for declined, done in (newcomers, largest))
    assert turned_away(mine, theirs) == Interval.exactly(times)
