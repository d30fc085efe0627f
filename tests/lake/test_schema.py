"""The JSON Schema of a mapping accepts and refuses what the loader does, and says what each key means."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lake_tables import EXAMPLES, OWN_MAPPING, ROOT
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import PolicyError
from seedcorn.lake.keys import NAMED_PLACES, PLACES
from seedcorn.lake.mapping import Lake
from seedcorn.lake.schema import lake_schema
from seedcorn.yamlfile import parse

SCHEMA = lake_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
ISSUES = "table: issues.parquet, key: key, title: title, created: created"
TABLE = "table: t, id: i, issues: {table: u, issue: c, iteration: d}"
SMALLEST = f"source: ours\nissues: {{{ISSUES}, closed: closed}}\n"


def loads(path: Path, text: str) -> bool:
    path.write_text(text, encoding="utf-8")
    try:
        with DuckDB() as engine:
            Lake.of(path, engine)
    except PolicyError:
        return False
    return True


def accepts(text: str) -> bool:
    return bool(VALIDATOR.is_valid(parse(text, "lake.yml").data))


def test_it_is_a_schema_and_every_key_says_what_it_means() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    parts: list[dict[str, Any]] = [SCHEMA, *SCHEMA["$defs"].values(), SCHEMA["properties"]["marks"]]
    keys = [pair for part in parts for pair in part["properties"].items()]
    assert len(keys) > 40
    assert [name for name, about in keys if len(about.get("description", "").split()) < 3] == []
    assert set(SCHEMA["properties"]["marks"]["properties"]) == set(PLACES)


def test_the_page_on_mappings_names_every_key_and_place() -> None:
    page = (ROOT / "docs" / "lake.md").read_text(encoding="utf-8")
    code = " ".join(map("".join, re.findall(r"(?s)```yaml(.*?)```|`([^`\n]+)`", page)))
    said = set(re.findall(r"[\w-]+(?::NAME)?", code))
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    keys = {name for part in parts for name in part["properties"]}
    assert sorted((keys | set(PLACES) | {f"{kind}:NAME" for kind in NAMED_PLACES}) - said) == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yml")), ids=lambda path: path.name)
def test_the_examples_are_mappings_and_name_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    VALIDATOR.validate(parse(text, path.name).data)
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=https://")
    assert first.endswith("/docs/lake.schema.json")
    assert (ROOT / "docs" / "lake.schema.json").is_file()


@pytest.mark.parametrize(
    "text",
    [
        SMALLEST,
        OWN_MAPPING,
        f"{SMALLEST}without: type",
        f"{SMALLEST}iterations: [{{kind: version, name: b, {TABLE}}}]",
        f"{SMALLEST}marks: {{label: 3, 'field:Story Points': '\"odd.name\"[].\"[x]\"'}}",
        f"{SMALLEST}marks: {{topic: 'a{{b}}c{{d.e}}'}}",
        f"{SMALLEST}marks: {{label: {{table: t, issue: i, value: v, where: {{kind: [1, true, null]}}}}}}",
        f"{SMALLEST}iterations: [{{kind: sprint, name: a, closed: [{{a: 1}}, {{b.c: []}}]}}]",
        f"source: 3\nissues: {{{ISSUES}, closed: [a, b], declined: no, url: , where: {{3: x}}}}",
    ],
)
def test_it_accepts_what_loads(tmp_path: Path, text: str) -> None:
    assert loads(tmp_path / "lake.yml", text)
    VALIDATOR.validate(parse(text, "lake.yml").data)


@pytest.mark.parametrize(
    "line",
    [
        "mark: {}",
        "marks: {labels: a}",
        "marks: {Label: a}",
        "marks: {'field: ': a}",
        "marks: {milestone: a}",
        "marks: {label: a..b}",
        "marks: {label: 'a[].b[]'}",
        "marks: {label: '{a'}",
        "marks: {label: ' '}",
        "marks: {label: [a, b]}",
        "marks: {label: }",
        "marks: {label: {value: a, table: t}}",
        "marks: {label: {value: a, where: {b: c}}}",
        "marks: {label: {column: a}}",
        "iterations: {kind: sprint, name: a}",
        "iterations: [{kind: sprints, name: a}]",
        "iterations: [{kind: sprint, name: 'a[]'}]",
        "iterations: [{kind: sprint, name: a, table: t}]",
        f"iterations: [{{kind: version, at: a, name: b, {TABLE}}}]",
        "iterations: [{kind: sprint, name: a, closed: {}}]",
        "iterations: [{kind: sprint, name: a, closed: {'b[]': 1}}]",
        "iterations: [{kind: sprint, name: a, starts: '{b}'}]",
        "without: [[type]]",
    ],
)
def test_it_refuses_what_does_not_load(tmp_path: Path, line: str) -> None:
    assert not loads(tmp_path / "lake.yml", SMALLEST + line)
    assert not accepts(SMALLEST + line)


@pytest.mark.parametrize(
    "keys",
    ["", "closed: []", "closed: c, is_closed: {a: b}", "closed: c, parent-id: p", "closed: c, where: []"],
)
def test_it_refuses_a_table_of_issues_that_does_not_load(tmp_path: Path, keys: str) -> None:
    text = f"source: ours\nissues: {{{ISSUES}, {keys}}}"
    assert not loads(tmp_path / "lake.yml", text)
    assert not accepts(text)
