"""A rule says without a backlog on which side of its limits a number must stay, and measures just so."""

from collections.abc import Mapping
from typing import Any

import pytest

from builders import rule_ids
from rules.test_cases import CASES, found
from seedcorn.policy.rulebook import rule
from seedcorn.report import Bound, Level, Verdict


def failing(rule_id: str) -> list[Mapping[str, Any]]:
    """Of a rule's cases the first that fails at each level."""
    cases = [case for case in CASES[rule_id]["cases"] if case["expect"]["kind"] == Verdict.FAIL]
    return list({case["expect"].get("level"): case for case in reversed(cases)}.values())


def bounds_of(rule_id: str, level: Level) -> set[Bound]:
    """The sides of all limits of a level: of "warning", and of "warning-days" where there is one."""
    keys = (name.replace("_", "-") for name in rule(rule_id).params.model_fields)
    return {rule(rule_id).bound_of(key) for key in keys if key.partition("-")[0] == level}


@pytest.mark.parametrize("rule_id", rule_ids())
def test_what_a_rule_says_of_its_limits_is_how_it_measures(rule_id: str) -> None:
    findings = [found(rule_id, case["case"]) for case in failing(rule_id)]
    assert findings
    for finding in findings:
        assert finding.level is not None
        assert finding.bound in bounds_of(rule_id, finding.level), finding.level


def test_there_are_rules_of_both_kinds() -> None:
    bounds = {rule_id: rule(rule_id).bound_of("warning") for rule_id in rule_ids()}
    assert bounds["seed.reserve"] is Bound.FLOOR
    assert bounds["concentration.top-share"] is Bound.CEILING
    rate = rule("refusal.rate")
    assert (rate.bound_of("note"), rate.bound_of("warning")) == (Bound.FLOOR, Bound.CEILING)
    fresh = rule("breadth.fresh-pipeline")
    assert (fresh.bound_of("warning"), fresh.bound_of("warning-days")) == (Bound.FLOOR, Bound.CEILING)


@pytest.mark.parametrize("rule_id", rule_ids())
def test_what_lies_across_is_a_limit_that_there_is(rule_id: str) -> None:
    names = {name.replace("_", "-") for name in rule(rule_id).params.model_fields}
    assert rule(rule_id).across <= names
