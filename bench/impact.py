"""How long an impact takes on a snapshot that is there, beside one audit of the same.

    python bench/impact.py [--quick]

An impact is two full audits, of the backlog with an issue and without it. Both start from the same snapshot
on disk, take turns, and leave imports out. Before anything is timed, the second report of the impact must be
that of the audit.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from measure import Bench, Measure, Pair, alone, seconds

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


def seedcorn_impact(folder: Path, key: str) -> Comparison:
    """What one open issue of the backlog does."""
    with Snapshot.load(folder) as snapshot:
        case = Case(snapshot=snapshot, policy=_POLICY, register=None, now=_NOW)
        found = Issue(source=snapshot.sources[0], key=key, title="One", state="open", created_at=_NOW)
        return impact(case, Proposal(issue=found))


@contextmanager
def _pair(folder: Path) -> Iterator[Pair]:
    report = seedcorn_audit(folder)
    key = next(key for finding in report.findings for key in finding.evidence)  # that somebody asks for
    if seedcorn_impact(folder, key).after != report:
        sys.exit("the impact's second report is not the audit's: nothing was measured")
    yield Pair(
        ours=seconds(lambda: seedcorn_impact(folder, key)), beside=seconds(lambda: seedcorn_audit(folder))
    )


def measures(bench: Bench) -> Iterator[Measure]:
    """One."""
    yield Measure(
        name="impact",
        what="what one issue does to the numbers: two audits",
        against="one audit",
        pair=lambda: _pair(bench.snapshot(bench.scale.issues)),
        runs=bench.scale.runs,
    )


if __name__ == "__main__":
    alone(measures, __doc__)
