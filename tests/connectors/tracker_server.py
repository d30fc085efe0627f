"""A small tracker on loopback for tests: requests noted, faults on demand; each tracker's own is made of it.

class GithubServer(TrackerServer):
    def answer(self, asked): return 200, {}, b"[]"
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Payload = dict[str, Any]
Answered = tuple[int, dict[str, str], bytes]


class TestClock:
    """A clock that stands still but for the waits, which it remembers."""

    __test__ = False

    def __init__(self, start: float = 1_769_000_000.0) -> None:  # 2026-01-21 12:53:20 UTC
        self.time = start
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.time += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived; `number` counts from 1, `page` is 1 where none was named.

    `body` is what a POST sent, parsed from JSON; None for a GET.
    """

    number: int
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    method: str = "GET"
    body: Any = None

    @property
    def page(self) -> int:
        return int(self.query.get("page", "1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is answered instead: `reset` tears the connection down, `hang` says nothing, `cut` half of it."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    reset: bool = False
    hang: bool = False
    cut: bool = False


FaultPlan = Callable[[Asked], Fault | None]


def on_page(page: int, fault: Fault, *, times: int = 1_000_000) -> FaultPlan:
    """That page fails so many times, then no more."""
    left = [times]
    lock = threading.Lock()

    def plan(asked: Asked) -> Fault | None:
        with lock:
            if asked.page != page or not left[0]:
                return None
            left[0] -= 1
            return fault

    return plan


def on_request(number: int, fault: Fault, *, times: int = 1_000_000) -> FaultPlan:
    """From that request on, counted from 1, so many fail, then no more."""
    return lambda asked: fault if number <= asked.number < number + times else None


class TrackerServer:
    """Serves a tracker on a free port of loopback, for as long as it is entered.

    `fault` says which requests are answered wrongly. `before` is called before each answer, for tests in
    which the list changes while it is read; `delay` are the seconds that each answer takes.
    """

    def __init__(
        self,
        *,
        fault: FaultPlan = lambda asked: None,
        before: Callable[[Asked], None] = lambda asked: None,
        delay: float = 0.0,
    ) -> None:
        self.fault = fault
        self.before = before
        self.delay = delay
        self.date = ""  # the server's clock, as its answers tell it; that of this machine if empty
        self.requests: list[Asked] = []
        self.connections = 0
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), type("Handler", (_Handler,), {"tracker": self}))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def note(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> Asked:
        """Record a request."""
        parts = urlsplit(address)
        with self._lock:
            asked = Asked(
                number=len(self.requests) + 1,
                method=method,
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                headers=headers,
                body=json.loads(body) if body else None,
            )
            self.requests.append(asked)
        return asked

    def answer(self, asked: Asked) -> Answered:
        """Status, headers and body for a request without a fault."""
        raise NotImplementedError


class _Http(ThreadingHTTPServer):
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    tracker: TrackerServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for its headers to be acknowledged

    def setup(self) -> None:
        super().setup()
        self.tracker.connections += 1

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.tracker.date or super().date_time_string(timestamp)

    def do_GET(self) -> None:
        self._serve("GET", None)

    def do_POST(self) -> None:
        self._serve("POST", self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def do_PATCH(self) -> None:
        self._serve("PATCH", self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def do_PUT(self) -> None:
        self._serve("PUT", self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def do_DELETE(self) -> None:
        self._serve("DELETE", None)

    def _serve(self, method: str, body: bytes | None) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = self.tracker.note(method, self.path, headers, body)
        self.tracker.before(asked)
        if self.tracker.delay:
            self.tracker.released.wait(self.tracker.delay)
        fault = self.tracker.fault(asked)
        if fault is None:
            self._send(*self.tracker.answer(asked))
        elif fault.hang:
            self.tracker.released.wait(10)
            self.close_connection = True
        elif fault.reset:
            self._reset()
        else:
            self._send(fault.status, dict(fault.headers), fault.body, cut=fault.cut)

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        usual = {"Content-Type": "application/json; charset=utf-8", "Date": self.date_time_string()}
        for name, value in (usual | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def _reset(self) -> None:
        """Close with RST, as a load balancer does that lost its backend."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Tests read `requests`, not stderr."""
