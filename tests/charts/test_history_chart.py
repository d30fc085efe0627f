"""How shares came to be so, against the weeks by hand."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from builders import NOW
from sample_charts import LIMIT, PARTLY, a_report, cells, drawn, is_shown, picture, texts, values
from seedcorn.background import Trace
from seedcorn.drawing import LIGHT
from seedcorn.model import Interval
from seedcorn.privacy.banding import banded, interval_in_bands
from seedcorn.report import Report

NAMES = ["Acme", "Globex", "Initech", "Hooli", "Umbrella", "Wayne"]


def exactly(*shares: str | None) -> tuple[Interval | None, ...]:
    return tuple(None if share is None else Interval.exactly(Fraction(share)) for share in shares)


def with_traces(*traces: Trace) -> Report:
    return replace(a_report(1, NAMES), traces=traces)


def day(weeks_ago: int) -> str:
    return (NOW - timedelta(days=7 * weeks_ago)).date().isoformat()


def lines(report: Report) -> list[list[dict[str, Any]]]:
    """The points of each unbroken line."""
    parts: dict[int, list[dict[str, Any]]] = {}
    for point in values(picture("history", report))[0]:
        parts.setdefault(point["part"], []).append(point)
    return list(parts.values())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weeks", [2, 30, 105])
def test_the_twin_has_first_lowest_highest_and_now(seed: int, weeks: int) -> None:
    report = a_report(seed, NAMES, weeks=weeks)
    if drawn("history", report) is None:
        pytest.skip("too little is known of so few weeks")
    rows = cells(picture("history", report))
    assert [row[0] for row in rows] == [*NAMES[:5], "seed corn"]
    for trace, (_, *row) in zip(report.traces, rows, strict=True):
        known = [
            (share.value, day(weeks - 1 - week))
            for week, share in enumerate(trace.shares)
            if share is not None
        ]
        if not known:
            assert set(row) == {"too little to say"}
            continue
        wanted = known[0], min(known, key=lambda each: each[0]), max(known, key=lambda each: each[0])
        for cell, (share, date) in zip(row[:3], wanted, strict=True):
            told, _, when = cell.rstrip(")").partition(" (")
            assert is_shown(told, share)
            assert when == date
        now = trace.shares[-1]
        assert row[3] == "too little to say" if now is None else is_shown(row[3], now.value)


def test_what_is_said_is_of_whoever_leads_and_of_seed_corn() -> None:
    report = with_traces(
        Trace(customer="c0", shares=exactly(None, "1/4", "3/4")),
        Trace(customer="c1", shares=exactly("1/2", "1/4", "1/8")),
        Trace(customer=None, shares=exactly("1/10", "1/20", None)),
    )
    assert picture("history", report).said == (
        f"Acme: 25.0 % on {day(1)}, 75.0 % now. Seed corn: 10.0 % on {day(2)}, 5.0 % on {day(1)}."
    )


def test_a_line_is_broken_where_there_was_too_little_to_say() -> None:
    shares = exactly("1/10", "2/10", None, "3/10", None, None, "4/10", "5/10", "6/10")
    report = with_traces(Trace(customer="c0", shares=shares))
    assert [[point["y"] for point in line] for line in lines(report)] == [[0.1, 0.2], [0.3], [0.4, 0.5, 0.6]]
    lonely = values(picture("history", report))[1]
    assert [point["y"] for point in lonely] == [0.3]
    weeks = [point["x"] for line in lines(report) for point in line]
    assert weeks == sorted(weeks)
    each = (weeks[-1] - weeks[0]) / 8
    assert [round((at - weeks[0]) / each) for at in weeks] == [0, 1, 3, 6, 7, 8]


def test_lines_are_told_apart_by_dashes_and_by_words_that_do_not_overlap() -> None:
    report = a_report(3, NAMES, weeks=104)
    dashes = {line[0]["part"] // 1000: tuple(line[0]["dash"]) for line in lines(report)}
    assert len(set(dashes.values())) == len(dashes) == 6
    ends = next(rows for rows in values(picture("history", report)) if rows and "y2" in rows[0])
    assert len(ends) == 7
    assert [text for text in texts(picture("history", report)) if text == "customer limit 30 %"]
    assert all(0 <= row["y2"] <= 1 for row in ends)  # the axis goes to 100 %, 260 units high
    heights = sorted(row["y2"] for row in ends)
    assert all(above - below >= 15.9 / 260 for below, above in pairwise(heights))


def test_same_shares_still_have_words_of_their_own() -> None:
    alike = [Trace(customer=f"c{n}", shares=exactly("0", "0", "0")) for n in range(5)]
    report = with_traces(*alike)
    ends = next(rows for rows in values(picture("history", report)) if rows and "y2" in rows[0])
    assert len({round(row["y2"], 3) for row in ends}) == 6
    assert min(row["y2"] for row in ends) >= 0


@pytest.mark.parametrize("seed", range(10))
def test_only_who_is_certainly_over_the_limit_has_the_colour_of_a_whale(seed: int) -> None:
    report = a_report(seed, NAMES)
    for place, one in enumerate(report.attribution.customers[:5]):
        mine = [line[0]["colour"] for line in lines(report) if line[0]["part"] // 1000 == place]
        assert set(mine) == {LIGHT.whale if one.share.low > LIMIT else LIGHT.customer}
    corn = {line[0]["colour"] for line in lines(report) if line[0]["part"] // 1000 == 5}
    assert corn == {LIGHT.seed_corn}


def test_dates_are_below_the_first_and_the_last_week() -> None:
    found = texts(picture("history", a_report(1, NAMES, weeks=104)))
    assert [text for text in found if text.startswith("20")] == [day(103), day(52), day(0)]


@pytest.mark.parametrize("shares", [(), ("1/2",), (None, None, None), (None, "1/2", None)])
def test_where_nothing_moved_there_is_nothing_to_draw(shares: tuple[str | None, ...]) -> None:
    assert drawn("history", with_traces(Trace(customer="c0", shares=exactly(*shares)))) is None
    assert drawn("history", with_traces()) is None


def test_ranges_stay_ranges() -> None:
    exact = Trace(customer="c0", shares=exactly("13/100", "37/100", "61/100"))
    hidden = replace(exact, shares=tuple(one and interval_in_bands(one) for one in exact.shares))
    found = picture("history", with_traces(hidden))
    assert cells(found) == [
        ["Acme", f"0-20 % ({day(2)})", f"0-20 % ({day(2)})", f"60-80 % ({day(0)})", "60-80 %"]
    ]
    assert found.said == f"Acme: 0-20 % on {day(2)}, 60-80 % now."
    assert "in the middle" in found.note
    assert [point["y"] for point in lines(with_traces(hidden))[0]] == pytest.approx([0.1, 0.3, 0.7])


def test_where_shares_are_ranges_no_exact_course_is_told() -> None:
    report = banded(a_report(1, NAMES), alone=False)
    assert any(trace.customer for trace in report.traces)
    assert drawn("history", report) is None
    only_seed = tuple(trace for trace in report.traces if trace.customer is None)
    assert drawn("history", replace(report, traces=only_seed)) is not None


def test_in_what_was_read_in_part_it_says_so() -> None:
    report = a_report(1, NAMES)
    assert "Not all was read" not in picture("history", report).note
    assert "Not all was read: 1 source" in picture("history", replace(report, gaps=PARTLY)).note
