"""The law of knowing less, for rules that say something only where their own marks are in use."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, findings_of, issues, milestone, register, together
from rules.test_cases import declined
from seedcorn.model import Contract, Customer, Issue, Status
from seedcorn.policy.rulebook import rule
from seedcorn.report import Finding, Verdict

WORDS = ("acme", "globex", "initech", "acme_and_globex", "own", "nameless", "prospect_hooli", "unknown")
MARKS = {
    "customization.one-off": ("custom",),
    "customization.sow": ("sow",),
    "customization.deal-gate": ("deal-blocker",),
    "customization.chained-checkbox": ("setting",),
    "enterprise.paperwork": ("compliance",),
    "enterprise.buyer-not-user": ("role: user", "role: buyer"),
    "enterprise.sales-led": ("sales",),
    "enterprise.size-order": ("any",),
    "refusal.rate": ("declined",),
    "refusal.vision-fit": ("goal: speed",),
    "refusal.decision-record": ("decided: yes",),
}
LIMITS: Mapping[str, Mapping[str, Any]] = {"refusal.vision-fit": {"customers-over": "0%"}}
SIZES = {"acme": 900, "globex": 30, "initech": 20, "ada": 10, "bo": 10, "cy": 12}
CUSTOMERS = register(
    Customer(id="hooli", name="hooli", size_employees=5000, status=Status.PROSPECT),
    *(
        Customer(
            id=name,
            name=name,
            size_employees=size,
            contract=Contract.SOW if name == "globex" else Contract.MSA,
        )
        for name, size in SIZES.items()
    ),
)
STANDING: tuple[Mapping[str, Any], ...] = (
    {},
    {"iterations": (milestone("2.0"),)},
    {"closed_at": ago(5), "state_reason": "completed"},
    declined(5),
)


def made(chance: int, marks: tuple[str, ...]) -> tuple[Issue, ...]:
    """Two of each kind at least, with and without each mark, wherever they stand."""
    drawn = Random(chance)
    groups = [
        issues(labels=labels, changes=changes, **{word: drawn.randint(0, 3)})
        for labels in ((), *((mark,) for mark in marks))
        for changes in STANDING
        for word in WORDS
    ]
    return together(*groups, issues(acme=2, globex=2, initech=2, ada=2))


def judged(backlog: tuple[Issue, ...], rule_id: str) -> dict[tuple[str, str | None], Finding]:
    params = rule(rule_id).params.model_validate(LIMITS.get(rule_id, {}), by_alias=True, by_name=False)
    with context(backlog, customers=CUSTOMERS) as seen:
        return {(one.scope, one.subject): one for one in findings_of(rule_id, seen, params)}


@pytest.mark.parametrize("rule_id", MARKS)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.integers(0, 10**6))
def test_an_issue_that_loses_its_labels_only_widens(rule_id: str, chance: int) -> None:
    backlog = made(chance, MARKS[rule_id])
    labelled = [number for number, one in enumerate(backlog) if one.labels]
    chosen = Random(chance).choice(labelled)
    less = tuple(replace(one, labels=()) if number == chosen else one for number, one in enumerate(backlog))
    before, after = judged(backlog, rule_id), judged(less, rule_id)
    assert any(one.measured for one in before.values())
    for subject in before.keys() & after.keys():
        old, new = before[subject], after[subject]
        if old.measured and new.measured:
            assert new.measured.low <= old.measured.low
            assert new.measured.high >= old.measured.high
        if old.kind is Verdict.OPEN:
            assert new.kind in (Verdict.OPEN, Verdict.NOT_APPLICABLE)
            assert old.settle_total > 0
