"""Known answers: the essays' own stories and the worked examples of the field, every cell."""

from fractions import Fraction
from typing import NamedTuple

import pytest

from seedcorn.metrics.concentration import absence_factor, effective_number, gini, hhi, share
from seedcorn.metrics.resilience import a_tenth, unlucky_loss, worst_loss

HALF_A_POINT = Fraction(1, 2)


class Vector(NamedTuple):
    """What each customer has, and what is known of it; texts are rounded, shares in percent."""

    name: str
    parts: tuple[Fraction | int, ...]
    hhi: str
    effective: str
    top: str
    gini: str
    absence: tuple[int, int]
    tenth: int
    worst: str
    unlucky: str
    multiple: str


PORTFOLIO = (Fraction(60, 10),) * 10 + (Fraction(30, 40),) * 40 + (Fraction(10, 450),) * 450
CHAOSS = (1000, 202, 90, 33, 332, 343, 42, 433)
VECTORS = (
    Vector("80 + 4 x 5", (80, 5, 5, 5, 5), "6500.0", "1.54", "80", "0.6000", (1, 1), 1, "80", "80", "4.00"),
    Vector("4 equal", (1,) * 4, "2500.0", "4", "25", "0", (2, 4), 1, "25", "25", "1.00"),
    Vector("5 equal", (1,) * 5, "2000.0", "5", "20", "0", (3, 4), 1, "20", "20", "1.00"),
    Vector("6 equal", (1,) * 6, "1666.7", "6", "16.7", "0", (3, 5), 1, "16.7", "16.7", "1.00"),
    Vector("20 equal", (1,) * 20, "500.0", "20", "5", "0", (10, 16), 2, "10", "10", "1.00"),
    Vector("CHAOSS's", CHAOSS, "2395.1", "4.18", "40.4", "0.4855", (2, 4), 1, "40.4", "40.4", "3.23"),
    Vector("8 x 12.5 %", (125,) * 8, "1250.0", "8", "12.5", "0", (4, 7), 1, "12.5", "12.5", "1.00"),
    Vector(
        "7 pay 10x, 75 pay 1x",
        (10,) * 7 + (1,) * 75,
        *("368.6", "27.1", "6.9", "0.3974", (10, 53), 9, "49.7", "18.6", "4.52"),
    ),
    Vector("flat 100", (1,) * 100, "100.0", "100", "1", "0", (50, 80), 10, "10", "10", "1.00"),
    Vector(
        "one of 50x among 100",
        (50,) + (1,) * 99,
        *("1170.7", "8.54", "33.6", "0.3256", (26, 71), 10, "39.6", "39.6", "3.96"),
    ),
    Vector(
        "one has half, 50 others",
        (50,) + (1,) * 50,
        *("2550.0", "3.92", "50", "0.4804", (1, 31), 6, "55", "55", "4.68"),
    ),
    Vector(
        "500 customers, 60/30/10",
        PORTFOLIO,
        *("382.7", "26.1", "6", "0.8420", (9, 37), 50, "90", "21.2", "9.00"),
    ),
)
every_vector = pytest.mark.parametrize("known", VECTORS, ids=lambda vector: vector.name)


def parts_of(known: Vector) -> list[Fraction]:
    return [Fraction(part) for part in known.parts]


def printed(value: Fraction, like: str) -> Fraction:
    """A value rounded to as many digits as a printed one."""
    return Fraction(round(value, len(like.partition(".")[2])))


@every_vector
def test_concentration(known: Vector) -> None:
    parts = parts_of(known)
    index = hhi(parts, sum(parts, Fraction(0))).value
    top = 100 * share(max(parts), sum(parts, Fraction(0)), Fraction(0)).value
    assert printed(index, known.hhi) == Fraction(known.hhi)
    assert printed(effective_number(index), known.effective) == Fraction(known.effective)
    assert printed(top, known.top) == Fraction(known.top)
    assert printed(gini(parts), known.gini) == Fraction(known.gini)
    assert (absence_factor(parts), absence_factor(parts, Fraction(8, 10))) == known.absence


@every_vector
def test_resilience(known: Vector) -> None:
    parts = parts_of(known)
    lost = a_tenth(len(parts))
    worst = worst_loss(parts, lost)
    assert lost == known.tenth
    assert printed(100 * worst, known.worst) == Fraction(known.worst)
    assert printed(worst * len(parts) / lost, known.multiple) == Fraction(known.multiple)
    assert abs(100 * unlucky_loss(parts, lost) - Fraction(known.unlucky)) <= HALF_A_POINT


def test_the_exact_fractions_behind_the_printed_ones() -> None:
    """Rounding could hide a wrong formula; these were worked out by hand."""
    assert hhi([Fraction(part) for part in CHAOSS], Fraction(2475)).value == Fraction(
        10_000 * sum(part * part for part in CHAOSS), 2475**2
    )
    assert gini([Fraction(part) for part in (80, 5, 5, 5, 5)]) == Fraction(3, 5)
    assert gini(list(PORTFOLIO)) == Fraction(421, 500)
    assert hhi(list(PORTFOLIO), Fraction(100)).value == Fraction(6889, 18)
    whale = [Fraction(50)] + [Fraction(1)] * 50
    assert worst_loss(whale, 6) * 51 / 6 == Fraction(187, 40)
    assert worst_loss([Fraction(part) for part in (10,) * 7 + (1,) * 75], 9) == Fraction(72, 145)
