"""The baseline: what was so bad before is let be, what is new, graver or worse is not; it never loosens."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, issues, policy, report, together
from seedcorn.acceptance import By, State
from seedcorn.acceptance_words import notices, standing
from seedcorn.baseline import Baseline, Entry, taken, tightened
from seedcorn.baseline_file import read, written
from seedcorn.errors import DataError, Exit
from seedcorn.headline import headline
from seedcorn.model import Interval
from seedcorn.policy.waivers import Waiver
from seedcorn.report import Bound, Finding, Level, Report, Unit, Verdict

TODAY = NOW.date()
LATER = TODAY + timedelta(days=30)
LIMITS = policy(
    concentration__top_share={"warning": Fraction(1, 5), "error": Fraction(3, 10)},
    seed__reserve={"error": Fraction(1, 2)},
)
STARTED = together(issues(acme=6, globex=3, a=2, b=2, c=2), issues(seed=5))


def known(*findings: Finding) -> Baseline:
    return taken(findings, day=TODAY, policy="ours")


def judged(backlog: Any = STARTED, baseline: Baseline | None = None, **given: Any) -> Report:
    return report(backlog, given.pop("by", LIMITS), baseline=baseline, **given)


BEFORE = judged()
BASELINE = known(*BEFORE.findings)


def failing(finding: Finding, value: Fraction | int) -> Finding:
    """The same with another number."""
    return replace(finding, measured=Interval.exactly(Fraction(value)))


TOP = Finding(
    rule="concentration.top-share",
    kind=Verdict.FAIL,
    level=Level.WARNING,
    scope="open backlog",
    subject="acme",
    message="share of the requested work",
    measured=Interval.exactly(Fraction(2, 5)),
    limit=Fraction(3, 10),
)
FLOOR = replace(TOP, rule="seed.reserve", subject=None, bound=Bound.FLOOR)


def test_what_was_there_fails_nothing_and_says_since_when() -> None:
    again = judged(baseline=BASELINE, now=NOW + timedelta(days=3), strict=True)
    assert {found.rule for found in again.let_be} == {"concentration.top-share", "seed.reserve"}
    assert (again.verdict, again.exit_code, BEFORE.exit_code) == (Verdict.PASS, Exit.OK, Exit.FINDINGS)
    assert headline(again).startswith("No limit is broken that was not so in the baseline: 2 are let be;")
    assert standing(again.let_be[0]) == "in the baseline since 2026-01-21"
    assert again.notices == ()


def test_what_gets_worse_fails_and_that_it_was_better_is_said() -> None:
    worse = judged(together(STARTED, issues(acme=1)), BASELINE)
    found = next(one for one in worse.findings if one.rule == "concentration.top-share")
    assert (found.kind, found.accepted) == (Verdict.FAIL, None)
    assert worse.exit_code is Exit.FINDINGS
    assert "Worse than in the baseline: concentration.top-share for acme." in notices(worse)


def test_what_gets_better_is_let_be_and_asks_for_a_tighter_baseline() -> None:
    better = judged(together(STARTED, issues(d=2, e=1, seed=1)), BASELINE)
    found = next(one for one in better.let_be if one.rule == "concentration.top-share")
    assert found.accepted is not None
    assert (found.accepted.by, found.accepted.was) == (By.BASELINE, Fraction(6, 15))
    assert standing(found) == "in the baseline since 2026-01-21, when it was 40.0 %"
    assert State.LOOSE in [notice.state for notice in better.notices]
    assert notices(better)[-1].endswith("better than in the baseline; to tighten it: seedcorn baseline.")


def test_what_is_gone_asks_for_a_tighter_baseline_too() -> None:
    healed = judged(together(issues(a=3, b=3, c=3, d=3, e=3, f=3), issues(seed=50)), BASELINE)
    assert healed.let_be == ()
    assert {(notice.state, notice.rule) for notice in healed.notices} == {
        (State.LOOSE, "concentration.top-share"),
        (State.LOOSE, "seed.reserve"),
    }


def test_what_is_new_fails() -> None:
    new = judged(issues(globex=8, acme=1, a=2, b=2, seed=20), BASELINE)
    found = next(one for one in new.of_kind(Verdict.FAIL) if one.subject == "globex")
    assert found.accepted is None
    assert new.exit_code is Exit.FINDINGS


def test_what_is_graver_fails_although_its_number_is_the_same() -> None:
    stricter = policy(concentration__top_share={"error": Fraction(1, 5)})
    looser = policy(concentration__top_share={"warning": Fraction(1, 5), "error": None})
    before = judged(by=looser)
    assert judged(baseline=known(*before.findings), by=looser).exit_code is Exit.OK
    assert judged(baseline=known(*before.findings), by=stricter).exit_code is Exit.FINDINGS
    assert judged(baseline=known(*judged(by=stricter).findings), by=looser).of_kind(Verdict.FAIL) == ()


@pytest.mark.parametrize(
    ("finding", "better", "worse"),
    [(TOP, Fraction(39, 100), Fraction(41, 100)), (FLOOR, Fraction(41, 100), Fraction(39, 100))],
)
def test_a_number_is_compared_on_the_side_of_its_bound(
    finding: Finding, better: Fraction, worse: Fraction
) -> None:
    (entry,) = known(finding).entries
    assert entry.lets_be(finding)
    assert entry.lets_be(failing(finding, better))
    assert not entry.lets_be(failing(finding, worse))


def test_a_rule_that_measures_something_else_now_is_a_new_finding() -> None:
    (entry,) = known(TOP).entries
    for other in (
        replace(TOP, unit=Unit.POINTS),
        replace(TOP, bound=Bound.FLOOR),
        replace(TOP, measured=None),
    ):
        assert not entry.lets_be(other)
    (bare,) = known(replace(TOP, measured=None)).entries
    assert bare.lets_be(replace(TOP, measured=None))


def test_only_what_fails_is_let_be() -> None:
    (entry,) = known(TOP).entries
    for kind in set(Verdict) - {Verdict.FAIL}:
        assert not entry.lets_be(replace(TOP, kind=kind))


def test_what_a_waiver_was_for_fails_when_that_ends_whatever_the_baseline_says() -> None:
    waiver = Waiver(rule=TOP.rule, until=TODAY - timedelta(days=1), owner="po", reason="x")
    ended = judged(baseline=BASELINE, by=replace(LIMITS, waivers=(waiver,)))
    assert [found.rule for found in ended.of_kind(Verdict.FAIL)] == [TOP.rule]
    assert [notice.state for notice in ended.notices] == [State.ENDED]


NUMBERS = st.fractions(0, 1, max_denominator=12)
FINDINGS = st.builds(
    lambda rule, subject, kind, level, number, floor: replace(
        TOP,
        rule=rule,
        subject=subject,
        kind=kind,
        level=level,
        measured=Interval.exactly(number),
        bound=Bound.FLOOR if floor else Bound.CEILING,
    ),
    st.sampled_from(["seed.reserve", "concentration.top-share"]),
    st.sampled_from([None, "acme", "globex"]),
    st.sampled_from([Verdict.FAIL, Verdict.FAIL, *Verdict]),
    st.sampled_from(Level),
    NUMBERS,
    st.booleans(),
)
REPORTS = st.lists(FINDINGS, max_size=6, unique_by=lambda found: found.fingerprint)


@given(REPORTS, REPORTS, REPORTS)
def test_tightening_never_loosens(first: list[Finding], then: list[Finding], later: list[Finding]) -> None:
    old = taken(first, day=TODAY, policy="ours")
    new = tightened(old, then, day=LATER, policy="ours")
    for found in (*first, *then, *later):
        assert old.entry_of(found) is not None or new.entry_of(found) is None
    assert {entry.fingerprint for entry in new.entries} <= {entry.fingerprint for entry in old.entries}
    assert tightened(new, then, day=LATER + timedelta(days=9), policy="ours") is new


@given(REPORTS, REPORTS)
def test_what_was_let_be_when_it_was_tightened_still_is(first: list[Finding], then: list[Finding]) -> None:
    old = taken(first, day=TODAY, policy="ours")
    new = tightened(old, then, day=LATER, policy="ours")
    for found in then:
        assert (old.entry_of(found) is None) == (new.entry_of(found) is None)


@given(REPORTS, REPORTS)
def test_taking_all_in_lets_all_be_that_fails_but_what_is_left_out(
    first: list[Finding], then: list[Finding]
) -> None:
    old = taken(first, day=TODAY, policy="ours")
    out = frozenset(found.fingerprint for found in then if found.subject == "globex")
    new = taken(then, day=LATER, policy="ours", old=old, without=out)
    for found in then:
        if found.kind is Verdict.FAIL and found.fingerprint not in out:
            assert new.entry_of(found) is not None
        if found.fingerprint in out and new.entry_of(found) is not None:
            assert old.entry_of(found) is not None


@pytest.mark.parametrize(
    ("now", "stays"),
    [
        ((replace(TOP, kind=Verdict.PASS),), False),
        ((replace(TOP, kind=Verdict.OPEN),), True),
        ((replace(TOP, kind=Verdict.NOT_APPLICABLE, subject=None),), True),
        ((replace(TOP, subject="globex"),), False),
        ((FLOOR,), True),
        ((), True),
    ],
    ids=["passes", "open", "too little to judge", "another leads", "its rule is off", "nothing judged"],
)
def test_only_what_is_known_to_be_mended_is_dropped(now: tuple[Finding, ...], stays: bool) -> None:
    assert bool(tightened(known(TOP), now, day=LATER, policy="ours").entries) is stays


def test_a_better_number_keeps_its_day_and_a_worse_one_that_is_taken_in_gets_a_new_one() -> None:
    better, worse = failing(TOP, Fraction(1, 3)), failing(TOP, Fraction(1, 2))
    (kept,) = tightened(known(TOP), [better], day=LATER, policy="ours").entries
    assert (kept.since, kept.measured) == (TODAY, Fraction(1, 3))
    (loosened,) = taken([worse], day=LATER, policy="ours", old=known(TOP)).entries
    assert (loosened.since, loosened.measured) == (LATER, Fraction(1, 2))


@given(REPORTS, st.randoms())
def test_the_same_findings_in_any_order_are_the_same_file_and_it_reads_back(
    findings: list[Finding], chance: Any
) -> None:
    text = written(taken(findings, day=TODAY, policy="ours"))
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert written(taken(shuffled, day=TODAY, policy="ours")) == text
    assert read(text, "b.json") == taken(findings, day=TODAY, policy="ours")
    assert text.endswith("}\n")


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_any_name_and_any_milestone_reads_back(subject: str, scope: str) -> None:
    made = known(replace(TOP, subject=subject, scope=scope))
    text = written(made)
    assert text.isascii()
    assert read(text, "b.json") == made


GOOD = json.loads(written(known(TOP, FLOOR)))
BROKEN: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"version": 2}, {}, "version: expected 1"),
    ({"day": "soon"}, {}, "day: expected a date"),
    ({"findings": {}}, {}, "findings: expected a list"),
    ({"extra": 1}, {}, "extra: an unknown key"),
    ({}, {"level": "fatal"}, "finding 1, level: expected 'note', 'warning' or 'error'"),
    ({}, {"measured": "1/0"}, "finding 1, measured: expected an exact number"),
    ({}, {"measured": 0.4}, "finding 1, measured: expected an exact number"),
    ({}, {"measured": "1e99999999"}, "finding 1, measured: expected an exact number"),
    ({}, {"rule": None}, "finding 1, rule: expected text"),
    ({}, {"since": "2026-02-30"}, "finding 1, since: there is no day"),
    ({}, {"subject": "globex"}, "finding 1: its fingerprint is not that of its rule, scope and subject"),
]


@pytest.mark.parametrize(("top", "first", "problem"), BROKEN)
def test_a_broken_file_says_what_and_where_and_what_to_do(
    top: dict[str, Any], first: dict[str, Any], problem: str
) -> None:
    entry, *others = GOOD["findings"]
    text = json.dumps({**GOOD, "findings": [{**entry, **first}, *others], **top})
    with pytest.raises(DataError) as raised:
        read(text, "b.json")
    assert str(raised.value).startswith("b.json")
    assert problem in str(raised.value)
    assert "run seedcorn baseline" in raised.value.hint
    assert "globex" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "b.json:1:1: not valid JSON"),
        ('{"version": 1,\n<<<<<<< HEAD', "b.json:2:1: not valid JSON"),
        ("[]", "expected an object"),
        ("[" * 100_000, "nested too deep"),
        (json.dumps({**GOOD, "findings": [GOOD["findings"][0]] * 2}), "finding 2: it is there twice"),
        (json.dumps({"version": 1}), "day: it is missing"),
    ],
)
def test_what_is_no_baseline_at_all_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        read(text, "b.json")
    assert problem in str(raised.value)


def test_an_entry_says_all_that_is_compared() -> None:
    assert GOOD["findings"][0] == {
        "rule": "concentration.top-share",
        "scope": "open backlog",
        "subject": "acme",
        "level": "warning",
        "unit": "share",
        "bound": "ceiling",
        "measured": "2/5",
        "since": "2026-01-21",
        "fingerprint": TOP.fingerprint,
    }
    assert (GOOD["day"], GOOD["policy"]) == ("2026-01-21", "ours")
    assert isinstance(known(TOP).entries[0], Entry)
    assert known(TOP).day == date(2026, 1, 21)
