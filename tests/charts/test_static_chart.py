"""Every customer a dot, against areas by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from sample_charts import LIMIT, a_report, cells, drawn, is_shown, numbers, picture
from seedcorn.drawing import LIGHT
from seedcorn.privacy.banding import banded
from seedcorn.report import Report
from seedcorn.tally import Work


def named(many: int) -> list[str]:
    return [f"Customer {number}" for number in range(many)]


def dots(report: Report) -> list[dict[str, object]]:
    _, *found = picture("static", report).spec(LIGHT)["data"][0]["values"]
    return list(found)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("many", [1, 6, 40])
def test_areas_are_parts_of_all_work(seed: int, many: int) -> None:
    report = a_report(seed, named(many))
    work = report.attribution.work
    kinds = {
        "requested, nobody named": work.nameless.effort,
        "the team's own": work.own.effort,
        "seed corn": work.seed_corn.effort,
        "unknown": work.unknown.effort,
    }
    asked = {one.name: one.demand for one in report.attribution.customers}
    efforts = asked | {name: effort for name, effort in kinds.items() if effort}
    total = sum(efforts.values())
    rows = cells(picture("static", report))
    assert [row[0] for row in rows] == list(efforts)
    for name, of_all, of_requests in rows:
        assert is_shown(of_all, efforts[name] / total)
        requested = sum(asked.values()) + work.nameless.effort
        assert is_shown(of_requests, asked[name] / requested) if name in asked else of_requests == ""
    areas = {str(dot["name"]): dot["part"] for dot in dots(report)}
    assert areas == pytest.approx({name: float(effort / total) for name, effort in efforts.items() if effort})


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_is_of_the_largest(seed: int) -> None:
    report = a_report(seed, named(6))
    first = report.attribution.customers[0]
    said = picture("static", report).said
    assert said.startswith(f"6 customers; the largest dot is {first.name}, with ")
    assert numbers(said)[2] == pytest.approx(float(100 * first.share.value), abs=0.0501)


@pytest.mark.parametrize("seed", range(10))
def test_only_who_is_certainly_over_the_limit_is_a_whale(seed: int) -> None:
    report = a_report(seed, named(5))
    whales = {dot["name"] for dot in dots(report) if dot["colour"] == LIGHT.whale}
    assert whales == {one.name for one in report.attribution.customers if one.share.low > LIMIT}


def test_of_very_many_the_largest_are_drawn_and_all_kinds_are_in_the_twin() -> None:
    report = a_report(1, named(900))
    assert len(dots(report)) == 500
    found = picture("static", report)
    assert "Only the 500 largest of " in found.note
    rows = [row[0] for row in cells(found)]
    assert rows[500] == "and 400 more"
    assert rows[-1] == "unknown"
    smallest = min(float(str(dot["part"])) for dot in dots(report))
    everything = report.attribution.work.all.effort
    left = [one.demand / everything for one in report.attribution.customers[500:]]
    assert float(max(left)) <= smallest + 1e-9


def test_of_ranges_no_part_of_all_work_is_told() -> None:
    report = banded(a_report(1, named(3)), alone=False)
    for name, of_all, of_requests in cells(picture("static", report)):
        is_customer = name in named(3)
        assert (of_all == "") == is_customer
        assert (of_requests in {f"{20 * n}-{20 * n + 20} %" for n in range(5)}) == is_customer


def test_without_any_effort_there_are_no_dots() -> None:
    report = a_report(1, named(3))
    assert drawn("static", replace(report, attribution=replace(report.attribution, work=Work()))) is None
    nobody = replace(report, attribution=replace(report.attribution, customers=()))
    assert picture("static", nobody).said.startswith("Of all open work no customer is named: ")
    assert Fraction(0) not in {dot["part"] for dot in dots(nobody)}
