"""What happened to the bundled story's issues: it ends in how they stand, and tells of raids and refusals."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from seedcorn import story
from seedcorn.audit import audit
from seedcorn.connector import Collecting
from seedcorn.connectors import export
from seedcorn.model import CLOSED, Event, Issue
from seedcorn.policy import load_policy
from seedcorn.register import load_register
from seedcorn.report import Verdict
from seedcorn.snapshot import Snapshot

PAGE = Path(__file__).parents[1] / "docs" / "story.md"
PLATFORM = "Platform 3 (on hold)"

Mark = tuple[str, str]


class Told(NamedTuple):
    """An issue and all that happened to it, oldest first."""

    issue: Issue
    events: tuple[Event, ...]


@cache
def told() -> tuple[Told, ...]:
    items = list(export.collect(str(story.issues()), Collecting()))
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for item in items:
        if isinstance(item, Event):
            events[item.key].append(item)
    return tuple(
        Told(item, tuple(sorted(events[item.key], key=lambda event: (event.at, event.number))))
        for item in items
        if isinstance(item, Issue)
    )


def replayed(events: tuple[Event, ...]) -> set[Mark]:
    """What stands after all of them; each has to find what it takes off, and not what it brings."""
    standing: set[Mark] = set()
    for event in events:
        mark = (event.place, event.value)
        if event.place == CLOSED and not event.is_on:
            mark = next(each for each in standing if each[0] == CLOSED)
        assert (mark in standing) != event.is_on, event
        (standing.add if event.is_on else standing.remove)(mark)
        for place in ("milestone", CLOSED):
            assert len([each for each in standing if each[0] == place]) <= 1, event
    return standing


def present(issue: Issue) -> set[Mark]:
    marks = {("label", label) for label in issue.labels} | {("assignee", name) for name in issue.assignees}
    marks |= {("milestone", iteration.name) for iteration in issue.iterations}
    return marks | ({(CLOSED, issue.state_reason or "")} if issue.closed_at else set())


def test_every_issue_comes_to_how_it_stands() -> None:
    assert len(told()) == 300
    for each in told():
        assert replayed(each.events) == present(each.issue), each.issue.key


def test_nothing_happens_before_an_issue_is_made_or_after_it_was_touched_last() -> None:
    for issue, events in told():
        assert issue.updated_at
        assert all(issue.created_at <= event.at <= issue.updated_at for event in events), issue.key
        closings = [event.at for event in events if event.place == CLOSED and event.is_on]
        assert not issue.closed_at or max(closings) == issue.closed_at


def findings(now: datetime) -> list[tuple[object, ...]]:
    register, policy = load_register(str(story.register())), load_policy(str(story.policy()))
    report = audit(kept(), policy, register=register, now=now)
    return sorted(
        (found.rule, found.scope, found.kind, str(found.subject), str(found.measured), found.defer_total)
        for found in report.findings
    )


@cache
def kept() -> Snapshot:
    tracker = str(story.issues())
    items = export.collect(tracker, Collecting())
    return Snapshot.collect(items, sources=(f"export:{tracker}",), collected_at=story.NOW)


def test_what_is_rebuilt_for_the_last_minute_is_judged_as_the_present() -> None:
    assert findings(story.NOW - timedelta(minutes=1)) == findings(story.NOW)


@pytest.mark.parametrize(
    ("day", "reserve"),
    [
        (datetime(2024, 8, 31, 9, tzinfo=UTC), ("milestone: September 2024", Verdict.PASS)),
        (datetime(2025, 2, 15, 9, tzinfo=UTC), ("milestone: February 2025", Verdict.FAIL)),
        (datetime(2025, 8, 15, 9, tzinfo=UTC), ("milestone: August 2025", Verdict.FAIL)),
    ],
)
def test_a_past_day_has_the_plan_of_that_day(day: datetime, reserve: tuple[str, Verdict]) -> None:
    """Milestones that are closed by now were running then."""
    assert [found[1:3] for found in findings(day) if found[0] == "seed.reserve"] == [reserve]


def taken_out(each: Told) -> list[Event]:
    """When it was taken out of a milestone and into no other."""
    planned = {event.at for event in each.events if event.place == "milestone" and event.is_on}
    gone = [event for event in each.events if event.place == "milestone" and not event.is_on]
    return [event for event in gone if event.at + timedelta(minutes=1) not in planned]


def is_seed(each: Told) -> bool:
    return "seed-corn" in each.issue.labels


def raids() -> list[Event]:
    return [event for each in told() if is_seed(each) for event in taken_out(each)]


def is_big(issue: Issue) -> bool:
    """Whether it is the big customer's, in whatever way that is said."""
    words = f"{issue.labels} {issue.title} {issue.headings}".casefold()
    return bool(re.search("haldervane|hvg|hv ", words))


def overruled() -> list[Told]:
    """Refused first, and taken up again."""
    return [each for each in told() if (CLOSED, "not_planned", True) in shapes(each) and came_back(each)]


def shapes(each: Told) -> set[tuple[str, str, bool]]:
    return {(event.place, event.value, event.is_on) for event in each.events}


def came_back(each: Told) -> bool:
    return (CLOSED, "", False) in shapes(each)


def test_seed_corn_gives_way_to_the_big_customer_within_the_hour() -> None:
    """Into the same milestone something of the big customer's has come just before."""
    came = [
        event
        for issue, events in told()
        for event in events
        if is_big(issue) and event.place == "milestone" and event.is_on
    ]
    assert len([raid for raid in raids() if raid.value == "December 2024"]) == 5
    for raid in raids():
        assert any(
            event.value == raid.value and timedelta() < raid.at - event.at < timedelta(hours=1)
            for event in came
        ), raid


def test_the_platform_is_put_on_hold_after_the_branch_was_made() -> None:
    held = [
        event.at
        for each in told()
        for event in each.events
        if event.value in (PLATFORM, "on hold") and event.is_on
    ]
    assert min(held) > datetime(2024, 11, 12, tzinfo=UTC)
    assert len(held) == 19


def test_only_the_big_customer_does_not_take_no_for_an_answer() -> None:
    assert len(overruled()) == 7
    for each in overruled():
        assert is_big(each.issue), each.issue.key
        (back,) = (event.at for event in each.events if event.place == CLOSED and not event.is_on)
        assert any(event.at > back and event.place == "milestone" for event in each.events)
        assert each.issue.state_reason != "not_planned"


def slipped() -> list[Told]:
    """Moved from one milestone straight into another."""
    return [
        each
        for each in told()
        if sum(event.place == "milestone" and not event.is_on for event in each.events) > len(taken_out(each))
    ]


def test_the_page_tells_how_often() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"{len(raids())} times a piece of seed corn is taken out of a milestone" in page
    assert f"{len(overruled())} times something is refused to Haldervane" in page
    assert f"{len(slipped())} issues are moved on" in page
