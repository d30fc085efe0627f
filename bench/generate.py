"""A snapshot of any size, drawn by the table engine: `python bench/generate.py 1000000 FOLDER`.

2,000 customers, 1.3 askers an issue, 200 milestones, six years, 3.5 events an issue. It lies in leaves as the
product's, and is made one leaf at a time, in memory that hardly grows with the number of issues.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from seedcorn.snapshot.columns import ISSUES_A_LEAF, TABLES, WHOLE, leaf_name, plain
from seedcorn.snapshot.manifest import Manifest, digest_of, moment
from seedcorn.snapshot.spells import spells

NOW = "2026-01-21T00:00:00+00:00"
_NOW_MINUTES = 29_482_560
_SIX_YEARS = 6 * 365 * 24 * 60
_CUSTOMERS, _MILESTONES, _WORDS = 2_000, 200, 13
_ROWS_AT_ONCE = 20_480  # as the product writes them

_STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_DRAWN = """
  select i::integer as issue, random() as a, random() as b, random() as c, random() as d, random() as e,
    random() as f, random() as g
  from range({issues}) t(i) order by i
"""


def generate(issues: int, folder: Path, *, more: str = "") -> None:
    """Write a snapshot folder, the same one for the same number; `more` are statements that add to it."""
    statements = _STATEMENTS.format(
        issues=issues, now=_NOW_MINUTES, years=_SIX_YEARS, customers=_CUSTOMERS, milestones=_MILESTONES
    ) + more.format(first=_CUSTOMERS + _MILESTONES + _WORDS)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        _draw(issues, scratch)
        leaves = range(max(1, -(-issues // ISSUES_A_LEAF)))
        tables = {
            name: digest for leaf in leaves for name, digest in _leaf(leaf, statements, scratch).items()
        }
        Manifest(sources=("github:acme/app",), collected_at=moment(NOW), tables=tables).put(scratch, folder)


def _draw(issues: int, scratch: Path) -> None:
    """Everything that is left to chance, from a fixed seed."""
    with duckdb.connect(config={"threads": 1, "temp_directory": str(scratch / "spilled")}) as connection:
        connection.execute("set memory_limit = '1GB'")
        connection.execute("select setseed(0.42)").fetchall()
        connection.sql(_DRAWN.format(issues=issues)).write_parquet(
            f"{scratch}/drawn", row_group_size=_ROWS_AT_ONCE
        )


def _leaf(leaf: int, statements: str, scratch: Path) -> dict[str, str]:
    """Write one leaf, and with the first what is kept for the whole; the digest of each file by its name."""
    first = leaf * ISSUES_A_LEAF
    parts = {leaf_name(table, leaf): table for table in TABLES if table not in WHOLE}
    parts |= {table: table for table in WHOLE if not leaf}
    with duckdb.connect(config={"threads": 1}) as connection:
        drawn = connection.read_parquet(f"{scratch}/drawn")
        drawn.filter(f"issue >= {first} and issue < {first + ISSUES_A_LEAF}").create("drawn")
        connection.execute(statements)
        if connection.sql("from events limit 1").fetchall():
            connection.execute(spells("", _NOW_MINUTES))
        else:  # as the product does where nobody told of any
            columns = ", ".join(f"{column} {kind}" for column, kind in TABLES["spells"].items())
            connection.execute(f"create table spells ({columns})")
        for name, table in parts.items():
            path = f"{scratch}/{plain(name)}"
            connection.table(table).write_parquet(path, compression="zstd", row_group_size=_ROWS_AT_ONCE)
    return {name: digest_of(scratch / plain(name)) for name in parts}


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
