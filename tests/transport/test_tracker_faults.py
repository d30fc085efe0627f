"""Every connector on a bad night: all issues as if nothing had been, or one gap that says what to do."""

import logging
import threading
from typing import Any

import pytest

from connectors.tracker_server import Asked, Fault
from transport.clients import MAX_WAIT, check_silence
from transport.faults import MEASURED
from transport.trackers import TOKENS, Outcome, Tracker, each_tracker, read

NUMBERS = range(1, 251)
PAGES = (1, 2, 3)


def failing(tracker: Tracker, page: int, fault: Fault, times: int) -> Any:
    """A plan by which the page fails so many times."""
    left, lock = [times], threading.Lock()

    def plan(asked: Asked) -> Fault | None:
        with lock:
            if tracker.page_of(asked) != page or not left[0]:
                return None
            left[0] -= 1
            return fault

    return plan


def check_gap(outcome: Outcome, base: str, words: str) -> None:
    """One gap, of one request without its parameters, with why and what to do; never a word too much."""
    (gap,) = outcome.gaps
    assert gap.what.startswith(base)
    assert "?" not in gap.what
    assert words in gap.why
    assert "; " in gap.why
    assert not any(token in repr(outcome) for token in TOKENS)
    assert len(outcome.keys) < len(NUMBERS)
    assert len(set(outcome.keys)) == len(outcome.keys)


@pytest.mark.parametrize("times", [1, 1_000], ids=["once", "for ever"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", MEASURED)
@each_tracker
def test_a_bad_night(
    tracker: Tracker, name: str, page: int, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    night = MEASURED[name]
    keys = [tracker.issue(number) for number in NUMBERS]
    with tracker.serve(keys) as server:
        server.fault = failing(tracker, page, night.fault, times)
        outcome = read(tracker, server, read_seconds=0.1 if name == "hang" else 5.0)
    words = night.once if times == 1 else night.ever
    if words is None:
        assert outcome.gaps == []
        assert [key.rpartition("#")[2].rpartition("-")[2] for key in outcome.keys] == list(map(str, NUMBERS))
    else:
        check_gap(outcome, server.url, words if words != "not a list" else "the answer is not")
    assert sum(outcome.slept) <= MAX_WAIT
    assert {asked.method for asked in server.requests} <= {"GET", "POST"}
    check_silence(caplog)
