"""The laws again for rules on who asks, with the segments, newcomers, parents and settings that they need."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, findings_of, issues, milestone, together
from rules.test_laws import POINTS
from seedcorn.model import Customer, Issue, Split
from seedcorn.policy.rulebook import rule
from seedcorn.register import Register
from seedcorn.report import Finding, Verdict

SETTINGS: dict[str, dict[str, Any]] = {
    "breadth.fresh-pipeline": {},
    "breadth.per-feature": {"customers": 2},
    "breadth.segment-nailed": {"customers": 3},
    "breadth.single-requester": {},
    "breadth.turned-away": {"warning": 1},
    "concentration.absence-factor": {},
    "concentration.evenness": {},
    "concentration.obligated-few": {},
    "concentration.segment": {"target": "smb"},
    "concentration.top-few": {"few": 2},
    "resilience.roadmap-survival": {},
}
OLD, NEW = date(2020, 1, 1), date(2025, 12, 1)
CUSTOMERS = Register(
    customers=(
        Customer(id="acme", name="acme", segment="smb", started=OLD),
        Customer(id="globex", name="globex", segment="enterprise", started=OLD),
        Customer(id="initech", name="initech", segment="mid", started=NEW),
        Customer(id="dunder", name="dunder"),
        *(Customer(id=f"silent{n}", name=f"silent{n}", segment="enterprise", started=OLD) for n in range(7)),
    )
)
WORDS = (
    *("acme", "globex", "initech", "dunder", "stranger", "acme_and_globex", "acme_and_dunder", "nameless"),
    *("prospect_hooli", "prospect_hooli_and_nameless", "own", "unknown"),
)
HEAD = "acme/app#1"
PLACES: tuple[dict[str, Any], ...] = (
    {},
    {"iterations": (milestone("2.0"),)},
    {"iterations": (milestone("2.0"),), "parent": HEAD},
    {"closed_at": ago(5)},
    {"closed_at": ago(5), "state_reason": "not_planned"},
)
quickly = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def backlogs(draw: st.DrawFn) -> tuple[Issue, ...]:
    """Some issues of each kind in each place; the first is above others, and names whom it likes."""
    first: dict[str, Any] = {draw(st.sampled_from(WORDS[:8])): 1}
    head, groups = issues(**first), []
    for changes in PLACES:
        words = st.sampled_from(WORDS if "parent" not in changes else WORDS[:-1])
        of: dict[str, Any] = draw(st.dictionaries(words, st.integers(1, 7), max_size=5))
        groups.append(issues(changes=changes, **of))
    sizes, ages = st.sampled_from(["1", "2", "5"]), st.sampled_from([20, 90, 100])
    return tuple(
        replace(one, fields=(("points", draw(sizes)),), created_at=ago(draw(ages)))
        for one in together(head, *groups)
    )


def judged(backlog: Iterable[Issue], split: Split = Split.EQUALLY) -> dict[tuple[str, str], Finding]:
    counting = replace(POINTS, split=split)
    with context(backlog, counting=counting, customers=CUSTOMERS) as seen:
        found = [
            one
            for rule_id, params in SETTINGS.items()
            for one in findings_of(rule_id, seen, rule(rule_id).params.model_validate(params))
        ]
    return {(one.rule, one.scope): replace(one, evidence=(), settle=(), defer=()) for one in found}


@quickly
@given(backlog=backlogs(), split=st.sampled_from(Split))
def test_every_finding_is_whole_whoever_an_issue_counts_for(backlog: tuple[Issue, ...], split: Split) -> None:
    for finding in judged(backlog, split).values():
        if finding.kind is Verdict.NOT_APPLICABLE:
            assert finding.message
            continue
        assert finding.measured
        assert 0 <= finding.measured.low <= finding.measured.value <= finding.measured.high
        if finding.unit in ("share", "index"):
            assert finding.measured.high <= 1
        assert (finding.settle_total > 0) == (finding.open_level is not None)


@quickly
@given(backlog=backlogs(), chance=st.integers())
def test_the_order_of_issues_does_not_matter(backlog: tuple[Issue, ...], chance: int) -> None:
    mixed = list(backlog)
    Random(chance).shuffle(mixed)
    assert judged(mixed) == judged(backlog)


@quickly
@given(backlog=backlogs(), place=st.integers(0, 10**6))
def test_knowing_less_only_widens(backlog: tuple[Issue, ...], place: int) -> None:
    """An issue loses its labels, and has none from above; it is none of several customers at once.

    Of an absence factor each unnamed issue is taken for one more customer's, where there are more of them
    than of what is named; so it has one customer to lose.
    """
    known = [
        number for number, one in enumerate(backlog) if one.labels and one.parent is None and one.key != HEAD
    ]
    if not known:
        return
    lost = known[place % len(known)]
    less = [replace(one, labels=()) if number == lost else one for number, one in enumerate(backlog)]
    before, after = judged(backlog), judged(less)
    for subject in before.keys() & after.keys():
        old, new = before[subject], after[subject]
        if subject[0] == "concentration.absence-factor" and len(backlog[lost].labels) > 1:
            continue
        if old.measured and new.measured:
            assert new.measured.low <= old.measured.low, subject
            assert new.measured.high >= old.measured.high, subject
        if old.kind is Verdict.OPEN:
            assert new.kind in (Verdict.OPEN, Verdict.NOT_APPLICABLE), subject


@pytest.mark.parametrize("rule_id", sorted(SETTINGS))
def test_these_rules_have_something_to_say(rule_id: str) -> None:
    """So that no law holds for want of a number."""
    many: dict[str, Any] = {"acme": 9, "globex": 6, "initech": 3, "prospect_hooli": 6, "acme_and_globex": 2}
    backlog = together(*(issues(changes=changes, **many) for changes in PLACES if "parent" not in changes))
    measured = [
        one for (of, _), one in judged(points(backlog)).items() if of == rule_id and one.measured is not None
    ]
    assert measured


def points(backlog: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(replace(one, fields=(("points", "1"),)) for one in backlog)
