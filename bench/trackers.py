"""Trackers on loopback that answer from memory after a while: `python bench/trackers.py github`.

Prints its address, then serves until its input ends. /__requests tells how many questions there were since
it was asked last. One process, so that what it costs is not counted as the reader's.
"""

import argparse
import asyncio
import json
import re
import sys
from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

_BODY = "### Customer\n\nAcme\n\n" + "As a user I want a report, so that I see where the time goes. " * 16
_START = datetime(2020, 1, 1, tzinfo=UTC)
_PLACE = "project = APP"
_CREATED = re.compile(r'created (>=|<) "([0-9: -]+)"')

Answer = tuple[dict[str, str], Any]


def _moment(number: int) -> str:
    return (_START + timedelta(minutes=137 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def github_issue(number: int) -> dict[str, Any]:
    """One issue as GitHub's list has it, about three kilobytes."""
    api, page = "https://api.github.com/repos/acme/app", "https://github.com/acme/app"
    user = {"login": f"user{number % 97}", "id": number % 97, "type": "User", "site_admin": False}
    labels = [{"id": each, "name": f"customer: Firm {each}", "color": "ededed"} for each in {number % 40, 7}]
    return {
        "url": f"{api}/issues/{number}",
        "repository_url": api,
        "html_url": f"{page}/issues/{number}",
        "comments_url": f"{api}/issues/{number}/comments",
        "id": 1_000_000 + number,
        "number": number,
        "title": f"Report number {number} should show the week",
        "user": user,
        "labels": labels,
        "state": "closed" if number % 3 else "open",
        "state_reason": "completed" if number % 3 else None,
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": 2,
        "created_at": _moment(number),
        "updated_at": _moment(number + 9),
        "closed_at": _moment(number + 9) if number % 3 else None,
        "author_association": "NONE",
        "body": _BODY,
    }


def gitlab_issue(number: int) -> dict[str, Any]:
    """One issue as GitLab's list has it."""
    return {
        "id": 1_000_000 + number,
        "iid": number,
        "project_id": 77,
        "title": f"Report number {number} should show the week",
        "description": _BODY,
        "state": "closed" if number % 3 else "opened",
        "created_at": _moment(number),
        "updated_at": _moment(number + 9),
        "closed_at": _moment(number + 9) if number % 3 else None,
        "labels": [f"customer::Firm {number % 40}"],
        "milestone": None,
        "assignees": [],
        "author": {"id": number % 97, "username": f"user{number % 97}", "state": "active"},
        "issue_type": "issue",
        "confidential": False,
        "web_url": f"https://gitlab.com/acme/app/-/issues/{number}",
        "time_stats": {"time_estimate": 0, "total_time_spent": 0},
        "weight": None,
        "references": {"short": f"#{number}", "relative": f"#{number}", "full": f"acme/app#{number}"},
        "moved_to_id": None,
    }


def jira_issue(number: int) -> dict[str, Any]:
    """One issue as Jira's searches have it."""
    category = {"id": 2, "key": "done" if number % 3 else "new", "name": "x"}
    return {
        "id": str(10_000 + number),
        "key": f"APP-{number}",
        "fields": {
            "summary": f"Report number {number} should show the week",
            "description": _BODY,
            "status": {"name": "Done" if number % 3 else "To Do", "statusCategory": category},
            "resolution": {"name": "Done"} if number % 3 else None,
            "resolutiondate": _moment(number + 9) if number % 3 else None,
            "created": _moment(number),
            "updated": _moment(number + 9),
            "labels": [f"customer:firm{number % 40}"],
            "issuetype": {"name": "Story"},
            "fixVersions": [],
            "components": [],
            "assignee": None,
            "reporter": {"displayName": f"User {number % 97}"},
            "project": {"key": "APP", "name": "The App"},
        },
    }


class Tracker:
    """Answers questions about so many issues. `address` is its own."""

    def __init__(self, kind: str, issues: int) -> None:
        make = {"github": github_issue, "gitlab": gitlab_issue}.get(kind, jira_issue)
        self._issues = [make(number) for number in range(1, issues + 1)]
        self._moments = [_moment(number) for number in range(1, issues + 1)]
        self._kind = kind
        self.address = ""

    def answer(self, target: str, body: bytes) -> Answer:
        """Headers and what is sent as JSON. Raises LookupError for what is not there."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if self._kind in {"github", "gitlab"}:
            return self._numbered(parts.path, query)
        return self._jira(parts.path, json.loads(body) if body else query)

    def _numbered(self, path: str, query: dict[str, str]) -> Answer:
        if path == "/repos/acme/app":
            return {}, {"id": 1, "full_name": "acme/app", "url": f"{self.address}{path}"}
        if not path.endswith("/issues"):
            raise LookupError(path)
        since = query.get("since") or query.get("updated_after") or ""
        held = [each for each in self._issues if each["updated_at"] >= since] if since else self._issues
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        last = max(-(-len(held) // size), 1)
        names = {"next": page + 1, "last": last} if page < last else {}
        links = (
            f'<{self.address}{path}?{urlencode(query | {"page": str(number)})}>; rel="{name}"'
            for name, number in names.items()
        )
        headers = {"Link": ", ".join(links), "X-Total": str(len(held)), "X-Total-Pages": str(last)}
        return headers, held[(page - 1) * size : page * size]

    def _jira(self, path: str, asked: dict[str, Any]) -> Answer:
        cloud = self._kind == "jira-cloud"
        name = path.rpartition("/rest/")[2].partition("/")[2].partition("/")[2]
        small: dict[str, Callable[[], Any]] = {
            "serverInfo": lambda: {
                "baseUrl": self.address,
                "version": "1001.0.0" if cloud else "9.12.2",
                "versionNumbers": [1001, 0, 0] if cloud else [9, 12, 2],
                "deploymentType": "Cloud" if cloud else "Server",
                "serverTime": _moment(len(self._issues) + 1_000),
            },
            "field": list,
            "myself": lambda: {"displayName": "Ada", "timeZone": "UTC"},
            "search/approximate-count": lambda: {"count": len(self._issues)},
        }
        if name in small:
            return {}, small[name]()
        size = int(asked["maxResults"])
        found = self._created(str(asked["jql"]))
        start = found.start + int(asked.get("nextPageToken") or asked.get("startAt") or 0)
        page = {"issues": self._issues[start : min(start + size, found.stop)]}
        if name == "search" and not cloud:
            return {}, page | {"startAt": start, "maxResults": size, "total": len(self._issues)}
        if name != "search/jql" or not cloud:
            raise LookupError(path)
        next_one = {"nextPageToken": str(start + size - found.start)}
        return {}, page | (next_one if start + size < found.stop else {"isLast": True})

    def _created(self, jql: str) -> range:
        """Which issues were created in the span that a JQL names."""
        limits = {sign: minute.replace(" ", "T") for sign, minute in _CREATED.findall(jql)}
        since, until = limits.get(">=", ""), limits.get("<", "9")
        return range(bisect_left(self._moments, since), bisect_left(self._moments, until))


class Server:
    """Speaks HTTP/1.1 with kept connections, and takes its time."""

    def __init__(self, tracker: Tracker, delay: float) -> None:
        self._delay = delay
        self._requests = 0
        self._rendered = cache(lambda target, body: self._render(tracker, target, body))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                target = first.split(" ")[1]
                writer.write(await self._answer(target, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    async def _answer(self, target: str, body: bytes) -> bytes:
        if target == "/__requests":
            asked, self._requests = self._requests, 0
            return _response(200, {}, str(asked).encode())
        self._requests += 1
        await asyncio.sleep(self._delay)
        rendered: bytes = self._rendered(target, body)
        return rendered

    @staticmethod
    def _render(tracker: Tracker, target: str, body: bytes) -> bytes:
        try:
            headers, value = tracker.answer(target, body)
        except LookupError:
            return _response(404, {}, b"{}")
        return _response(200, headers, json.dumps(value).encode())


def _response(status: int, headers: dict[str, str], body: bytes) -> bytes:
    named = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))} | headers
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in named.items() if value), "", ""]
    return "\r\n".join(lines).encode() + body


async def _main(kind: str, issues: int, delay: float) -> None:
    tracker = Tracker(kind, issues)
    server = await asyncio.start_server(Server(tracker, delay).serve, "127.0.0.1", 0)
    tracker.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(tracker.address, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["github", "gitlab", "jira-cloud", "jira-center"])
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--delay", type=float, default=0.08)
    words = parser.parse_args()
    asyncio.run(_main(words.kind, words.issues, words.delay))
