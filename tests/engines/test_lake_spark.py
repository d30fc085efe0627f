"""A lake's tables by Spark: the same issues, numbers, marks and iterations as by DuckDB, to the last code."""

from pathlib import Path

import pytest

from builders import NOW
from lake_tables import write_github, write_own
from random_backlogs import MILESTONES
from reaching_table import check, write
from seedcorn.engine import Engine, rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.lake import open_lake
from seedcorn.model import Issue
from seedcorn.snapshot import TABLES, Snapshot

USER = {"login": "ada"}
PAYLOADS = [
    {
        "number": number,
        "title": "[Acme] Export" if number % 3 else "Import",
        "body": "Hi\r\n\r\n### Customer\r\n\r\nGlobex,\r\n Hooli\r\n\r\n### Other\n\nx"
        if number % 2
        else None,
        "state": "closed" if number % 4 == 0 else "open",
        "state_reason": "not_planned" if number % 8 == 0 else None,
        "html_url": f"https://tracker.example/{number}",
        "created_at": f"2025-01-{1 + number // 3:02}T10:00:00Z",
        "updated_at": "2025-12-01T10:00:59Z",
        "closed_at": "2025-12-01T10:00:00Z" if number % 4 == 0 else None,
        "user": USER,
        "assignees": [USER, {"login": "eve"}] if number % 5 == 0 else [],
        "labels": [{"name": "bug"}, {"name": f"customer: C{number % 7}"}],
        "milestone": {"title": "2.0", "state": "open", "due_on": "2026-01-01T00:00:00Z"}
        if number % 2
        else None,
        "pull_request": {"url": "x"} if number == 12 else None,
    }
    for number in (*range(1, 30), 7, 12)
]
OWN = [
    Issue(source="ours", key=f"A-{number}", title="t", state="open", created_at=NOW, updated_at=NOW,
          fields=(("Story Points", "5.0"), ("Customer", "Acme")), labels=("b", "a"), parent="A-1",
          iterations=MILESTONES[number % 3 :: 3], marks=(("organization", "Hooli"),))
    for number in range(9)
]  # fmt: skip  # a table


def test_spark_reads_what_lies_at_a_path(spark: Engine, tmp_path: Path) -> None:
    write(tmp_path / "table.parquet")
    check(spark, tmp_path / "table.parquet")


def tables(lake: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(rows(lake.frame(name).select(*columns)), key=repr) for name, columns in TABLES.items()
    }


@pytest.mark.parametrize("kind", ["json", "own"])
def test_both_engines_make_the_same_tables(spark: Engine, tmp_path: Path, kind: str) -> None:
    own = kind == "own"
    mapping = write_own(tmp_path, OWN) if own else write_github(tmp_path, PAYLOADS, nested=False)
    with open_lake(mapping, DuckDB(), now=NOW) as lake:
        wanted, stood = tables(lake), (lake.sources, lake.gaps, lake.collected_at)
    with open_lake(mapping, spark, now=NOW) as lake:
        assert (lake.sources, lake.gaps, lake.collected_at) == stood
        assert tables(lake) == wanted
    assert len(wanted["issues"]) == (9 if own else 28)
    assert wanted["marks"]
    assert wanted["iterations"]
