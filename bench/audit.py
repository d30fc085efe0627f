"""How long attribution and the rules of `balanced` take, beside one hand-written query for the same sums.

    python bench/audit.py [--issues 1000000] [--runs 5]

Both start from the same snapshot on disk, alternate, and leave imports out. The query (audit.sql) gives the
sums that the report needs: demand by customer and kinds of work in the open backlog and in what was completed
in the last 90 days, and demand by open milestone and customer. Before anything is timed, both must agree.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
from generate import generate

from seedcorn.audit import audit
from seedcorn.policy import load_policy
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot, minutes

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_POLICY = load_policy("balanced")
_QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def query(folder: Path) -> list[tuple[str, str, str, int, int]]:
    """All the sums, by hand."""
    since = minutes(_NOW - timedelta(days=90))
    statement = _QUERY.format(folder=folder, now=minutes(_NOW), since=since)
    with duckdb.connect() as connection:
        return connection.execute(statement).fetchall()


def seedcorn(folder: Path) -> Report:
    """The same and the thirteen rules, by seedcorn."""
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, _POLICY, register=None, now=_NOW)


def check(folder: Path) -> None:
    """Refuse to compare two things that do not agree."""
    report, demands = seedcorn(folder), dict[str, Fraction]()
    for what, scope, name, askers, issues in query(folder):
        if what == "customer" and scope == "true":
            demands[name] = demands.get(name, Fraction(0)) + Fraction(issues, askers)
    theirs = {one.id: one.demand for one in report.attribution.customers}
    if demands != theirs:
        sys.exit("the query and seedcorn disagree: nothing was measured")


def side_by_side(folder: Path, runs: int) -> dict[str, object]:
    """Medians of alternating runs, in seconds, their ratio, and the peak memory of a process of its own."""
    check(folder)
    times: dict[str, list[float]] = {"seedcorn": [], "query": []}
    for _ in range(runs):
        for name, call in (("query", query), ("seedcorn", seedcorn)):
            times[name].append(_seconds(call, folder))
    ours, theirs = median(times["seedcorn"]), median(times["query"])
    return {"seedcorn_s": round(ours, 3), "query_s": round(theirs, 3), "ratio": round(ours / theirs, 2)}


def _seconds(call: Callable[[Path], object], folder: Path) -> float:
    start = time.perf_counter()
    call(folder)
    return time.perf_counter() - start


def _peak_megabytes(folder: Path) -> int:
    """Peak memory of one audit, measured in a fresh process."""
    program = Path(__file__).resolve()
    done = subprocess.run(
        [sys.executable, str(program), "--once", str(folder)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def own_peak_megabytes() -> int:
    """Of this program alone: getrusage would tell the parent's, which a child inherits at its start."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        seedcorn(arguments.once)
        print(own_peak_megabytes())
        return
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder)
        figures = {"issues": arguments.issues, **side_by_side(folder, arguments.runs)}
        figures["peak_mb"] = _peak_megabytes(folder)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
