"""How long an impact takes on a snapshot that is there, beside one audit of the same.

    python bench/impact.py [--issues 100000] [--runs 5]

An impact is two full audits, of the backlog with an issue and without it. Both start from the same snapshot
on disk, alternate, and leave imports out. Before anything is timed, the second report of the impact must be
that of the audit.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from generate import generate

from seedcorn.audit import audit
from seedcorn.comparison import Comparison
from seedcorn.impact import impact
from seedcorn.model import Issue, Proposal
from seedcorn.policy import load_policy
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_POLICY = load_policy("balanced")


def seedcorn_audit(folder: Path) -> Report:
    """One audit."""
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, _POLICY, register=None, now=_NOW)


def seedcorn_impact(folder: Path) -> Comparison:
    """What one open issue of the backlog does."""
    with Snapshot.load(folder) as snapshot:
        case = Case(snapshot=snapshot, policy=_POLICY, register=None, now=_NOW)
        return impact(case, Proposal(issue=_an_issue(snapshot)))


def _an_issue(snapshot: Snapshot) -> Issue:
    """An open issue that somebody asks for, as its tracker would give it."""
    report = audit(snapshot, _POLICY, register=None, now=_NOW) if not _KEY else None
    if report is not None:
        found = (key for finding in report.findings for key in finding.evidence)
        _KEY.append(next(found))
    return Issue(source=snapshot.sources[0], key=_KEY[0], title="One", state="open", created_at=_NOW)


_KEY: list[str] = []


def side_by_side(folder: Path, runs: int) -> dict[str, object]:
    """Medians of alternating runs, in seconds, and their ratio."""
    if seedcorn_impact(folder).after != seedcorn_audit(folder):
        sys.exit("the impact's second report is not the audit's: nothing was measured")
    times: dict[str, list[float]] = {"impact": [], "audit": []}
    for _ in range(runs):
        calls: dict[str, Callable[[Path], object]] = {"audit": seedcorn_audit, "impact": seedcorn_impact}
        for name, call in calls.items():
            start = time.perf_counter()
            call(folder)
            times[name].append(time.perf_counter() - start)
    ours, theirs = median(times["impact"]), median(times["audit"])
    return {"impact_s": round(ours, 3), "audit_s": round(theirs, 3), "ratio": round(ours / theirs, 2)}


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder)
        print(json.dumps({"issues": arguments.issues, **side_by_side(folder, arguments.runs)}))


if __name__ == "__main__":
    main()
