"""A snapshot of any size, drawn by the table engine: `python bench/generate.py 1000000 FOLDER`.

2,000 customers, 1.3 askers an issue, 200 milestones, six years, 3.5 events an issue.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from seedcorn.snapshot.columns import TABLES
from seedcorn.snapshot.manifest import Manifest, digests, moment
from seedcorn.snapshot.spells import spells

NOW = "2026-01-21T00:00:00+00:00"
_NOW_MINUTES = 29_482_560
_SIX_YEARS = 6 * 365 * 24 * 60
_CUSTOMERS, _MILESTONES, _WORDS = 2_000, 200, 13
_ROWS_AT_ONCE = 20_480  # as the product writes them

_STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def generate(issues: int, folder: Path, *, more: str = "") -> None:
    """Write a snapshot folder, the same one for the same number; `more` are statements that add to it."""
    statements = _STATEMENTS.format(
        issues=issues, now=_NOW_MINUTES, years=_SIX_YEARS, customers=_CUSTOMERS, milestones=_MILESTONES
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection, TemporaryDirectory(dir=folder.parent) as scratch:
        connection.execute("set threads to 1")
        connection.execute(statements)
        connection.execute(more.format(first=_CUSTOMERS + _MILESTONES + _WORDS))
        connection.execute(spells("", _NOW_MINUTES))
        for table in TABLES:
            path = f"{scratch}/{table}.parquet"
            connection.table(table).write_parquet(path, compression="zstd", row_group_size=_ROWS_AT_ONCE)
        tables = digests(Path(scratch))
        manifest = Manifest(sources=("github:acme/app",), collected_at=moment(NOW), tables=tables)
        manifest.put(Path(scratch), folder)


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
