"""What stands before the GitHub server and adds what it lacks: permissions, GraphQL, pulls as issues.

Only requests of a workflow come through here; a test that seeds or reads back asks the server itself.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from action.github_server import BOT, GitHubServer, github_server
from connectors.tracker_server import Answered, Asked, TrackerServer

_RANKS = {"read": 1, "write": 2}
_NUMBERED = re.compile(r"/repos/(?P<repository>[^/]+/[^/]+)/issues/(?P<number>\d+)(?P<rest>/comments)?")
_COMMENT = re.compile(r"/repos/[^/]+/[^/]+/issues/comments/\d+")
_REFUSED = b'{"message": "Resource not accessible by integration"}'


class GitHubFront(TrackerServer):
    """Hands requests on to a server, where the workflow's permissions allow that.

    `permissions` are those of the workflow that runs, as it writes them; `linked` are issues, by the number
    of a pull request, that somebody linked by hand, which only GraphQL tells.
    """

    def __init__(self) -> None:
        super().__init__()
        self.server: GitHubServer | None = None
        self.permissions: Mapping[str, str] = {}
        self.linked: dict[int, list[int]] = {}

    @property
    def written(self) -> list[str]:
        """What was written, or would have been but was refused: "POST /repos/..."."""
        return [
            f"{asked.method} {asked.path}"
            for asked in self.requests
            if asked.method != "GET" and asked.path != "/graphql"
        ]

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        if asked.path == "/user":
            return 403, {}, _REFUSED
        needed = self._needed(asked)
        if needed and not any(self._has(each, asked) for each in needed):
            return 403, {"x-accepted-github-permissions": self._accepted(needed, asked)}, _REFUSED
        if asked.path == "/graphql":
            return 200, {}, json.dumps({"data": self._graphql(asked.body)}).encode()
        status, headers, body = self._handed_on(asked.method, asked)
        if status == 404 and self._pull_of(asked):
            return self._pull_as_issue(asked)
        return status, headers, self._as_app(body) if "/check-runs" in asked.path else body

    def _needed(self, asked: Asked) -> tuple[str, ...]:
        """The permissions of which one is enough."""
        if _COMMENT.fullmatch(asked.path):
            return ("issues", "pull-requests")
        if found := _NUMBERED.fullmatch(asked.path):
            if found["rest"] and asked.method != "GET":
                return ("pull-requests" if self._pull_of(asked) else "issues",)
            return ("issues", "pull-requests")
        parts = asked.path.split("/")
        kinds = {"contents": "contents", "pulls": "pull-requests", "issues": "issues", "commits": "checks"}
        named = {**kinds, "check-runs": "checks"}.get(parts[4] if len(parts) > 4 else "", "")
        return (named,) if named else ()

    def _has(self, permission: str, asked: Asked) -> bool:
        least = 1 if asked.method == "GET" else 2
        return _RANKS.get(self.permissions.get(permission, ""), 0) >= least

    def _accepted(self, needed: tuple[str, ...], asked: Asked) -> str:
        """As GitHub writes it, which names both ways for the comments of either kind."""
        ways = ("issues", "pull-requests") if "comments" in asked.path else needed
        level = "read" if asked.method == "GET" else "write"
        return "; ".join(f"{way.replace('-', '_')}={level}" for way in ways)

    def _graphql(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if "viewer" in body["query"]:
            return {"viewer": {"login": BOT.removesuffix("[bot]")}}
        variables = body["variables"]
        home = {"nameWithOwner": f"{variables['owner']}/{variables['name']}"}
        linked = self.linked.get(variables["number"], [])
        nodes = [{"number": number, "repository": home} for number in linked]
        pull = {"number": variables["number"], "closingIssuesReferences": {"nodes": nodes}}
        return {"repository": {"pullRequest": pull}}

    def _pull_of(self, asked: Asked) -> bytes | None:
        """The pull request of that number, None where it is an issue or nothing."""
        found = _NUMBERED.fullmatch(asked.path)
        if found is None:
            return None
        path = f"/repos/{found['repository']}/pulls/{found['number']}"
        status, _, body = self._handed_on("GET", asked, path)
        return body if status == 200 else None

    def _pull_as_issue(self, asked: Asked) -> Answered:
        pull = json.loads(self._pull_of(asked) or b"{}")
        return 200, {}, json.dumps({**pull, "pull_request": {"url": pull["url"]}}).encode()

    def _as_app(self, body: bytes) -> bytes:
        """The check runs of a workflow are the App's, whom the server leaves out."""
        return body.replace(b'"app":null', b'"app":{"slug":"github-actions"}')

    def _handed_on(self, method: str, asked: Asked, path: str = "") -> Answered:
        assert self.server is not None
        query = f"?{urlencode(asked.query)}" if asked.query and not path else ""
        connection = HTTPConnection("localhost", urlsplit(self.server.address).port, timeout=20)
        try:
            body = json.dumps(asked.body).encode() if asked.body is not None and not path else None
            told = {
                name: asked.headers[name] for name in ("authorization", "accept") if name in asked.headers
            }
            connection.request(method, (path or asked.path) + query, body, told)
            answer = connection.getresponse()
            headers = {"Link": link} if (link := answer.getheader("Link")) else {}
            return answer.status, headers, answer.read()
        finally:
            connection.close()


@contextmanager
def github_behind_front(folder: Path) -> Iterator[GitHubFront]:
    """A server with the front before it, which gives the front's address as its own."""
    with GitHubFront() as front, github_server(folder, advertised=front.url) as server:
        front.server = server
        yield front
