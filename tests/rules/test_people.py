"""What holds for every rule on people; and that nobody is named but where few see it."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import ago, context, findings_of, issues, policy, report, together
from seedcorn.format import Look
from seedcorn.formats.text import FORMAT
from seedcorn.model import Issue
from seedcorn.policy.rulebook import rule
from seedcorn.report import Finding, Verdict

RULES = ("team.captured", "team.hire-for-one")
WORDS = ("acme", "globex", "own", "nameless", "unknown", "seed", "acme_and_globex")
PEOPLE = ("ana", "bob", "kim", "zoe")
quickly = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Made = tuple[Issue, ...]


@st.composite
def teams(draw: st.DrawFn) -> Made:
    """What each of four people has, some of them new; and what two of them have together."""
    groups = []
    for assignees in (*((name,) for name in PEOPLE), PEOPLE[:2]):
        of: dict[str, Any] = draw(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 5), max_size=3))
        age = draw(st.sampled_from([30, 200]))
        groups.append(issues(changes={"assignees": assignees, "created_at": ago(age)}, **of))
    return together(*groups)


def judged(backlog: Made, rule_id: str) -> Finding:
    with context(backlog) as seen:
        (finding,) = findings_of(rule_id, seen)
    return finding


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=teams(), place=st.integers(0, 10**6))
def test_knowing_less_of_what_somebody_does_only_widens(rule_id: str, backlog: Made, place: int) -> None:
    known = [number for number, one in enumerate(backlog) if one.labels]
    if not known:
        return
    chosen = known[place % len(known)]
    less = tuple(replace(one, labels=()) if number == chosen else one for number, one in enumerate(backlog))
    before, after = judged(backlog, rule_id), judged(less, rule_id)
    assert (before.measured is None) == (after.measured is None)
    if before.measured and after.measured:
        assert after.measured.low <= before.measured.low
        assert after.measured.high >= before.measured.high


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=teams())
def test_what_could_decide_is_named_where_it_is_open(rule_id: str, backlog: Made) -> None:
    finding = judged(backlog, rule_id)
    if finding.kind is Verdict.OPEN:
        assert 0 < finding.settle_total <= len(backlog)
        assert len(finding.settle) == min(finding.settle_total, 20)


@pytest.mark.parametrize("rule_id", RULES)
@quickly
@given(backlog=teams())
def test_people_are_named_in_the_details_alone(rule_id: str, backlog: Made) -> None:
    finding = judged(backlog, rule_id)
    said = f"{finding.message} {finding.remedy} {finding.subject} {finding.scope}"
    assert not any(name in said for name in PEOPLE)
    told = [line.partition(", for ")[0] for _, line in finding.details]
    assert all(any(name in line for name in PEOPLE) for line in told)
    assert all(names == sorted(names) for names in (re.findall("|".join(PEOPLE), line) for line in told))


def test_the_details_say_in_few_lines_who_works_for_whom() -> None:
    backlog = together(
        issues(acme=3, changes={"assignees": ("kim", "bob")}),
        issues(acme=5, own=1, changes={"assignees": ("ana",)}),
        issues(globex=3, changes={"assignees": ("zoe",)}),
        issues(own=3, changes={"assignees": ("eve",)}),
    )
    (finding,) = report(backlog, policy("team.captured")).of_kind(Verdict.FAIL)
    assert finding.details == (
        ("all of their work", "bob and kim, for acme"),
        ("all of their work", "zoe, for globex"),
        ("over 80 % of their work", "ana, for acme"),
    )


def test_a_name_that_begins_as_the_keys_do_is_told_whole() -> None:
    """Keys lose what they all begin with, here "acme/app"."""
    backlog = together(
        issues(globex=5, changes={"assignees": ("acme/app.bot",)}),
        issues(own=3, changes={"assignees": ("bob", "kim")}),
    )
    text = FORMAT.render(report(backlog, policy("team.captured")), Look())
    assert "all of their work: acme/app.bot, for globex" in text


@pytest.mark.parametrize("rule_id", RULES)
def test_the_limits_say_that_they_look_at_who_is_assigned(rule_id: str) -> None:
    assert rule(rule_id).params().places() == {"assignee"}
