"""What comes of the cases of a policy: as expected, missing, or found and expected by nobody."""

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from builders import report
from seedcorn.acceptance import Accepted, By
from seedcorn.errors import DataError
from seedcorn.model import Interval, Status
from seedcorn.report import Finding, Level, Unit, Verdict
from seedcorn.trial import Expected, Trial, coverage, judged
from seedcorn.trial.judging import compared
from seedcorn.trial.trials import Shown, Wanted
from seedcorn.trial.values import _shown
from seedcorn.trial.words import line_for, said
from seedcorn.yamlfile import Place
from trial.trying import loaded, tried

HERE = Place(path="seedcorn.test.yml", line=3)
ACME = """
today: 2026-06-01
cases:
  - case: Acme alone
    only: [concentration.top-share]
    backlog:
      - {count: 13, labels: ["customer: acme"]}
      - {count: 7, labels: ["customer: Globex"]}
    expect:
      - EXPECTED
"""
RIGHT = "{rule: concentration.top-share, level: error, subject: acme, scope: open backlog}"


def of_acme(folder: Path, expected: str) -> tuple[list[str], list[str]]:
    """What is missing, and the rules of what nobody expected."""
    (outcome,) = tried(folder, ACME.replace("EXPECTED", expected))
    assert outcome.is_ok == (not outcome.missing and not outcome.unexpected)
    return [said(each.expected) for each in outcome.missing], [one.rule for one in outcome.unexpected]


@pytest.mark.parametrize(
    "expected",
    [
        RIGHT,
        "{rule: concentration.top-share}",
        "{rule: concentration.top-share, verdict: fail}",
        "{rule: concentration.top-share, subject: Acme}",
        "{rule: concentration.top-share, measured: 65%}",
        "{rule: concentration.top-share, measured: 65.0 %, scope: Open Backlog}",
    ],
)
def test_what_is_found_as_it_was_expected(tmp_path: Path, expected: str) -> None:
    assert of_acme(tmp_path, expected) == ([], [])


@pytest.mark.parametrize(
    ("expected", "missing"),
    [
        ("level: warning", "fails (warning)"),
        ("verdict: pass", "passes"),
        ("verdict: open", "is open"),
        ("verdict: open, level: error", "is open (error)"),
        ("verdict: accepted", "fails and is accepted"),
        ("subject: globex", "fails, for globex"),
        ("scope: revenue", "fails, in: revenue"),
        ("scope: 'milestone: 2.0'", "fails, in: milestone 2.0"),
        ("measured: 66%", "fails, with 66%"),
        ("measured: 65.1%", "fails, with 65.1%"),
        ("measured: 0.65", "fails, with 0.65"),
        ("subject: globex, scope: open backlog", "fails, for globex, in the open backlog"),
    ],
)
def test_a_wrong_expectation_fails(tmp_path: Path, expected: str, missing: str) -> None:
    """And what its rule found instead is told with it, not once more as what nobody expected."""
    told = of_acme(tmp_path, f"{{rule: concentration.top-share, {expected}}}")
    assert told == ([f"concentration.top-share {missing}"], [])


def test_a_finding_that_nobody_expects_fails(tmp_path: Path) -> None:
    (outcome,) = tried(tmp_path, ACME.replace("expect:\n      - EXPECTED", "expect: []"))
    assert not outcome.is_ok
    assert [line_for(one) for one in outcome.unexpected] == [RIGHT]


def test_the_line_to_copy_is_what_it_was_copied_for(tmp_path: Path) -> None:
    (outcome,) = tried(tmp_path, ACME.replace("expect:\n      - EXPECTED", "expect: []"))
    lines = "\n      ".join(f"- {line_for(one)}" for one in outcome.report.findings)
    (again,) = tried(tmp_path, ACME.replace("- EXPECTED", lines))
    assert again.is_ok
    assert len(again.trial.expected) == len(outcome.report.findings) > 1


def test_what_does_not_fail_need_not_be_expected(tmp_path: Path) -> None:
    (outcome,) = tried(tmp_path, "cases: [{case: Nothing there, expect: []}]")
    assert outcome.is_ok
    kinds = {one.kind for one in outcome.report.findings}
    assert kinds == {Verdict.NOT_APPLICABLE}


