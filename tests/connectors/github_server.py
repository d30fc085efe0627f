"""A small GitHub on loopback: issue and repository lists with Link headers, faults on demand, requests noted.

with GithubServer(issues=[github_issue(1), github_issue(2)]) as server:
    collect("acme/app", Collecting(environ=server.environ))
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from connectors.github_graph import executed
from connectors.tracker_server import Answered, Asked, FaultPlan, Payload, TrackerServer

TOKEN = "ghp_CanaryCanaryCanaryCanaryCanaryCanary01"


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


def github_pull(number: int, /, *, repository: str = "acme/app", **changes: Any) -> Payload:
    """One pull request as the list of issues has it."""
    page = f"https://github.com/{repository}/pull/{number}"
    pull = {"url": f"https://api.github.com/repos/{repository}/pulls/{number}", "html_url": page}
    given = {"title": f"Pull request {number}", "html_url": page, "pull_request": pull, "body": ""}
    return github_issue(number, repository=repository, **given | changes)


def github_branches(branch: str = "work", /, **changes: Any) -> Payload:
    """What a pull request's own resource adds: its branch, its commits, how it stands."""
    return {
        "state": "open",
        "merged": False,
        "draft": False,
        "head": {"ref": branch, "sha": "b" * 40, "repo": {"full_name": "acme/app"}},
        "base": {"ref": "main", "sha": "a" * 40, "repo": {"full_name": "acme/app"}},
    } | changes


def github_comment(number: int, issue: int, body: str, /, **changes: Any) -> Payload:
    """One comment by a member as the REST API lists it."""
    return {
        "id": number,
        "html_url": f"https://github.com/acme/app/issues/{issue}#issuecomment-{number}",
        "issue_url": f"https://api.github.com/repos/acme/app/issues/{issue}",
        "user": {"login": "grace", "id": 2, "type": "User"},
        "created_at": "2025-03-02T12:00:00Z",
        "updated_at": "2025-03-02T12:00:00Z",
        "author_association": "MEMBER",
        "body": body,
    } | changes


def github_event(number: int, issue: Payload | None, kind: str, /, **changes: Any) -> Payload:
    """One event as the REST API lists it for a repository; `changes` replace or add keys."""
    return {
        "id": number,
        "url": f"https://api.github.com/repos/acme/app/issues/events/{number}",
        "actor": {"login": "grace", "id": 2, "type": "User"},
        "event": kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": "2025-03-02T12:00:00Z",
        "issue": issue,
        "performed_via_github_app": None,
    } | changes


def github_repository(full_name: str, /, **changes: Any) -> Payload:
    """One repository as the REST API lists it."""
    return {
        "full_name": full_name,
        "name": full_name.partition("/")[2],
        "archived": False,
        "fork": False,
        "has_issues": True,
    } | changes


