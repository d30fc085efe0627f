"""Groups of alike issues: their amounts are those of the rules, and steps do to them what a tracker would."""

from random import Random

import pytest

from builders import NOW
from failing_backlogs import a_case
from seedcorn.impact import Seen
from seedcorn.plan import Room, _changes, room_of
from seedcorn.planning.gather import picked
from seedcorn.planning.problem import Choice, Problem
from seedcorn.planning.steps import Amount
from seedcorn.report import Bound, Verdict
from seedcorn.snapshot import Snapshot
from seedcorn.supposing import Case


def case_of(seed: int, facts: Snapshot) -> Case:
    _, judged_by, fail_on = a_case(seed)
    return Case(snapshot=facts, policy=judged_by, register=None, now=NOW, fail_on=fail_on)


def facts_of(seed: int) -> Snapshot:
    return Snapshot.collect(a_case(seed)[0], sources=("github:acme/app",), collected_at=NOW)


@pytest.mark.parametrize("seed", range(8))
def test_a_limit_holds_where_its_rule_measures_no_more(seed: int) -> None:
    with facts_of(seed) as facts:
        seen = Seen(case=case_of(seed, facts))
        problem = room_of(seen).problem(frozenset())
    of = {(limit.rule, limit.scope) for limit in problem.limits}
    broken = {(limit.rule, limit.scope) for limit in problem.broken}
    judged = [one for one in seen.report.findings if (one.rule, one.scope) in of and one.limit is not None]
    for found in judged:
        if found.kind is Verdict.NOT_APPLICABLE or found.measured is None or found.limit is None:
            continue
        value, most = found.measured.value, found.limit
        is_broken = value < most if found.bound is Bound.FLOOR else value > most
        if found.level is seen.case.fail_on or found.level is None:
            assert is_broken == ((found.rule, found.scope) in broken), found


def at_random(problem: Problem, random: Random) -> Choice:
    """Some issues of some steps, no issue in two."""
    left = list(problem.sizes)
    choice: dict[int, int] = {}
    for place in random.sample(range(len(problem.steps)), min(12, len(problem.steps))):
        group = problem.steps[place].group
        issues = random.randint(0, left[group])
        if issues:
            choice[place], left[group] = issues, left[group] - issues
    return choice


def in_units(room: Room, amounts: dict[Amount, int]) -> dict[str, object]:
    """Amounts that two groupings have in common: effort in units, counts as they are; nothing of nothing."""
    told: dict[str, object] = {}
    for amount, size in amounts.items():
        if size:
            is_count = amount.what.name.endswith("ISSUES") or amount.what.name == "SERVED"
            square = 2 if amount.what.name == "SQUARES" else 1
            told[str(amount)] = size if is_count else size / room.found.scale**square
    return told


@pytest.mark.parametrize("seed", range(100, 112))
def test_steps_do_what_a_tracker_would(seed: int) -> None:
    with facts_of(seed) as facts:
        seen = Seen(case=case_of(seed, facts))
        room = room_of(seen)
        problem = room.problem(frozenset())
        choice = at_random(problem, Random(seed))
        found = picked(seen.context, room.found, problem, choice, room.field)
        assert len({one.issue for one in found}) == len(found) == sum(choice.values())
        after = room_of(Seen(case=seen.case.supposing(_changes(room, found))))
        assert in_units(room, dict(problem.after(choice))) == in_units(after, after.found.amounts)
