"""A token stays at home: no redirect, link, address, proxy or file of passwords gets it sent elsewhere."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.tracker_server import Answered, Asked, Fault
from seedcorn.errors import UsageError
from seedcorn.transport.trouble import UnreadError
from transport.clients import (
    CANARY,
    CLIENTS,
    Client,
    ListServer,
    check_error,
    check_silence,
    each_client,
    each_library,
    items_of,
    opened,
)
from transport.tricks import ADDRESSES, PLACES

BASE = "/base"
STATUSES = (301, 302, 303, 307, 308)


class EvilServer(ListServer):
    """Answers whoever comes, as a good tracker would."""

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        return 200, {}, json.dumps(items_of(asked.page)).encode()


def place(trick: str, client: Client, home: ListServer, evil: ListServer) -> str:
    """The address of a trick, as the bytes of a header read."""
    (home_at, evil_at) = (server.url.removeprefix("http://") for server in (home, evil))
    address = PLACES[trick].format(
        home=home_at,
        evil=evil_at,
        home_port=home_at.partition(":")[2],
        evil_port=evil_at.partition(":")[2],
        path=f"{BASE}{client.prefix}/x",
        beside=f"{BASE}{client.prefix}er",
    )
    return address.encode().decode("latin-1")


def check_home(client: Client, home: ListServer, evil: ListServer) -> None:
    """Evil was not even asked, and home only where its API is, with the one header that it wants."""
    assert evil.requests == []
    for asked in home.requests:
        assert asked.path.startswith(f"{BASE}{client.prefix}/")
        assert "elsewhere" not in asked.path
        assert {"authorization", "private-token", "job-token", "cookie"} & set(asked.headers) == {
            "authorization"
        }


@pytest.mark.parametrize("how", ["redirect", "link"])
@pytest.mark.parametrize("trick", PLACES)
@each_library
def test_a_place_that_is_not_home(
    client: Client, trick: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with EvilServer() as evil, ListServer() as home:
        address = place(trick, client, home, evil)
        fault = (
            Fault(status=302, headers={"Location": address})
            if how == "redirect"
            else Fault(headers={"Link": f'<{address}>; rel="next"'}, body=b'[{"id": 1}]')
        )
        home.fault = lambda asked: fault if asked.number == 1 else None
        with opened(client, f"{home.url}{BASE}") as reading:
            try:
                answer = reading.transport.get("/x")
                link = answer.links.get("next")
                if link:
                    reading.transport.get(link.path, link.parameters)
            except UnreadError as error:
                check_error(error, error.where, "")
        check_home(client, home, evil)
    check_silence(caplog)


@pytest.mark.parametrize("status", STATUSES)
@each_client
def test_a_redirect_away_is_refused_whatever_its_status(client: Client, status: int) -> None:
    with EvilServer() as evil, ListServer() as home, opened(client, f"{home.url}{BASE}") as reading:
        home.fault = lambda asked: Fault(status=status, headers={"Location": f"{evil.url}/x"})
        where = f"{home.url}{BASE}{client.prefix}"
        with pytest.raises(UnreadError) as caught:
            reading.transport.get("/x")
        check_error(caught.value, f"{where}/x", "redirected to another place")
        assert client.variable in caught.value.hint
        with pytest.raises(UnreadError) as caught:
            reading.transport.post("/x", {"n": 1})
        check_error(caught.value, f"{where}/x", "redirected to another place")
        check_home(client, home, evil)
    assert len(home.requests) == 2


@pytest.mark.parametrize("status", STATUSES)
@each_client
def test_a_redirect_at_home_is_followed_with_its_question(client: Client, status: int) -> None:
    with ListServer() as home, opened(client, f"{home.url}{BASE}") as reading:
        moved = f"{BASE}{client.prefix}/new/x"
        home.fault = lambda asked: (
            Fault(status=status, headers={"Location": moved}) if asked.path != moved else None
        )
        assert reading.transport.get("/x", {"page": 2, "state": "all"}).items == items_of(2)
    assert [asked.path for asked in home.requests] == [f"{BASE}{client.prefix}/x", moved]
    assert home.requests[-1].query == {"page": "2", "state": "all"}


@each_client
def test_redirects_end(client: Client) -> None:
    with ListServer() as home, opened(client, home.url) as reading:
        home.fault = lambda asked: Fault(status=302, headers={"Location": asked.path})
        with pytest.raises(UnreadError) as caught:
            reading.transport.get("/x")
    check_error(caught.value, f"{home.url}{client.prefix}/x", "redirected too often")
    assert len(home.requests) == 4


PROGRAM = """
import json, sys
from seedcorn.transport import github, gitlab, jira
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.transport import Limits
from seedcorn.transport.trouble import UnreadError

clients = {"github": github, "gitlab": gitlab, "jira": jira, "jira-cloud": jira}
for name, environ, times in json.loads(sys.argv[1]):
    patience = Patience(allowance=Allowance(wait_seconds=0), clock=Clock(), tell=print)
    transport = clients[name].transport(clients[name].site_of(environ), patience, Limits())
    for _ in range(times):
        try:
            answer = transport.get("/x")
            for link in answer.links.values():
                transport.get(link.path, link.parameters)
        except UnreadError as error:
            print(repr(error), error.hint)
    transport.close()
