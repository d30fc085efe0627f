"""Spark as a table engine: what goes in comes out, and whose session it is."""

from pathlib import Path

import narwhals as nw
import pytest

from seedcorn.engine import Engine, rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError

TYPES = {"number": "INTEGER", "large": "BIGINT", "text": "VARCHAR", "flag": "BOOLEAN"}
ROWS = [
    (1, 2**62, 'it\'s "ä" \U0001f33d\n\t\\', True),
    (2, -(2**62), "", False),
    (3, None, None, None),
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "it's a [table].parquet"
    with DuckDB() as engine:
        engine.create("t", TYPES)
        engine.append("t", TYPES, list(zip(*ROWS, strict=True)))
        engine.write("t", path)
    return path


def test_rows_go_in_and_come_out(spark: Engine) -> None:
    assert rows(spark.table(TYPES, ROWS).sort("number")) == ROWS
    assert rows(spark.table(TYPES, [])) == []
    assert rows(spark.table(TYPES, []).select(nw.col("large").sum(), nw.len()))[0][1] == 0


def test_a_frame_that_is_kept_is_the_same_for_all(spark: Engine) -> None:
    kept = spark.keep(spark.table(TYPES, ROWS).filter(nw.col("flag")))
    assert rows(kept.join(kept.select("number"), on="number").select("text")) == [(ROWS[0][2],)]


def test_a_file_of_a_snapshot_is_read_and_held_to_its_columns(spark: Engine, written: Path) -> None:
    spark.read("t", TYPES, written, written)
    assert sorted(rows(spark.frame("t").select("number"))) == [(1,), (1,), (2,), (2,), (3,), (3,)]
    with pytest.raises(DataError, match="other columns"):
        spark.read("t", TYPES | {"number": "VARCHAR"}, written)
    with pytest.raises(DataError, match="cannot be read"):
        spark.read("t", TYPES, written.with_name("none.parquet"))


def test_tables_of_others_are_found_by_path_and_by_name(spark: Engine, written: Path) -> None:
    spark.read("t", TYPES, written)
    found = spark.scan(str(written.parent))
    assert rows(found.select(nw.col("number").sum())) == [(6,)]
    with pytest.raises(DataError, match="knows no table"):
        spark.scan("lake.none")


def test_what_it_cannot_count_is_an_error_of_ours(spark: Engine) -> None:
    too_much = spark.table(TYPES, [*ROWS[:1], *ROWS[:1], *ROWS[:1]]).select(nw.col("large").sum())
    with pytest.raises(DataError, match="could not count"):
        rows(too_much)


def test_a_session_that_was_there_stays(spark: Engine) -> None:
    from seedcorn.engines.spark import ENGINE  # noqa: PLC0415  # an extra, which the fixture looked for

    with ENGINE("") as engine:
        assert rows(engine.table({"n": "INTEGER"}, [(1,)])) == [(1,)]
    assert rows(spark.table({"n": "INTEGER"}, [(2,)])) == [(2,)]
