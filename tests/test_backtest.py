"""A policy tried on the past: when it would have failed, what it could not say, and with other limits."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import as_file
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, ago, happened, issue, issues, policy, snapshot, together
from seedcorn import story
from seedcorn.backtest import backtest, backtests
from seedcorn.connector import Collecting
from seedcorn.connectors import export
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import UsageError
from seedcorn.hindsight import Backtest, Every, Line, Stretch, stretches
from seedcorn.hindsight_words import compared, headline, next_steps, standing
from seedcorn.model import HISTORY, Event, Gap, Interval, Issue
from seedcorn.other_limits import tried
from seedcorn.policy import Policy, load_policy
from seedcorn.register import load_register
from seedcorn.report import Bound, Finding, Level, Unit, Verdict
from seedcorn.rule import Measure, judge
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case

TOP, WHOLE = "concentration.top-share", "open backlog"


def small(**limits: str) -> Policy:
    return policy(concentration__top_share=limits or {"error": "30%", "warning": "20%"})


def past(
    items: Iterable[Issue | Event | Gap],
    judged_by: Policy | None = None,
    *,
    days: float = 28,
    every: Every | None = None,
    fail_on: Level = Level.ERROR,
) -> Backtest:
    with snapshot(items) as facts:
        case = Case(snapshot=facts, policy=judged_by or small(), register=None, now=NOW, fail_on=fail_on)
        return backtest(case, since=ago(days), every=every)


def grown() -> tuple[Issue, ...]:
    """Four customers ask alike, 15 times in all; 16 days ago one of them asks for a lot more."""
    old = issues(acme=3, globex=4, initech=4, hooli=4)
    return together(old, issues(changes={"created_at": ago(16)}, acme=12))


@cache
def told() -> Backtest:
    """The bundled story by its own policy, which has the limits of `balanced`."""
    with (
        as_file(story.issues()) as tracker,
        as_file(story.policy()) as rules,
        as_file(story.register()) as names,
    ):
        items = export.CONNECTOR.collect(str(tracker), Collecting())
        with Snapshot.collect(items, sources=("story:x",), collected_at=story.NOW) as facts:
            case = Case(
                snapshot=facts, policy=load_policy(str(rules)), register=load_register(names), now=story.NOW
            )
            return backtest(case, since=story.FIRST_DAY, every=Every.MONTH)


def line_of(found: Backtest, rule: str = TOP, scope: str = WHOLE) -> Line:
    line = found.line(rule, scope)
    assert line is not None
    return line


def test_the_story_would_have_failed_over_half_a_year_before_its_end() -> None:
    found = told()
    assert found.has_history
    first = found.dates[line_of(found).fails(Level.ERROR)[0]]
    assert story.NOW - first > timedelta(days=183)
    sentences = f"{headline(found)} {standing(found)}"
    said = re.search(
        rf"{re.escape(TOP)}[^.]*\(Haldervane Group at [\d.]+ %\): first on ([\d-]+), (\d+) months", sentences
    )
    assert said, sentences
    assert date.fromisoformat(said[1]) == first.date()
    assert int(said[2]) >= 6
    assert "without a break" in sentences


def test_what_the_story_shows_on_its_last_date_is_what_an_audit_of_it_finds() -> None:
    """The findings of the past are made without their issues; the verdicts must be those of an audit."""
    found = told()
    last = {
        (each.rule, each.scope.partition(": ")[0]): each
        for each in found.report.findings
        if each.kind is Verdict.FAIL
    }
    ends = [(line, line.points[-1]) for line in found.lines]
    failing = {(line.rule, line.scope): end for line, end in ends if end and end.kind is Verdict.FAIL}
    assert failing.keys() == last.keys()
    for place, end in failing.items():
        same = [each for each in found.report.findings if (each.rule, each.scope) == (end.rule, end.scope)]
        assert (end.level, end.measured) in [(each.level, each.measured) for each in same], place


def test_when_it_fails_first_and_for_how_long() -> None:
    found = past(grown())
    assert [len(found.dates), found.dates[-1], found.every] == [5, NOW, Every.WEEK]
    line = line_of(found)
    assert line.fails(Level.ERROR) == (2, 3, 4)
    assert line.fails() == tuple(range(5))
    assert line.gravest is Level.ERROR
    assert headline(found) == (
        "Under small this backlog would have failed first on 2026-01-07 (concentration.top-share, acme at"
        " 55.6 %), 2 weeks before now; something fails on every date since."
    )


def test_labels_are_those_of_each_date() -> None:
    """A customer that came on the issues three weeks ago was not there before."""
    asked = [issue(number, "customer: acme") for number in range(1, 13)]
    others = [issue(number, f"customer: c{number}") for number in range(13, 25)]
    came = [event for each in asked for event in happened(each, "+20 label: customer: acme")]
    found = past((*asked, *others, *came))
    assert found.has_history
    assert line_of(found).fails(Level.ERROR) == (2, 3, 4)
    without = past((*asked, *others))
    assert not without.has_history
    assert line_of(without).fails(Level.ERROR) == tuple(range(5))


def test_a_rule_that_never_fires() -> None:
    found = past(issues(a=5, b=5, c=5, d=5, e=5, f=5))
    assert found.fails == ()
    assert [line.rule for line in found.quiet] == [TOP]
    assert (
        headline(found) == "Under small this backlog would have failed on none of 5 weeks since 2025-12-24."
    )
    assert standing(found) == ""
    never, at_all = line_of(found).tried[0], line_of(found).tried[-1]
    assert (never.level, never.fails) == (Level.ERROR, ())
    assert at_all.level is None
    assert at_all.limit < Fraction(1, 6)
    assert len(at_all.fails) == 5


def test_what_only_warns_is_said_where_nothing_fails() -> None:
    found = past(issues(a=6, b=6, c=6, d=6))
    assert "failed on none of 5 weeks" in headline(found)
    assert (
        standing(found)
        == "It would have been warned first on 2025-12-24 (concentration.top-share, a at 25.0 %)."
    )
    assert past(issues(a=6, b=6, c=6, d=6), fail_on=Level.WARNING).fails == tuple(range(5))


def test_too_few_issues_are_no_pass() -> None:
    few = issues(a=1, b=1, c=1)
    found = past(together(few, issues(changes={"created_at": ago(10)}, a=8, b=2, c=2)))
    line = line_of(found)
    assert line.silent == (0, 1, 2)
    assert line.passes == ()
    assert line.fails() == (3, 4)
    assert "10 requested issues" in line.missing
    assert all(date not in line.silent for one in line.tried for date in (*one.fails, *one.undecided))


def test_what_is_undecided_is_no_pass_either() -> None:
    found = past(issues(a=5, b=5, c=5, d=5, e=5, unknown=60))
    line = line_of(found)
    assert line.undecided == tuple(range(5))
    assert (line.passes, line.fails()) == ((), ())


def test_an_empty_backlog() -> None:
    found = past(())
    assert found.dates == (NOW,)
    assert [line.points for line in found.mute] == [(None,)] * len(found.lines)
    assert headline(found) == (
        "Under small this backlog would not have been judged on any of 1 week: there was too little to judge."
    )


def test_one_date() -> None:
    found = past(grown(), days=3)
    assert found.dates == (NOW,)
    assert headline(found).endswith("on 2026-01-21 (concentration.top-share, acme at 55.6 %); that is now.")


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-01-31 is later than what is judged, of 2026-01-21") as raised:
        past(grown(), days=-10)
    assert "--since" in raised.value.hint


def test_before_the_first_issue_there_is_nothing_to_judge() -> None:
    found = past(grown(), days=1000)
    assert found.every is Every.WEEK
    assert found.dates[0] >= ago(100)
    assert len(found.dates) == 15


def test_over_two_years_a_date_a_month_is_looked_at() -> None:
    old = issues(changes={"created_at": ago(800)}, a=5, b=5)
    assert past(old, days=790).every is Every.MONTH
    found = past(old, days=130, every=Every.MONTH)
    assert [f"{each:%m-%d}" for each in found.dates] == ["09-21", "10-21", "11-21", "12-21", "01-21"]


def test_the_last_day_of_a_month_stays_within_each_month() -> None:
    moment = datetime(2026, 3, 31, tzinfo=UTC)
    with Snapshot.collect(issues(a=3), sources=("github:acme/app",), collected_at=moment) as facts:
        case = Case(snapshot=facts, policy=small(), register=None, now=moment)
        found = backtest(case, since=moment - timedelta(days=50), every=Every.MONTH)
    assert [f"{each:%m-%d}" for each in found.dates] == ["02-28", "03-31"]


def test_milestones_follow_on_one_another_as_one_check() -> None:
    found = told()
    assert [line.scope for line in found.lines if line.rule == "seed.reserve"] == ["milestone", WHOLE]


def test_waivers_and_baselines_let_nothing_be() -> None:
    assert all(found.accepted is None for line in told().lines for found in line.points if found)


def test_issues_that_could_not_be_read_accuse_nobody() -> None:
    found = past((*grown(), Gap(source="github:acme/app", what="its issues", why="answered (502)")))
    assert not found.complete
    assert found.fails == ()
    assert line_of(found).undecided == tuple(range(5))
    assert headline(found).startswith("No verdict: ")
    assert list(next_steps(found)) == [
        "Read the backlog whole, then try again: seedcorn doctor says what is in the way."
    ]


def test_a_history_that_was_cut_is_not_whole() -> None:
    lost = Gap(source="github:acme/app", what="what happened", why="refused", place=HISTORY)
    assert not past((*grown(), lost)).complete


def test_two_policies_on_one_past() -> None:
    with snapshot(grown()) as facts:
        cases = [
            Case(snapshot=facts, policy=each, register=None, now=NOW)
            for each in (small(), small(error="60%"))
        ]
        seen: list[datetime] = []

        def watch(dates: Any) -> Any:
            for each in dates:
                seen.append(each)
                yield each

        strict, loose = backtests(cases, since=ago(28), watch=watch)
    assert seen == list(strict.dates)
    assert (strict.fails, loose.fails) == ((2, 3, 4), ())
    assert compared((loose, strict)) == (
        "Under small this backlog would have failed on 3 of 5 weeks, first on 2026-01-07"
        " (concentration.top-share, acme at 55.6 %), 2 weeks before now; under small never."
    )


def test_two_policies_that_count_otherwise_are_not_mixed_up() -> None:
    judged_by = small()
    other = load_policy("balanced", customer_labels=("from: *",))
    with snapshot(grown()) as facts:
        cases = [Case(snapshot=facts, policy=each, register=None, now=NOW) for each in (judged_by, other)]
        first, second = backtests(cases, since=ago(28))
        alone = backtest(cases[1], since=ago(28))
    assert first.fails
    assert second == alone
    assert not line_of(second).fails()


def test_tables_that_a_date_needed_are_gone_with_it() -> None:
    with snapshot(grown()) as facts:
        with facts.engine.briefly():
            facts.engine.table({"mark": "INTEGER"}, [(1,)])
        case = Case(snapshot=facts, policy=small(), register=None, now=NOW)
        backtest(case, since=ago(20))
        assert isinstance(facts.engine, DuckDB)
        kept = facts.engine._connection.execute(  # nothing else tells what is kept
            "select count(*) from duckdb_tables() where table_name like 'kept_%'"
        ).fetchone()
    assert kept == (0,)


def test_stretches() -> None:
    assert stretches(()) == ()
    assert stretches((0, 1, 2, 5, 7, 8)) == (
        Stretch(first=0, last=2),
        Stretch(first=5, last=5),
        Stretch(first=7, last=8),
    )


shares = st.fractions(min_value=0, max_value=1, max_denominator=60)
bounds = st.sampled_from(list(Bound))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, value, high = sorted(draw(st.tuples(shares, shares, shares)))
    return Interval(value=value, low=low, high=high)


@st.composite
def pasts(draw: st.DrawFn) -> list[list[Finding]]:
    bound = draw(bounds)
    dates = draw(st.lists(st.lists(intervals(), max_size=3), min_size=1, max_size=12))
    return [[_found(each, bound) for each in found] for found in dates]


def _found(measured: Interval, bound: Bound) -> Finding:
    measure = Measure(scope=WHOLE, message="of it", measured=measured, unit=Unit.SHARE, bound=bound)
    return judge(TOP, measure, ((Level.ERROR, Fraction(3, 10)),))


@given(dates=pasts(), limit=shares)
def test_a_stricter_limit_never_fires_later_or_less_often(
    dates: list[list[Finding]], limit: Fraction
) -> None:
    found = tried(dates, ((Level.ERROR, limit),))
    for looser, stricter in pairwise(found):
        assert set(looser.fails) <= set(stricter.fails)
        assert set(looser.fails) | set(looser.undecided) <= set(stricter.fails) | set(stricter.undecided)
        assert not looser.fails or stricter.fails[0] <= looser.fails[0]


@given(dates=pasts(), limit=shares)
def test_a_limit_as_it_is_fires_when_the_audit_does(dates: list[list[Finding]], limit: Fraction) -> None:
    known = [one for one in tried(dates, ((Level.ERROR, limit),)) if one.level is Level.ERROR]
    again = [[judge(TOP, _measure(one), ((Level.ERROR, limit),)).kind for one in each] for each in dates]
    fails = tuple(date for date, kinds in enumerate(again) if Verdict.FAIL in kinds)
    assert [one.fails for one in known] == [fails] * len(known)
    assert len(known) == (1 if any(dates) else 0)


def _measure(found: Finding) -> Measure:
    assert found.measured is not None
    return Measure(
        scope=found.scope, message=found.message, measured=found.measured, unit=found.unit, bound=found.bound
    )


def test_exactly_at_a_limit_that_is_tried_passes() -> None:
    dates = [[_found(Interval.exactly(Fraction(share, 100)), Bound.CEILING)] for share in (35, 40, 50)]
    found = tried(dates, ((Level.ERROR, Fraction(30, 100)),))
    assert [(str(one.limit), len(one.fails)) for one in found] == [("1/2", 0), ("2/5", 1), ("3/10", 3)]