print("asserts are", "on" if __debug__ else "off")
"""


@pytest.mark.parametrize("flag", ["-B", "-O", "-OO"])
def test_without_asserts_too(flag: str) -> None:
    """The library that keeps hosts apart does so by assert."""
    turn = iter([(trick, how) for _ in CLIENTS for trick in PLACES for how in ("Location", "Link")])
    with EvilServer() as evil, ListServer() as home:
        clients = iter([client for client in CLIENTS for _ in range(2 * len(PLACES))])

        def trap(asked: Asked) -> Fault | None:
            if asked.path.endswith(("//x", "elsewhere/x")) or "page" in asked.query:
                return None
            step = next(turn, None)
            if step is None:
                return None
            trick, how = step
            address = place(trick, next(clients), home, evil)
            if how == "Location":
                return Fault(status=307, headers={"Location": address})
            return Fault(headers={"Link": f'<{address}>; rel="next"'}, body=b"[]")

        home.fault = trap
        asked = [(client.name, client.environ(f"{home.url}{BASE}"), 2 * len(PLACES)) for client in CLIENTS]
        said = subprocess.run(
            [sys.executable, flag, "-c", PROGRAM, json.dumps(asked)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=True,
        ).stdout
    assert f"asserts are {'on' if flag == '-B' else 'off'}" in said
    assert said.count("another place") > 6 * len(PLACES)
    assert evil.requests == []
    assert len(home.requests) >= 8 * len(PLACES)
    assert CANARY not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("address", ADDRESSES)
@each_library
def test_an_address_that_no_token_is_sent_to(client: Client, address: str) -> None:
    with pytest.raises(UsageError) as refused:
        client.site_of(client.environ(address))
    shown = f"{refused.value!r} {refused.value} {refused.value.hint}"
    assert client.variable in str(refused.value)
    assert refused.value.hint
    assert CANARY not in shown
    assert "evil" not in shown


@pytest.mark.parametrize("known", [True, False])
@each_client
def test_a_file_of_passwords_is_not_looked_at(
    client: Client, known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".netrc", "_netrc"):
        (tmp_path / name).write_text("machine 127.0.0.1 login ada password from-the-file\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with ListServer() as home:
        environ = client.environ(home.url)
        if not known:
            environ = {client.variable: home.url}
        with opened(client, home.url, environ=environ) as reading:
            reading.transport.get("/x")
            reading.transport.post("/x", {})
    for asked in home.requests:
        assert "YWRhOmZyb20tdGhlLWZpbGU" not in asked.headers.get("authorization", "")
        assert ("authorization" in asked.headers) == known


class Ear:
    """Listens on a port, keeps every byte that comes, and refuses."""

    def __init__(self) -> None:
        self.heard = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def listen(self) -> None:
        """Until the port is closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                while b"\r\n\r\n" not in self.heard and (heard := connection.recv(65_536)):
                    self.heard += heard
                connection.sendall(
                    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def an_ear() -> Iterator[Ear]:
    """A proxy that nobody should trust."""
    ear = Ear()
    listening = threading.Thread(target=ear.listen)
    listening.start()
    try:
        yield ear
    finally:
        ear.close()
        listening.join(10)


def use_proxy(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """As a shell would that somebody prepared."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, address)
        monkeypatch.setenv(name.upper(), address)


@each_client
def test_no_proxy_stands_between_us_and_this_machine(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes there is not encrypted: whoever is asked to pass it on could read it."""
    with an_ear() as ear, ListServer() as home:
        use_proxy(monkeypatch, ear.address)
        with opened(client, home.url) as reading:
            assert reading.transport.get("/x").items == items_of(1)
    assert ear.heard == b""


@each_client
def test_a_proxy_is_told_where_to_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_ear() as ear:
        use_proxy(monkeypatch, ear.address.replace("http://", "http://proxy-user:proxy-word@"))
        with (
            opened(client, "https://tracker.example") as reading,
            pytest.raises(UnreadError) as caught,
        ):
            reading.transport.get("/x", {"secret": "in-the-query"})
    check_error(caught.value, f"https://tracker.example{client.prefix}/x", "the proxy refused")
    assert "proxy-word" not in f"{caught.value!r} {caught.value.hint}"
    assert ear.heard.startswith(b"CONNECT tracker.example:443 HTTP/1.")
    assert CANARY.encode() not in ear.heard
    assert b"/x" not in ear.heard


@each_client
def test_an_address_may_be_shouted(client: Client) -> None:
    with ListServer() as home, opened(client, home.url.replace("http", "HTTP")) as reading:
        assert reading.transport.get("/x").items == items_of(1)
    assert len(home.requests) == 1


@each_client
def test_a_path_cannot_move_the_host(client: Client) -> None:
    with ListServer() as home, opened(client, home.url) as reading:
        for path in ("@evil.example/x", ".evil.example/x", ":80/x", "", "x"):
            with pytest.raises(ValueError, match="slash"):
                reading.transport.get(path)
            with pytest.raises(ValueError, match="slash"):
                reading.transport.post(path, {})
    assert home.requests == []


def test_tokens_of_the_surroundings_are_not_taken_by_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the given environment names counts, not what the process has."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "JIRA_TOKEN", "PRIVATE_TOKEN"):
        monkeypatch.setenv(name, CANARY)
    with ListServer() as home:
        for client in CLIENTS:
            with opened(client, home.url, environ={client.variable: home.url}) as reading:
                reading.transport.get("/x")
    assert all("authorization" not in asked.headers for asked in home.requests)
    assert CANARY not in repr([asked.headers for asked in home.requests])
    assert len(home.requests) == len(CLIENTS)
    assert os.environ["GITHUB_TOKEN"] == CANARY
