"""What changes something is sent once; only a limit is waited for, and what may have been done is said."""

import json
import logging
from typing import Any

import pytest

from connectors.tracker_server import Answered, Asked, Fault, TrackerServer
from seedcorn.errors import Exit
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.transport import Limits
from seedcorn.transport.trouble import UnwrittenError
from transport.clients import (
    CANARY,
    CLIENTS,
    Client,
    ListServer,
    check_silence,
    each_client,
    each_library,
    opened,
)

METHODS = ("POST", "PUT", "PATCH", "DELETE")
LACKING = "add this: write"


class KeepingServer(TrackerServer):
    """Answers a change as told, with what it was sent."""

    status = 201
    headers: dict[str, str] = {}  # noqa: RUF012  # of the class until a test sets its own

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        body = b"" if self.status == 204 else json.dumps({"id": 7, "sent": asked.body}).encode()
        return self.status, self.headers, body


def write(writing: Any, method: str = "POST", body: Any = None) -> Any:
    """One change, and what its answer holds."""
    return writing.transport.write(method, "/x", body, lacking=lambda headers: LACKING).value


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206])
@pytest.mark.parametrize("method", METHODS)
@each_client
def test_it_is_done(client: Client, method: str, status: int) -> None:
    body = None if method == "DELETE" else {"title": "Ärger \U0001f331"}
    with KeepingServer() as server, opened(client, server.url) as writing:
        server.status = status
        assert write(writing, method, body) == (None if status == 204 else {"id": 7, "sent": body})
    (asked,) = server.requests
    assert (asked.method, asked.path, asked.body) == (method, f"{client.prefix}/x", body)
    assert "authorization" in asked.headers


@each_library
def test_a_long_answer_is_read_whole(client: Client) -> None:
    text = "x" * 300_000
    with KeepingServer() as server, opened(client, server.url) as writing:
        assert write(writing, "POST", {"body": text})["sent"] == {"body": text}


