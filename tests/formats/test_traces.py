"""The course of shares in every format that shows it: rows of signs, safe, and under code-names in public."""

from dataclasses import replace
from fractions import Fraction

import pytest

import seedcorn.formats
from inert_pages import check_adf, check_markdown, check_wiki
from sample_report import healthy_report, sample_report
from seedcorn.background import Trace
from seedcorn.format import Format, Look
from seedcorn.formats import markdown, text
from seedcorn.formats._traces import legend, rows
from seedcorn.model import Customer, Interval
from seedcorn.privacy import leaks, masked
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.shelf import take


def shares(*values: int | None) -> tuple[Interval | None, ...]:
    """Percents."""
    return tuple(None if value is None else Interval.exactly(Fraction(value, 100)) for value in values)


def traced(report: Report, *, fewest: int = 9) -> Report:
    """With a course of its first three customers, who have different ones, and of seed corn."""
    courses = shares(None, 10, 20, 40, 80), shares(0, 1, 2, 0, 0), shares(5, 5, 5, 5, None)
    named = report.attribution.customers[: len(courses)]
    traces = [
        Trace(customer=one.id, shares=course, fewest=fewest)
        for one, course in zip(named, courses, strict=True)
    ]
    return replace(report, traces=(*traces, Trace(customer=None, shares=shares(20, 15, 10, 10, 0))))


def test_signs_are_to_one_scale_and_say_what_is_not_known() -> None:
    found = rows(traced(healthy_report()))
    assert [(one.signs, one.was, one.now) for one in found] == [
        ("·▁▂▄█", "–", "80 %"),
        ("_▁▁__", "0 %", "0 %"),
        ("▁▁▁▁·", "5 %", "–"),
        ("█▆▄▄_", "20 %", "0 %"),
    ]
    assert found[3].name == "Seed corn, of all work"
    plain = rows(traced(healthy_report()), unicode=False)
    assert [one.signs for one in plain] == ["?.:=#", "_..__", "....?", "#*==_"]
    assert legend(traced(healthy_report())) == (
        "A sign a week, the fuller the more; seed corn to a scale of its own; _ nothing; · too little to say"
    )


def test_markdown_has_a_table_of_it() -> None:
    page = markdown.FORMAT.render(traced(healthy_report()), Look())
    assert "| requested work, week by week | | 2025-12-24 | now |\n|---|---|---:|---:|\n" in page
    assert "| Seed corn, of all work | `█▆▄▄_` | 20 % | 0 % |" in page
    assert "week by week" not in markdown.FORMAT.render(healthy_report(), Look())


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("unicode", [True, False])
def test_a_terminal_has_it_in_columns(width: int, unicode: bool) -> None:
    shown = text.FORMAT.render(traced(sample_report()), Look(width=width, unicode=unicode))
    lines = shown.splitlines()
    first = next(number for number, line in enumerate(lines) if "2025-12-24" in line)
    table = lines[first : first + 5]
    assert len({len(line) for line in table if line.isascii()}) <= 1 + unicode
    assert all(len(line) <= width for line in lines)
    assert table[0].endswith("now")


@pytest.mark.parametrize(
    ("name", "check"), [("markdown", check_markdown), ("wiki", check_wiki), ("adf", check_adf)]
)
def test_names_that_mean_harm_do_none(name: str, check: object) -> None:
    assert callable(check)
    member = take(seedcorn.formats.__name__, name, "FORMAT")
    assert isinstance(member, Format)
    shown = member.render(traced(sample_report()), Look())
    assert "week by week" in shown
    check(shown)


def secret(report: Report) -> Register:
    return Register(
        customers=tuple(Customer(id=one.id, name=one.name) for one in report.attribution.customers)
    )


def test_in_public_it_has_code_names() -> None:
    report = traced(healthy_report())
    known = secret(report)
    shown = masked(report, known, place="github:acme/app")
    assert not {one.customer for one in shown.traces} & {one.id for one in known.customers}
    assert [one.shares for one in shown.traces] == [one.shares for one in report.traces]
    page = markdown.FORMAT.render(shown, Look())
    assert not leaks(page, report, known, place="github:acme/app")
    codes = dict(shown.names) | {one.id: one.name for one in shown.attribution.customers}
    assert f"| {codes[str(shown.traces[0].customer)]} | `·▁▂▄█`" in page


@pytest.mark.parametrize(("fewest", "most"), [(3, 80), (9, 95)])
def test_in_public_shares_are_ranges_where_few_asked_at_any_time(fewest: int, most: int) -> None:
    report = traced(healthy_report(), fewest=fewest)
    first = replace(report.traces[0], shares=shares(10, 20, 30, most, 10))
    report = replace(report, traces=(first, *report.traces[1:]))
    found = rows(masked(report, secret(report), place="github:acme/app"))
    assert [(one.was, one.now) for one in found] == [
        ("0-20 %", "0-20 %"),
        ("0-20 %", "0-20 %"),
        ("0-20 %", "–"),
        ("20 %", "0 %"),
    ]
    assert found[1].signs == "▁▁▁▁▁" or len(set(found[1].signs)) == 1


def test_who_is_public_anyway_keeps_the_name_and_the_numbers() -> None:
    report = traced(healthy_report(), fewest=1)
    entries = secret(report).customers
    known = Register(customers=tuple(replace(one, private=False) for one in entries))
    assert masked(report, known, place="github:acme/app").traces == report.traces
