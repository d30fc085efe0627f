"""Issues that come, change, move and go while GitLab's list is read: none is missed, none comes twice."""

import random

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.test_gitlab import issues
from connectors.tracker_server import Asked, Payload

NOW = "2026-01-21T12:53:20.000Z"


class Life:
    """What happens at a tracker before each answer, by a seed."""

    def __init__(self, server: GitlabServer, seed: int, *, busy: float) -> None:
        self._random = random.Random(seed)
        self._server = server
        self._busy = busy
        self._next = 10_000
        self.stayed = {issue["id"] for issue in self._held}

    @property
    def _held(self) -> list[Payload]:
        return self._server.groups["acme"]

    def goes_on(self, _: Asked) -> None:
        if self._random.random() < self._busy:
            self._random.choice((self._opened, self._closed, self._deleted, self._moved))()

    def _opened(self) -> None:
        self._next += 1
        self._held.append(gitlab_issue(self._next, created_at=NOW, updated_at=NOW))

    def _closed(self) -> None:
        self._random.choice(self._held).update(state="closed", closed_at=NOW, updated_at=NOW)

    def _deleted(self) -> None:
        gone = self._held.pop(self._random.randrange(len(self._held)))
        self.stayed.discard(gone["id"])

    def _moved(self) -> None:
        """To another project of the group: closed here, and there with the same dates and a new id."""
        old = self._random.choice(self._held)
        if old["moved_to_id"] is None:
            self._next += 1
            at = old["created_at"]
            self._held.append(gitlab_issue(self._next, project="acme/other", created_at=at, updated_at=NOW))
            old.update(moved_to_id=1_000_000 + self._next, state="closed", updated_at=NOW)
            self.stayed.discard(old["id"])


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_none_is_missed_and_none_comes_twice(
    seed: int, hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the reading says that it could not be sure, as on a night when issues are deleted all the time."""
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 4)
    with GitlabServer(groups={"acme": issues(950)}, counts_to=400 if hidden else 10_000) as server:
        life = Life(server, seed, busy=(0.05, 0.2, 0.6)[seed % 3])
        server.before = life.goes_on
        reading = read_gitlab(server, "acme/")
    keys = reading.keys
    assert len(keys) == len(set(keys))
    assert len(server.requests) <= 2 * (10 + 3) * (1.5 if hidden else 1) + 5
    if not reading.gaps:
        expected = {f"acme/app#{number - 1_000_000}" for number in life.stayed}
        assert expected <= set(keys)
    else:
        assert "while it was read, twice" in reading.gap.why
