"""How long a made-up backlog takes, beside writing the same rows again.

    python bench/generation.py [--quick]

What it takes beyond writing is drawing the rows, sorting them, and working out when which mark stood where.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import duckdb
from generate import generate
from measure import Bench, Clock, Measure, Pair, alone, seconds

from seedcorn.snapshot.columns import TABLES


def written_again(folder: Path, target: Path) -> None:
    """All tables of a snapshot, row by row, into other files, by one thread as the generator does."""
    target.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set threads to 1")
        for table in TABLES:
            rows = connection.read_parquet(f"{folder}/{table}-*.parquet")
            rows.write_parquet(f"{target}/{table}.parquet", compression="zstd", row_group_size=20_480)


@contextmanager
def _pair(bench: Bench) -> Iterator[Pair]:
    folder, target = bench.snapshot(bench.scale.issues), bench.scratch / "again"

    def drawn() -> None:
        generate(bench.scale.issues, target)

    yield Pair(
        ours=_cleared(seconds(drawn), target),
        beside=_cleared(seconds(lambda: written_again(folder, target)), target),
    )


def _cleared(clock: Clock, target: Path) -> Clock:
    def cleared() -> float:
        took = clock()
        rmtree(target)
        return took

    return cleared


def measures(bench: Bench) -> Iterator[Measure]:
    """One."""
    yield Measure(
        name="generation",
        what=f"a backlog of {bench.scale.issues:,} issues, drawn",
        against="writing the same rows again",
        pair=lambda: _pair(bench),
        runs=bench.scale.slow_runs,
    )


if __name__ == "__main__":
    alone(measures, __doc__)
