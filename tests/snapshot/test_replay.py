"""Every past day comes out as it was: a tracker lives for two years, and its events are told in any order."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from builders import SOURCE, policy, rule_ids
from seedcorn.audit import audit
from seedcorn.connector import Item
from seedcorn.model import CLOSED
from seedcorn.policy import Policy, load_policy
from seedcorn.report import Report
from seedcorn.snapshot import Snapshot, rewound
from snapshot.invented_tracker import DAYS, Tracker
from snapshot.telling import Mark, Spell, Standing, State, spells, state

SEEDS = (1, 2)


@cache
def tracker(seed: int) -> Tracker:
    return Tracker(seed)


def after_two_years(lived: Tracker) -> Snapshot:
    """All that is known at the end, in any order, and some of it twice."""
    told: list[Item] = [*lived.issues, *lived.events, *lived.events[::7]]
    Random(0).shuffle(told)
    return read(told, lived, DAYS - 1)


def read(told: Iterable[Item], lived: Tracker, day: int) -> Snapshot:
    return Snapshot.collect(told, sources=(SOURCE,), collected_at=lived.end_of(day))


def stood(found: list[Spell], lived: Tracker, day: int) -> State:
    """The state at the end of a day by nothing but the spells."""
    marks: dict[tuple[str, str], set[Mark]] = {key: set() for key in lived.states[day]}
    ends: dict[tuple[str, str], Spell] = {}
    moment = lived.end_of(day)
    for one in found:
        if one.holds(moment):
            if one.place == CLOSED:
                ends[one.key] = one
            else:
                marks[one.key].add((one.place, one.value))
    return {
        key: Standing(
            marks=frozenset(said),
            closed=ends[key].since if key in ends else None,
            reason=ends[key].value if key in ends else None,
        )
        for key, said in marks.items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spells_give_every_day_as_it_was(seed: int) -> None:
    lived = tracker(seed)
    with after_two_years(lived) as facts:
        found = spells(facts)
    wrong = [day for day in range(DAYS) if stood(found, lived, day) != lived.states[day]]
    assert wrong == []
    assert all(one.dated for one in found if one.place != "author")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_snapshot_put_back_to_a_day_is_as_that_day_was(seed: int) -> None:
    lived = tracker(seed)
    days = range(seed, DAYS, 23)
    with after_two_years(lived) as facts:
        for day in days:
            moment = lived.end_of(day)
            assert state(rewound(facts, moment), moment) == lived.states[day], day


def report_of(facts: Snapshot, policy: Policy, lived: Tracker, day: int) -> Report:
    """What an audit says, but for when the facts were read and what that means."""
    report = audit(facts, policy, register=None, now=lived.end_of(day))
    notes = tuple(note for note in report.notes if not note.startswith("Judged as of"))
    return replace(report, collected_at=lived.end_of(day), notes=notes)


ALL_RULES = "all rules"


def judged_by(name: str) -> Policy:
    return policy(*rule_ids()) if name == ALL_RULES else load_policy(name)


@pytest.mark.parametrize(
    ("day", "name"),
    [(40, "balanced"), (199, "network"), (333, "balanced"), (729, "balanced"), (577, ALL_RULES)],
)
def test_an_audit_of_a_past_day_says_what_one_on_that_day_said(day: int, name: str) -> None:
    lived = tracker(1)
    with (
        read([*lived.events[::-1], *lived.issues], lived, DAYS - 1) as now,
        read([*lived.told[day], *lived.events_until(day)], lived, day) as then,
    ):
        found = report_of(now, judged_by(name), lived, day)
        assert found == report_of(then, judged_by(name), lived, day)
        assert found.attribution.requested_issues > day // 20


def test_an_audit_of_a_day_without_its_history_says_something_else() -> None:
    lived = tracker(1)
    with read(lived.issues, lived, DAYS - 1) as now, read(lived.told[400], lived, 400) as then:
        found, right = (report_of(facts, load_policy("balanced"), lived, 400) for facts in (now, then))
    assert found.attribution != right.attribution
