"""Code Quality: one entry a finding in GitLab's own shape, with a fingerprint that lasts."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from sample_comparison import crossing, every
from sample_report import captured_report, healthy_report, incomplete_report, sample_report, waived_report
from seedcorn.background import LimitLine, PolicyStamp
from seedcorn.format import Look
from seedcorn.formats.gitlab import FORMAT
from seedcorn.model import Gap
from seedcorn.report import Report

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
SHAPE = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": False,
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^/.]"},
                        "lines": {
                            "type": "object",
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def entries(report: Report) -> Any:
    found = json.loads(FORMAT.render(report, Look()))
    SHAPE.validate(found)
    return found


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(sample_report(), Look()) == snapshot
    entries(sample_report())


def test_what_fails_and_what_is_undecided_has_an_entry_and_nothing_else() -> None:
    told = [(each["check_name"], each["severity"]) for each in entries(captured_report())]
    assert told == [
        ("concentration.top-share", "critical"),
        ("concentration.hhi", "major"),
        ("seed.reserve", "info"),
    ]
    assert entries(healthy_report()) == []


def test_what_is_let_be_is_of_the_lowest_severity_and_says_why() -> None:
    waived, known = entries(waived_report())
    assert waived["severity"] == known["severity"] == "info"
    assert waived["description"] == (
        "Acme: 12.0 % share of the requested work (limit 10 %). "
        "Waived until 2027-03-31 by @product-lead: Launch partner until GA."
    )


def test_the_fingerprint_is_the_finding_s_own() -> None:
    assert entries(captured_report())[0]["fingerprint"] == captured_report().findings[0].fingerprint


def test_where_issues_are_missing_that_is_all_it_says() -> None:
    assert [each["check_name"] for each in entries(incomplete_report())] == ["incomplete"]
    gap = Gap(source="github:acme/app", what="a field", why="refused (403)", place="field:client")
    partly = replace(captured_report(), gaps=(gap,))
    assert [each["check_name"] for each in entries(partly)][:2] == ["incomplete", "concentration.top-share"]


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("built in", "seedcorn.yml"),
        ("policies/ours.yaml", "policies/ours.yaml"),
        ("/etc/seedcorn.yml", "seedcorn.yml"),
        ("../other/seedcorn.yml", "seedcorn.yml"),
        ("https://evil.example/x.yml", "seedcorn.yml"),
        ("a\nb.yml", "seedcorn.yml"),
    ],
)
def test_the_place_is_the_policy_s_file_if_it_is_one_of_the_project(origin: str, path: str) -> None:
    report = replace(captured_report(), policy=PolicyStamp(name="ours", origin=origin))
    assert entries(report)[0]["location"] == {"path": path, "lines": {"begin": 1}}


def test_the_place_is_the_line_of_the_limit_where_it_is_known() -> None:
    told = (("concentration.top-share", 7, "error"), ("concentration.hhi", 9, ""))
    lines = tuple(LimitLine(rule=rule, path="p.yml", line=line, level=level) for rule, line, level in told)
    report = replace(captured_report(), policy=PolicyStamp(name="ours", origin="p.yml", lines=lines))
    assert [each["location"]["lines"]["begin"] for each in entries(report)] == [7, 9, 1]


def test_of_a_comparison_what_gets_worse() -> None:
    assert FORMAT.compare is not None
    for kind, comparison in every().items():
        found = json.loads(FORMAT.compare(comparison, Look()))
        SHAPE.validate(found)
        assert len(found) == (1 if kind == "unread" else len(comparison.worse))
    said = json.loads(FORMAT.compare(crossing(), Look()))[0]["description"]
    assert said.startswith("Saying yes to this takes Falcon from 24 % to 31 %")
