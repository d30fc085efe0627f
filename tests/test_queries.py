"""How often the table engine is asked in one audit: the speed of all rules together, told without a clock."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import narwhals as nw
import pytest

from builders import ago, issue, milestone, policy, report, rule_ids
from seedcorn import engine
from seedcorn.engines.duckdb import DuckDB
from seedcorn.model import HISTORY, Company, Contract, Customer, Issue
from seedcorn.policy.rulebook import rule
from seedcorn.register import Register
from seedcorn.report import Verdict

MOST_QUERIES, MOST_JOINS = 190, 85
SEGMENTS = ("smb", "mid", "enterprise")
WORDS = (
    *("custom", "sow", "deal: 7", "goal: growth", "decision: yes", "feature-flag", "security review"),
    *(
        "role: user",
        "role: buyer",
        "from: sales",
        "segment: new",
        "P0",
        "P1",
        "declined",
        "seed-corn",
        "chore",
    ),
)
LIMITS: dict[str, Any] = {
    "concentration__segment": {"target": "smb"},
    "breadth__segment_nailed": {"order": SEGMENTS},
}


def backlog(chance: Random) -> Iterator[Issue]:
    """Four hundred issues with something for every rule."""
    for number in range(1, 401):
        asking = tuple(f"customer: c{each}" for each in chance.sample(range(20), chance.choice((0, 1, 1, 2))))
        closed = {"closed_at": ago(chance.randint(1, 80)), "state_reason": chance.choice(REASONS)}
        yield issue(
            number,
            *asking,
            *chance.sample(WORDS, chance.randint(0, 2)),
            created_at=ago(chance.randint(81, 600)),
            assignees=(f"person-{number % 12}",),
            iterations=(milestone(),) if number % 5 == 0 else (),
            **(closed if number % 3 == 0 else {}),
        )


REASONS = ("completed", "not_planned")


def everybody() -> Register:
    """Twenty customers of whom all is known."""
    customers = tuple(
        Customer(
            id=f"c{number}",
            name=f"c{number}",
            segment=SEGMENTS[number % 3],
            revenue=Fraction(100 + number),
            list_price=Fraction(200),
            seats=number + 1,
            size_employees=number * 9 + 1,
            size_at_start=number + 1,
            started=date(2025, 1 + number % 12, 1),
            contract=tuple(Contract)[number % 3],
            buyer_is_user=number % 2 == 0,
            usage=(("storage", Fraction(number)),),
        )
        for number in range(20)
    )
    company = Company(cash=Fraction(10**6), monthly_cost=Fraction(10**5), cost_per_head=Fraction(10**4))
    return Register(customers=customers, currency="EUR", period="month", company=company)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each time that tables are joined, kept, or come out as rows."""
    found: list[str] = []

    def counted(word: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asking(*given: Any, **named: Any) -> Any:
            found.append(word)
            return ask(*given, **named)

        return asking

    monkeypatch.setattr(DuckDB, "keep", counted("keep", DuckDB.keep))
    monkeypatch.setattr(nw.LazyFrame, "join", counted("join", nw.LazyFrame.join))
    rows = engine.rows
    for module in [each for name, each in sys.modules.items() if name.startswith("seedcorn.")]:
        if getattr(module, "rows", None) is rows:
            monkeypatch.setattr(module, "rows", counted("rows", rows))
    return found


def test_all_rules_together_ask_the_engine_seldom(asked: list[str]) -> None:
    """Three queries a rule and about one join: what several rules look at is looked for once."""
    judged = report(list(backlog(Random(7))), policy(*rule_ids(), **LIMITS), customers=everybody())
    told = {one.rule for one in judged.findings if one.kind is not Verdict.NOT_APPLICABLE}
    of_today = [rule_id for rule_id in rule_ids() if HISTORY not in rule(rule_id).params().places()]
    assert len(told) > len(of_today) * 3 // 4
    assert asked.count("join") <= MOST_JOINS
    assert len(asked) - asked.count("join") <= MOST_QUERIES
