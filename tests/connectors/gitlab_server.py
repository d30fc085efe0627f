"""A small GitLab on loopback: issue lists of projects and groups, with the headers that GitLab sends.

with GitlabServer(projects={"acme/app": [gitlab_issue(1), gitlab_issue(2)]}) as server:
    collect("acme/app", Collecting(environ=server.environ))
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlencode

from connectors.tracker_server import Answered, Asked, FaultPlan, Payload, TrackerServer

TOKEN = "glpat-CanaryCanaryCanary01"


def gitlab_issue(iid: int, /, *, project: str = "acme/app", **changes: Any) -> Payload:
    """One issue as the REST API writes it; `changes` replace or add keys. Its id is 1,000,000 + iid."""
    page = f"https://gitlab.com/{project}/-/issues/{iid}"
    return {
        "id": 1_000_000 + iid,
        "iid": iid,
        "project_id": 77,
        "title": f"Issue {iid}",
        "description": "### Customer\n\nAcme\n",
        "state": "opened",
        "created_at": "2025-03-01T12:00:00.123Z",
        "updated_at": "2025-03-02T12:00:00.456Z",
        "closed_at": None,
        "closed_by": None,
        "labels": ["customer::Acme"],
        "milestone": None,
        "assignees": [],
        "author": {"id": 1, "username": "ada", "name": "Ada", "state": "active"},
        "type": "ISSUE",
        "assignee": None,
        "user_notes_count": 0,
        "due_date": None,
        "confidential": False,
        "issue_type": "issue",
        "web_url": page,
        "time_stats": {"time_estimate": 0, "total_time_spent": 0},
        "weight": None,
        "references": {"short": f"#{iid}", "relative": f"#{iid}", "full": f"{project}#{iid}"},
        "severity": "UNKNOWN",
        "moved_to_id": None,
        "service_desk_reply_to": None,
        "epic_iid": None,
        "epic": None,
        "iteration": None,
        "health_status": None,
        "_links": {"closed_as_duplicate_of": None},
    } | changes


def gitlab_request(iid: int, /, *, project: str = "acme/app", **changes: Any) -> Payload:
    """One merge request as the REST API writes it; `changes` replace or add keys."""
    return {
        "id": 2_000_000 + iid,
        "iid": iid,
        "project_id": 77,
        "title": f"Merge request {iid}",
        "description": "",
        "state": "opened",
        "created_at": "2025-03-01T12:00:00.123Z",
        "updated_at": "2025-03-02T12:00:00.456Z",
        "merged_at": None,
        "closed_at": None,
        "labels": ["customer::Acme"],
        "milestone": None,
        "assignees": [],
        "author": {"id": 1, "username": "ada", "name": "Ada", "state": "active"},
        "source_branch": "work",
        "target_branch": "main",
        "draft": False,
        "sha": "b" * 40,
        "diff_refs": {"base_sha": "a" * 40, "head_sha": "b" * 40, "start_sha": "c" * 40},
        "web_url": f"https://gitlab.com/{project}/-/merge_requests/{iid}",
        "references": {"short": f"!{iid}", "relative": f"!{iid}", "full": f"{project}!{iid}"},
        "time_stats": {"time_estimate": 0, "total_time_spent": 0},
    } | changes


class GitlabServer(TrackerServer):
    """Serves the issues of `projects` and `groups` by path, on a free port of loopback.

    `counts_to` is how many issues a list may have and still say how many there are. `remaining` is the rate
    limit's rest after the first request. `moved` maps an old path of a project to its new one. `date` is the
    server's clock; `others` is what stands at further paths, `lists` what comes there page by page, and
    `graphql` answers the questions of GraphQL.
    """

    def __init__(
        self,
        *,
        projects: Mapping[str, Sequence[Payload]] | None = None,
        lists: Mapping[str, Sequence[Payload]] | None = None,
        groups: Mapping[str, Sequence[Payload]] | None = None,
        others: Mapping[str, Any] | None = None,
        graphql: Callable[[Asked], Payload] | None = None,
        fault: FaultPlan = lambda asked: None,
        before: Callable[[Asked], None] = lambda asked: None,
        counts_to: int = 10_000,
        remaining: int | None = 2_000,
        moved: Mapping[str, str] | None = None,
        date: str = "Wed, 21 Jan 2026 12:53:20 GMT",
        delay: float = 0.0,
    ) -> None:
        super().__init__(fault=fault, before=before, delay=delay)
        self.projects = {path: list(issues) for path, issues in (projects or {}).items()}
        self.groups = {path: list(issues) for path, issues in (groups or {}).items()}
        self.lists = {path: list(items) for path, items in (lists or {}).items()}
        self.others = dict(others or {})
        self.graphql = graphql
        self.counts_to = counts_to
        self.remaining = remaining
        self.moved = moved or {}
        self.date = date

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to read from here."""
        return {"GITLAB_URL": self.url, "GITLAB_TOKEN": TOKEN}

    def answer(self, asked: Asked) -> Answered:
        """Status, headers and body for a request without a fault."""
        headers = self._limit_headers(asked)
        if asked.path == "/api/graphql" and self.graphql:
            return 200, headers, json.dumps(self.graphql(asked)).encode()
        match asked.path.removeprefix("/api/v4").split("/"):
            case ["", "projects", path, "issues"] if path in self.moved:
                query = urlencode(asked.query)
                place = f"{self.url}/api/v4/projects/{self.moved[path]}/issues?{query}"
                return 301, headers | {"Location": place}, b"This resource has been moved permanently"
        further = unquote(asked.path.removeprefix("/api/v4"))
        items = self._items(further, asked)
        if items is not None:
            return self._page(asked, items, headers)
        other = self.others.get(further)
        if other is None:
            return 404, headers, b'{"message": "404 Not Found"}'
        return 200, headers, json.dumps(other).encode()

    def _items(self, path: str, asked: Asked) -> list[Payload] | None:
        """The list at a path: issues by what is asked for, anything else as it is."""
        container, _, what = path.removeprefix("/").partition("/")[2].rpartition("/")
        places = {"projects": self.projects, "groups": self.groups}.get(path.split("/")[1], {})
        if what == "issues" and container in places:
            return _fitting(asked.query, places[container])
        return self.lists.get(path)

    def _limit_headers(self, asked: Asked) -> dict[str, str]:
        if self.remaining is None:
            return {}
        left = max(self.remaining - asked.number + 1, 0)
        return {
            "RateLimit-Limit": "2000",
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": "1769000300",
        }

    def _page(self, asked: Asked, fitting: list[Payload], headers: dict[str, str]) -> Answered:
        size = int(asked.query.get("per_page", "20"))
        last = max(-(-len(fitting) // size), 1)
        names = {"first": 1, "next": asked.page + 1} if asked.page < last else {"first": 1}
        if len(fitting) <= self.counts_to:
            names["last"] = last
            headers |= {"X-Total": str(len(fitting)), "X-Total-Pages": str(last)}
        links = (f'<{self._address(asked, page)}>; rel="{name}"' for name, page in names.items())
        headers |= {"Link": ", ".join(links), "X-Page": str(asked.page)}
        start = (asked.page - 1) * size
        return 200, headers, json.dumps(fitting[start : start + size]).encode()

    def _address(self, asked: Asked, page: int) -> str:
        return f"{self.url}{asked.path}?{urlencode({**asked.query, 'page': page})}"


def _fitting(query: Mapping[str, str], issues: list[Payload]) -> list[Payload]:
    """What GitLab would list, in its order: one's own unless all are asked for, with both bounds included."""
    if query.get("scope") != "all":
        return []
    changed, made = query.get("updated_after", ""), query.get("created_after", "")
    until = query.get("created_before", "")
    secret = query.get("confidential")
    found = [
        issue
        for issue in issues
        if (secret is None or issue["confidential"] == (secret == "true"))
        and (not changed or _moment(issue["updated_at"]) >= _moment(changed))
        and (not made or _moment(issue["created_at"]) >= _moment(made))
        and (not until or _moment(issue["created_at"]) <= _moment(until))
    ]
    return sorted(found, key=_order, reverse=query.get("sort") == "desc")


def _order(issue: Payload) -> tuple[datetime, int]:
    return _moment(issue["created_at"]), issue["id"]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
