"""Issues that come, change, move and go while GitHub's list is read: none is missed, none comes twice."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from connectors.github_server import GithubServer, github_issue
from connectors.reading import read
from connectors.tracker_server import Asked, Payload


class Life:
    """What happens at a tracker before each answer, by a seed."""

    def __init__(self, server: GithubServer, seed: int, *, busy: float) -> None:
        self._random = random.Random(seed)
        self._held = server.issues["acme/app"]
        self._busy = busy
        self._next = len(self._held)
        self._now = f"{datetime.now(UTC) + timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}"
        self.stayed = {issue["number"] for issue in self._held}

    def goes_on(self, _: Asked) -> None:
        if self._random.random() < self._busy:
            self._random.choice((self._opened, self._closed, self._deleted, self._came))()

    def _new(self, created_at: str) -> Payload:
        self._next += 1
        return github_issue(self._next, created_at=created_at, updated_at=self._now)

    def _opened(self) -> None:
        self._held.append(self._new(self._now))

    def _closed(self) -> None:
        self._random.choice(self._held).update(state="closed", closed_at=self._now, updated_at=self._now)

    def _deleted(self) -> None:
        """Or moved to another repository."""
        gone = self._held.pop(self._random.randrange(len(self._held)))
        self.stayed.discard(gone["number"])

    def _came(self) -> None:
        """From another repository, with the date that it was opened there."""
        place = self._random.randrange(len(self._held))
        self._held.insert(place, self._new(self._held[place]["created_at"]))


@pytest.mark.parametrize("cursor_after", [None, 4, 11])
@pytest.mark.parametrize("count", [150, 450, 1_150])
@pytest.mark.parametrize("seed", range(12))
def test_none_is_missed_and_none_comes_twice(
    seed: int, count: int, cursor_after: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the reading says that it could not be sure, as on a night when issues are deleted all the time."""
    monkeypatch.setattr("seedcorn.transport.listing._ADDRESSABLE", cursor_after or 99)
    issues = [github_issue(number) for number in range(1, count + 1)]
    with GithubServer(issues=issues, cursor_after=cursor_after) as server:
        life = Life(server, seed, busy=(0.05, 0.2, 0.6)[seed % 3])
        server.before = life.goes_on
        reading = read(server)
    keys = reading.keys
    assert len(keys) == len(set(keys))
    if not reading.gaps:
        assert {f"acme/app#{number}" for number in life.stayed} <= set(keys)
    else:
        assert "while it was read, twice" in reading.gap.why or "came empty" in reading.gap.why
