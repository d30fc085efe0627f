"""Every fault on every client at every page: as if nothing had been, or one error that says what to do."""

import logging

import pytest

from connectors.tracker_server import on_page, on_request
from seedcorn.transport.trouble import UnreadError
from transport.clients import (
    MAX_WAIT,
    PAGES,
    Client,
    ListServer,
    check_error,
    check_silence,
    each_client,
    each_library,
    items_of,
    opened,
)
from transport.faults import MEASURED, NIGHTS

ALL = [item for page in range(1, PAGES + 1) for item in items_of(page)]
TRIES = 4

each_night = pytest.mark.parametrize("name", NIGHTS)
# The measured ones at each page, the further ones in the middle.
each_place = pytest.mark.parametrize(
    ("name", "page"),
    [(name, page) for name in NIGHTS for page in ((1, 2, 3) if name in MEASURED else (2,))],
)


def patient(name: str) -> float:
    """Seconds to read: few where nothing will come."""
    return 0.15 if name == "hang" else 5.0


def test_the_measured_ones_are_all_there() -> None:
    assert len(MEASURED) == 21


@each_place
@each_library
def test_once(client: Client, name: str, page: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    night = NIGHTS[name]
    with (
        ListServer(fault=on_page(page, night.fault, times=1)) as server,
        opened(client, server.url, read_seconds=patient(name)) as reading,
    ):
        if night.once is None:
            assert reading.pages() == ALL
        else:
            with pytest.raises(UnreadError) as caught:
                reading.pages()
            check_error(caught.value, f"{server.url}{client.prefix}/x", night.once)
    assert reading.waited <= MAX_WAIT
    if night.waits is not None:
        assert reading.clock.slept == [pytest.approx(night.waits)]
    check_silence(caplog)


@each_place
@each_library
def test_for_ever(client: Client, name: str, page: int) -> None:
    night = NIGHTS[name]
    with (
        ListServer(fault=on_page(page, night.fault)) as server,
        opened(client, server.url, read_seconds=patient(name)) as reading,
        pytest.raises(UnreadError) as caught,
    ):
        reading.pages()
    check_error(caught.value, f"{server.url}{client.prefix}/x", night.ever)
    assert reading.waited <= MAX_WAIT
    tries = 1 if night.once else 3 if night.waits == MAX_WAIT / 2 else TRIES
    assert len([asked for asked in server.requests if asked.page == page]) == tries


@each_night
@each_client
def test_a_question_by_post(client: Client, name: str) -> None:
    """One that only reads is asked again, and carries what it carried."""
    night = NIGHTS[name]
    with (
        ListServer(fault=on_request(1, night.fault, times=1)) as server,
        opened(client, server.url, read_seconds=patient(name)) as reading,
    ):
        if night.once is None:
            assert reading.transport.post("/ask", {"n": 1}).value == {"sent": {"n": 1}}
        elif night.once == "not a list":
            assert reading.transport.post("/ask", {"n": 1}).value == "hello"
        else:
            with pytest.raises(UnreadError) as caught:
                reading.transport.post("/ask", {"n": 1})
            check_error(caught.value, f"{server.url}{client.prefix}/ask", night.once)
    assert {asked.method for asked in server.requests} == {"POST"}
    assert all(asked.body == {"n": 1} for asked in server.requests)


@each_client
def test_limit_after_limit_is_waited_for_only_so_long(client: Client) -> None:
    """The waits of a whole reading come out of one purse."""
    fault = NIGHTS["429 without a header"].fault
    with (
        ListServer(fault=lambda asked: fault if asked.number % 2 else None) as server,
        opened(client, server.url) as reading,
        pytest.raises(UnreadError) as caught,
    ):
        reading.pages()
    check_error(caught.value, f"{server.url}{client.prefix}/x", "rate limit resets")
    assert reading.clock.slept == [30, 30]


@each_client
def test_nobody_there(client: Client) -> None:
    with ListServer() as server:
        pass
    with opened(client, server.url) as reading, pytest.raises(UnreadError) as caught:
        reading.pages()
    check_error(caught.value, f"{server.url}{client.prefix}/x", "no connection")
    assert reading.clock.slept == [0.5, 1.0, 2.0]


@each_client
def test_one_connection_serves_a_whole_reading(client: Client) -> None:
    """Also after a refusal: what is left of an answer is read, so that its connection can be kept."""
    with (
        ListServer(fault=on_page(2, NIGHTS["500"].fault, times=1)) as server,
        opened(client, server.url) as reading,
    ):
        assert reading.pages() == ALL
    assert len(server.requests) == 4
    assert len({asked.headers["host"] for asked in server.requests}) == 1
    assert server.connections == 1
