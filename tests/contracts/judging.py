"""Listens to the tests' servers: each request of a test is held against the vendor's description."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.tracker_server import Asked, TrackerServer
from contracts.descriptions import DESCRIPTIONS, violations

_seen: set[str] = set()


@pytest.fixture(autouse=True)
def described_requests() -> Iterator[None]:
    """Requests of one shape, the same but for numbers, are judged once a process."""
    asked: list[tuple[str, Asked]] = []
    own = TrackerServer.note

    def note(self: TrackerServer, *arguments: Any) -> Asked:
        request = own(self, *arguments)
        names = [each.__name__ for each in type(self).__mro__ if each.__name__ in DESCRIPTIONS]
        asked.extend((name, request) for name in names)
        return request

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TrackerServer, "note", note)
        yield
    found = [each for name, request in asked if _is_new(name, request) for each in violations(name, request)]
    assert found == []


def _is_new(name: str, asked: Asked) -> bool:
    what = f"{name} {asked.method} {asked.path} {sorted(asked.query.items())} {asked.body}"
    shape = re.sub(r"\d+", "0", what)
    if shape in _seen:
        return False
    _seen.add(shape)
    return True
