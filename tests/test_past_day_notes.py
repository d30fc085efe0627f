"""What a report of a past day says it was judged by: labels of that day or of today, and what nobody saw."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, SOURCE, ago, balanced, issue, snapshot
from seedcorn.audit import audit
from seedcorn.model import HISTORY, Event, Gap, Issue
from seedcorn.snapshot import Snapshot

ISSUES = (issue(1, "customer: acme"), issue(2, "customer: globex"), issue(3, "customer: initech", "odd"))
CAME = Event(source=SOURCE, key=ISSUES[0].key, at=ago(10), place="label", value="customer: acme")
FORBIDDEN = Gap(source=SOURCE, what="events", why="forbidden (403)", place=HISTORY)


def notes(facts: Snapshot, *, days: int = 5) -> tuple[str, ...]:
    return audit(facts, balanced(), register=None, now=NOW - timedelta(days=days)).notes


def test_without_a_history_today_s_labels_stand_for_those_of_the_day() -> None:
    with snapshot(ISSUES) as facts:
        said = notes(facts)[0]
        kept = notes(replace(facts, places=frozenset({"label"})))[0]
        sought = notes(replace(facts, places=frozenset({HISTORY})))[0]
    assert said.startswith(
        "Judged as of 2026-01-16 by the dates of creation and closing: the labels and mile"
    )
    assert said == sought
    assert said.endswith("stand for those of that day, as no source tells when they came.")
    assert kept.endswith("; “seedcorn snapshot --history” reads those of that day.")


def test_with_one_they_are_of_the_day_and_what_nobody_saw_come_is_counted() -> None:
    with snapshot((*ISSUES, CAME)) as facts:
        said = notes(facts)
        today = notes(facts, days=0)
    assert said[0].startswith(
        "Judged as of 2026-01-16 with the labels, milestones and closings of that day; p"
    )
    assert said[1] == (
        "On 2 open issues nothing says when the labels or fields that the policy reads came: they count from "
        "the start."
    )
    assert not any("Judged" in note or "nothing says" in note for note in today)


def test_only_what_the_policy_reads_matters() -> None:
    seen = [
        Event(source=SOURCE, key=each.key, at=ago(10), place="label", value=label)
        for each in ISSUES
        for label in each.labels
        if label != "odd"
    ]
    with snapshot((*ISSUES, *seen)) as facts:
        assert not any("nothing says" in note for note in notes(facts))


@pytest.mark.parametrize("days", [0, 5])
def test_a_history_that_could_not_be_read_matters_to_a_past_day(days: int) -> None:
    with snapshot((*ISSUES, CAME, FORBIDDEN)) as facts:
        said = notes(facts, days=days)
    unread = "What happened to the issues of 1 source could not all be read: what is missing counts as today."
    assert (unread in said) is (days > 0)
    assert ("What happened to the issues could not all be read; no number here needs it." in said) is (
        days == 0
    )


def test_a_day_to_come_has_what_stands_now() -> None:
    with snapshot((*ISSUES, CAME)) as facts:
        said = notes(facts, days=-5)[0]
    assert (
        said
        == "Judged as of 2026-01-26, with all that stood on the issues when they were read before that day."
    )


def test_the_day_is_judged_by_the_labels_of_the_day() -> None:
    def names(*items: Issue | Event, days: int) -> list[str]:
        with snapshot(items) as facts:
            report = audit(facts, balanced(), register=None, now=ago(days))
        return [one.name for one in report.attribution.customers]

    assert names(*ISSUES, CAME, days=20) == ["globex", "initech"]
    assert names(*ISSUES, CAME, days=5) == ["acme", "globex", "initech"]
