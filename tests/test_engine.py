"""The table engine's edge: what goes in comes out, and it is closed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest
from duckdb import ConnectionException

from seedcorn.engine import rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError, OutputError

TYPES = {"number": "INTEGER", "words": "VARCHAR", "large": "BIGINT", "yes": "BOOLEAN"}
ROWS = [(1, "a", 2**40, True), (2, None, None, False), (3, "'; drop table t; --", 0, None)]


def test_rows_come_back_as_they_went_in() -> None:
    with DuckDB() as engine:
        assert rows(engine.table(TYPES, ROWS).sort("number")) == ROWS
        assert rows(engine.table(TYPES, [])) == []


def test_a_table_grows() -> None:
    with DuckDB() as engine:
        engine.create("t", TYPES)
        engine.append("t", TYPES, list(zip(*ROWS, strict=True)))
        engine.append("t", TYPES, [])
        engine.append("t", TYPES, [[], [], [], []])
        engine.append("t", TYPES, list(zip(*ROWS[:1], strict=True)))
        assert len(rows(engine.frame("t"))) == 4
        engine.execute("delete from t where number = 1")
        assert len(rows(engine.frame("t"))) == 2


def test_what_is_kept_is_computed_once() -> None:
    with DuckDB() as engine:
        engine.create("t", {"n": "INTEGER"})
        engine.append("t", {"n": "INTEGER"}, [[1, 2]])
        lazy = engine.frame("t").with_columns(twice=nw.col("n") * 2)
        kept = engine.keep(lazy)
        engine.append("t", {"n": "INTEGER"}, [[3]])
        assert len(rows(lazy)) == 3
        assert rows(kept.sort("n")) == [(1, 2), (2, 4)]


def test_a_table_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    write(path, ROWS)
    with DuckDB() as engine:
        engine.read("t", TYPES, path)
        assert rows(engine.frame("t").sort("number")) == ROWS


def write(path: Path, table: list[tuple[Any, ...]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with DuckDB() as engine:
        engine.create("t", TYPES)
        engine.append("t", TYPES, list(zip(*table, strict=True)))
        engine.write("t", path)


@pytest.mark.parametrize("name", ["s*", "s[1]", "s?", "day=1", "it's", '"'])
def test_a_folder_is_no_pattern_and_no_column(tmp_path: Path, name: str) -> None:
    """Beside "s[1]" stands "s1", which a pattern would find in its place."""
    write(tmp_path / "s1" / "t.parquet", ROWS[:1])
    write(tmp_path / name / "t.parquet", ROWS[1:])
    with DuckDB() as engine:
        engine.read("t", TYPES, tmp_path / name / "t.parquet")
        assert rows(engine.frame("t").sort("number")) == ROWS[1:]


@pytest.mark.parametrize("damage", [lambda whole: whole[:60], lambda whole: b"PAR1", lambda whole: b""])
def test_what_is_no_table_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "table.parquet"
    write(path, ROWS)
    path.write_bytes(damage(path.read_bytes()))
    with DuckDB() as engine, pytest.raises(DataError, match="table"):
        engine.read("t", TYPES, path)


@pytest.mark.parametrize("types", [TYPES | {"more": "INTEGER"}, TYPES | {"number": "VARCHAR"}, {}])
def test_a_table_of_something_else_is_refused(tmp_path: Path, types: dict[str, str]) -> None:
    write(tmp_path / "table.parquet", ROWS)
    with DuckDB() as engine, pytest.raises(DataError, match="other columns"):
        engine.read("t", types, tmp_path / "table.parquet")


def test_a_table_that_cannot_be_written(tmp_path: Path) -> None:
    with DuckDB() as engine:
        engine.create("t", TYPES)
        with pytest.raises(OutputError, match="could not be written"):
            engine.write("t", tmp_path / "no such folder" / "t.parquet")


def test_closed_is_closed() -> None:
    with DuckDB() as engine:
        frame = engine.table(TYPES, ROWS)
    with pytest.raises(ConnectionException):
        rows(frame)
