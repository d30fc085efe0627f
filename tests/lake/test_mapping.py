"""A mapping as it is written: what it may say, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from lake_tables import EXAMPLES
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import PolicyError
from seedcorn.lake.mapping import Lake
from seedcorn.lake.ways import Way, parse_condition, parse_said, parse_way

SMALLEST = """
source: ours
issues: {table: issues.parquet, key: key, title: title, created: created, closed: closed}
"""


def read(path: Path, text: str) -> Lake:
    path.write_text(text, encoding="utf-8")
    with DuckDB() as engine:
        return Lake.of(path, engine)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("key", Way(steps=("key",))),
        ("fields.Story Points", Way(steps=("fields", "Story Points"))),
        ('"odd.name"."[x]"', Way(steps=("odd.name", "[x]"))),
        ("labels[]", Way(steps=("labels",), inner=())),
        ("fields.labels[].a.b", Way(steps=("fields", "labels"), inner=("a", "b"))),
    ],
)
def test_a_way_is_written_with_dots(text: str, way: Way) -> None:
    assert parse_way(text) == way


def test_a_text_is_put_together_of_ways_in_braces() -> None:
    repository, number = Way(steps=("repository",)), Way(steps=("a", "n"))
    assert parse_said("{repository}#{a.n}") == (repository, "#", number)
    assert parse_said("repository") == (repository,)


def test_a_condition_is_all_of_its_columns_or_any_of_its_entries() -> None:
    state, kind = Way(steps=("state",)), Way(steps=("kind",))
    both = parse_condition({"state": ["Closed", None], "kind": True})
    assert both.any_of == (((state, frozenset({"closed", None})), (kind, frozenset({"true"}))),)
    assert len(parse_condition([{"state": 1}, {"kind": 2}]).any_of) == 2


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yml")), ids=lambda path: path.name)
def test_the_examples_are_mappings(path: Path) -> None:
    with DuckDB() as engine:
        assert Lake.of(path, engine).file.marks


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("marks: {labels: a}", "4:17", 'marks do not stand at "labels"'),
        ("marks: {milestone: a}", "4:20", "a milestone is an iteration"),
        ("marks: {label: 'a[].b[]'}", "4:16", "[] stands once"),
        ("marks: {label: '{a'}", "4:16", "a brace that is not closed"),
        ("marks: {label: {value: a, table: t}}", "4:16", "`table`, `issue` and `where` belong together"),
        ("iterations: [{kind: sprint, name: 'a[]'}]", "4:35", "a list cannot be one value"),
        (
            "iterations: [{kind: sprint, name: a, table: t}]",
            "4:14",
            "`table`, `id` and `issues` belong together",
        ),
        ("iterations: [{kind: sprint, name: a, closed: {}}]", "4:46", "expected columns with their values"),
        ("mark: {}", "4:1", 'unknown key "mark"'),
        ("marks: {label: a..b}", "4:16", 'no column is called "a..b"'),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands(tmp_path: Path, line: str, place: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(tmp_path / "lake.yml", f"{SMALLEST}{line}\n")
    assert f"lake.yml:{place}: " in str(caught.value)
    assert said in str(caught.value)


def test_ids_of_parents_need_the_ids_of_issues(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="`parent-id` without `id`"):
        read(tmp_path / "lake.yml", SMALLEST.replace("}", ", parent-id: p}"))


def test_tables_are_beside_the_mapping_at_an_address_or_in_a_catalog(tmp_path: Path) -> None:
    lake = read(tmp_path / "lake.yml", SMALLEST)
    (tmp_path / "folder").mkdir()
    assert lake.address("a/*.parquet") == str(tmp_path / "a/*.parquet")
    assert lake.address("one.parquet") == str(tmp_path / "one.parquet")
    assert lake.address("folder") == str(tmp_path / "folder")
    assert lake.address("/lake/a") == "/lake/a"
    assert lake.address("s3://lake/a") == "s3://lake/a"
    assert lake.address("lake.jira.issues") == "lake.jira.issues"
