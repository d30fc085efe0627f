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
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats.json import FORMAT
from seedcorn.model import Interval
from seedcorn.report import Report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))
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
    assert len(described) == 15
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