UNSURE = {
    **{str(status): Fault(status=status) for status in (408, 500, 502, 503, 504)},
    "503 with a date": Fault(status=503, headers={"Retry-After": "1"}),
    "reset": Fault(reset=True),
    "hang": Fault(hang=True),
    "a short body": Fault(status=201, body=b"{}" * 50, cut=True),
    "no UTF-8": Fault(status=201, body=b"\xff\xfe"),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", UNSURE)
@each_library
def test_what_may_have_been_done_is_said_and_not_sent_again(client: Client, name: str, method: str) -> None:
    with KeepingServer(fault=lambda asked: UNSURE[name]) as server:
        with opened(client, server.url, read_seconds=0.3) as writing:
            with pytest.raises(UnwrittenError) as caught:
                write(writing, method, None if method == "DELETE" else {})
            assert writing.clock.slept == []
        assert len(server.requests) == 1
        server.released.set()
    assert caught.value.unsure
    assert caught.value.exit_code is Exit.UNWRITTEN
    assert "may have been done" in caught.value.hint


REFUSED = {
    400: "",
    401: "the token was refused",
    403: "access refused",
    404: "not found",
    409: "",
    410: "",
    422: "answered 422",
}


@pytest.mark.parametrize("status", REFUSED)
@each_client
def test_a_refusal_is_sure(client: Client, status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        KeepingServer(fault=lambda asked: Fault(status=status)) as server,
        opened(client, server.url) as writing,
    ):
        with pytest.raises(UnwrittenError) as caught:
            write(writing)
        assert len(server.requests) == 1
    error = caught.value
    assert (error.status, error.unsure) == (status, False)
    assert REFUSED[status] in error.why
    assert (LACKING in error.hint) == (status != 401)
    assert error.where == f"{server.url}{client.prefix}/x"
    assert CANARY not in f"{error!r} {error.hint}"
    check_silence(caplog)


LIMITS = {
    "429": Fault(status=429, headers={"Retry-After": "3"}),
    "429 without a word": Fault(status=429),
    "403 secondary": Fault(status=403, body=b'{"message": "You have exceeded a secondary rate limit."}'),
    "403 with a date": Fault(status=403, headers={"Retry-After": "3"}),
}


@pytest.mark.parametrize("name", LIMITS)
@each_library
def test_a_limit_is_waited_for(client: Client, name: str) -> None:
    with KeepingServer() as server, opened(client, server.url) as writing:
        server.fault = lambda asked: LIMITS[name] if asked.number == 1 else None
        assert write(writing, "POST", {}) == {"id": 7, "sent": {}}
        assert writing.waited >= 3
    assert len(server.requests) == 2


@each_library
def test_a_limit_that_lasts_is_said_when_it_ends(client: Client) -> None:
    far = Fault(status=429, headers={"Retry-After": "7200"})
    with KeepingServer(fault=lambda asked: far) as server, opened(client, server.url) as writing:
        with pytest.raises(UnwrittenError, match="resets at 14:53 UTC") as caught:
            write(writing)
        assert writing.waited == 0
    assert len(server.requests) == 1
    assert not caught.value.unsure


@each_library
def test_limits_for_ever_end(client: Client) -> None:
    soon = Fault(status=429, headers={"Retry-After": "1"})
    with (
        KeepingServer(fault=lambda asked: soon) as server,
        opened(client, server.url) as writing,
        pytest.raises(UnwrittenError, match="rate limit"),
    ):
        write(writing)
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", METHODS)
@each_library
def test_a_redirect_is_refused_even_at_home(client: Client, method: str, status: int) -> None:
    with ListServer() as evil, KeepingServer() as home, opened(client, home.url) as writing:
        for address in (f"{evil.url}{client.prefix}/x", f"{client.prefix}/new"):
            moved = Fault(status=status, headers={"Location": address})
            home.fault = lambda asked, moved=moved: moved  # type: ignore[misc]  # mypy infers no default's type
            with pytest.raises(UnwrittenError, match="redirected to another place") as caught:
                write(writing, method)
            assert client.variable in caught.value.hint
            assert not caught.value.unsure
        assert evil.requests == []
        assert len(home.requests) == 2


@each_library
def test_where_nobody_listens_nothing_was_done(client: Client) -> None:
    with KeepingServer() as server:
        address = server.url
    with opened(client, address) as writing, pytest.raises(UnwrittenError, match="no connection") as caught:
        write(writing)
    assert not caught.value.unsure


@each_library
def test_a_web_page_for_an_answer_has_no_value(client: Client) -> None:
    page = Fault(status=200, headers={"Content-Type": "text/html"}, body=b"<html>Sign in</html>")
    with KeepingServer(fault=lambda asked: page) as server, opened(client, server.url) as writing:
        assert write(writing) is None
    assert len(server.requests) == 1


@each_library
def test_a_link_to_another_place_is_not_looked_at(client: Client) -> None:
    with KeepingServer() as server, opened(client, server.url) as writing:
        server.headers = {"Link": '<https://evil.example/x>; rel="next"'}
        answer = writing.transport.write("POST", "/x", {}, lacking=lambda headers: LACKING)
    assert answer.links == {}


@each_library
def test_the_budget_holds_for_changes_too(client: Client) -> None:
    with KeepingServer() as server:
        patience = Patience(allowance=Allowance(requests=1), clock=Clock(), tell=lambda message: None)
        transport = client.open(client.site_of(client.environ(server.url)), patience, Limits())
        transport.write("POST", "/x", {}, lacking=lambda headers: LACKING)
        with pytest.raises(UnwrittenError, match="budget of 1 requests is spent"):
            transport.write("POST", "/x", {}, lacking=lambda headers: LACKING)
        transport.close()
    assert len(server.requests) == 1


def test_an_anonymous_answer_to_who_has_a_token_is_a_refusal() -> None:
    """Jira goes on as if nobody had asked."""
    quiet = Fault(status=201, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})
    with (
        KeepingServer(fault=lambda asked: quiet) as server,
        opened(CLIENTS[2], server.url) as writing,
        pytest.raises(UnwrittenError, match="token was refused"),
    ):
        write(writing)
    assert len(server.requests) == 1
