"""Several runs write to one place at the same time: one object is left, and it holds the newest run."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from seedcorn.sink import Deed, Kind, Post, Posted, Standing
from seedcorn.sinks._mark import Mark
from seedcorn.sinks._once import Found, Shut, keep
from seedcorn.transport.trouble import UnwrittenError
from sinks.places import RUN
from sinks.virtual_time import VirtualTime

SETTLE = 1.0
LAG = 0.5  # seconds by which a list may be late
SLOWEST = 0.2  # seconds that a request is on its way, and as long its answer
RACES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One object from a moment on; gone where `found` is None."""

    at: float
    id: int
    found: Found | None


class Wall:
    """What all see: objects as they change in time, of which lists show an earlier moment."""

    def __init__(self, time: VirtualTime, seed: int) -> None:
        self.time = time
        self.chance = random.Random(seed)
        self.changes: list[Change] = []
        self.writes = 0
        self._last = 0

    def at(self, moment: float) -> dict[int, Found]:
        """The objects as they were."""
        found = {change.id: change.found for change in self.changes if change.at <= moment}
        return {id_: each for id_, each in found.items() if each is not None}

    def change(self, id_: int, found: Found | None) -> None:
        """Change an object now."""
        self.writes += 1
        self.changes.append(Change(at=self.time.now, id=id_, found=found))

    def next(self) -> int:
        """The id of a new object."""
        self._last += 1
        return self._last

    def travel(self) -> None:
        """A request or its answer is on its way."""
        self.time.sleep(self.chance.uniform(0.005, SLOWEST))


class Writer:
    """One run's view of a wall, as a Board. `doubts` is how often in a hundred a change is not confirmed."""

    most_failing = 300

    def __init__(self, wall: Wall, doubts: int = 0) -> None:
        self._wall = wall
        self._doubts = doubts

    def own(self) -> list[Found]:
        self._wall.travel()
        seen = self._wall.at(self._wall.time.now - self._wall.chance.uniform(0, LAG))
        self._wall.travel()
        return list(seen.values())

    def again(self, found: Found) -> Found | None:
        self._wall.travel()
        seen = self._wall.at(self._wall.time.now).get(found.id)
        self._wall.travel()
        return seen

    def create(self, mark: Mark) -> Found:
        self._wall.travel()
        id_ = self._wall.next()
        found = Found(id=id_, key=str(id_), mark=mark, where=f"https://tracker.example/{id_}")
        self._wall.change(id_, found)
        self._back()
        return found

    def edit(self, found: Found, mark: Mark) -> None:
        self._wall.travel()
        self._change(found.id, lambda now: replace(now, mark=mark))

    def turn(self, found: Found, *, closed: bool) -> str:
        self._wall.travel()
        self._change(found.id, lambda now: replace(now, shut=Shut.CLOSED if closed else Shut.OPEN))
        return ""

    def remove(self, found: Found, kept: Found) -> None:
        del kept
        self._wall.travel()
        self._change(found.id, lambda now: None)

    def _change(self, id_: int, change: Callable[[Found], Found | None]) -> None:
        now = self._wall.at(self._wall.time.now).get(id_)
        if now is None:
            self._wall.travel()
            raise UnwrittenError("https://tracker.example", "not found", hint="", status=404)
        self._wall.change(id_, change(now))
        self._back()

    def _back(self) -> None:
        self._wall.travel()
        if self._wall.chance.randrange(100) < self._doubts:
            raise UnwrittenError("https://tracker.example", "reset", hint="", unsure=True)


def a_post(run: int, kind: Kind = Kind.COMMENT, standing: Standing = Standing.FAILING) -> Post:
    return Post(
        kind=kind,
        target="acme/app#12",
        name="balanced",
        run=RUN + run,
        title="Roadmap",
        text=lambda syntax: f"run {run}",
        digest=f"run{run}",
        standing=standing,
    )


def race(seed: int, writers: int, *, kind: Kind = Kind.COMMENT, doubts: int = 0) -> Wall:
    """So many runs, of which some begin while others are at it; on a wall that may hold an older text."""
    time = VirtualTime()
    wall = Wall(time, seed)
    runs = list(range(1, writers + 1))
    wall.chance.shuffle(runs)
    if wall.chance.random() < 0.3:
        _begin(wall)

    def worker(run: int) -> Callable[[], Posted]:
        standing = wall.chance.choice(list(Standing))
        late = wall.chance.choice((0.0, 0.05, 0.5, 2.0)) * wall.chance.random()

        def work() -> Posted:
            time.sleep(1.0 + late)
            post = a_post(run, kind, standing)
            return keep(Writer(wall, doubts), post, settle=lambda: time.sleep(SETTLE), dry=False)

        return work

    outcomes = time.run([worker(run) for run in runs])
    assert [outcome for outcome in outcomes if not isinstance(outcome, Posted)] == []
    assert all(posted.deed in Deed for posted in outcomes)
    return wall


def _begin(wall: Wall) -> None:
    mark = Mark(id="balanced", run=RUN, digest="run0")
    id_ = wall.next()
    wall.change(id_, Found(id=id_, key=str(id_), mark=mark, where="https://tracker.example/1"))


def left_of(wall: Wall) -> list[int]:
    """The runs of the objects that are left, as they stand once all is seen."""
    return [found.mark.run - RUN for found in wall.at(wall.time.now).values()]


@pytest.mark.parametrize("writers", [2, 4, 8])
def test_of_all_writers_the_newest_is_left_alone(writers: int) -> None:
    ends = Counter(tuple(left_of(race(seed, writers))) for seed in range(RACES))
    assert ends == {(writers,): RACES}


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.REPORT])
def test_so_it_is_where_one_change_in_ten_is_not_confirmed(kind: Kind) -> None:
    ends = Counter(tuple(left_of(race(seed, 3, kind=kind, doubts=10))) for seed in range(1_000, 1_100))
    assert ends == {(3,): 100}


def test_without_waiting_there_would_be_several() -> None:
    """That the races are races: who looks only before writing leaves doubles in most of them."""
    doubled = 0
    for seed in range(50):
        time = VirtualTime()
        wall = Wall(time, seed)

        def naive(run: int, wall: Wall = wall) -> Callable[[], None]:
            def work() -> None:
                writer = Writer(wall)
                found = writer.own()
                mark = Mark(id="balanced", run=RUN + run, digest=f"run{run}")
                if found:
                    writer.edit(found[0], mark)
                else:
                    writer.create(mark)

            return work

        time.run([naive(run) for run in (1, 2)])
        doubled += len(left_of(wall)) > 1
    assert doubled > 25


def test_a_race_costs_few_writes() -> None:
    writes = [race(seed, 8).writes for seed in range(20)]
    assert max(writes) < 8 * 5
