"""A snapshot of any size, drawn by the table engine: `python bench/generate.py 1000000 FOLDER`.

2,000 customers, 1.3 askers an issue, 200 milestones, six years.
"""

import json
import sys
from hashlib import file_digest
from pathlib import Path

import duckdb

NOW = "2026-01-21T00:00:00+00:00"
_NOW_MINUTES = 29_482_560
_SIX_YEARS = 6 * 365 * 24 * 60
_CUSTOMERS, _MILESTONES = 2_000, 200

_TABLES = ("issues", "marks", "vocabulary", "iterations")
_STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def generate(issues: int, folder: Path) -> None:
    """Write a snapshot folder, the same one for the same number."""
    folder.mkdir(parents=True)
    statements = _STATEMENTS.format(
        issues=issues, now=_NOW_MINUTES, years=_SIX_YEARS, customers=_CUSTOMERS, milestones=_MILESTONES
    )
    with duckdb.connect() as connection:
        connection.execute("set threads to 1")
        connection.execute(statements)
        for table in _TABLES:
            connection.table(table).write_parquet(str(folder / f"{table}.parquet"), compression="zstd")
    manifest = {
        "version": 1,
        "tables": {table: _digest(folder / f"{table}.parquet") for table in _TABLES},
        "collected_at": NOW,
        "sources": ["github:acme/app"],
        "gaps": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
