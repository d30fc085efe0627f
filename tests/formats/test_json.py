"""The report for programs: its shape is a promise, its numbers are exact, and it always validates."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from sample_report import (
    HOSTILE,
    NOW,
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn.background import IterationWork, LimitLine, Link, Trace
from seedcorn.band import Band
from seedcorn.format import Look
from seedcorn.formats.json import FORMAT
from seedcorn.model import Interval, Iteration
from seedcorn.report import Report
from seedcorn.tally import Tally, Work

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))
WORK = Work(
    existing=Tally(issues=5, effort=Fraction(13, 2)),
    prospects=Tally(issues=2, effort=Fraction(2)),
    nameless=Tally(issues=1, effort=Fraction(1)),
    own=Tally(issues=3, effort=Fraction(1, 3)),
)
NOTHING = {"issues": 0, "effort": "0", "effort_decimal": 0.0}
ANY_TEXT = st.text(st.characters(exclude_categories=[]))


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Every description of an object in a schema."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects_in(part)


def closed(schema: Any) -> Any:
    """The schema with no key allowed that it does not name."""
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(part) for name, part in schema.items()}
    return parts | ({"additionalProperties": False} if "properties" in schema else {})


VALIDATOR = Draft202012Validator(closed(SCHEMA))


def loaded(report: Report) -> Any:
    text = FORMAT.render(report, Look())
    assert text.isascii()
    assert text.endswith("}\n")
    assert "##[" not in text
    answer = json.loads(text)
    VALIDATOR.validate(answer)
    return answer


def test_the_schema_is_one_and_every_key_it_names_is_always_there() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    described = list(objects_in(SCHEMA))
    assert len(described) == 21
    assert all(set(schema["required"]) == set(schema["properties"]) for schema in described)


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(sample_report(), Look()) == snapshot


@pytest.mark.parametrize(
    "report",
    [
        captured_report(),
        healthy_report(),
        unlabelled_report(),
        incomplete_report(),
        empty_report(),
        waived_report(),
    ],
)
def test_every_report_validates(report: Report) -> None:
    answer = loaded(report)
    assert answer["complete"] is not bool(report.gaps)
    assert answer["exit_code"] == report.exit_code
    assert loaded(replace(report, public=True))["public"] is True


def test_the_promised_keys_and_exact_numbers() -> None:
    answer = loaded(captured_report())
    assert answer["version"] == 1
    assert answer["verdict"] == "fail"
    assert answer["exit_code"] == 1
    assert answer["headline"] == "Google holds 76 % of the requested work; the limit is 30 %."
    google = answer["attribution"]["customers"][0]
    assert google["share"] == {
        "value": "193/254",
        "low": "193/610",
        "high": "9/10",
        "decimal": {"value": 0.759843, "low": 0.316393, "high": 0.9},
    }
    assert (google["demand"], google["demand_decimal"]) == ("193/2", 96.5)
    finding = answer["findings"][0]
    assert (finding["limit"], finding["limit_decimal"]) == ("3/10", 0.3)
    assert finding["fingerprint"] == captured_report().findings[0].fingerprint
    assert (answer["facts"]["hhi"], answer["facts"]["hhi_decimal"]) == ("611507/100", 6115.07)
    assert answer["facts"]["absence_factor"] == 1
    assert answer["collected_at"] == "2026-01-21T00:00:00Z"


def test_what_is_let_be_says_by_whom() -> None:
    answer = loaded(waived_report())
    assert (answer["verdict"], answer["exit_code"]) == ("pass", 0)
    assert [finding["accepted"] for finding in answer["findings"]] == [
        {
            "by": "waiver",
            "owner": "@product-lead",
            "reason": "Launch partner until GA.",
            "until": "2027-03-31",
            "since": None,
            "was": None,
            "was_decimal": None,
        },
        {
            "by": "baseline",
            "owner": "",
            "reason": "",
            "until": None,
            "since": "2025-11-03",
            "was": "11/50",
            "was_decimal": 0.22,
        },
    ]


def test_nothing_requested_is_null_and_not_zero() -> None:
    assert set(loaded(empty_report())["facts"].values()) == {None}


def test_names_come_back_as_the_tracker_has_them() -> None:
    customers = loaded(sample_report())["attribution"]["customers"]
    assert tuple(customer["name"] for customer in customers) == HOSTILE


def test_a_name_with_half_a_character_has_a_fingerprint_of_its_own() -> None:
    marks = {
        replace(captured_report().findings[0], subject=name).fingerprint for name in ("\ud800", "\udc00")
    }
    assert len(marks) == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT, min_size=22, max_size=22), st.fractions(0, 1), st.fractions(0, 10**9))
def test_it_always_validates_and_keeps_every_name_and_number(
    names: list[str], share: Fraction, demand: Fraction
) -> None:
    report = sample_report(tuple(names))
    first, *others = report.attribution.customers
    changed = replace(first, share=Interval.exactly(share), demand=demand)
    counts = replace(report.attribution, customers=(changed, *others))
    customers = loaded(replace(report, attribution=counts))["attribution"]["customers"]
    assert [customer["name"] for customer in customers] == names
    assert Fraction(customers[0]["share"]["value"]) == share
    assert Fraction(customers[0]["demand"]) == demand


def with_background() -> Report:
    """The sample report with all that can be known beside its findings."""
    report = captured_report()
    sprint = Iteration(name="Q1", kind="sprint", start=NOW, closed=True)
    weeks = (None, Interval.exactly(Fraction(1, 4)))
    return replace(
        report,
        policy=replace(
            report.policy,
            lines=(
                LimitLine(rule="seed.share", path="seedcorn.yml", line=7),
                LimitLine(rule="seed.share", path="seedcorn.yml", line=8, level="error"),
            ),
        ),
        attribution=replace(report.attribution, work=WORK),
        iterations=(IterationWork(iteration=sprint, work=WORK),),
        traces=(Trace(customer="c-1", shares=weeks, fewest=4), Trace(customer=None, shares=(None, None))),
        links=(Link(key="#1", url="https://x.example/1", title="T"), Link(key="#2", url="")),
    )


def test_kinds_of_work_have_their_issues_and_their_effort_twice() -> None:
    work = loaded(with_background())["attribution"]["work"]
    assert work == {
        "requested": {"issues": 8, "effort": "19/2", "effort_decimal": 9.5},
        "existing": {"issues": 5, "effort": "13/2", "effort_decimal": 6.5},
        "prospects": {"issues": 2, "effort": "2", "effort_decimal": 2.0},
        "nameless": {"issues": 1, "effort": "1", "effort_decimal": 1.0},
        "own": {"issues": 3, "effort": "1/3", "effort_decimal": 0.333333},
        "seed_corn": NOTHING,
        "unknown": NOTHING,
    }


def test_in_ranges_requested_work_is_told_as_a_whole() -> None:
    answer = loaded(replace(with_background(), public=True, banded=True))
    for work in (answer["attribution"]["work"], answer["iterations"][0]["work"]):
        assert work["requested"]["effort"] == "19/2"
        assert (work["existing"], work["prospects"], work["nameless"]) == (None, None, None)


def test_iterations_say_when_they_are() -> None:
    (told,) = loaded(with_background())["iterations"]
    del told["work"]
    start = "2026-01-21T00:00:00Z"
    assert told == {"name": "Q1", "kind": "sprint", "start": start, "end": None, "closed": True}


def test_the_course_is_a_number_a_week_or_none() -> None:
    customer, seed_corn = loaded(with_background())["traces"]
    assert (customer["customer"], customer["fewest"]) == ("c-1", 4)
    assert customer["weeks"][0] is None
    assert customer["weeks"][1]["value"] == "1/4"
    assert seed_corn == {"customer": None, "weeks": [None, None], "fewest": 0}


def test_a_course_in_ranges_has_the_ends_of_ranges() -> None:
    low, high = Fraction(1, 5), Fraction(2, 5)
    share = Interval(value=Band(low, high), low=Band(low, high), high=Band(low, high))
    report = replace(captured_report(), traces=(Trace(customer="A", shares=(share,), fewest=2),))
    (week,) = loaded(report)["traces"][0]["weeks"]
    ends = {"low": "1/5", "high": "2/5", "lowest": "1/5", "highest": "2/5"}
    assert week == ends | {"decimal": {"low": 0.2, "high": 0.4, "lowest": 0.2, "highest": 0.4}}


def test_where_issues_and_limits_are_found() -> None:
    answer = loaded(with_background())
    assert answer["links"] == [
        {"key": "#1", "url": "https://x.example/1", "title": "T"},
        {"key": "#2", "url": "", "title": ""},
    ]
    assert answer["policy"]["lines"] == [
        {"rule": "seed.share", "level": None, "path": "seedcorn.yml", "line": 7},
        {"rule": "seed.share", "level": "error", "path": "seedcorn.yml", "line": 8},
    ]


def test_json_asks_for_all_that_is_known() -> None:
    assert FORMAT.is_entire
