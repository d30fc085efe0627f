"""What all sources of a run share of a host: connections, one wait for all, sessions of one thread alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Asked, Fault, TestClock
from seedcorn.connector import Collecting
from seedcorn.connectors.github import collect
from seedcorn.model import Gap, Issue
from seedcorn.transport.host import Host
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.transport import Limits


class Line:
    """A session that notices when two use it at once."""

    opened = 0

    def __init__(self) -> None:
        Line.opened += 1
        self.is_used = False
        self.is_closed = False

    def ask(self) -> None:
        assert not self.is_used
        assert not self.is_closed
        self.is_used = True
        time.sleep(0.001)
        self.is_used = False

    def close(self) -> None:
        self.is_closed = True


def test_no_session_is_used_by_two_and_no_more_are_opened_than_may_be() -> None:
    host, Line.opened = Host(3), 0
    host.enter()

    def ask(_: int) -> None:
        with host.turn("key", Line) as line:
            line.ask()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(300)))
    assert Line.opened == 3
    idle = host._idle["key"]
    host.leave()
    assert all(line.is_closed for line in idle if isinstance(line, Line))


def test_sessions_of_two_kinds_are_kept_apart_and_the_last_reader_closes_them() -> None:
    host = Host()
    host.enter()
    host.enter()
    with host.turn("mine", Line) as mine, host.turn("yours", Line) as yours:
        assert mine is not yours
    with host.turn("mine", Line) as again:
        assert again is mine
    host.leave()
    assert not mine.is_closed
    with host.turn("mine", Line) as late:
        host.leave()
        assert yours.is_closed
    assert late.is_closed


def test_the_more_lists_are_read_the_less_far_ahead_is_each() -> None:
    host = Host(8)
    shares = [host.share]
    with host.reading():
        shares.append(host.share)
        with host.reading(), host.reading():
            shares.append(host.share)
    assert shares == [8, 8, 2]
    with pytest.raises(ZeroDivisionError), host.reading():
        raise ZeroDivisionError
    assert host.share == 8


def test_a_run_has_one_host_of_each_name() -> None:
    allowance = Allowance()
    assert allowance.host("one") is allowance.host("one")
    assert allowance.host("one") is not allowance.host("two")


def test_all_sources_together_ask_a_host_no_more_at_once_than_one_would() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def before(asked: Asked) -> None:
        nonlocal now, most
        del asked
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.004)
        with lock:
            now -= 1

    names = [f"acme/r{number}" for number in range(6)]
    repositories = {name: [github_issue(n, repository=name) for n in range(1, 1_001)] for name in names}
    with GithubServer(repositories=repositories, before=before) as server:
        collecting = Collecting(environ=server.environ, allowance=Allowance())

        def read(name: str) -> set[str]:
            items = list(collect(name, collecting, limits=Limits(connections=4)))
            assert not [item for item in items if isinstance(item, Gap)]
            return {item.key for item in items if isinstance(item, Issue)}

        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(read, names))
        assert server.connections == 4
    assert [len(keys) for keys in found] == [1_000] * 6
    assert 2 < most <= 4


def test_sources_that_are_told_to_wait_together_wait_once_and_say_it_once() -> None:
    clock, told = TestClock(), list[str]()
    all_refused = threading.Barrier(4)

    def fault(asked: Asked) -> Fault | None:
        if asked.number > 4:
            return None
        all_refused.wait(10)
        return Fault(status=429, headers={"Retry-After": "40"})

    names = [f"acme/r{number}" for number in range(4)]
    frozen = Clock(now=clock.now, sleep=lambda seconds: None)
    with GithubServer(repositories={name: [github_issue(1)] for name in names}, fault=fault) as server:
        allowance = Allowance(wait_seconds=41)
        collecting = Collecting(
            environ=server.environ, allowance=allowance, progress=lambda said: told.append(said.message)
        )

        def read(name: str) -> list[Gap]:
            items = collect(name, collecting, limits=Limits(clock=frozen))
            return [item for item in items if isinstance(item, Gap)]

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(read, names)) == [[]] * 4
    assert allowance.wait_seconds == 1
    assert len([message for message in told if "waiting until" in message]) == 1


def test_a_run_that_is_stopped_waits_for_nobody_and_asks_no_more() -> None:
    allowance = Allowance(wait_seconds=100)
    refused = threading.Event()

    def fault(asked: Asked) -> Fault | None:
        refused.set()
        return Fault(status=429, headers={"Retry-After": "60"})

    with GithubServer(issues=[github_issue(1)], fault=fault) as server:
        collecting = Collecting(environ=server.environ, allowance=allowance)
        started = time.monotonic()
        with ThreadPoolExecutor(2) as pool:
            reading = [pool.submit(lambda: list(collect("acme/app", collecting))) for _ in range(2)]
            assert refused.wait(10)
            time.sleep(0.05)
            allowance.stop()
            gaps = [future.result() for future in reading]
        assert time.monotonic() - started < 30
        asked = len(server.requests)
        assert any(isinstance(item, Gap) for items in gaps for item in items)
        (gap,) = collect("acme/app", collecting)
        assert isinstance(gap, Gap)
        assert "stopped" in gap.why
        assert len(server.requests) == asked
