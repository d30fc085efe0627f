"""A reading that is left early leaves nothing behind: no thread, no connection, no request under way."""

import gc
import threading
import time
from collections.abc import Generator, Iterator

import pytest

from connectors.tracker_server import Asked, Fault
from seedcorn.connector import Collecting, Item
from seedcorn.model import Issue
from transport.trackers import Tracker, each_tracker


def closable(items: Iterator[Item]) -> Generator[Item, None, None]:
    assert isinstance(items, Generator)
    return items


@each_tracker
@pytest.mark.parametrize("taken", [0, 1, 150])
def test_nothing_is_left_behind(tracker: Tracker, taken: int) -> None:
    before = set(threading.enumerate())
    with tracker.serve([tracker.issue(number) for number in range(1, 1_001)]) as server:
        serving = set(threading.enumerate())
        items = closable(tracker.collect(tracker.target, Collecting(environ=server.environ)))
        for _ in range(taken):
            next(item for item in items if isinstance(item, Issue))
        items.close()
        asked = len(server.requests)
        ours = [each for each in set(threading.enumerate()) - serving if "process_request" not in each.name]
        assert ours == []
        gc.collect()  # an open socket that nobody has any more is an error here
        time.sleep(0.05)
        assert len(server.requests) == asked
    assert {each for each in threading.enumerate() if "process_request" not in each.name} <= before


@each_tracker
def test_a_wait_ends_with_whoever_waits(tracker: Tracker) -> None:
    """Without a clock of the tests: real seconds."""
    limited = threading.Event()

    def fault(asked: Asked) -> Fault | None:
        if tracker.page_of(asked) != 3:
            return None
        limited.set()
        return Fault(status=429, headers={"Retry-After": "40"})

    with tracker.serve([tracker.issue(number) for number in range(1, 1_001)]) as server:
        server.fault = fault
        items = closable(tracker.collect(tracker.target, Collecting(environ=server.environ)))
        next(item for item in items if isinstance(item, Issue))
        started = time.monotonic()
        items.close()
    assert time.monotonic() - started < 10
