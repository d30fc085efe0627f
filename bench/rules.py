"""How long an audit with every rule there is takes, beside one with those of `balanced`, in one run.

    python bench/rules.py [--issues 1000000] [--runs 5]

Both start from the same snapshot on disk and alternate; imports are left out. Every customer is in a register
with all that rules ask for. Peak memory is that of a process of its own.
"""

import argparse
import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from audit import own_peak_megabytes
from generate import generate

from seedcorn.audit import audit
from seedcorn.model import Company, Contract, Customer
from seedcorn.policy import Policy, load_policy
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.register import Register
from seedcorn.report import Report, Verdict
from seedcorn.snapshot import Snapshot

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_MORE = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_SEGMENTS = ("smb", "mid", "enterprise")


def balanced() -> Policy:
    """The policy of everyone who has not chosen."""
    return load_policy("balanced")


def everything() -> Policy:
    """The same with every rule on, by its own limits where it has them."""
    wanted = {"concentration.segment": {"target": "smb"}, "breadth.segment-nailed": {"order": _SEGMENTS}}
    on = ((rule(each), rule(each).params.model_validate(wanted.get(each, {}))) for each in rule_ids())
    return replace(balanced(), rules=tuple(on))


def register() -> Register:
    """Two thousand customers of whom everything is known."""
    customers = (
        Customer(
            id=f"customer {number}",
            name=f"Customer {number}",
            segment=_SEGMENTS[number % 3],
            revenue=Fraction(100 + number % 70),
            list_price=Fraction(200),
            discount=Fraction(number % 30, 100),
            seats=number % 90 + 1,
            size_employees=number % 900 + 1,
            size_at_start=number % 300 + 1,
            started=date(2020 + number % 6, 3, 1),
            renews=date(2026, 1 + number % 12, 5),
            contract=tuple(Contract)[number % 3],
            prepaid=Fraction(number % 50),
            overdue=Fraction(number % 7),
            buyer_is_user=number % 2 == 0,
            usage=(("storage", Fraction(number % 40)),),
        )
        for number in range(2_000)
    )
    company = Company(cash=Fraction(10**6), monthly_cost=Fraction(10**5), cost_per_head=Fraction(10**4))
    return Register(
        customers=tuple(customers), currency="EUR", period="month", company=company, checked=date(2026, 1, 2)
    )


def audited(folder: Path, policy: Policy, customers: Register) -> Report:
    """One audit, from the snapshot on disk."""
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, policy, register=customers, now=_NOW)


def side_by_side(folder: Path, runs: int) -> dict[str, object]:
    """Medians of alternating runs, in seconds, their ratio, and the rules that had nothing to say."""
    policies, customers = {"balanced": balanced(), "all": everything()}, register()
    times: dict[str, list[float]] = {name: [] for name in policies}
    said: set[str] = set()
    for _ in range(runs):
        for name, policy in policies.items():
            start = time.perf_counter()
            report = audited(folder, policy, customers)
            times[name].append(time.perf_counter() - start)
            said |= {one.rule for one in report.findings if one.kind is not Verdict.NOT_APPLICABLE}
    every, default = median(times["all"]), median(times["balanced"])
    return {
        "balanced_s": round(default, 3),
        "all_s": round(every, 3),
        "ratio": round(every / default, 2),
        "rules": len(rule_ids()),
        "silent": sorted(set(rule_ids()) - said),
    }


def main() -> None:
    """Measure, print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        audited(arguments.once, everything(), register())
        print(own_peak_megabytes())
        return
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "snapshot"
        generate(arguments.issues, folder, more=_MORE)
        figures = {"issues": arguments.issues, **side_by_side(folder, arguments.runs)}
        program = [sys.executable, str(Path(__file__).resolve()), "--once", str(folder)]
        once = subprocess.run(program, check=True, capture_output=True, text=True)
        figures["peak_mb"] = int(once.stdout)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
