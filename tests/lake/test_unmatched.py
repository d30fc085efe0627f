"""Conditions that hold for no row are shown where they stand, with what is there instead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builders import NOW
from lake_tables import parquet
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError
from seedcorn.lake import open_lake

TYPES = dict.fromkeys(("key", "at", "done", "resolved", "state", "kind"), "VARCHAR")
MAPPING = """
source: ours
issues:
  table: issues.parquet
  where: {kind: Issue}
  key: key
  title: key
  created: at
  updated: at
  closed: done
  is-closed: {state: closed}
"""
Row = dict[str, object]
Count = Callable[..., int]


@pytest.fixture
def count(tmp_path: Path) -> Count:
    def written_and_counted(mapping: str, *found: Row, public: bool = False) -> int:
        parquet(tmp_path / "issues.parquet", TYPES, found)
        (tmp_path / "lake.yml").write_text(mapping, encoding="utf-8")
        with open_lake(tmp_path / "lake.yml", DuckDB(), now=NOW, public=public) as lake:
            return lake.count()

    return written_and_counted


def row(number: int, **more: object) -> Row:
    return {"key": f"A-{number}", "at": "2026-01-01", "state": "open", "kind": "Issue", **more}


def refused(count: Count, mapping: str, *found: Row, public: bool = False) -> str:
    with pytest.raises(DataError) as caught:
        count(mapping, *found, public=public)
    return str(caught.value)


def test_a_where_that_leaves_no_row_says_what_there_is(count: Count) -> None:
    wrong = MAPPING.replace("kind: Issue", "kind: Isue")
    said = refused(count, wrong, row(1), row(2), row(3, kind="Pull\x1b[2J"), row(4, kind=None))
    assert "lake.yml:5:10: this leaves none of 4 rows" in said
    assert 'help: there is kind: "Issue", null, "Pull"' in said
    assert count(wrong) == 0  # a table without rows


def test_an_is_closed_that_holds_for_none_says_what_there_is(count: Count) -> None:
    wrong = MAPPING.replace("state: closed", "state: clsoed")
    said = refused(count, wrong, row(1), row(2), row(3, state="Closed", done="2026-01-01"))
    assert 'lake.yml:11:14: this holds for no row, though "done" is filled in 1 row' in said
    assert 'help: there is state: "open", "Closed"' in said
    assert count(wrong, row(1), row(2)) == 2


@pytest.mark.parametrize("closed", ["at", "[resolved, done]"])
def test_a_column_that_stands_in_for_the_day_of_closing_shows_nothing(count: Count, closed: str) -> None:
    """Jira has a day on which the status changed on every issue, and many tables one of the last change."""
    mapping = MAPPING.replace("closed: done", f"closed: {closed}")
    assert count(mapping, row(1, done="2026-01-01"), row(2)) == 2


def test_five_values_are_shown_and_none_of_a_column_that_holds_no_states(count: Count) -> None:
    wrong = MAPPING.replace("kind: Issue", "kind: Isue")
    several = [row(n, kind=f"k{n}") for n in range(6)]
    assert 'kind: "k0", "k1", "k2", "k3", "k4", and more' in refused(count, wrong, *several)
    many = [row(n, kind=f"k{n}") for n in range(21)]
    assert "k1" not in refused(count, wrong, *many)


def test_in_public_no_value_is_shown(count: Count) -> None:
    said = refused(count, MAPPING.replace("kind: Issue", "kind: Isue"), row(1, kind="Acme"), public=True)
    assert "this leaves none of 1 row" in said
    assert "Acme" not in said


def test_a_condition_on_nothing_alone_needs_no_value(count: Count) -> None:
    said = refused(count, MAPPING.replace("kind: Issue", "kind: null"), row(1))
    assert "lake.yml:5:10: this leaves none of 1 row" in said
