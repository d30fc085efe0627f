"""Answers that break HTTP itself: cut, endless, slow, of another length; each an error of ours, soon."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from seedcorn.transport import guard
from seedcorn.transport.trouble import UnreadError
from transport.clients import Client, check_error, each_library, opened

Reply = Callable[[socket.socket], None]
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class RawServer:
    """Answers every request with the same bytes, whatever they are, and closes."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.stopped = threading.Event()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def listen(self) -> None:
        """Until the port is closed; each connection in a thread of its own."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            heard = b""
            while b"\r\n\r\n" not in heard and (more := connection.recv(65_536)):
                heard += more
            self._reply(connection)
            connection.settimeout(0.2)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65_536):
                pass

    def close(self) -> None:
        """Stop listening; wait for those that are served."""
        self.stopped.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)


@contextmanager
def answering(reply: Reply | bytes) -> Iterator[RawServer]:
    """A server of these bytes."""
    server = RawServer((lambda connection: connection.sendall(reply)) if isinstance(reply, bytes) else reply)
    listening = threading.Thread(target=server.listen)
    listening.start()
    try:
        yield server
    finally:
        server.close()
        listening.join(10)


def _chunked(body: bytes) -> bytes:
    return _HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body


def _of_length(length: bytes, body: bytes = b"[]") -> bytes:
    return _HEAD + b"Content-Length: " + length + b"\r\n\r\n" + body


BROKEN = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "an old HTTP": b"[]",
    "half a status": b"HTTP/1.1 20",
    "a status of letters": b"HTTP/1.1 OK 200\r\n\r\n[]",
    "a status of no kind": b"HTTP/1.1 999 x\r\nContent-Length: 2\r\n\r\n[]",
    "half a header": _HEAD + b"Content-Le",
    "a long header": _HEAD + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n[]",
    "many headers": _HEAD + b"X-Many: x\r\n" * 200 + b"\r\n[]",
    "a shorter body": _of_length(b"99"),
    "a longer body than said": _of_length(b"1"),
    "no body": _of_length(b"0", b""),
    "chunks cut": _chunked(b"5\r\n[1,"),
    "chunks without an end": _chunked(b"2\r\n[]\r\n"),
    "chunks of no length": _chunked(b"zz\r\n[]\r\n0\r\n\r\n"),
    "a chunk larger than all": _chunked(b"ffffffffffffffff\r\n[]"),
    "only a warning": b"HTTP/1.1 100 Continue\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
}
SOUND = {
    "chunks": _chunked(b"1\r\n[\r\n1\r\n]\r\n0\r\n\r\n"),
    "to the end of the connection": _HEAD + b"Connection: close\r\n\r\n[]",
    "a warning first": b"HTTP/1.1 100 Continue\r\n\r\n" + _of_length(b"2"),
    "an older version": b"HTTP/1.0 200 OK\r\n\r\n[]",
}


@pytest.mark.parametrize("name", BROKEN)
@each_library
def test_what_breaks_the_protocol_is_an_error_of_ours(client: Client, name: str) -> None:
    with (
        answering(BROKEN[name]) as server,
        opened(client, server.url, read_seconds=2) as reading,
        pytest.raises(UnreadError) as caught,
    ):
        reading.transport.get("/x")
    check_error(caught.value, f"{server.url}{client.prefix}/x", "")


@pytest.mark.parametrize("name", SOUND)
@each_library
def test_what_keeps_to_it_is_read(client: Client, name: str) -> None:
    with answering(SOUND[name]) as server, opened(client, server.url) as reading:
        assert reading.transport.get("/x").items == []


def _drip(server_stopped: Callable[[], bool]) -> Reply:
    def reply(connection: socket.socket) -> None:
        connection.sendall(_HEAD + b"\r\n[")
        while not server_stopped():
            connection.sendall(b" ")
            time.sleep(0.01)

    return reply


@each_library
def test_an_answer_that_drips_for_ever_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out of the socket begins anew with every byte."""
    monkeypatch.setattr(guard, "_LONGEST_ANSWER_SECONDS", 0.3)
    stopped: list[bool] = []
    with answering(_drip(lambda: bool(stopped))) as server, opened(client, server.url) as reading:
        started = time.monotonic()
        with pytest.raises(UnreadError) as caught:
            reading.transport.get("/x")
        stopped.append(True)
    check_error(caught.value, f"{server.url}{client.prefix}/x", "not complete after 0 seconds")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("status", [b"200 OK", b"404 Not Found"])
@each_library
def test_an_answer_without_an_end_is_not_kept(
    client: Client, status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_LARGEST_ANSWER", 5 << 20)
    sent: list[int] = []

    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 " + status + b"\r\n\r\n[")
        for _ in range(1_000):
            connection.sendall(b" " * (1 << 20))
            sent.append(1)

    with (
        answering(reply) as server,
        opened(client, server.url) as reading,
        pytest.raises(UnreadError) as caught,
    ):
        reading.transport.get("/x")
    words = "more than 5 MB" if status.startswith(b"200") else "(404)"
    check_error(caught.value, f"{server.url}{client.prefix}/x", words)
    assert len(sent) < 100


@each_library
def test_a_refusal_that_breaks_off_still_says_what_it_is(client: Client) -> None:
    reply = b"HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\n{"
    with (
        answering(reply) as server,
        opened(client, server.url) as reading,
        pytest.raises(UnreadError) as caught,
    ):
        reading.transport.get("/x")
    check_error(caught.value, f"{server.url}{client.prefix}/x", "not found")
    assert caught.value.status == 404
