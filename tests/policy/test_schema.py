"""The JSON Schema for editors accepts what a policy may say, and says what each key means."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from seedcorn.errors import PolicyError
from seedcorn.policy import load_policy, policy_schema, preset_names, preset_text
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.policy.schema import rule_schema
from seedcorn.yamlfile import parse

SCHEMA = policy_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema_and_the_same_each_time() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.dumps(policy_schema()) == json.dumps(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "seedcorn policy"


@pytest.mark.parametrize("name", preset_names())
def test_it_accepts_the_presets(name: str) -> None:
    VALIDATOR.validate(parse(preset_text(name), name).data)


def sections(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema["$defs"].values()):
        yield from part.get("properties", {}).items()


def test_every_key_says_what_it_means() -> None:
    assert [name for name, about in sections(SCHEMA) if not about.get("description")] == []
    assert {
        rule_id: about["description"]
        for rule_id, about in SCHEMA["properties"]["rules"]["properties"].items()
    } == {rule_id: rule(rule_id).title for rule_id in rule_ids()}


def test_defaults_stand_there_as_a_policy_writes_them() -> None:
    """Read as a policy would be, the defaults that the schema tells are those that the rule has."""
    for rule_id in rule_ids():
        found = rule(rule_id)
        told = {name: said["default"] for name, said in rule_schema(found)["properties"].items()}
        assert found.params.model_validate(told, by_alias=True, by_name=False) == found.params(), rule_id


WORDS = st.text(st.characters(categories=["L", "N", "P"]), max_size=9)
VALUES = {
    "title": WORDS,
    "extends": st.sampled_from(["balanced", "flat-smb"]),
    "sources": st.lists(
        st.sampled_from(["github:a/b", {"export": "x"}, {"jira": {"jql": "project = A"}}]), max_size=3
    ),
    "customers": st.fixed_dictionaries(
        {},
        optional={
            "register": st.just("r.yml"),
            "from": st.lists(
                st.sampled_from([{"label": "c: *"}, {"field": ["A", 3], "except": "x"}, {"author": 7}]),
                max_size=2,
            ),
            "prospects": st.none(),
            "nameless": st.sampled_from([{}, {"labels": "x"}, {"fields": {"A": ["b"]}}]),
            "except": st.lists(st.sampled_from(["a", "b*", 12]), max_size=3),
            "since": st.dates().map(str),
            "split": st.sampled_from(["equally", "fully", "first"]),
        },
    ),
    "work": st.sampled_from([None, {}, {"own": None}, {"bugs": {"types": []}, "unlabelled": "own"}]),
    "effort": st.sampled_from(
        [{}, {"field": 3}, {"labels": {"S": 1, "M": 0.5}, "missing": "fail", "unit": "days"}]
    ),
    "backlog": st.sampled_from([{}, {"ignore": {"idle-days": 9, "labels": "x"}, "completed-days": 3650}]),
    "capacity": st.sampled_from([3, 0.5, {"default": 1, "M": 2}, {}]),
    "decision": WORDS,
    "review-by": st.dates().map(str),
    "rules": st.dictionaries(
        st.sampled_from(["concentration.top-share", "seed.reserve"]),
        st.sampled_from([True, False, {}, {"warning": "20%"}, {"error": "12.5 %", "warning": None}]),
    ),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional=VALUES).filter(bool))
def test_it_accepts_what_loads(tmp_path: Path, data: dict[str, Any]) -> None:
    (tmp_path / "seedcorn.yml").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    load_policy(folder=tmp_path)
    VALIDATOR.validate(data)


@pytest.mark.parametrize(
    "text",
    [
        "titel: x",
        "rules: {seed.reserv: true}",
        "rules: {seed.reserve: {warning: 0.2}}",
        "rules: {seed.reserve: {warnin: 20%}}",
        "rules: {seed.reserve: 'off'}",
        "customers: {split: equaly}",
        "customers: {from: [{lable: x}]}",
        "work: {unlabelled: mine}",
        "backlog: {completed-days: 0}",
        "effort: {labels: {S: big}}",
        "capacity: many",
        "sources: [acme]",
    ],
)
def test_it_refuses_what_does_not_load(tmp_path: Path, text: str) -> None:
    (tmp_path / "seedcorn.yml").write_text(text)
    with pytest.raises(PolicyError):
        load_policy(folder=tmp_path)
    assert not VALIDATOR.is_valid(parse(text, "f").data)
