"""The laws again for rules on what happened to requests, over backlogs to which all of it happened."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, findings_of, happened, issues, milestone, register, together
from rules.test_laws import POINTS
from seedcorn.model import HISTORY, Event, Issue
from seedcorn.policy.rulebook import rule
from seedcorn.report import Finding, Verdict

RULES = (
    "concentration.waiting",
    "refusal.overruled",
    "refusal.scope-after-yes",
    "service.escalation",
    "service.queue-jump",
    "service.response-gap",
    "team.reassigned",
)
WORDS = ("acme", "globex", "initech", "acme_and_globex", "nameless", "own", "seed", "unknown")
PLANNED = {"iterations": (milestone("2.0"),)}
# What an issue is, and what happened to it.
COURSES: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({}, ("+60 label: blocked", "-20 label: blocked")),
    ({}, ("+30 label: waiting for customer", "+25 label: blocked", "-9 label: blocked")),
    (PLANNED, ("+40 closed: not_planned", "-20 closed: not_planned", "+10 milestone: 2.0")),
    (
        PLANNED,
        ("+70 milestone: 2.0", "-30 field:points: 1", "+80 label: P3", "-40 label: P3", "+40 label: P1"),
    ),
    ({"closed_at": ago(5)}, ("+50 milestone: 2.0", "+50 label: P3", "+3 bob label: late")),
    (PLANNED | {"created_at": ago(30)}, ("+20 milestone: 2.0", "-10 field:points: 2")),
    ({"created_at": ago(30), "assignees": ("ana", "kim")}, ("+29 label: seen",)),
    ({"created_at": ago(170), "closed_at": ago(100), "assignees": ("ana", "bob", "kim")}, ()),
    ({"created_at": ago(40), "assignees": ("bob",)}, ()),
)
CUSTOMERS = register(acme=900, globex=90, initech=9)
quickly = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Made = tuple[tuple[Issue, tuple[str, ...]], ...]


@st.composite
def backlogs(draw: st.DrawFn) -> Made:
    """Some issues of each kind on each course, with estimates."""
    found: list[tuple[Issue, tuple[str, ...]]] = []
    for changes, told in COURSES:
        of: dict[str, Any] = draw(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 7), max_size=5))
        found += [(one, told) for one in issues(changes=changes, **of)]
    sizes = st.sampled_from(["1", "2", "5"])
    numbered = together([replace(one, fields=(("points", draw(sizes)),)) for one, _ in found])
    return tuple(zip(numbered, (told for _, told in found), strict=True))


def items(backlog: Made) -> Iterator[Issue | Event]:
    for one, told in backlog:
        yield one
        yield from happened(one, *told)


def judged(backlog: Made, rule_id: str) -> Finding:
    with context(items(backlog), counting=POINTS, customers=CUSTOMERS) as seen:
        (finding,) = findings_of(rule_id, seen)
    return finding


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs(), place=st.integers(0, 10**6))
def test_knowing_less_of_who_asks_only_widens(rule_id: str, backlog: Made, place: int) -> None:
    known = [number for number, (one, _) in enumerate(backlog) if one.labels]
    if not known:
        return
    lost = known[place % len(known)]
    less = tuple(
        (replace(one, labels=()) if number == lost else one, told)
        for number, (one, told) in enumerate(backlog)
    )
    before, after = judged(backlog, rule_id), judged(less, rule_id)
    if before.measured and after.measured:
        assert after.measured.low <= before.measured.low
        assert after.measured.high >= before.measured.high
    if before.kind is Verdict.OPEN:
        assert after.kind in (Verdict.OPEN, Verdict.NOT_APPLICABLE)


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs(), chance=st.integers())
def test_a_finding_is_whole_and_no_matter_of_order(rule_id: str, backlog: Made, chance: int) -> None:
    finding = judged(backlog, rule_id)
    mixed = list(backlog)
    Random(chance).shuffle(mixed)
    other = judged(tuple(mixed), rule_id)
    assert (other.kind, other.subject, other.measured) == (finding.kind, finding.subject, finding.measured)
    if finding.measured is None:
        assert finding.message
        return
    assert 0 <= finding.measured.low <= finding.measured.value <= finding.measured.high
    assert (finding.settle_total > 0) == (finding.open_level is not None)
    assert len(finding.settle) == min(finding.settle_total, 20)


@pytest.mark.parametrize("rule_id", RULES)
def test_these_rules_have_something_to_say(rule_id: str) -> None:
    """So that no law holds for want of a number."""
    many: dict[str, Any] = {"acme": 6, "globex": 5, "own": 3, "unknown": 1}
    found = [(one, told) for changes, told in COURSES for one in issues(changes=changes, **many)]
    numbered = together([replace(one, fields=(("points", "2"),)) for one, _ in found])
    backlog = tuple(zip(numbered, (told for _, told in found), strict=True))
    assert judged(backlog, rule_id).measured is not None


@pytest.mark.parametrize("rule_id", RULES)
def test_the_limits_say_that_they_look_at_what_happened(rule_id: str) -> None:
    assert HISTORY in rule(rule_id).params().places()


@quickly
@given(backlog=backlogs())
def test_nobody_is_named_who_was_moved(backlog: Made) -> None:
    finding = judged(backlog, "team.reassigned")
    said = f"{finding.message} {finding.remedy} {finding.subject} {finding.details}"
    assert not any(name in said for name in ("ana", "bob", "kim"))
