"""How long a plan takes, step by step: `python bench/plan.py [--issues 100000]`.

The backlog of bench/generate.py, by limits that several of its customers break. Prints the seconds of the
reduction to groups of alike issues, of the search, of the proof, and of the whole plan with its two audits.
"""

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import generate

from seedcorn.impact import Seen
from seedcorn.plan import plan, room_of
from seedcorn.planning.proof import answered
from seedcorn.planning.search import searched
from seedcorn.policy import Policy, load_policy
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_POLICY = """
extends: balanced
rules:
  concentration.top-share: {error: 4%}
  seed.reserve: {error: 12%}
"""


def policy(folder: Path) -> Policy:
    """Limits that this backlog breaks."""
    path = folder / "seedcorn.yml"
    path.write_text(_POLICY, encoding="utf-8")
    return load_policy(str(path))


def measured(case: Case) -> dict[str, object]:
    """Seconds of each step, and how many issues the plan changes."""
    clock = [time.perf_counter()]

    def since_last() -> float:
        clock.append(time.perf_counter())
        return round(clock[-1] - clock[-2], 3)

    seen = Seen(case=case)
    failing = [f"{one.rule} ({one.scope})" for one in seen.report.findings if one.fails_at(case.fail_on)]
    figures: dict[str, object] = {"failing": failing, "audit_s": since_last()}
    problem = room_of(seen).problem(frozenset())
    figures |= {"reduction_s": since_last(), "groups": len(problem.sizes), "steps": len(problem.steps)}
    found = searched(problem)
    figures |= {"search_s": since_last(), "found": found and problem.cost(found)}
    answer = answered(problem)
    figures |= {"search_and_proof_s": since_last(), "best": answer.choice and problem.cost(answer.choice)}
    figures |= {"proven": answer.is_proven, "fewest": answer.fewest}
    comparison = plan(case, seconds=0)
    return figures | {"plan_without_solver_s": since_last(), "moves": [one.total for one in comparison.moves]}


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=100_000)
    arguments = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder)
        with Snapshot.load(folder) as snapshot:
            judged_by = policy(Path(scratch))
            figures = measured(Case(snapshot=snapshot, policy=judged_by, register=None, now=_NOW))
    print(json.dumps({"issues": arguments.issues, **figures}))


if __name__ == "__main__":
    main()