@pytest.mark.parametrize("word", ["skipped", "notApplicable"])
def test_a_check_that_is_skipped_can_be_expected(tmp_path: Path, word: str) -> None:
    expect = f"[{{rule: seed.reserve, verdict: {word}}}, {{rule: seed.reserve, verdict: pass}}]"
    (outcome,) = tried(tmp_path, f"cases: [{{case: Nothing there, expect: {expect}}}]")
    assert [said(each.expected) for each in outcome.missing] == ["seed.reserve passes"]


def test_a_rule_that_is_off_finds_nothing(tmp_path: Path) -> None:
    cases = "cases: [{case: Off, expect: [{rule: seed.reserve, verdict: skipped}]}]"
    (outcome,) = tried(tmp_path, cases, policy="rules: {seed.reserve: false}")
    assert [each.instead for each in outcome.missing] == [()]


def test_a_family_of_rules_can_be_looked_at_alone(tmp_path: Path) -> None:
    (outcome,) = tried(tmp_path, "cases: [{case: Seed, only: seed.*, expect: []}]")
    assert {one.rule.partition(".")[0] for one in outcome.report.findings} == {"seed"}


def test_what_is_let_be_is_expected_as_such(tmp_path: Path) -> None:
    waiver = "{rule: concentration.top-share, until: 2026-06-01, owner: po, reason: Launch}"
    policy = f"waivers: [{waiver}]"
    expected = "{rule: concentration.top-share, verdict: accepted}"
    (outcome,) = tried(tmp_path, ACME.replace("EXPECTED", expected), policy=policy)
    assert outcome.is_ok
    (later,) = tried(
        tmp_path, ACME.replace("EXPECTED", expected).replace("2026-06-01", "2026-06-02"), policy=policy
    )
    assert [said(each.expected) for each in later.missing] == [
        "concentration.top-share fails and is accepted"
    ]


def test_what_is_let_be_is_not_unexpected() -> None:
    found = Finding(rule="a.b", kind=Verdict.FAIL, scope="x", message="m", level=Level.ERROR)
    let_be = Finding(
        rule="a.b",
        kind=Verdict.FAIL,
        scope="x",
        message="m",
        level=Level.ERROR,
        accepted=Accepted(by=By.BASELINE, since=date(2026, 1, 1)),
    )
    trial = Trial(title="t", place=HERE, issues=(), expected=())
    for finding, is_ok in ((found, False), (let_be, True)):
        audit = report(())
        made = type(audit)(
            **{name: getattr(audit, name) for name in audit.__dataclass_fields__ if name != "findings"},
            findings=(finding,),
        )
        assert compared(trial, made).is_ok is is_ok


@pytest.mark.parametrize(
    ("written", "value", "unit", "fits"),
    [
        ("65%", Fraction(65, 100), Unit.SHARE, True),
        ("65%", Fraction(654, 1000), Unit.SHARE, True),
        ("65%", Fraction(655, 1000), Unit.SHARE, False),
        ("65.5%", Fraction(655, 1000), Unit.SHARE, True),
        ("65", Fraction(65, 100), Unit.SHARE, False),
        ("65%", Fraction(65), Unit.POINTS, False),
        ("5450", Fraction(5450), Unit.POINTS, True),
        ("5450", Fraction(54496, 10), Unit.POINTS, True),
        ("-0.3", Fraction(-26, 100), Unit.INDEX, True),
        ("0", Fraction(0), Unit.ISSUES, True),
    ],
)
def test_a_number_fits_as_exactly_as_it_is_written(
    written: str, value: Fraction, unit: Unit, *, fits: bool
) -> None:
    found = Finding(
        rule="a.b",
        kind=Verdict.PASS,
        scope="x",
        message="m",
        measured=Interval.exactly(value),
        unit=unit,
    )
    assert _shown(written).fits(found) is fits


