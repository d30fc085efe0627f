"""A small GitHub on loopback: issue and repository lists with Link headers, faults on demand, requests noted.

with GithubServer(issues=[github_issue(1), github_issue(2)]) as server:
    collect("acme/app", Collecting(environ=server.environ))
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

TOKEN = "ghp_CanaryCanaryCanaryCanaryCanaryCanary01"

Payload = dict[str, Any]


def github_issue(number: int, /, *, repository: str = "acme/app", **changes: Any) -> Payload:
    """One issue as the REST API writes it; `changes` replace or add keys."""
    api, page = f"https://api.github.com/repos/{repository}", f"https://github.com/{repository}"
    return {
        "url": f"{api}/issues/{number}",
        "repository_url": api,
        "html_url": f"{page}/issues/{number}",
        "id": 1_000_000 + number,
        "number": number,
        "title": f"Issue {number}",
        "user": {"login": "ada", "id": 1, "type": "User"},
        "labels": [{"id": 7, "name": "customer: Acme", "color": "ededed"}],
        "state": "open",
        "locked": False,
        "assignees": [],
        "milestone": None,
        "created_at": "2025-03-01T12:00:00Z",
        "updated_at": "2025-03-02T12:00:00Z",
        "closed_at": None,
        "author_association": "NONE",
        "type": None,
        "body": "### Customer\n\nAcme\n",
        "state_reason": None,
    } | changes


# One issue as `gh issue list --json` writes it.
GH_ISSUE: Payload = {
    "number": 12,
    "title": "Export to PDF",
    "state": "CLOSED",
    "stateReason": "NOT_PLANNED",
    "createdAt": "2025-03-01T12:00:00Z",
    "updatedAt": "2025-03-02T12:00:00Z",
    "closedAt": "2025-03-03T12:00:00Z",
    "labels": [{"id": "L", "name": "customer: Acme", "description": "", "color": "ededed"}],
    "milestone": {"number": 1, "title": "2.0", "description": "", "dueOn": "2025-07-01T07:00:00Z"},
    "assignees": [{"id": "U", "login": "grace", "name": "Grace"}],
    "author": {"id": "U", "is_bot": False, "login": "ada"},
    "url": "https://github.com/acme/app/issues/12",
    "body": "### Customer\n\nAcme",
}


def github_repository(full_name: str, /, **changes: Any) -> Payload:
    """One repository as the REST API lists it."""
    return {
        "full_name": full_name,
        "name": full_name.partition("/")[2],
        "archived": False,
        "fork": False,
        "has_issues": True,
    } | changes


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
    """One request as it arrived; `number` counts from 1, `page` is 1 where none was named."""

    number: int
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

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


class GithubServer:
    """Serves `issues` as those of `repository`, or several repositories by name, on a free port of loopback.

    `cursor_after` is the last page that may be asked for by number (422 beyond), as GitHub does with long
    lists; pages up to it link to cursors. `remaining` is the rate limit's rest after the first request.
    `moved` maps an old repository's path to its new one (301). `before` is called before each answer, for
    tests in which the list changes while it is read.
    """

    def __init__(
        self,
        *,
        issues: Sequence[Payload] = (),
        repository: str = "acme/app",
        repositories: Mapping[str, Sequence[Payload]] | None = None,
        listing: Sequence[Payload] = (),
        organization: bool = True,
        fault: FaultPlan = lambda asked: None,
        cursor_after: int | None = None,
        remaining: int | None = 5_000,
        reset_at: int = 1_769_000_300,
        moved: Mapping[str, str] | None = None,
        before: Callable[[Asked], None] = lambda asked: None,
    ) -> None:
        self.issues: dict[str, list[Payload]] = {
            name: list(items) for name, items in (repositories or {repository: issues}).items()
        }
        self.listing = list(listing)
        self.organization = organization
        self.fault = fault
        self.cursor_after = cursor_after
        self.remaining = remaining
        self.reset_at = reset_at
        self.moved = moved or {}
        self.before = before
        self.requests: list[Asked] = []
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to read from here."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": TOKEN}

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def note(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Asked:
        """Record a request."""
        with self._lock:
            asked = Asked(number=len(self.requests) + 1, path=path, query=query, headers=headers)
            self.requests.append(asked)
        return asked

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request without a fault."""
        limit = self._limit_headers(asked)
        if asked.path in self.moved:
            return 301, limit | {"Location": f"{self.url}{self.moved[asked.path]}"}, b"{}"
        items = self._items(asked.path)
        if items is None:
            return 404, limit, b'{"message": "Not Found"}'
        return self._page(asked, items, limit)

    def _items(self, path: str) -> list[Payload] | None:
        match path.strip("/").split("/"):
            case ["repos", owner, name, "issues"]:
                return self.issues.get(f"{owner}/{name}")
            case ["repositories", number, "issues"]:
                return list(self.issues.values())[int(number)]
            case ["orgs" | "users" as kind, _, "repos"] if self.organization == (kind == "orgs"):
                return self.listing
        return None

    def _limit_headers(self, asked: Asked) -> dict[str, str]:
        if self.remaining is None:
            return {}
        left = max(self.remaining - asked.number + 1, 0)
        return {
            "X-RateLimit-Limit": "5000",
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(self.reset_at),
        }

    def _page(
        self, asked: Asked, items: list[Payload], headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        size, start = int(asked.query.get("per_page", "30")), 0
        last = max(-(-len(items) // size), 1)
        if "after" in asked.query:
            start = int(asked.query["after"])
        elif self.cursor_after and asked.page > self.cursor_after:
            return 422, headers, b'{"message": "use cursor based pagination"}'
        else:
            start = (asked.page - 1) * size
        links = []
        if start + size < len(items):
            cursor = {"after": start + size} if self.cursor_after else {"page": asked.page + 1}
            links.append((cursor, "next"))
        if "after" not in asked.query and asked.page < last:
            links.append(({"page": last}, "last"))
        if links:
            headers["Link"] = ", ".join(
                f'<{self._address(asked, change)}>; rel="{rel}"' for change, rel in links
            )
        return 200, headers, json.dumps(items[start : start + size]).encode()

    def _address(self, asked: Asked, change: Mapping[str, int]) -> str:
        kept = {name: value for name, value in asked.query.items() if name not in {"page", "after"}}
        return f"{self.url}{asked.path}?{urlencode({**kept, **change})}"


def _handler(server: GithubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = server.note(parts.path, dict(parse_qsl(parts.query)), headers)
            server.before(asked)
            fault = server.fault(asked)
            if fault is None:
                self._send(*server.answer(asked))
            elif fault.hang:
                server.released.wait(10)
                self.close_connection = True
            elif fault.reset:
                self._reset()
            else:
                self._send(fault.status, dict(fault.headers), fault.body, cut=fault.cut)

        def _send(self, status: int, headers: dict[str, str], body: bytes, *, cut: bool = False) -> None:
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json; charset=utf-8"} | headers).items():
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

    return Handler