class GithubServer(TrackerServer):
    """Serves `issues` as those of `repository`, or several repositories by name, on a free port of loopback.

    `cursor_after` is the last page that may be asked for by number (422 beyond), as GitHub does with long
    lists; pages up to it link to cursors. `remaining` is the rate limit's rest after the first request.
    `moved` maps an old repository's path to its new one (301). `before` is called before each answer, for
    tests in which the list changes while it is read. `pulls` are the pull requests' own resources by number,
    as `github_branches` makes them. `graph` is what GraphQL knows of issues by number,
    `comments` and `events` (the newest first) are the only repository's, `properties` custom ones by
    repository, `others` further answers by path.
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
        delay: float = 0.0,
        graph: Mapping[int, Payload] | None = None,
        comments: Sequence[Payload] = (),
        events: Sequence[Payload] = (),
        pulls: Mapping[int, Payload] | None = None,
        properties: Mapping[str, Mapping[str, Any]] | None = None,
        others: Mapping[str, Any] | None = None,
    ) -> None:
        self.issues: dict[str, list[Payload]] = {
            name: list(items) for name, items in (repositories or {repository: issues}).items()
        }
        self.listing = list(listing)
        self.organization = organization
        super().__init__(fault=fault, before=before, delay=delay)
        self.cursor_after = cursor_after
        self.remaining = remaining
        self.reset_at = reset_at
        self.moved = moved or {}
        self.graph = dict(graph or {})
        self.comments = list(comments)
        self.events = list(events)
        self.pulls = dict(pulls or {})
        self._before: dict[int, list[int]] = {}
        self.properties = properties or {}
        self.others = dict(others or {})

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to read from here."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": TOKEN}

    def answer(self, asked: Asked) -> Answered:
        """Status, headers and body for a request without a fault."""
        limit = self._limit_headers(asked)
        if asked.path in self.moved:
            return 301, limit | {"Location": f"{self.url}{self.moved[asked.path]}"}, b"{}"
        if asked.path == "/graphql":
            return 200, limit, json.dumps(executed(asked.body, self.issues.get, self.graph)).encode()
        if asked.path in self.others:
            return 200, limit, json.dumps(self.others[asked.path]).encode()
        one = self._one(asked.path)
        if one is not None:
            return 200, limit, json.dumps(one).encode()
        items = self._items(asked.path)
        if items is None:
            return 404, limit, b'{"message": "Not Found"}'
        since = asked.query.get("since", "")
        changed = [item for item in items if not since or item["updated_at"] >= since]
        return self._page(asked, changed, limit)

    def _one(self, path: str) -> Payload | None:
        match path.strip("/").split("/"):
            case ["repos", owner, name, "issues", number] if number.isdigit():
                issues = self.issues.get(f"{owner}/{name}", [])
                return next((each for each in issues if each["number"] == int(number)), None)
            case ["repos", _, _, "pulls", number]:
                return self.pulls.get(int(number))
        return None

    def _items(self, path: str) -> list[Payload] | None:
        match path.strip("/").split("/"):
            case ["repos", owner, name, "issues"]:
                return self.issues.get(f"{owner}/{name}")
            case ["repositories", number, "issues"]:
                return list(self.issues.values())[int(number)]
            case ["orgs" | "users" as kind, _, "repos"] if self.organization == (kind == "orgs"):
                return self.listing
            case ["repos", _, _, "issues", "comments" | "events" as kind]:
                return self.comments if kind == "comments" else self.events
            case ["repos", _, _, "issues", number, "comments"]:
                return [each for each in self.comments if each["issue_url"].endswith(f"/{number}")]
        return self._properties(path) if self.properties else None

    def _properties(self, path: str) -> list[Payload] | None:
        match path.strip("/").split("/"):
            case ["repos", owner, name, "properties", "values"]:
                return _property_list(self.properties.get(f"{owner}/{name}", {}))
            case ["orgs", _, "properties", "values"]:
                return [
                    {"repository_full_name": name, "properties": _property_list(values)}
                    for name, values in self.properties.items()
                ]
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
            start = self._after(items, asked.query["after"])
        elif self.cursor_after and asked.page > self.cursor_after:
            return 422, headers, b'{"message": "use cursor based pagination"}'
        else:
            start = (asked.page - 1) * size
        links = []
        if start + size < len(items):
            cursor = self._cursor(items, start + size) if self.cursor_after else {"page": asked.page + 1}
            links.append((cursor, "next"))
        if "after" not in asked.query and asked.page < last:
            links.append(({"page": last}, "last"))
        if links:
            headers["Link"] = ", ".join(
                f'<{self._address(asked, change)}>; rel="{rel}"' for change, rel in links
            )
        return 200, headers, json.dumps(items[start : start + size]).encode()

    def _cursor(self, items: list[Payload], start: int) -> dict[str, int]:
        """A place in the list that stays where it is when items before it come or go."""
        self._before[start] = [item["id"] for item in items[:start]]
        return {"after": start}

    def _after(self, items: list[Payload], cursor: str) -> int:
        places = {item["id"]: place for place, item in enumerate(items, start=1)}
        return next((places[each] for each in reversed(self._before[int(cursor)]) if each in places), 0)

    def _address(self, asked: Asked, change: Mapping[str, int]) -> str:
        kept = {name: value for name, value in asked.query.items() if name not in {"page", "after"}}
        return f"{self.url}{asked.path}?{urlencode({**kept, **change})}"


def _property_list(values: Mapping[str, Any]) -> list[Payload]:
    return [{"property_name": name, "value": value} for name, value in values.items()]
