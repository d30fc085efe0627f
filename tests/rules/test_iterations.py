"""The laws again for rules on iterations that have run, over backlogs that came into one and left it."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, findings_of, happened, issues, policy, report, together
from rules.test_cases import declined, sprint
from rules.test_laws import POINTS
from seedcorn.format import Look
from seedcorn.formats.markdown import FORMAT as MARKDOWN
from seedcorn.formats.text import FORMAT as TEXT
from seedcorn.model import HISTORY, Event, Issue
from seedcorn.policy.rulebook import rule
from seedcorn.report import Finding, Level, Unit, Verdict

RULES = (
    "concentration.interrupts",
    "seed.left-undone",
    "seed.on-hold",
    "seed.raided",
    "team.interruptions",
)
WORDS = ("acme", "globex", "acme_and_globex", "nameless", "own", "prospect_hooli", "seed", "unknown")
SPRINT = {"iterations": (sprint("7", 20, 6),)}
# What an issue is, and what happened to it.
COURSES: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    (SPRINT, ("+21 sprint: 7",)),
    (SPRINT | {"closed_at": ago(8)}, ("+21 sprint: 7",)),
    ({}, ("+21 sprint: 7", "-12 sprint: 7")),
    (declined(9) | SPRINT, ("+21 sprint: 7",)),
    (SPRINT | {"created_at": ago(12)}, ("+11 sprint: 7",)),
    (SPRINT | {"created_at": ago(12), "closed_at": ago(7)}, ("+11 sprint: 7",)),
    ({}, ()),
)
quickly = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Made = tuple[tuple[Issue, tuple[str, ...]], ...]


@st.composite
def backlogs(draw: st.DrawFn) -> Made:
    """Some issues of each kind on each course, with estimates."""
    found: list[tuple[Issue, tuple[str, ...]]] = []
    for changes, told in COURSES:
        of: dict[str, Any] = draw(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 5), max_size=4))
        found += [(one, told) for one in issues(changes={"created_at": ago(60)} | changes, **of)]
    sizes = st.sampled_from(["1", "2", "5"])
    numbered = together([replace(one, fields=(("points", draw(sizes)),)) for one, _ in found])
    return tuple(zip(numbered, (told for _, told in found), strict=True))


def items(backlog: Made) -> list[Issue | Event]:
    """The issues and what happened to them, a label that came at first among it."""
    events = [event for one, told in backlog for event in happened(one, *told)]
    return [*(one for one, _ in backlog), *events]


def judged(found: Sequence[Issue | Event], rule_id: str) -> dict[str, Finding]:
    with context(found, counting=POINTS) as seen:
        return {one.scope: one for one in findings_of(rule_id, seen)}


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs(), chance=st.integers())
def test_the_order_of_what_was_read_does_not_matter(rule_id: str, backlog: Made, chance: int) -> None:
    found = items(backlog)
    mixed = list(found)
    Random(chance).shuffle(mixed)
    with context(found, counting=POINTS) as seen:
        before = [bare(one) for one in findings_of(rule_id, seen)]
    with context(mixed, counting=POINTS) as seen:
        assert [bare(one) for one in findings_of(rule_id, seen)] == before


def bare(finding: Finding) -> Finding:
    """Without the keys of issues: of equal ones those come first that were read first."""
    return replace(finding, evidence=(), settle=(), details=())


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs(), place=st.integers(0, 10**6))
def test_knowing_less_only_widens(rule_id: str, backlog: Made, place: int) -> None:
    known = [n for n, (one, _) in enumerate(backlog) if one.labels and "seed-corn" not in one.labels]
    if not known:
        return
    lost = known[place % len(known)]
    less = tuple(
        (replace(one, labels=()) if n == lost else one, told) for n, (one, told) in enumerate(backlog)
    )
    before, after = judged(items(backlog), rule_id), judged(items(less), rule_id)
    assert before.keys() == after.keys()
    for scope, old in before.items():
        new = after[scope]
        assert (old.measured is None) == (new.measured is None)
        if old.measured and new.measured:
            assert new.measured.low <= old.measured.low
            assert new.measured.high >= old.measured.high
        if old.kind is Verdict.OPEN:
            assert new.kind is Verdict.OPEN


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs())
def test_every_finding_is_whole(rule_id: str, backlog: Made) -> None:
    for finding in judged(items(backlog), rule_id).values():
        if finding.kind is Verdict.NOT_APPLICABLE:
            assert finding.message
            continue
        assert finding.measured
        assert 0 <= finding.measured.low <= finding.measured.value <= finding.measured.high
        assert (finding.settle_total > 0) == (finding.open_level is not None)
        assert len(finding.settle) == min(finding.settle_total, 20)
        if finding.unit is Unit.SHARE and rule_id != "seed.left-undone":
            assert finding.measured.high <= 1
        if finding.kind is Verdict.FAIL and rule_id != "seed.on-hold":
            assert finding.evidence


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=backlogs())
def test_twice_as_much_of_everything_is_judged_alike(rule_id: str, backlog: Made) -> None:
    again = together([one for one, _ in backlog], [one for one, _ in backlog])
    twice = tuple(zip(again, [told for _, told in backlog] * 2, strict=True))
    before, after = judged(items(backlog), rule_id), judged(items(twice), rule_id)
    for scope, old in before.items():
        if old.measured:
            new = after[scope]
            assert (new.measured, new.kind, new.level, new.subject) == (
                *(old.measured, old.kind, old.level, old.subject),
            )


@pytest.mark.parametrize("rule_id", RULES)
def test_these_rules_have_something_to_say(rule_id: str) -> None:
    """So that no law holds for want of a number."""
    of: dict[str, Any] = {"acme": 6, "own": 5, "seed": 4}
    made = together(*(issues(changes={"created_at": ago(60)} | changes, **of) for changes, _ in COURSES))
    told = [each for _, each in COURSES for _ in range(15)]
    found = judged(items(tuple(zip(made, told, strict=True))), rule_id)
    assert [one for one in found.values() if one.measured]


@pytest.mark.parametrize("rule_id", RULES)
def test_they_ask_for_what_happened(rule_id: str) -> None:
    assert HISTORY in rule(rule_id).params().places()


def test_who_is_urgent_is_read_where_the_policy_says() -> None:
    limits = rule("concentration.interrupts").params.model_validate({"where": {"component": "ops"}})
    assert limits.places() == {HISTORY, "component"}


def raid() -> list[Issue | Event]:
    """Three of five issues of seed corn left a sprint, and four requests came."""
    made = together(
        issues(own=5, seed=2, changes=SPRINT),
        issues(seed=2),
        issues(seed=1, changes=declined(9) | SPRINT),
        issues(acme=3, globex=1, changes=SPRINT),
    )
    told = [("+21 sprint: 7",)] * 7 + [("+21 sprint: 7", "-12 sprint: 7")] * 2
    told += [("+21 sprint: 7",)] + [("+11 sprint: 7",)] * 4
    return items(tuple(zip(made, told, strict=True)))


def test_a_raid_says_what_left_what_came_and_for_whom() -> None:
    found = report(raid(), policy("seed.raided"))
    (finding,) = found.of_kind(Verdict.FAIL)
    assert (finding.level, finding.subject, finding.scope) == (Level.ERROR, "acme", "sprint: 7")
    assert finding.evidence == ("acme/app#8", "acme/app#9", "acme/app#10")
    assert finding.details == (
        ("came in", "for acme, #11 #12 #13"),
        ("came in", "for globex, #14"),
    )
    said = (
        "acme, sprint 7: 60.0 % of the iteration's seed corn was replaced by customers' requests: 3 of 5 "
        "issues were taken out or declined while it ran, and 4 requests came in"
    )
    assert said in " ".join(TEXT.render(found, Look(width=200)).split())
    assert "came in: for globex, #" in MARKDOWN.render(found, Look()).replace("\\", "")


def test_of_very_many_the_first_are_told() -> None:
    """Of a raid for very many customers the first are named, and how many more there are."""
    many: dict[str, Any] = {f"customer{number}": 1 for number in range(9)}
    made = together(issues(own=5, changes=SPRINT), issues(seed=30), issues(changes=SPRINT, **many))
    told = [("+21 sprint: 7",)] * 5 + [("+21 sprint: 7", "-12 sprint: 7")] * 30 + [("+11 sprint: 7",)] * 9
    (finding,) = judged(items(tuple(zip(made, told, strict=True))), "seed.raided").values()
    assert (len(finding.evidence), finding.evidence_total) == (20, 30)
    assert [line for _, line in finding.details][-1] == "for 4 other customers"
    assert len(finding.details) == 6


def test_a_milestone_without_a_start_follows_the_one_before_it() -> None:
    made = together(issues(own=1, changes=SPRINT), issues(own=4, acme=2, changes=SPRINT))
    first = replace(made[0], iterations=(replace(sprint("6", 50, 40), start=None), sprint("5", 70, 50)))
    later = [replace(one, iterations=(replace(sprint("7", 20, 6), start=None),)) for one in made[1:]]
    told = [("+71 sprint: 5",)] + [("+41 sprint: 7",)] * 4 + [("+11 sprint: 7",)] * 2
    found = judged(items(tuple(zip([first, *later], told, strict=True))), "team.interruptions")
    assert found["sprint: 7"].subject == "acme"


def alike_in_two_sprints() -> list[Issue | Event]:
    """In each of two sprints one of two issues of seed corn made way for two requests."""
    made: list[tuple[Issue, ...]] = []
    told: list[tuple[str, ...]] = []
    for name, begun in (("6", 40), ("7", 20)):
        now = {"iterations": (sprint(name, begun, begun - 14),)}
        groups = (issues(own=5, seed=1, changes=now), issues(seed=1), issues(acme=2, changes=now))
        made += groups
        told += [(f"+{begun + 1} sprint: {name}",)] * 6
        told += [(f"+{begun + 1} sprint: {name}", f"-{begun - 8} sprint: {name}")]
        told += [(f"+{begun - 9} sprint: {name}",)] * 2
    return items(tuple(zip(together(*made), told, strict=True)))


def test_two_raids_with_the_same_numbers_are_told_one_by_one() -> None:
    said = " ".join(
        TEXT.render(report(alike_in_two_sprints(), policy("seed.raided")), Look(width=200)).split()
    )
    assert "acme, sprint 6: 50.0 % of the iteration's seed corn" in said
    assert "acme, sprint 7: 50.0 % of the iteration's seed corn" in said
    assert said.count("came in: for acme") == 2


def test_two_interruptions_with_the_same_numbers_are_one_list() -> None:
    found = report(alike_in_two_sprints(), policy("team.interruptions"))
    said = " ".join(TEXT.render(found, Look(width=200)).split())
    assert "acme: how much of the iteration was pulled in for this customer while it ran" in said
    assert "- Sprint 7: 22.2 %" in said
