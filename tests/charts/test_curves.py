"""Any tenth lost and the Lorenz curve, against sums by hand."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import pytest

from builders import issues
from builders import report as judged
from sample_charts import PARTLY, a_report, cells, drawn, is_shown, numbers, picture, texts, values
from seedcorn.chart import Picture
from seedcorn.privacy.banding import banded
from seedcorn.report import Facts, Report

SIZES = (2, 3, 9, 10, 11, 57)


def named(many: int) -> list[str]:
    return [f"Customer {number}" for number in range(many)]


def held(report: Report, number: int) -> Fraction:
    """What so many of the largest ask for, of what all customers do."""
    efforts = sorted((one.demand for one in report.attribution.customers), reverse=True)
    return sum(efforts[:number], Fraction(0)) / sum(efforts)


def curve(picture: Picture) -> list[tuple[float, float]]:
    points = max(values(picture), key=len)
    return [(point["x"], point["y"]) for point in points]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", SIZES)
def test_what_goes_with_each_tenth(seed: int, many: int) -> None:
    report = a_report(seed, named(many))
    rows = cells(picture("losing", report))
    wanted = sorted({ceil(Fraction(many * tenth, 10)) for tenth in range(1, 11)})
    assert [int(row[0].split()[0]) for row in rows] == wanted
    for (_, customers, work), number in zip(rows, wanted, strict=True):
        assert is_shown(customers, Fraction(number, many))
        assert is_shown(work, held(report, number))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", SIZES)
def test_the_tenth_is_said_and_marked(seed: int, many: int) -> None:
    report = a_report(seed, named(many))
    found, lost = picture("losing", report), ceil(Fraction(many, 10))
    *_, work, alike = numbers(found.said)
    assert work == pytest.approx(float(100 * held(report, lost)), abs=0.0501)
    assert alike == pytest.approx(100 * lost / many, abs=0.0501)
    assert ("rounded up" in found.said) == (10 * lost != many)
    assert f"a tenth: {lost} of {many} customers," in " ".join(texts(found))
    marked = [rows[0] for rows in values(found) if len(rows) == 1 and "text" not in rows[0]]
    assert [(at["x"], at["y"]) for at in marked] == [
        (round(lost / many, 5), pytest.approx(float(held(report, lost)), abs=1e-5))
    ]
    assert "not of revenue" in found.note


@pytest.mark.parametrize("many", [*SIZES, 119, 120, 121, 1000])
def test_both_curves_go_through_what_is_asked_for(many: int) -> None:
    report = a_report(2, named(many))
    for name, of in (("losing", held), ("lorenz", lambda report, n: 1 - held(report, many - n))):
        points = curve(picture(name, report))
        assert points[0] == (0, 0)
        assert points[-1] == (1, 1)
        assert len(points) <= 140
        for x, y in points:
            assert y == pytest.approx(float(of(report, round(x * many))), abs=1e-5)
        if many <= 120:
            assert len(points) == many + 1


def test_points_that_are_left_out_are_not_missed() -> None:
    report = a_report(2, named(2000))
    points = curve(picture("losing", report))
    for (x, y), (next_x, next_y) in pairwise(points):
        middle = round(2000 * (x + next_x) / 2)
        between = y + (next_y - y) * (middle / 2000 - x) / (next_x - x)
        assert float(held(report, middle)) == pytest.approx(between, abs=1 / 320)  # a unit of the drawing


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", SIZES)
def test_what_the_smallest_ask_for(seed: int, many: int) -> None:
    report = a_report(seed, named(many))
    efforts = sorted(one.demand for one in report.attribution.customers)
    for first, customers, work in cells(picture("lorenz", report)):
        number = int(first.split()[0])
        assert is_shown(customers, Fraction(number, many))
        assert is_shown(work, sum(efforts[:number], Fraction(0)) / sum(efforts))


@pytest.mark.parametrize("asked", [(9, 1), (5, 5), (20, 3, 2, 1, 1), (4, 4, 4, 4, 4)])
def test_indices_as_an_audit_finds_them(asked: tuple[int, ...]) -> None:
    of: dict[str, Any] = {f"customer{n}": each for n, each in enumerate(asked)}
    report = judged(issues(**of, unknown=3))
    found, total, many = picture("lorenz", report), sum(asked), len(asked)
    differences = sum(abs(one - other) for one in asked for other in asked)
    gini = differences / (2 * many * total)
    points = 10_000 * sum(each * each for each in asked) / total**2
    told = numbers(found.said)
    assert told[0] == pytest.approx(gini, abs=0.00501)
    assert told[3] == pytest.approx(points, abs=0.501)
    assert told[-1] == pytest.approx(10_000 / points, abs=0.0501)
    assert f"as if it were {told[-1]:g}" in found.said.replace(".0 customers", " customers")
    assert [text for text in texts(found) if text.startswith("Gini ")]


@pytest.mark.parametrize("name", ["losing", "lorenz"])
def test_where_there_is_no_curve(name: str) -> None:
    report = a_report(1, named(3))
    counts = report.attribution
    assert drawn(name, report) is not None
    assert drawn(name, banded(report, alone=False)) is None
    assert drawn(name, a_report(1, named(1))) is None
    for customers in ((), tuple(replace(one, demand=Fraction(0)) for one in counts.customers)):
        assert drawn(name, replace(report, attribution=replace(counts, customers=customers))) is None


def test_without_indices_there_is_no_lorenz_curve() -> None:
    assert drawn("lorenz", replace(a_report(1, named(3)), facts=Facts())) is None


@pytest.mark.parametrize("name", ["losing", "lorenz"])
def test_in_what_was_read_in_part_it_says_so(name: str) -> None:
    report = a_report(1, named(3))
    assert "Not all was read" not in picture(name, report).note
    assert "Not all was read: 1 source" in picture(name, replace(report, gaps=PARTLY)).note
