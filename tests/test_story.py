"""The bundled story's verdicts: what seedcorn must say of it, rule by rule."""

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import pytest

from seedcorn import story
from seedcorn.audit import audit
from seedcorn.connector import Collecting
from seedcorn.connectors import export
from seedcorn.policy import load_policy
from seedcorn.register import load_register
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.snapshot import Snapshot

OPEN, DONE = "open backlog", "completed in the last 90 days"
DECEMBER = "milestone: December 2025"


class Expected(NamedTuple):
    """One verdict: written down before there was an engine to ask."""

    rule: str
    scope: str
    kind: Verdict
    level: Level | None


VERDICTS = (
    Expected("attribution.unknown-customer", "register", Verdict.FAIL, Level.NOTE),
    Expected("attribution.unknown-work", OPEN, Verdict.PASS, None),
    Expected("breadth.open-for-business", "register", Verdict.FAIL, Level.NOTE),
    Expected("breadth.per-iteration", DECEMBER, Verdict.FAIL, Level.WARNING),
    Expected("concentration.hhi", OPEN, Verdict.FAIL, Level.WARNING),
    Expected("concentration.hhi", DONE, Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", DECEMBER, Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", "milestone: January 2026", Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", "milestone: Haldervane resorts go-live", Verdict.FAIL, Level.WARNING),
    Expected("concentration.top-share", OPEN, Verdict.FAIL, Level.ERROR),
    Expected("concentration.top-share", DONE, Verdict.FAIL, Level.ERROR),
    Expected("resilience.lose-ten-percent", "revenue", Verdict.FAIL, Level.ERROR),
    Expected("revenue.top-share", "revenue", Verdict.FAIL, Level.ERROR),
    Expected("seed.genuine", OPEN, Verdict.FAIL, Level.WARNING),
    Expected("seed.reserve", DECEMBER, Verdict.FAIL, Level.ERROR),
    Expected("seed.wish-list", OPEN, Verdict.FAIL, Level.WARNING),
)


@cache
def collected() -> Snapshot:
    tracker = str(story.issues())
    items = export.CONNECTOR.collect(tracker, Collecting())
    facts = items
    return Snapshot.collect(facts, sources=(f"export:{tracker}",), collected_at=story.NOW)


@cache
def audited(now: datetime = story.NOW) -> Report:
    """The story as `seedcorn demo` audits it, or as of an earlier moment."""
    policy = load_policy(str(story.policy()))
    return audit(collected(), policy, register=load_register(str(story.register())), now=now)


def top_share(scope: str, now: datetime) -> Finding:
    return next(
        found
        for found in audited(now).findings
        if (found.rule, found.scope) == ("concentration.top-share", scope)
    )


def test_every_rule_says_what_was_expected_of_it() -> None:
    said = {
        (found.rule, found.scope, found.kind, found.level)
        for found in audited().findings
        if found.kind is not Verdict.NOT_APPLICABLE
    }
    assert sorted(map(str, said)) == sorted(str(tuple(verdict)) for verdict in VERDICTS)


def test_no_rule_is_without_a_verdict_and_none_is_undecided() -> None:
    expected = {verdict.rule for verdict in VERDICTS} | {"attribution.sources-disagree"}
    assert {found.rule for found in audited().findings} == expected
    assert not [found for found in audited().findings if found.kind is Verdict.OPEN]


def test_the_big_customer_is_the_subject_of_its_findings() -> None:
    families = ("concentration.", "revenue.")
    about = {found.subject for found in audited().findings if found.rule.startswith(families)}
    assert about - {None} == {"haldervane"}


def test_the_audit_fails_and_counts_every_issue() -> None:
    counted = audited().attribution
    assert audited().verdict is Verdict.FAIL
    assert audited().exit_code == 1
    assert (counted.open_issues, counted.requested_issues, counted.nameless_issues) == (76, 56, 2)
    assert (counted.own_issues, counted.seed_corn_issues, counted.unknown_issues) == (8, 8, 4)
    whale = counted.customers[0]
    assert (whale.id, whale.issues, str(whale.demand)) == ("haldervane", 42, "41")
    assert str(whale.share.value) == "41/56"
    assert str(whale.share.low) == "41/60"


# What docs/story.md tells of the way there.


def test_in_the_good_days_no_share_fails() -> None:
    summer = datetime(2024, 8, 31, 9, tzinfo=UTC)
    failed = {found.rule for found in audited(summer).findings if found.kind is Verdict.FAIL}
    assert not {rule for rule in failed if rule.startswith(("concentration.", "seed."))}


def test_it_would_have_failed_for_certain_a_year_earlier_at_a_small_price() -> None:
    early = top_share(OPEN, datetime(2024, 11, 29, 9, tzinfo=UTC))
    assert (early.kind, early.level, early.subject) == (Verdict.FAIL, Level.ERROR, "haldervane")
    assert early.measured is not None
    assert (str(early.measured.value), str(early.measured.low)) == ("4/11", "1/3")
    late = top_share(OPEN, story.NOW)
    assert (early.defer_total, late.defer_total) == (1, 35)


@pytest.mark.parametrize("month", range(1, 13))
def test_in_the_second_year_it_never_stops_failing(month: int) -> None:
    done = top_share(DONE, datetime(2025, month, 15, 9, tzinfo=UTC))
    assert (done.kind, done.level, done.subject) == (Verdict.FAIL, Level.ERROR, "haldervane")
