"""Three thousand readings of backlogs that change meanwhile: nothing that stayed is missed, nothing twice."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from connectors.tracker_server import Asked
from transport.trackers import Outcome, Tracker, directly, each_tracker, read

PAGE = 10
ISSUES = 55
SEEDS = 188  # times four kinds of drift and four trackers: 3,008 readings
CHANGES = {
    "work": ("close", "edit", "edit", "reopen"),
    "wishes": ("open", "open", "open", "edit"),
    "cleaning": ("delete", "close", "move", "edit"),
    "everything": ("open", "close", "edit", "delete", "move", "arrive", "reopen"),
}
# What a gap may say: that the list would not stand still. Anything else would be another fault.
MOVED = (
    "went away while it was read",
    "come and go faster",
    "came empty",
    "repeats earlier ones",
    "issues came",
)


class Drift:
    """Changes a server's issues before each answer, by chance; knows which stayed throughout."""

    def __init__(self, tracker: Tracker, server: Any, kinds: tuple[str, ...], chance: Random) -> None:
        self._tracker = tracker
        self._issues = issues_of(server)
        self._kinds = kinds
        self._chance = chance
        self._lock = server._lock
        self._next = ISSUES + 1
        self.stayed = {issue[tracker.number] for issue in self._issues}

    def before(self, asked: Asked) -> None:
        """Up to three changes."""
        del asked
        with self._lock:
            for _ in range(self._chance.choice((0, 0, 1, 2, 3))):
                getattr(self, f"_{self._chance.choice(self._kinds)}")()

    def _any(self) -> dict[str, Any]:
        found: dict[str, Any] = self._chance.choice(self._issues)
        return found

    def _open(self) -> None:
        self._issues.append(self._tracker.issue(self._next))
        self._next += 1

    def _arrive(self) -> None:
        """From another place, as old as it was there.

        GitHub has no word for it: one that comes and one that goes in the same second hide each other there.
        """
        if self._tracker.name == "github":
            return
        place = self._chance.randrange(len(self._issues))
        arrived = self._tracker.issue(self._next)
        fields, name = self._tracker.fields(arrived), self._tracker.created
        fields[name] = self._tracker.fields(self._issues[place])[name]
        fields["updated" if self._tracker.inside else "updated_at"] = "2026-01-21T12:53:20.000+00:00"
        self._issues.insert(place, arrived)
        self._next += 1

    def _edit(self) -> None:
        fields = self._tracker.fields(self._any())
        fields["updated" if self._tracker.inside else "updated_at"] = "2026-01-21T12:00:00.000+00:00"

    def _close(self) -> None:
        if not self._tracker.inside:
            self._any().update(state="closed", closed_at="2026-01-21T12:00:00Z")

    def _reopen(self) -> None:
        if not self._tracker.inside:
            closed = "opened" if self._tracker.name == "gitlab" else "open"
            self._any().update(state=closed, closed_at=None)

    def _delete(self) -> None:
        if len(self._issues) > PAGE:
            gone = self._any()
            self._issues.remove(gone)
            self.stayed.discard(gone[self._tracker.number])

    def _move(self) -> None:
        """To another place: GitLab leaves a closed issue behind, the others nothing."""
        if self._tracker.name != "gitlab":
            self._delete()
            return
        moved = self._any()
        moved.update(state="closed", closed_at="2026-01-21T12:00:00Z", moved_to_id=7)
        self.stayed.discard(moved["iid"])


def issues_of(server: Any) -> list[dict[str, Any]]:
    """The list that a server answers from."""
    held = getattr(server, "projects", None) or server.issues
    found: list[dict[str, Any]] = held["acme/app"] if isinstance(held, dict) else held
    return found


def reading(tracker: Tracker, kinds: tuple[str, ...], seed: int) -> tuple[Outcome, set[str], int]:
    """One reading of a moving list, what stayed in it, and how many requests it took."""
    server = tracker.serve([tracker.issue(number) for number in range(1, ISSUES + 1)])
    server.cap = PAGE
    drift = Drift(tracker, server, kinds, Random(seed))
    server.before = drift.before
    with directly(tracker, server, size=PAGE):
        outcome = read(tracker, server)
    return outcome, {str(each).rpartition("-")[2] for each in drift.stayed}, len(server.requests)


@pytest.mark.parametrize("kind", CHANGES)
@each_tracker
def test_a_list_that_moves(tracker: Tracker, kind: str) -> None:
    whys: Counter[str] = Counter()
    for seed in range(SEEDS):
        outcome, stayed, requests = reading(tracker, CHANGES[kind], seed)
        came = [key.replace("#", "-").rpartition("-")[2] for key in outcome.keys]
        assert len(set(came)) == len(came), seed
        assert requests <= 60, seed
        for gap in outcome.gaps:
            assert any(word in gap.why for word in MOVED), seed
            whys[gap.why] += 1
        if not outcome.gaps:
            assert stayed <= set(came), seed
    if kind in {"work", "wishes"}:
        assert whys == {}
