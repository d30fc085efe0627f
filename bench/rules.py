"""How long an audit with every rule there is takes, beside one with those of `balanced`, in turns.

    python bench/rules.py [--quick]

Both start from the same snapshot on disk; imports are left out. Every customer is in a register with all that
rules ask for. Once without a history, where the rules that look at what happened abstain, and once with one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from measure import HERE, Bench, Measure, Pair, alone, peak, seconds

from seedcorn.audit import audit
from seedcorn.model import Company, Contract, Customer
from seedcorn.policy import Policy, load_policy
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot

_NOW = datetime(2026, 1, 21, tzinfo=UTC)
_MORE = (HERE / "rules.sql").read_text(encoding="utf-8")
_NO_HISTORY = "delete from events;"
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


def by_every_rule(folder: Path) -> Report:
    """One audit by all rules, from the snapshot on disk."""
    return _audited(folder, everything(), register())


def by_default(folder: Path) -> Report:
    """One by those of `balanced`."""
    return _audited(folder, balanced(), register())


def _audited(folder: Path, policy: Policy, customers: Register) -> Report:
    with Snapshot.load(folder) as snapshot:
        return audit(snapshot, policy, register=customers, now=_NOW)


def large(bench: Bench, *, has_history: bool) -> Path:
    """A snapshot in which every rule finds what it looks for."""
    return bench.snapshot(bench.scale.issues, more=_MORE if has_history else _MORE + _NO_HISTORY)


@contextmanager
def _time(folder: Path) -> Iterator[Pair]:
    customers, every, default = register(), everything(), balanced()
    yield Pair(
        ours=seconds(lambda: _audited(folder, every, customers)),
        beside=seconds(lambda: _audited(folder, default, customers)),
    )


@contextmanager
def _memory(folder: Path) -> Iterator[Pair]:
    yield Pair(ours=peak(by_every_rule, folder), beside=peak(by_default, folder))


def measures(bench: Bench) -> Iterator[Measure]:
    """Time and memory, without a history and with one."""
    for name, has_history in (("rules.all", False), ("rules.all-and-history", True)):
        what = f"every rule{', with a history' if has_history else ', without a history'}"
        yield Measure(
            name=name,
            what=what,
            against="the default rules on the same",
            pair=lambda each=has_history: _time(large(bench, has_history=each)),  # type: ignore[misc]  # bound now
            runs=bench.scale.slow_runs,
        )
        yield Measure(
            name=f"{name}.memory",
            what=what,
            against="the default rules on the same",
            pair=lambda each=has_history: _memory(large(bench, has_history=each)),  # type: ignore[misc]  # as above
            runs=1,
            unit="MB",
        )


if __name__ == "__main__":
    alone(measures, __doc__)
