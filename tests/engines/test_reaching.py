"""Paths into the tables of others: the same values everywhere, and plain words where there is nothing."""

from pathlib import Path

import duckdb
import pytest

from reaching_table import check, write
from seedcorn.engine import Kind, NotThereError, Reach, rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError


def test_duckdb_reads_what_lies_at_a_path(tmp_path: Path) -> None:
    write(tmp_path / "table.parquet")
    with DuckDB() as engine:
        check(engine, tmp_path / "table.parquet")


@pytest.mark.parametrize(
    ("steps", "kind", "said"),
    [
        (("txt",), Kind.TEXT, 'there is no column "txt"; did you mean "text"?'),
        (("person", "logon"), Kind.TEXT, 'there is no field "logon"; did you mean "login"?'),
        (("people",), Kind.TEXT, '"people" is a list: write people[]'),
        (("people", "name"), Kind.TEXT, 'there is no "name" in "people", which is a list: write people[]'),
        (("person",), Kind.TEXT, '"person" is an object: name one of its fields: login, Deep'),
        (("day", "x"), Kind.TEXT, 'there is no "x" in "day", which is a single value'),
        (("person",), Kind.SECONDS, '"person" is no point in time'),
    ],
)
def test_a_path_that_leads_nowhere_says_what_there_is(
    tmp_path: Path, steps: tuple[str, ...], kind: Kind, said: str
) -> None:
    write(tmp_path / "table.parquet")
    with DuckDB() as engine, pytest.raises(NotThereError) as caught:
        engine.reach(
            engine.scan(str(tmp_path / "table.parquet")), {"one": Reach(steps=steps, kind=kind)}, keep=["id"]
        )
    assert caught.value.problems == {"one": said}
    assert isinstance(caught.value, DataError)


def test_quotes_in_names_are_names(tmp_path: Path) -> None:
    said = """select '{"a\\"b": {"it''s": "here"}}' as "it's ""so""\""""
    duckdb.connect().sql(said).write_parquet(str(tmp_path / "table.parquet"))
    with DuckDB() as engine:
        table = engine.scan(str(tmp_path / "table.parquet"))
        found = engine.reach(table, {'x"': Reach(steps=('it\'s "so"', 'a"b', "it's"))})
        assert rows(found) == [("here",)]
