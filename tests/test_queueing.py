"""Who came into an iteration before whom, beside the same counted issue by issue."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest

from builders import NOW, context, event, issue, milestone
from seedcorn.engine import rows
from seedcorn.model import Event, Issue

LEVELS = ("p0", "p1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """An issue by the days ago on which it was made, first planned and done; `dated` where that is known."""

    made: float
    planned: float | None
    done: float | None
    level: str | None
    dated: bool

    def day(self, ago: float | None) -> int | None:
        return None if ago is None else (NOW - timedelta(days=ago)).toordinal()

    def passes(self, other: "Stood") -> bool:
        """Whether this one came in before another that was made on an earlier day and waited on."""
        came = self.day(self.planned)
        ends = [day for day in (self.day(other.planned), self.day(other.done)) if day is not None]
        older = (self.day(self.made) or 0) > (other.day(other.made) or 0)
        return bool(came and older and other.level == self.level and all(day > came for day in ends))


def drawn(chance: Random) -> Stood:
    made = chance.uniform(0, 130)
    planned = chance.choice([None, chance.uniform(0, made)])
    done = chance.choice([None, None, chance.uniform(0, min(80, made))])
    if planned is not None and done is not None and planned < done:
        planned, done = done, planned
    level, dated = chance.choice([None, "p0", "p1"]), chance.random() < 0.9
    return Stood(made=made, planned=planned if dated else made, done=done, level=level, dated=dated)


def told(number: int, one: Stood) -> tuple[Issue, list[Event]]:
    changes = {"closed_at": NOW - timedelta(days=one.done)} if one.done is not None else {}
    made = issue(
        number,
        "customer: acme",
        *([one.level] if one.level else []),
        created_at=NOW - timedelta(days=one.made),
        iterations=(milestone("2.0"),) if one.planned is not None else (),
        **changes,
    )
    planned = one.planned if one.dated else None
    return made, [] if planned is None else [event(made.key, planned, "milestone", "2.0")]


@pytest.mark.parametrize("chance", range(6))
def test_the_grid_counts_what_a_look_at_every_pair_counts(chance: int) -> None:
    stood = {f"acme/app#{number}": drawn(Random(f"{chance} {number}")) for number in range(1, 61)}
    made = [told(number, one) for number, one in enumerate(stood.values(), 1)]
    items: list[Event | Issue] = [
        *(one for one, _ in made),
        *(event for _, events in made for event in events),
    ]
    ahead = {
        key: sum(one.passes(other) for other in stood.values())
        for key, one in stood.items()
        if one.dated and one.planned is not None and one.planned < 90
    }
    assert len(set(ahead.values())) > 3
    with context([*items, event("acme/app#1", 1, "label", "x")]) as seen:
        for enough in (1, 3, 8):
            found = seen.jumps(seen.in_hand, enough, "label", LEVELS)
            assert found is not None
            named = found.issues.join(found.attributed.names, on="issue").select("key")
            assert {key for (key,) in rows(named)} == {key for key, many in ahead.items() if many >= enough}


def test_without_a_history_nobody_came_before_anybody() -> None:
    with context([issue(1, "customer: acme")]) as seen:
        assert seen.jumps(seen.in_hand, 1, "label", LEVELS) is None
