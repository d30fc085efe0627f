"""The bundled story's verdicts: what seedcorn must say of it, rule by rule."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from seedcorn import story
from seedcorn.report import Level, Report, Verdict

OPEN, DONE, REGISTER = "open backlog", "completed in the last 90 days", "register"
DECEMBER = "milestone: December 2025"


class Expected(NamedTuple):
    """One verdict: written down before there was an engine to ask."""

    rule: str
    scope: str
    kind: Verdict
    level: Level | None


VERDICTS = (
    Expected("attribution.unknown-customer", OPEN, Verdict.FAIL, Level.NOTE),
    Expected("attribution.unknown-work", OPEN, Verdict.PASS, None),
    Expected("breadth.open-for-business", REGISTER, Verdict.PASS, None),
    Expected("breadth.per-iteration", DECEMBER, Verdict.FAIL, Level.WARNING),
    Expected("concentration.hhi", OPEN, Verdict.FAIL, Level.WARNING),
    Expected("concentration.hhi", DONE, Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", DECEMBER, Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", "milestone: January 2026", Verdict.FAIL, Level.WARNING),
    Expected("concentration.milestone", "milestone: Haldervane resorts go-live", Verdict.FAIL, Level.WARNING),
    Expected("concentration.top-share", OPEN, Verdict.FAIL, Level.ERROR),
    Expected("concentration.top-share", DONE, Verdict.FAIL, Level.ERROR),
    Expected("resilience.lose-ten-percent", REGISTER, Verdict.FAIL, Level.ERROR),
    Expected("revenue.top-share", REGISTER, Verdict.FAIL, Level.ERROR),
    Expected("seed.genuine", OPEN, Verdict.FAIL, Level.ERROR),
    Expected("seed.reserve", DECEMBER, Verdict.FAIL, Level.ERROR),
    Expected("seed.wish-list", OPEN, Verdict.FAIL, Level.WARNING),
)


@cache
def audited() -> Report:
    """The story as `seedcorn demo` audits it."""
    take = import_module("seedcorn.shelf").take
    connector = take("seedcorn.connectors", "export", "CONNECTOR")
    collecting = import_module("seedcorn.connector").Collecting()
    source = f"export:{story.issues()}"
    items = connector.collect(str(story.issues()), collecting)
    snapshot = import_module("seedcorn.snapshot").Snapshot.collect(
        items, sources=(source,), collected_at=story.NOW
    )
    report = import_module("seedcorn.audit").audit(
        snapshot,
        import_module("seedcorn.policy").load_policy(Path(str(story.policy()))),
        register=import_module("seedcorn.register").load_register(Path(str(story.register()))),
        now=story.NOW,
        fail_on=Level.ERROR,
        strict=False,
    )
    assert isinstance(report, Report)
    return report


def test_every_rule_says_what_was_expected_of_it() -> None:
    said = {
        (found.rule, found.scope, found.kind, found.level)
        for found in audited().findings
        if found.kind is not Verdict.NOT_APPLICABLE
    }
    assert sorted(map(str, said)) == sorted(str(tuple(verdict)) for verdict in VERDICTS)


def test_no_rule_is_without_a_verdict_and_none_is_undecided() -> None:
    expected = {verdict.rule for verdict in VERDICTS}
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
