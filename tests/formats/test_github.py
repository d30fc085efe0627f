"""Annotations: one command a line, ten of them, and nothing in the data can be another one."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from sample_report import (
    HOSTILE,
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats.github import FORMAT, command
from seedcorn.report import Level, Report

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def unescaped(text: str) -> str:
    """As the runner does it."""
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def commands(report: Report) -> list[tuple[str, str, str]]:
    text = FORMAT.render(report, Look())
    assert text.endswith("\n")
    found = [COMMAND.fullmatch(line) for line in text.removesuffix("\n").split("\n")]
    assert all(found), text
    return [(match[1], unescaped(match[2]), unescaped(match[3])) for match in found if match]


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    assert FORMAT.render(sample_report(), Look()) == snapshot


def test_the_level_of_an_annotation_is_that_of_its_finding_and_open_is_a_notice() -> None:
    assert [name for name, _, _ in commands(sample_report())] == [
        "error",
        "warning",
        *(["notice"] * 5),
    ]
    _, title, message = commands(captured_report())[0]
    assert title == "Google: 76.0 % share of the requested work (limit 30 %)"
    assert message.startswith(
        "Could be 31.6-90.0 %. 84 of the 99 issues would have to wait to come back to 30 %: #12"
    )
    assert message.endswith("(concentration.top-share)")


def test_what_is_let_be_is_a_notice_each_and_so_is_the_headline() -> None:
    found = commands(waived_report())
    assert {name for name, _, _ in found} == {"notice"}
    assert [title for _, title, _ in found] == [
        "Whose roadmap is it?",
        "Let be: Acme: 12.0 % share of the requested work (limit 10 %)",
        "Let be: 22.0 % is seed corn (at least 25 %)",
    ]
    assert found[1][2] == (
        "Waived until 2027-03-31 by @product-lead: Launch partner until GA. (concentration.top-share)"
    )


def test_all_well_is_one_notice() -> None:
    assert [(name, title) for name, title, _ in commands(healthy_report())] == [
        ("notice", "Whose roadmap is it?")
    ]
    assert "Nothing to judge" in commands(empty_report())[0][2]


def test_what_could_not_be_read_comes_first_as_an_error() -> None:
    name, title, message = commands(incomplete_report())[0]
    assert (name, title) == ("error", "Incomplete")
    assert message.startswith("No verdict: ")
    assert "until all is read" in message
    assert len(commands(incomplete_report())) == 1


@pytest.mark.parametrize(
    ("how_many", "last"), [(10, None), (11, "1 more finding"), (500, "490 more findings")]
)
def test_ten_are_shown_the_worst_first_and_the_rest_is_counted(how_many: int, last: str | None) -> None:
    failed = captured_report().findings[0]
    findings = (*[replace(failed, level=Level.NOTE)] * (how_many - 1), failed)
    found = commands(replace(captured_report(), findings=findings))
    assert found[0][0] == "error"
    assert len(found) == 10 + (last is not None)
    assert last is None or found[-1][2] == f"{last} in the full report"


def test_a_public_report_annotates_as_any_other() -> None:
    report = captured_report()
    assert commands(replace(report, public=True)) == commands(report)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT | st.sampled_from(HOSTILE), min_size=22, max_size=22))
def test_data_never_begins_a_command(names: list[str]) -> None:
    assert len(commands(sample_report(tuple(names)))) == 7


@given(ANY_TEXT, ANY_TEXT)
def test_what_is_escaped_comes_back(title: str, message: str) -> None:
    title, message = title.strip()[:500], message.strip()[:500]
    match = COMMAND.fullmatch(command("notice", title, message))
    assert match is not None
    assert (unescaped(match[2]), unescaped(match[3])) == (title, message)
