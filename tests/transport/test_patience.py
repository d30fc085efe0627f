"""The waiting of a collection: counted once for all threads, bounded, over at once when nobody listens."""

import threading
import time

from connectors.tracker_server import TestClock
from seedcorn.transport.patience import Allowance, Clock, Patience, reset_time


def patience(clock: TestClock, told: list[str], seconds: float = 60) -> Patience:
    return Patience(
        allowance=Allowance(wait_seconds=seconds),
        clock=Clock(now=clock.now, sleep=clock.sleep),
        tell=told.append,
    )


def test_waits_side_by_side_count_once() -> None:
    """The clock stands still while all are told, nearly as when eight threads are refused together."""
    clock, told = TestClock(), list[str]()
    frozen = Patience(
        allowance=Allowance(wait_seconds=10),
        clock=Clock(now=clock.now, sleep=lambda seconds: None),
        tell=told.append,
    )
    assert all(frozen.wait(10, "limit") for _ in range(8))
    assert told == ["limit: waiting until 12:53:30 UTC"]
    assert not frozen.wait(11, "limit")


def test_others_hold_while_one_waits() -> None:
    clock, slept = TestClock(), list[float]()
    waiting = Patience(
        allowance=Allowance(wait_seconds=60),
        clock=Clock(now=clock.now, sleep=slept.append),
        tell=lambda message: None,
    )
    waiting.hold()
    assert slept == []
    assert waiting.wait(5, "limit")
    waiting.hold()
    assert slept == [5, 5]


def test_a_pause_is_cut_to_what_is_left_and_not_worth_a_word() -> None:
    clock, told = TestClock(), list[str]()
    waiting = patience(clock, told, seconds=0.75)
    waiting.pause(0.5)
    waiting.pause(0.5)
    assert clock.slept == [0.5, 0.25]
    assert told == []
    assert not waiting.allows(0.1)


def test_a_stopped_wait_ends_at_once() -> None:
    waiting = Patience(allowance=Allowance(wait_seconds=60), clock=Clock(), tell=lambda message: None)
    started = time.monotonic()
    thread = threading.Thread(target=waiting.wait, args=(60, "limit"))
    thread.start()
    waiting.stop()
    thread.join(10)
    assert waiting.stopped
    assert time.monotonic() - started < 10


def test_a_time_for_people() -> None:
    now = TestClock().time
    assert reset_time(now, 60) == "at 12:54 UTC"
    assert reset_time(now, 12 * 3600) == "at 2026-01-22 00:53 UTC"
    assert reset_time(now, 1e18) == "at a time more than a year away"


def test_a_clock_that_is_set_back_makes_nobody_wait_longer() -> None:
    clock, slept = TestClock(), list[float]()
    waiting = Patience(
        allowance=Allowance(wait_seconds=60),
        clock=Clock(now=clock.now, sleep=slept.append),
        tell=lambda message: None,
    )
    assert waiting.wait(5, "limit")
    clock.time -= 86_400
    waiting.hold()
    assert slept == [5, 5]


def test_many_threads_spend_one_purse() -> None:
    """However many ask at once, no more is waited, and no more asked, than there was."""
    allowance = Allowance(wait_seconds=10, requests=100)
    spent, asked = list[bool](), list[bool]()

    def work() -> None:
        for _ in range(200):
            spent.append(allowance.spend(0.25))
            asked.append(allowance.ask())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(spent), sum(asked)) == (40, 100)
    assert (allowance.wait_seconds, allowance.requests_left) == (0, 0)


def test_a_budget_says_what_it_lacks_and_which_would_do() -> None:
    assert Allowance().lacking(1_000) is None
    allowance = Allowance(requests=5)
    assert allowance.ask()
    assert allowance.lacking(4) is None
    why, hint = allowance.lacking(5, spare=3) or ("", "")
    assert why == "at least 5 more requests are needed and the budget has 4 left"
    assert hint == "try --budget 9, or name fewer sources"