def test_what_has_no_number_fits_none() -> None:
    found = Finding(rule="a.b", kind=Verdict.NOT_APPLICABLE, scope="x", message="m")
    assert not Shown(text="0", number=Fraction(0)).fits(found)
    expected = Expected(rule="a.b", verdict=Wanted.SKIPPED, place=HERE, subject="acme")
    assert not expected.fits(found, report(()))


KINDS = """
today: 2026-06-01
cases:
  - case: Everything that an issue may have
    backlog:
      - count: 2
        title: "[Hooli] Export"
        source: gitlab:acme/app
        labels: urgent
        past-labels: ["customer::a"]
        type: Story
        fields: {Story Points: 5, Customer: [Acme, Globex]}
        project-fields: {Size: L}
        form-headings: {Requested by: Initech}
        properties: {account: Umbrella}
        milestone: {name: 2.0, due: 2026-06-15}
        sprint: [Sprint 4, {name: Sprint 5, start: 7d, due: 1w}]
        iteration: Week 22
        version: {name: "3.1", closed: true}
        assignees: [kim, lee]
        author: sam
        author-organization: Acme Labs
        requester-domain: acme.example
        organization: [Globex]
        component: Billing
        epic: Invoices
        comment: /customer acme
        repository: acme/app
        project: APP
        topic: shop
        age: 40d
        updated: 3d
      - {key: E1, closed: 2026-05-30, declined: true}
      - {parent: E1, created: 2026-05-01, closed: 5d}
      - {closed: 30w}
    branches:
      - {name: main, committed: 1d, default: true}
      - {name: customer/acme, committed: 2026-01-01, merged: false}
    expect: []
"""


def test_an_issue_has_all_that_a_tracker_tells(tmp_path: Path) -> None:
    trials = loaded(tmp_path, KINDS)
    assert trials.now == datetime.fromisoformat("2026-06-01T12:00+00:00")
    first, second, epic, child, old = trials.trials[0].issues
    assert (first.key, second.key, epic.key, child.key, old.key) == ("#1", "#2", "E1", "#4", "#5")
    assert (first.source, first.title, first.type) == ("gitlab:acme/app", "[Hooli] Export", "Story")
    assert first.labels == ("urgent",)
    assert first.fields == (("Story Points", "5"), ("Customer", "Acme"), ("Customer", "Globex"))
    assert first.headings == (("Requested by", "Initech"),)
    assert dict(first.marks) == {
        "past-label": "customer::a",
        "organization": "Globex",
        "author-organization": "Acme Labs",
        "requester-domain": "acme.example",
        "component": "Billing",
        "epic": "Invoices",
        "comment": "/customer acme",
        "repository": "acme/app",
        "project": "APP",
        "topic": "shop",
        "project-field:Size": "L",
        "property:account": "Umbrella",
    }
    assert (first.assignees, first.author) == (("kim", "lee"), "sam")
    assert (trials.now - first.created_at).days == 40
    assert first.updated_at is not None
    assert (trials.now - first.updated_at).days == 3
    assert (epic.state, epic.state_reason, str(epic.closed_at)[:10]) == (
        *("closed", "not_planned", "2026-05-30"),
    )
    assert (child.parent, child.state_reason, str(child.created_at)[:10]) == ("E1", None, "2026-05-01")
    assert old.closed_at is not None
    assert old.created_at < old.closed_at


def test_its_plans_and_branches_too(tmp_path: Path) -> None:
    (trial,) = loaded(tmp_path, KINDS).trials
    plans = [
        (one.kind, one.name, str(one.start)[:10], str(one.end)[:10]) for one in trial.issues[0].iterations
    ]
    assert plans == [
        ("milestone", "2.0", "None", "2026-06-15"),
        ("sprint", "Sprint 4", "None", "None"),
        ("sprint", "Sprint 5", "2026-05-25", "2026-06-08"),
        ("iteration", "Week 22", "None", "None"),
        ("version", "3.1", "None", "None"),
    ]
    assert [one.closed for one in trial.issues[0].iterations] == [False, False, False, False, True]
    assert [(one.name, one.is_default, one.merged, str(one.committed_at)[:10]) for one in trial.branches] == [
        ("main", True, None, "2026-05-31"),
        ("customer/acme", False, False, "2026-01-01"),
    ]


