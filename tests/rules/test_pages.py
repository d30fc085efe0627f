"""The page of every rule: the same sections in the same order, a question, and an example with real numbers.

Its cases hold the example: each case that begins with “the page's example” must be told with its numbers.
Where no case can say it, the file of cases says why, under `example`.
"""

import re
from fractions import Fraction
from inspect import getdoc
from sys import modules
from typing import Any

import pytest

from builders import rule_ids
from rules.test_cases import CASES, found
from seedcorn.policy.rulebook import rule
from seedcorn.report import Finding, Unit
from seedcorn.words import limit, measured, span

SECTIONS = (
    "What it measures",
    "Example",
    "Why it matters",
    "What to do",
    "What it cannot know",
    "Where the limits come from",
)
EXAMPLE = "the page's example"


def page(rule_id: str) -> str:
    return getdoc(modules[rule(rule_id).module]) or ""


def sections(rule_id: str) -> dict[str, str]:
    """What stands under each heading of a rule's page."""
    _, *parts = re.split(r"(?m)^## ", page(rule_id))
    return {head: text.strip() for head, _, text in (part.partition("\n") for part in parts)}


def examples(rule_id: str) -> list[dict[str, Any]]:
    return [case for case in CASES[rule_id]["cases"] if case["case"].startswith(EXAMPLE)]


@pytest.mark.parametrize("rule_id", rule_ids())
def test_a_page_has_these_sections_in_this_order_and_none_is_empty(rule_id: str) -> None:
    assert tuple(sections(rule_id)) == SECTIONS
    assert all(sections(rule_id).values())
    assert re.fullmatch(r"\S.*[.]", page(rule_id).partition("\n\n")[0], re.DOTALL), "one sentence comes first"


@pytest.mark.parametrize("rule_id", rule_ids())
def test_a_rule_answers_one_question(rule_id: str) -> None:
    assert re.fullmatch(r"[A-Z][^?.!\n]+\?", rule(rule_id).question)
    asked = [rule(other).question for other in rule_ids()]
    assert asked.count(rule(rule_id).question) == 1


@pytest.mark.parametrize("rule_id", rule_ids())
def test_the_numbers_of_the_example_are_those_that_the_rule_finds(rule_id: str) -> None:
    told = " ".join(sections(rule_id)["Example"].split())
    assert re.search(r"\d", told), "an example has numbers"
    assert examples(rule_id) or CASES[rule_id].get("example"), "a case, or why there can be none"
    for case in examples(rule_id):
        finding = found(rule_id, case["case"])
        for ways in numbers(finding):
            assert any(is_told(way, told) for way in ways), (case["case"], ways)


def numbers(finding: Finding) -> list[tuple[str, ...]]:
    """Each number of a finding, in the ways that a page may write it."""
    assert finding.measured is not None
    low, high, unit = finding.measured.low, finding.measured.high, finding.unit
    said = [ways(finding.measured.value, unit)]
    if low != high:
        ends = re.findall(r"[\d.]+", span(low, high, unit))
        said += [
            (end + (" %" if unit is Unit.SHARE else ""), *ways(each, unit))
            for end, each in zip(ends, (low, high), strict=True)
        ]
    return [*said, ways(finding.limit, unit)] if finding.level and finding.limit else said


def ways(value: Fraction, unit: Unit) -> tuple[str, ...]:
    return (measured(value, unit, places=1), limit(value, unit))


def is_told(number: str, text: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d%]|[.,]\d)", text) is not None


def test_another_number_would_be_noticed() -> None:
    told = "5 of 8 is 62.5 %, and 1,500 stay."
    assert is_told("62.5 %", told)
    assert is_told("5", told)
    assert not [number for number in ("62 %", "2.5 %", "500", "1", "62.5 %2") if is_told(number, told)]
