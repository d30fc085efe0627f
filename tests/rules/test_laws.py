"""What holds for every rule on the shelf, whatever the backlog."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import COUNTING, ago, context, findings_of, issues, milestone, register, rule_ids, together
from seedcorn.context import Context
from seedcorn.model import Company, Customer, Effort, Interval, Issue, Missing
from seedcorn.policy.rulebook import rule
from seedcorn.register import Register
from seedcorn.report import Bound, Finding, Unit, Verdict
from seedcorn.rule import Measure, Params, judge

POINTS = replace(COUNTING, effort=Effort(unit="points", place="field:points"))
WORDS = ("acme", "globex", "initech", "own", "bug", "seed", "nameless", "prospect_hooli", "seed_and_acme")
PAID = {"acme": 50, "globex": 20, "initech": 20, "dunder": 10, "umbrella": 5}
CUSTOMERS = replace(
    register(
        *(
            Customer(
                id=name,
                name=name,
                revenue=Fraction(paid),
                seats=paid,
                size_employees=20 * paid,
                size_at_start=50,
                renews=date(2026, 1 + paid // 10, 28),
                discount=Fraction(paid, 200),
                prepaid=Fraction(paid),
                overdue=Fraction(1),
                usage=(("storage", Fraction(60 - paid)),),
            )
            for name, paid in PAID.items()
        )
    ),
    company=Company(cash=Fraction(30), monthly_cost=Fraction(6), cost_per_head=Fraction(1)),
)
DUE = milestone("2.0")
OF_THE_LABELS = ("attribution.unknown-customer", "attribution.unknown-work", "seed.genuine")
OF_THE_REGISTER = (
    *("breadth.open-for-business", "resilience.afford-to-lose", "resilience.cash-what-if"),
    *("resilience.lose-ten-percent", "revenue.absence-factor", "revenue.advance", "revenue.discount"),
    *("revenue.equal-pay", "revenue.hhi", "revenue.outgrown", "revenue.overdue", "revenue.renewal-cluster"),
    *("revenue.seats", "revenue.top-share", "revenue.usage-versus-pay", "revenue.whale-price"),
)
OF_THE_ISSUES = ("attribution.unestimated",)  # a share of the issues, each of which counts one
quickly = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Made = tuple[Issue, ...]
Subject = tuple[str, str]


@st.composite
def backlogs(draw: st.DrawFn) -> Made:
    """Some issues of each kind, some in the current milestone, some done, with estimates."""
    groups = []
    for changes in ({}, {"iterations": (DUE,)}, {"closed_at": ago(5)}):
        words = st.sampled_from([*WORDS, "unknown"])
        of: dict[str, Any] = draw(st.dictionaries(words, st.integers(1, 9), max_size=5))
        groups.append(issues(changes=changes, **of))
    sizes = st.sampled_from(["1", "2", "5"])
    return tuple(replace(one, fields=(("points", draw(sizes)),)) for one in together(*groups))


def judged(backlog: Iterable[Issue], *, customers: Register | None = CUSTOMERS) -> dict[Subject, Finding]:
    """Every finding of every rule by rule and scope, without the keys of issues."""
    with context(backlog, counting=POINTS, customers=customers) as seen:
        found = [one for rule_id in rule_ids() for one in findings_of(rule_id, seen)]
    return {(one.rule, one.scope): replace(one, evidence=(), settle=(), defer=()) for one in found}


def measures(seen: Context) -> Iterator[tuple[str, Measure, Params]]:
    """Everything that every rule measured."""
    for rule_id in rule_ids():
        params = rule(rule_id).params()
        for outcome in rule(rule_id).evaluate(seen, params):
            if isinstance(outcome, Measure):
                yield rule_id, outcome, params


@quickly
@given(backlog=backlogs(), chance=st.integers())
def test_the_order_of_issues_does_not_matter(backlog: Made, chance: int) -> None:
    mixed = list(backlog)
    Random(chance).shuffle(mixed)
    assert judged(mixed) == judged(backlog)


@quickly
@given(backlog=backlogs())
def test_twice_as_much_of_everything_is_judged_alike(backlog: Made) -> None:
    before, after = judged(backlog), judged(together(backlog, backlog))
    for subject, finding in before.items():
        judged_by_shares = finding.unit in (Unit.SHARE, Unit.POINTS)
        # Twice as many issues in a milestone can be enough to judge it instead of the whole backlog.
        if finding.kind is not Verdict.NOT_APPLICABLE and judged_by_shares and subject in after:
            twice = after[subject]
            assert (twice.kind, twice.level, twice.lean, twice.subject) == (
                *(finding.kind, finding.level, finding.lean, finding.subject),
            )
            assert twice.measured == finding.measured


@quickly
@given(backlog=backlogs())
def test_the_unit_of_effort_does_not_matter(backlog: Made) -> None:
    tenfold = [replace(one, fields=(("points", f"{one.fields[0][1]}0"),)) for one in backlog]
    assert judged(tenfold) == judged(backlog)


@quickly
@given(backlog=backlogs(), place=st.integers(0, 10**6))
def test_knowing_less_only_widens(backlog: Made, place: int) -> None:
    """An issue loses its labels: no interval shrinks, and nothing that was open is decided by that."""
    known = [number for number, one in enumerate(backlog) if one.labels and "seed-corn" not in one.labels]
    if not known:
        return
    chosen = known[place % len(known)]
    less = [replace(one, labels=()) if number == chosen else one for number, one in enumerate(backlog)]
    before, after = judged(backlog), judged(less)
    for subject in before.keys() & after.keys():
        old, new = before[subject], after[subject]
        if old.measured and new.measured and old.rule not in OF_THE_LABELS:
            assert new.measured.low <= old.measured.low
            assert new.measured.high >= old.measured.high
        if old.kind is Verdict.OPEN:
            assert new.kind in (Verdict.OPEN, Verdict.NOT_APPLICABLE)


@quickly
@given(backlog=backlogs(), factor=st.fractions(min_value=0, max_value=1, max_denominator=10))
def test_a_laxer_limit_never_turns_a_pass_into_a_fail(backlog: Made, factor: Fraction) -> None:
    gravity = {Verdict.PASS: 0, Verdict.OPEN: 1, Verdict.FAIL: 2}
    with context(backlog, counting=POINTS, customers=CUSTOMERS) as seen:
        for rule_id, measure, params in measures(seen):
            limits = params.limits() if measure.limits is None else measure.limits
            laxer = tuple((level, lax(limit, measure.bound, factor)) for level, limit in limits)
            strict, mild = judge(rule_id, measure, limits), judge(rule_id, measure, laxer)
            assert gravity[mild.kind] <= gravity[strict.kind]
            if mild.kind is strict.kind is Verdict.FAIL and mild.level and strict.level:
                assert mild.level.rank <= strict.level.rank


def lax(limit: Fraction, bound: Bound, factor: Fraction) -> Fraction:
    return limit * factor if bound is Bound.FLOOR else limit * (2 - factor)


@quickly
@given(backlog=backlogs())
def test_every_interval_is_in_order_and_every_finding_is_whole(backlog: Made) -> None:
    for finding in judged(backlog).values():
        if finding.kind is Verdict.NOT_APPLICABLE:
            assert finding.message
            assert (finding.level, finding.measured, finding.subject) == (None, None, None)
            continue
        assert isinstance(finding.measured, Interval)
        assert finding.measured.low <= finding.measured.value <= finding.measured.high
        assert (finding.level is None) == (finding.kind is Verdict.PASS)
        assert (finding.lean is None) == (finding.open_level is None)
        if finding.kind is Verdict.OPEN:
            assert finding.settle_total > 0


@pytest.mark.parametrize("customers", [None, Register(), CUSTOMERS], ids=["none", "empty", "five"])
def test_an_empty_backlog_is_no_pass(customers: Register | None) -> None:
    found = judged([], customers=customers)
    silent = {rule_id for (rule_id, _), one in found.items() if one.kind is Verdict.NOT_APPLICABLE}
    of_names = {*OF_THE_REGISTER, "attribution.unknown-customer"} if customers else set()
    assert silent >= set(rule_ids()) - of_names
    if customers is CUSTOMERS:
        assert not silent & set(OF_THE_REGISTER)
    if customers is None:
        assert silent == set(rule_ids())


def test_a_backlog_of_no_effort_is_no_pass() -> None:
    """Twenty issues that all count nothing give no share of anything."""
    nothing = replace(COUNTING, effort=Effort(unit="points", place="field:points", missing=Missing.ZERO))
    backlog = together(
        issues(acme=20, own=10, changes={"iterations": (DUE,)}),
        issues(acme=20, changes={"closed_at": ago(5)}),
    )
    with context(backlog, counting=nothing) as seen:
        for rule_id, measure, _ in measures(seen):
            assert measure.unit is not Unit.SHARE or rule_id in OF_THE_ISSUES, rule_id
            assert measure.unit is not Unit.POINTS, rule_id
