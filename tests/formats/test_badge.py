"""The badge: shields' endpoint schema, a number that means what the report says, and never a name."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn.band import Band
from seedcorn.format import Look
from seedcorn.formats.badge import FORMAT
from seedcorn.model import Interval
from seedcorn.report import Finding, Level, Report, Verdict

# https://shields.io/badges/endpoint-badge, which takes no other keys than its own
SHAPE = Draft202012Validator(
    {
        "type": "object",
        "required": ["schemaVersion", "label", "message"],
        "additionalProperties": False,
        "properties": {
            "schemaVersion": {"const": 1},
            "label": {"type": "string"},
            "message": {"type": "string", "minLength": 1, "maxLength": 60},
            "color": {"enum": ["brightgreen", "yellow", "red", "lightgrey"]},
            "isError": {"type": "boolean"},
        },
    }
)


def badge(report: Report) -> Any:
    found = json.loads(FORMAT.render(report, Look()))
    SHAPE.validate(found)
    return found


def said(report: Report) -> tuple[str, str]:
    found = badge(report)
    return found["message"], found["color"]


def largest(report: Report, share: Interval, **changes: Any) -> Report:
    """The report with another share of its largest customer."""
    first, *others = report.findings
    return replace(report, findings=(replace(first, measured=share, **changes), *others))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (captured_report(), ("largest customer 76 %, limit 30 %", "red")),
        (healthy_report(), ("largest customer 12 %, limit 30 %", "brightgreen")),
        (unlabelled_report(), ("undecided", "yellow")),
        (empty_report(), ("undecided", "yellow")),
        (incomplete_report(), ("not all read", "lightgrey")),
        (waived_report(), ("largest customer 12 %, limit 10 %, let be", "yellow")),
    ],
)
def test_each_verdict_has_its_words_and_colour(report: Report, expected: tuple[str, str]) -> None:
    assert said(report) == expected


def test_only_what_fails_is_an_error_whose_colour_nobody_can_change() -> None:
    reports = (captured_report(), healthy_report(), unlabelled_report(), incomplete_report(), waived_report())
    assert [badge(report)["isError"] for report in reports] == [True, False, False, False, False]


def test_a_share_just_over_its_limit_is_not_shown_as_the_limit() -> None:
    share = Interval.exactly(Fraction(3001, 10_000))
    assert said(largest(captured_report(), share))[0] == "largest customer 30.01 %, limit 30 %"


def test_what_fails_otherwise_is_counted() -> None:
    other = Finding(
        rule="seed.share", kind=Verdict.FAIL, level=Level.ERROR, scope="open backlog", message="is seed corn"
    )
    mild = replace(other, level=Level.NOTE)
    assert said(replace(captured_report(), findings=(other, mild))) == ("1 limit broken", "red")
    assert said(replace(captured_report(), findings=(other, other))) == ("2 limits broken", "red")
    passed = replace(other, kind=Verdict.PASS, level=None)
    assert said(replace(captured_report(), findings=(mild, passed))) == ("1 limit broken", "yellow")
    assert said(replace(captured_report(), findings=(passed,))) == ("no limit broken", "brightgreen")


def test_a_share_of_one_iteration_is_not_that_of_the_backlog() -> None:
    first = replace(captured_report().findings[0], scope="milestone: 2.0")
    assert said(replace(captured_report(), findings=(first,)))[0] == "1 limit broken"


def test_in_ranges_a_range_is_told() -> None:
    band = Band(Fraction(3, 5), Fraction(4, 5))
    shown = largest(captured_report(), Interval(value=band, low=band, high=band))
    assert said(replace(shown, public=True, banded=True)) == (
        "largest customer 60-80 %, limit 30 %",
        "red",
    )


def test_no_customer_is_named_however_it_is_called() -> None:
    names = tuple(f"Zyx{number}" for number in range(22))
    for report in (sample_report(names), sample_report()):
        assert said(report) == ("largest customer 56 %, limit 30 %", "red")
