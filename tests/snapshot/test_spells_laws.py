"""What holds of any past, however badly it is told: spells, days put back, and audits of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import narwhals as nw
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, ago, balanced
from random_backlogs import BACKLOGS, COUNTINGS, LABELS, MILESTONES, MOMENTS, REGISTERS
from seedcorn.audit import audit
from seedcorn.connector import Item
from seedcorn.engine import Row, rows
from seedcorn.model import CLOSED, Counting, Customer, Event, Interval, Issue
from seedcorn.register import Register
from seedcorn.report import Report, Unit
from seedcorn.snapshot import Snapshot, minutes, rewound
from snapshot.telling import Spell, moment, spells, state

SOURCES = ("github:acme/app", "export:old.csv")
MARKS = (
    *(("label", label) for label in LABELS),
    *((one.kind, one.name) for one in MILESTONES),
    *(("field:story points", points) for points in ("1", "3", "five")),
    *(("field:customer", "Acme, Globex"), ("organization", "Hooli"), ("assignee", "ada"), ("type", "Bug")),
    *((CLOSED, reason) for reason in ("", "completed", "not_planned", "duplicate")),
)
FEW = tuple(mark for mark in MARKS if mark[1] in ("bug", "chore", "2.0", "3", "", "completed"))
TIMES = st.one_of(
    MOMENTS, st.integers(-3, 150 * 86_400).map(lambda seconds: NOW - timedelta(seconds=seconds))
)
WHEN = st.one_of(TIMES, st.sampled_from([ago(50), ago(50) + timedelta(seconds=1), ago(100), ago(40_000)]))


@st.composite
def an_event(draw: st.DrawFn) -> Event:
    """Anything about any issue, also one that is not there."""
    place, value = draw(st.one_of(st.sampled_from(FEW), st.sampled_from(MARKS)))
    number = draw(st.one_of(st.integers(1, 9), st.integers(1, 70)))
    return Event(
        source=draw(st.sampled_from((*SOURCES, SOURCES[0], "gitlab:nowhere"))),
        key=f"acme/app#{number}",
        at=draw(WHEN),
        place=place,
        value=value,
        is_on=draw(st.booleans()),
        actor=draw(st.sampled_from([None, "ada"])),
        number=draw(st.one_of(st.just(0), st.integers(0, 3))),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Item]:
    """Issues and events, some of them twice, in any order."""
    told = draw(st.lists(an_event(), max_size=80))
    again = draw(st.lists(st.sampled_from(told), max_size=10)) if told else []
    items: list[Item] = [*draw(BACKLOGS), *told, *again]
    return draw(st.permutations(items)) if draw(st.booleans()) else items


def collected(items: Iterable[Item]) -> Snapshot:
    """Read at NOW and a bit, so that NOW itself is a moment of the past within the same minute."""
    return Snapshot.collect(items, sources=SOURCES, collected_at=NOW + timedelta(seconds=30))


def apart(found: Iterable[Spell]) -> bool:
    """Whether each of these ends before the next begins."""
    ordered = sorted(found, key=lambda one: one.since)
    return all(one.until is not None and one.until <= later.since for one, later in pairwise(ordered))


def by_what(found: Iterable[Spell]) -> list[list[Spell]]:
    """The spells of each mark of each issue, and the closings of each."""
    groups: dict[tuple[tuple[str, str], str, str], list[Spell]] = {}
    for one in found:
        value = "" if one.place == CLOSED else one.value
        groups.setdefault((one.key, one.place, value), []).append(one)
    return list(groups.values())


@settings(max_examples=40, deadline=None)
@given(histories())
def test_nothing_stands_twice_at_once_nor_backwards_nor_before_its_issue_was_made(items: list[Item]) -> None:
    with collected(items) as facts:
        found = spells(facts)
        known = rows(facts.frame("issues").select("source", "key", "created"))
    made = {(source, key): moment(created) for source, key, created in known}
    assert all(map(apart, by_what(found)))
    assert all(one.until is None or one.since < one.until for one in found)
    assert all(made[one.key] <= one.since for one in found)
    assert all(one.until is None or one.until <= NOW for one in found)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_put_back_to_when_it_was_read_it_is_what_was_read(items: list[Item]) -> None:
    told = {(item.source, item.key) for item in items if isinstance(item, Event) and item.place == CLOSED}
    with collected(items) as facts:
        now, then = state(facts, NOW), state(rewound(facts, NOW), NOW)
        assert in_order(rewound(facts, NOW)) == in_order(facts)
        latest = NOW if facts.has_history else datetime.max.replace(tzinfo=UTC)
    assert then.keys() == now.keys()
    for key, one in then.items():
        was = now[key]
        assert (one.marks, one.reason, one.closed is None) == (was.marks, was.reason, was.closed is None)
        if one.closed and was.closed and key not in told:  # else it may have been opened after that
            assert one.closed == min(was.closed, latest)


def in_order(facts: Snapshot) -> list[Row]:
    """The marks of all issues that were there at NOW, in their order."""
    there = facts.frame("issues").filter(nw.col("created") <= minutes(NOW))
    ordered = facts.frame("marks").join(there, on="issue").sort("issue", "position", "mark")
    return rows(ordered.select("issue", "mark", "position"))


@settings(max_examples=15, deadline=None)
@given(histories(), COUNTINGS, REGISTERS, st.lists(st.integers(0, 210).map(ago), min_size=2, max_size=2))
def test_an_audit_of_any_day_has_shares_between_none_and_all(
    items: list[Item], counting: Counting, entries: tuple[Customer, ...] | None, days: list[datetime]
) -> None:
    register = Register(customers=entries, currency="EUR", period="year") if entries else None
    with collected(items) as facts:
        for day in days:
            report = audit(facts, replace(balanced(), counting=counting), register=register, now=day)
            assert all(0 <= one.low <= one.value <= one.high <= 1 for one in shares(report))
            told = report.attribution
            parts = (told.requested_issues, told.own_issues, told.seed_corn_issues, told.unknown_issues)
            assert told.open_issues == sum(parts)
            assert told.open_issues <= len({(i.source, i.key) for i in items if isinstance(i, Issue)})


def shares(report: Report) -> list[Interval]:
    measured = [one.measured for one in report.findings if one.unit is Unit.SHARE and one.measured]
    return [*measured, *(one.share for one in report.attribution.customers)]
