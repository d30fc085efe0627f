"""Who asks for how much, against shares worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from sample_charts import LIMIT, PARTLY, a_report, cells, drawn, is_shown, picture, texts, values
from seedcorn.drawing import LIGHT
from seedcorn.privacy.banding import banded
from seedcorn.report import Report


def named(many: int) -> list[str]:
    return [f"Customer {number}" for number in range(many)]


def bars_of(report: Report) -> list[dict[str, object]]:
    return next(rows for rows in values(picture("shares", report)) if rows and "share" in rows[0])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("many", [1, 2, 7, 40])
def test_the_twin_has_every_customer_as_worked_out_by_hand(seed: int, many: int) -> None:
    report = a_report(seed, named(many))
    work, rows = report.attribution.work, cells(picture("shares", report))
    known = work.existing.effort + work.nameless.effort
    whole = known + work.unknown.effort
    assert [row[0] for row in rows] == [one.name for one in report.attribution.customers]
    for one, (_, share, low, high) in zip(report.attribution.customers, rows, strict=True):
        assert is_shown(share, one.demand / known)
        assert is_shown(low, one.demand / whole)
        assert is_shown(high, (one.demand + work.unknown.effort + work.nameless.effort) / whole)


@pytest.mark.parametrize("seed", range(8))
def test_bars_are_those_of_the_twelve_largest_and_of_all_others(seed: int) -> None:
    report = a_report(seed, named(30))
    bars, customers = bars_of(report), report.attribution.customers
    assert [bar["text"] for bar in bars] == [*(one.name for one in customers[:12]), "and 18 others"]
    ends = [*(one.share.value for one in customers[:12]), sum(one.share.value for one in customers[12:])]
    assert [bar["end"] for bar in bars] == pytest.approx([float(end) for end in ends], abs=1e-5)
    assert all(is_shown(str(bar["share"]), Fraction(end)) for bar, end in zip(bars, ends, strict=True))


def test_where_one_would_be_left_it_has_its_own_bar() -> None:
    assert len(bars_of(a_report(1, named(13)))) == 13
    assert bars_of(a_report(1, named(13)))[-1]["text"] == "Customer 12"
    assert bars_of(a_report(1, named(14)))[-1]["text"] == "and 2 others"


@pytest.mark.parametrize("seed", range(20))
def test_only_who_is_certainly_over_the_limit_is_drawn_and_said_to_be_a_whale(seed: int) -> None:
    report = a_report(seed, named(3 + seed % 5))
    over = [one.share.low > LIMIT for one in report.attribution.customers]
    assert [bar["colour"] == LIGHT.whale for bar in bars_of(report)] == over
    said = picture("shares", report).said
    assert "The limit is 30 %" in said
    told = "nobody is" if not any(over) else f"{sum(over)} customer{'s are' if sum(over) > 1 else ' is'}"
    assert f"and {told} certainly over it." in said


def test_there_are_reports_of_all_these_kinds() -> None:
    many = [a_report(seed, named(3 + seed % 5)).attribution.customers for seed in range(20)]
    overs = {sum(one.share.low > LIMIT for one in customers) for customers in many}
    assert overs >= {0, 1, 2}
    assert any(one.share.low <= LIMIT < one.share.value for customers in many for one in customers)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_is_of_the_largest(seed: int) -> None:
    report = a_report(seed, named(5))
    largest = max(report.attribution.customers, key=lambda one: one.demand)
    said = picture("shares", report).said
    name, _, rest = said.partition(" asks for ")
    assert name == largest.name
    assert is_shown(rest.partition(" of the requested work")[0], largest.share.value)
    assert "is possible), the most of 5 customers." in said


def test_the_limit_is_a_line_with_its_words() -> None:
    report = a_report(1, named(5))
    assert "limit 30 %" in texts(picture("shares", report))
    assert {"start": 0.3} in [
        {"start": row["start"]} for rows in values(picture("shares", report)) for row in rows if "from" in row
    ]
    without = replace(report, findings=())
    assert not any("limit" in text for text in texts(picture("shares", without)))
    assert "limit" not in picture("shares", without).said


def test_without_customers_there_is_nothing_to_draw() -> None:
    report = a_report(1, named(2))
    assert drawn("shares", replace(report, attribution=replace(report.attribution, customers=()))) is None


def test_in_what_was_read_in_part_nothing_is_said_of_what_could_be() -> None:
    report = replace(a_report(1, named(5)), gaps=PARTLY)
    found = picture("shares", report)
    assert "Not all was read: 1 source was not read whole." in found.note
    assert "possible" not in found.said
    assert {len(row) for row in cells(found)} == {2}
    assert "A thin line" not in found.note


def test_ranges_are_drawn_as_ranges() -> None:
    report = banded(a_report(3, named(3)), alone=False)
    for bar in bars_of(report):
        first = round(5 * float(str(bar["start"])))
        assert (bar["start"], bar["end"]) == pytest.approx((first / 5, (first + 1) / 5))
        assert bar["share"] == f"{20 * first}-{20 * first + 20} %"
    for _, *shares in cells(picture("shares", report)):
        assert all(share in {f"{20 * n}-{20 * n + 20} %" for n in range(5)} for share in shares)
    assert "A bar is the range" in picture("shares", report).note


def with_bounds(report: Report, low: Fraction | None, high: Fraction | None) -> Report:
    """The same with other bounds of every share; where none is given, it is the share itself."""
    customers = tuple(
        replace(
            one,
            share=replace(
                one.share,
                low=one.share.value if low is None else low,
                high=one.share.value if high is None else high,
            ),
        )
        for one in report.attribution.customers
    )
    return replace(report, attribution=replace(report.attribution, customers=customers))


def test_a_range_that_is_certain_has_no_line_through_it() -> None:
    report = a_report(3, named(3))
    unsure = picture("shares", banded(with_bounds(report, Fraction(0), Fraction(1)), alone=False))
    certain = picture("shares", banded(with_bounds(report, None, None), alone=False))
    assert "A thin line" in unsure.note
    assert "(0-100 % is possible)" in unsure.said
    assert "A thin line" not in certain.note
    assert "possible" not in certain.said


def test_others_are_not_added_up_of_ranges_or_where_requests_count_several_times() -> None:
    report = a_report(3, named(20))
    assert bars_of(banded(report, alone=False))[-1]["share"] == "0-20 % each"
    counts = report.attribution
    fully = tuple(replace(one, share=replace(one.share, value=one.share.high)) for one in counts.customers)
    twice = replace(report, attribution=replace(counts, customers=fully))
    assert sum(one.share.value for one in fully) > 1
    assert (bars_of(twice)[-1]["share"], bars_of(twice)[-1]["end"]) == ("", 0)


def test_of_very_many_customers_the_twin_says_how_many_more_there_are() -> None:
    rows = cells(picture("shares", a_report(1, named(700))))
    assert len(rows) == 501
    assert rows[-1] == ["and 200 more", "", "", ""]
