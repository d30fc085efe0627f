"""The whole pipeline: what an audit says of backlogs that anybody can imagine."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from builders import (
    COUNTING,
    NOW,
    ago,
    balanced,
    issue,
    issues,
    milestone,
    policy,
    register,
    report,
    snapshot,
    together,
)
from seedcorn.errors import Exit
from seedcorn.model import Customer, Effort, Gap, Issue, Missing, Split
from seedcorn.register import Register
from seedcorn.report import Finding, Level, Report, Verdict

GAP = Gap(source="github:acme/app", what="page 3", why="the server failed")


def finding(judged: Report, rule: str, scope: str = "open backlog") -> Finding:
    (found,) = (one for one in judged.findings if (one.rule, one.scope) == (rule, scope))
    return found


def equal_customers(number: int) -> tuple[Issue, ...]:
    one_of_each: dict[str, Any] = dict.fromkeys((f"c{name}" for name in range(number)), 1)
    return issues(**one_of_each)


def test_a_hundred_equal_customers_and_enough_seed_corn_pass() -> None:
    judged = report(together(equal_customers(100), issues(seed=35, own=35)))
    assert judged.verdict is Verdict.PASS
    assert judged.exit_code is Exit.OK
    assert {one.kind for one in judged.findings} == {Verdict.PASS, Verdict.NOT_APPLICABLE}
    assert judged.facts.hhi == 100
    assert judged.facts.effective_customers == 100
    assert judged.facts.absence_factor == 50
    assert judged.facts.gini == 0
    assert judged.facts.top_three == Fraction(3, 100)


def test_the_same_with_a_register_and_a_planned_milestone_passes_all_that_it_has_places_for() -> None:
    planned = {"iterations": (milestone(),)}
    backlog = together(
        equal_customers(100),
        issues(seed=35, own=35),
        issues(changes=planned, c1=1, c2=1, c3=1, c4=1, c5=1, seed=2),
        (replace(one, state="closed", closed_at=ago(5)) for one in equal_customers(100)),
    )
    paying = register(**dict.fromkeys((f"c{number}" for number in range(100)), 10))
    judged = report(backlog, customers=paying, strict=True)
    assert {one.rule for one in judged.findings if one.kind is not Verdict.PASS} == {
        "attribution.sources-disagree"
    }
    assert len({one.rule for one in judged.findings if one.kind is Verdict.PASS}) == 12
    assert judged.exit_code is Exit.OK


def test_an_unlabelled_backlog_is_open_and_says_what_to_label_first() -> None:
    judged = report(issues(unknown=50))
    assert judged.verdict is Verdict.OPEN
    reserve = finding(judged, "seed.reserve")
    assert (reserve.kind, reserve.lean) == (Verdict.OPEN, Verdict.FAIL)
    assert reserve.settle[:2] == ("acme/app#1", "acme/app#2")
    assert not [one for one in judged.findings if one.kind is Verdict.PASS]
    assert report(issues(unknown=50), strict=True).exit_code is Exit.FINDINGS


def test_an_empty_backlog_abstains() -> None:
    judged = report([])
    assert judged.verdict is Verdict.OPEN
    assert {one.kind for one in judged.findings} == {Verdict.NOT_APPLICABLE}
    assert judged.facts.hhi is None
    assert judged.attribution.customers == ()


def test_a_backlog_of_wishes_alone_has_no_seed_corn_for_certain() -> None:
    judged = report(equal_customers(60))
    reserve = finding(judged, "seed.reserve")
    assert (reserve.kind, reserve.level) == (Verdict.FAIL, Level.ERROR)
    assert reserve.measured is not None
    assert reserve.measured.high == 0
    assert judged.verdict is Verdict.FAIL
    assert judged.exit_code is Exit.FINDINGS


@pytest.mark.parametrize("customers", [None, register(acme=10)])
def test_six_requests_among_five_hundred_of_our_own_accuse_nobody(
    customers: Register | None,
) -> None:
    judged = report(issues(acme=6, own=400, seed=100), customers=customers)
    accused = {one.subject for one in judged.findings if one.kind is not Verdict.PASS} - {None}
    # The register alone says that its one customer pays everything; the backlog says nothing against it.
    assert accused <= ({"acme"} if customers else set())
    assert {one.rule for one in judged.findings if one.subject} <= {"revenue.top-share"}


def test_whose_the_open_backlog_is() -> None:
    backlog = together(
        issues(acme=2, nameless=1, own=3, seed=4, unknown=5),
        [
            issue(1, "customer: acme", "bug"),
            issue(2, "wontfix"),
            issue(3, "customer: acme", closed_at=ago(1)),
        ],
    )
    attribution = report(backlog, policy()).attribution
    assert (attribution.open_issues, attribution.ignored_issues, attribution.unit) == (16, 1, "issues")
    assert (attribution.requested_issues, attribution.nameless_issues) == (4, 1)
    assert (attribution.own_issues, attribution.seed_corn_issues, attribution.unknown_issues) == (3, 4, 5)
    (acme,) = attribution.customers
    assert (acme.id, acme.name, acme.issues, acme.bugs, acme.demand) == (
        *("acme", "acme", 3, 1, Fraction(3)),
    )
    assert acme.share.value == Fraction(3, 4)


def test_with_a_gap_nothing_passes_and_nobody_is_accused() -> None:
    whole = [*issues(acme=30, globex=2, seed=10)]
    judged = report([*whole, GAP], strict=True)
    assert not judged.complete
    assert judged.gaps == (GAP,)
    assert {one.kind for one in judged.findings} == {Verdict.OPEN, Verdict.NOT_APPLICABLE}
    assert (judged.verdict, judged.exit_code) == (Verdict.OPEN, Exit.INCOMPLETE)
    top = finding(judged, "concentration.top-share")
    assert (top.lean, top.level, top.remedy, top.defer_total) == (Verdict.FAIL, Level.ERROR, "", 0)
    assert finding(judged, "seed.reserve").lean is Verdict.PASS
    assert finding(judged, "seed.reserve").level is Level.NOTE
    undecided = finding(
        report([*issues(acme=3, b=2, c=2, d=2, e=2, unknown=9), GAP]), "concentration.top-share"
    )
    assert (undecided.kind, undecided.lean) == (Verdict.OPEN, Verdict.PASS)


def test_fail_on_and_strict_make_the_verdict_and_not_the_findings() -> None:
    backlog = issues(a=5, b=5, c=5, d=5, own=1, seed=8)
    at = {level: report(backlog, fail_on=level) for level in Level}
    assert at[Level.ERROR].verdict is Verdict.PASS
    assert at[Level.WARNING].verdict is Verdict.FAIL
    assert at[Level.NOTE].findings == at[Level.ERROR].findings


def test_another_day_is_told_and_judged_by_its_dates() -> None:
    backlog = [*issues(acme=12, changes={"created_at": ago(10)}), *issues(globex=12)]
    then = report(together(backlog), now=ago(20))
    assert then.attribution.open_issues == 12
    assert [one.name for one in then.attribution.customers] == ["globex"]
    assert "Judged as of 2026-01-01" in then.notes[0]
    assert then.as_of == ago(20)
    assert not any(note.startswith("Judged") for note in report(backlog, now=NOW + timedelta(hours=23)).notes)


def test_what_was_assumed_is_said() -> None:
    counting = replace(COUNTING, unlabelled_is_own=True, since=ago(30), split=Split.FULLY)
    notes = report([issue(1), issue(2, "wontfix")], policy(counting=counting)).notes
    assert notes[0] == "Customers are read from: label customer: *, organization *."
    assert "every such name" in notes[1]
    assert "since 2025-12-22" in notes[2]
    assert "Every issue counts as one" in notes[3]
    assert "fully" in notes[4]
    assert notes[5].endswith(": 1.")
    forever = replace(COUNTING, unlabelled_is_own=True)
    assert any("own" in note for note in report([issue(1)], policy(counting=forever)).notes)


@pytest.mark.parametrize(
    ("missing", "words"),
    [(Missing.MEDIAN, "median"), (Missing.ZERO, "nothing"), (Missing.ONE, "counts one")],
)
def test_missing_estimates_are_said(missing: Missing, words: str) -> None:
    effort = Effort(unit="points", place="field:points", missing=missing)
    judged = policy(counting=replace(COUNTING, effort=effort))
    told = [issue(1, fields=(("points", "3"),)), issue(2)]
    assert any(words in note and "points: 1;" in note for note in report(told, judged).notes)
    assert not any("without an estimate" in note for note in report(told[:1], judged).notes)
    assert report(told, judged).attribution.unit == "points"


def test_names_of_all_subjects_are_known() -> None:
    paying = register(Customer(id="acme", name="Acme Corp", revenue=Fraction(9)), globex=1)
    judged = report(issues(Initech=20), customers=paying)
    assert dict(judged.names) == {"acme": "Acme Corp", "initech": "Initech"}


def test_the_same_facts_give_the_same_report() -> None:
    backlog = issues(acme=13, globex=7, seed=2, own=3, unknown=1)
    assert report(backlog) == report(backlog)


def test_facts_by_another_policy_need_no_second_collection() -> None:
    from seedcorn.audit import audit  # noqa: PLC0415 - one test needs the bare function

    with snapshot(issues(acme=20)) as facts:
        one = audit(facts, balanced(), register=None, now=NOW)
        other = audit(facts, policy("seed.genuine"), register=None, now=NOW)
        again = audit(facts, balanced(), register=None, now=NOW)
    assert one == again
    assert {found.rule for found in other.findings} == {"seed.genuine"}