def test_everything_an_issue_may_have_can_be_judged(tmp_path: Path) -> None:
    (outcome,) = tried(tmp_path, KINDS)
    assert outcome.report.attribution.open_issues == 2
    assert outcome.report.sources == ("gitlab:acme/app", "test:backlog")


def test_customers_of_the_file_and_of_a_case(tmp_path: Path) -> None:
    trials = loaded(
        tmp_path,
        """
        customers:
          - {id: acme, revenue: 12000}
          - {id: globex, status: prospect}
        cases:
          - {case: Of the file, expect: []}
          - case: Of its own
            customers: {currency: eur, period: month, customers: [{id: hooli, revenue: 0.5}]}
            expect: []
        """,
    )
    of_file, own = (trial.register for trial in trials.trials)
    assert of_file is not None
    assert [(one.id, one.revenue, one.status) for one in of_file.customers] == [
        ("acme", 12000, Status.ACTIVE),
        ("globex", None, Status.PROSPECT),
    ]
    assert own is not None
    assert (own.currency, own.period, own.customers[0].revenue) == ("EUR", "month", Fraction(1, 2))


def test_without_customers_the_register_of_the_policy_is_not_read(tmp_path: Path) -> None:
    cases = "cases: [{case: No names, expect: []}]"
    (trial,) = loaded(tmp_path, cases, policy="customers: {register: none.yml}").trials
    assert trial.register is None


def test_a_case_does_not_depend_on_the_clock(tmp_path: Path) -> None:
    assert loaded(tmp_path, "cases: [{case: x, expect: []}]").now.date() == date(2026, 1, 1)


def test_a_case_that_cannot_be_judged_says_which(tmp_path: Path) -> None:
    trials = loaded(
        tmp_path,
        "cases:\n  - {case: No estimate, backlog: [{}], expect: []}\n",
        policy="effort: {field: Points, missing: fail}",
    )
    with pytest.raises(DataError, match=r"seedcorn\.test\.yml:2:12: No estimate: "):
        tuple(judged(trials))


COVERED = """
cases:
  - case: Too much for one
    only: [concentration.top-share, seed.genuine, seed.reserve]
    backlog: [{count: 20, labels: ["customer: acme"]}, {labels: seed-corn}]
    expect: [{rule: concentration.top-share}, {rule: seed.reserve}]
  - case: As it should be
    only: [concentration.top-share]
    backlog: [{count: 4, labels: ["customer: a"]}, {count: 4, labels: ["customer: b"]},
      {count: 4, labels: ["customer: c"]}, {count: 4, labels: ["customer: d"]},
      {count: 4, labels: ["customer: e"]}, {count: 4, labels: ["customer: f"]}]
    expect: []
"""
FOUR = """
rules:
  concentration.hhi: false
"""


def test_which_rules_were_seen_both_ways(tmp_path: Path) -> None:
    trials = loaded(tmp_path, COVERED, policy=FOUR)
    outcomes = tuple(judged(trials))
    assert all(outcome.is_ok for outcome in outcomes)
    seen = coverage(trials.policy, outcomes)
    assert seen.tested == ("concentration.top-share",)
    assert seen.never_failed == ("seed.genuine",)
    assert seen.never_held == ("seed.reserve",)
    assert set(seen.never_judged) == set(seen.on) - {
        "concentration.top-share",
        "seed.genuine",
        "seed.reserve",
    }
    assert seen.share == Fraction(1, len(seen.on))
    assert "concentration.hhi" not in seen.on


def test_a_policy_without_rules_is_tested(tmp_path: Path) -> None:
    trials = loaded(tmp_path, "cases: [{case: x, expect: []}]")
    off = "rules: {" + ", ".join(f"{rule.id}: false" for rule, _ in trials.policy.rules) + "}"
    without = loaded(tmp_path, "cases: [{case: x, expect: []}]", policy=off)
    assert coverage(without.policy, judged(without)).share == 1
