"""How long programs take to start, as whole processes, beside Python that does nothing.

    python bench/startup.py [--quick]

`seedcorn --help`, that of a command, and an audit of a snapshot of 10,000 issues, which loads everything but
the trackers' clients. Beside the audit Python loads the libraries alone that it needs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import QUICK, Bench, Measure, Pair, alone, ready, whole

_SEEDCORN = Path(sys.executable).with_name("seedcorn")
_LIBRARIES = "import click, duckdb, narwhals, pydantic, yaml"
_ISSUES = 10_000
_RUNS, _MANY = 11, 31  # what takes a fiftieth of a second is run more often


@contextmanager
def _audit(folder: Path) -> Iterator[Pair]:
    yield Pair(
        # A backlog of two thousand customers breaks no limit of theirs, but may break others: 1 is an answer.
        ours=whole(_SEEDCORN, "audit", "--from", folder, codes=(0, 1)),
        beside=whole(sys.executable, "-c", _LIBRARIES),
    )


def measures(bench: Bench) -> Iterator[Measure]:
    """All three."""
    nothing = whole(sys.executable, "-c", "pass")
    often = _RUNS if bench.scale is QUICK else _MANY
    yield Measure(
        name="start.help",
        what="seedcorn --help",
        against="python -c pass",
        pair=ready(whole(_SEEDCORN, "--help"), nothing),
        runs=often,
    )
    yield Measure(
        name="start.help-of-a-command",
        what="seedcorn audit --help",
        against="python -c pass",
        pair=ready(whole(_SEEDCORN, "audit", "--help"), nothing),
        runs=often,
    )
    yield Measure(
        name="start.audit",
        what=f"seedcorn audit --from, of {_ISSUES:,} issues",
        against=f'python -c "{_LIBRARIES}"',
        pair=lambda: _audit(bench.snapshot(_ISSUES)),
        runs=bench.scale.runs,
    )


if __name__ == "__main__":
    alone(measures, __doc__)
