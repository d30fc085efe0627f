"""A small Jira on loopback, Cloud or Data Center: fields, searches by time with pages of each kind, boards.

with JiraServer(issues=[jira_issue(1), jira_issue(2)], cloud=True) as server:
    collect("APP", Collecting(environ=server.environ))
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from connectors.tracker_server import Answered, Asked, FaultPlan, Payload, TrackerServer

TOKEN = "ATATT3xCanaryCanaryCanaryCanary01"
USER = "ada@acme.example"
_UPDATED = re.compile(r'updated >= "([0-9: -]+)"')
_SPAN = re.compile(r'created (?:>= "([0-9: -]+)"(?: AND created < "([0-9: -]+)")?|< "([0-9: -]+)")')
_KEY = re.compile(r'key = "([^"]+)"')
_SPOKEN = {"fixVersions": "Fix Version", "components": "Component"}
_NOW = datetime(2026, 1, 21, 12, 53, 20, tzinfo=UTC)


def jira_field(id_: str, name: str, custom: str = "", **changes: Any) -> Payload:
    """One entry of the list of fields; `custom` is the end of its type's name."""
    schema: Payload = {"type": "string", "system": id_}
    if custom:
        schema = {"type": "any", "custom": custom, "customId": int(id_.partition("_")[2])}
    return {"id": id_, "key": id_, "name": name, "custom": bool(custom), "schema": schema} | changes


SPRINT = jira_field("customfield_10020", "Sprint", "com.pyxis.greenhopper.jira:gh-sprint")
EPIC_LINK = jira_field("customfield_10014", "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link")
ORGANIZATIONS = jira_field(
    "customfield_10002", "Organizations", "com.atlassian.servicedesk:sd-customer-organizations"
)
SYSTEM = [
    jira_field("summary", "Summary"),
    jira_field("priority", "Priority"),
    jira_field("labels", "Labels"),
    jira_field("timeoriginalestimate", "Original estimate"),
]
FIELDS = [*SYSTEM, SPRINT, EPIC_LINK, ORGANIZATIONS]


def jira_status(category: str, name: str = "") -> Payload:
    """A status of a category: "new", "indeterminate" or "done"."""
    return {"name": name or category.title(), "statusCategory": {"id": 2, "key": category, "name": "x"}}


def jira_issue(number: int, /, *, project: str = "APP", id_: int | None = None, **changes: Any) -> Payload:
    """One issue as a search gives it; `changes` replace or add fields."""
    fields: Payload = {
        "summary": f"Issue {number}",
        "status": jira_status("new", "To Do"),
        "resolution": None,
        "resolutiondate": None,
        "created": "2025-03-01T13:00:00.000+0100",
        "updated": "2025-03-02T13:00:00.000+0100",
        "labels": ["customer:acme"],
        "issuetype": {"id": "1", "name": "Story"},
        "fixVersions": [],
        "components": [],
        "assignee": None,
        "reporter": {"accountId": "5b10", "accountType": "atlassian", "displayName": "Ada"},
        "project": {"id": "1", "key": project, "name": "The App"},
    }
    identity = 10_000 + number if id_ is None else id_
    return {"id": str(identity), "key": f"{project}-{number}", "fields": fields | changes}


def jira_entry(number: int, at: str, /, *items: Payload, author: Payload | None = None) -> Payload:
    """One entry of a changelog, with what was changed in it."""
    return {"id": str(number), "author": author, "created": at, "items": list(items)}


def jira_change(field: str, before: str = "", after: str = "", /, **changes: Any) -> Payload:
    """One change of a field, as Cloud tells it: `from_` and `to` are ids, the others texts; "" is null.

    `called` is the name of a field of the site's own, which is all that Data Center says.
    """
    ids = {"from": changes.pop("from_", "") or None, "to": changes.pop("to", "") or None}
    kind = "custom" if field.startswith("customfield_") else "jira"
    texts = {"fromString": before or None, "toString": after or None}
    name = changes.pop("called", "") or _SPOKEN.get(field, field)
    return {"field": name, "fieldtype": kind, "fieldId": field, **ids, **texts, **changes}


class JiraServer(TrackerServer):
    """Serves `issues` to any JQL, oldest first, narrowed by a key and by the times in it as read in `zone`.

    `cap` is the most issues that a page holds, whatever is asked for. `path` is the context path of a Data
    Center. `boards` are the boards as (id, the field that it estimates in, or empty).
    """

    def __init__(
        self,
        *,
        issues: Sequence[Payload] = (),
        cloud: bool = True,
        fields: Sequence[Payload] = FIELDS,
        zone: str = "Europe/Berlin",
        cap: int = 1_000,
        path: str = "",
        boards: Sequence[tuple[int, str]] = (),
        about: Callable[[int], int] = lambda count: count,
        fault: FaultPlan = lambda asked: None,
        before: Callable[[Asked], None] = lambda asked: None,
        delay: float = 0.0,
    ) -> None:
        super().__init__(fault=fault, before=before, delay=delay)
        self.issues = list(issues)
        self.cloud = cloud
        self.fields = list(fields)
        self.zone = self.tells_zone = zone  # by which it reads JQL, and which it says that is
        self.cap = cap
        self.base = f"{self.url}{path}"
        self.boards = list(boards)
        self.about = about
        self.now = _NOW
        self.changes: dict[str, list[Payload]] = {}  # the entries of changelogs, oldest first, by issue key
        self.statuses: list[Payload] = []
        self.users: dict[str, Payload] = {}  # of Data Center, by their keys
        self.entries = 1_000  # on a page of Cloud's changelogs; with an issue of Data Center
        self.tells_rest = True  # whether Data Center has a resource for the changelog of one issue
        self._path = path

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to read from here."""
        known = {"JIRA_URL": self.base, "JIRA_TOKEN": TOKEN}
        return known | {"JIRA_USER": USER} if self.cloud else known

    @property
    def searches(self) -> list[Asked]:
        """The requests for pages of issues."""
        return [asked for asked in self.requests if asked.path.endswith(("/search", "/search/jql"))]

    def answer(self, asked: Asked) -> Answered:
        """Status, headers and body for a request without a fault."""
        headers = {"Date": format_datetime(self.now, usegmt=True)}
        status, value = self._value(asked.path.removeprefix(self._path), asked)
        return status, headers, json.dumps(value).encode()

    def found(self, jql: str) -> list[Payload]:
        """The issues that a JQL finds."""
        keys = _KEY.findall(jql)
        found = sorted((each for each in self.issues if not keys or each["key"] in keys), key=_place)
        for text in _UPDATED.findall(jql):
            found = [issue for issue in found if _moment(issue, "updated") >= self._minute(text)]
        spans = [
            (self._minute(since or "1970-01-01 00:00"), self._minute(until or before or "2970-01-01 00:00"))
            for since, until, before in _SPAN.findall(jql)
        ]
        if not spans:
            return found
        return [issue for issue in found if any(a <= _moment(issue, "created") < b for a, b in spans)]

    def _minute(self, text: str) -> datetime:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(self.zone))

    def _value(self, path: str, asked: Asked) -> tuple[int, Any]:
        answers: dict[str, Callable[[], Any]] = {
            "/rest/api/2/serverInfo": self._server_info,
            "/rest/api/2/field": lambda: self.fields,
            "/rest/api/2/status": lambda: self.statuses,
            "/rest/api/2/myself": lambda: {"displayName": "Ada", "timeZone": self.tells_zone},
        }
        if self.cloud:
            answers["/rest/api/3/search/approximate-count"] = lambda: self._count(asked.body)
            answers["/rest/api/3/search/jql"] = lambda: self._token_page(asked.body)
            answers["/rest/api/3/changelog/bulkfetch"] = lambda: self._changelogs(asked.body)
        else:
            answers["/rest/api/2/search"] = lambda: self._offset_page(asked.body)
        if path in answers:
            return 200, answers[path]()
        if path == "/rest/api/2/search":
            return 410, {"errorMessages": ["The requested API has been removed."]}
        if path == "/rest/api/2/user" and asked.query["key"] in self.users:
            return 200, self.users[asked.query["key"]]
        rest = re.fullmatch(r"/rest/api/2/issue/(\d+)/changelog", path)
        if rest and self.tells_rest:
            return 200, self._rest(rest[1], asked.query)
        return self._agile(path)

    def _key_of(self, id_: str) -> str:
        return str(next(issue["key"] for issue in self.issues if issue["id"] == id_))

    def _changelogs(self, body: Mapping[str, Any]) -> Payload:
        """Of several issues, oldest entries first, without the fields that were not asked for."""
        asked, start = body.get("fieldIds"), int(body.get("nextPageToken", "0"))
        found = [
            (id_, entry | {"items": items})
            for id_ in body["issueIdsOrKeys"]
            for entry in self.changes.get(self._key_of(id_), ())
            if (items := [each for each in entry["items"] if not asked or each.get("fieldId") in asked])
        ]
        found.sort(key=lambda each: str(each[1]["created"]))
        end = start + min(self.entries, body["maxResults"])
        logs = [{"issueId": id_, "changeHistories": [entry]} for id_, entry in found[start:end]]
        answer: Payload = {"issueChangeLogs": logs}
        return answer | ({"nextPageToken": str(end)} if end < len(found) else {})

    def _rest(self, id_: str, query: Mapping[str, str]) -> Payload:
        entries, start = self.changes[self._key_of(id_)], int(query["startAt"])
        page = entries[start : start + min(self.entries, int(query["maxResults"]))]
        return {"startAt": start, "total": len(entries), "values": page}

    def _with_changes(self, issue: Payload) -> Payload:
        entries = self.changes.get(issue["key"], [])
        own = [entry | {"items": [_of_old(each) for each in entry["items"]]} for entry in entries]
        shown = own[-self.entries :][::-1]
        return {"startAt": 0, "maxResults": len(shown), "total": len(entries), "histories": shown}

    def _count(self, body: Mapping[str, Any]) -> Payload:
        return {"count": self.about(len(self.found(body["jql"])))}

    def _agile(self, path: str) -> tuple[int, Any]:
        if path == "/rest/agile/1.0/board":
            return 200, {"values": [{"id": number, "type": "scrum"} for number, _ in self.boards]}
        found = re.fullmatch(r"/rest/agile/1\.0/board/(\d+)/configuration", path)
        field = dict(self.boards).get(int(found[1])) if found else None
        if field is None:
            return 404, {"errorMessages": ["Not found"]}
        estimation = {"type": "field", "field": {"fieldId": field}} if field else {"type": "none"}
        return 200, {"id": int(found[1]) if found else 0, "estimation": estimation}

    def _server_info(self) -> Payload:
        return {
            "baseUrl": self.base,
            "version": "1001.0.0" if self.cloud else "9.12.2",
            "deploymentType": "Cloud" if self.cloud else "Server",
            "serverTime": self.now.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
        }

    def _token_page(self, body: Mapping[str, Any]) -> Payload:
        """After a token, which says after which issue to go on: so nothing that moves can be skipped."""
        found = self.found(body["jql"])
        start = 0
        if "nextPageToken" in body:
            created, _, key = body["nextPageToken"].partition("|")
            start = bisect_right(found, (datetime.fromisoformat(created), key), key=_place)
        end = start + min(self.cap, body["maxResults"])
        answer: Payload = {"issues": [_only(issue, body["fields"]) for issue in found[start:end]]}
        if end < len(found):
            created_at, key = _place(found[end - 1])
            return answer | {"nextPageToken": f"{created_at.isoformat()}|{key}"}
        return answer | {"isLast": True}

    def _offset_page(self, body: Mapping[str, Any]) -> Payload:
        found, start = self.found(body["jql"]), body.get("startAt", 0)
        size = min(self.cap, body["maxResults"])
        page = found[start : start + size]
        issues = [_only(issue, body["fields"]) for issue in page]
        if "changelog" in body.get("expand", ()):
            issues = [issue | {"changelog": self._with_changes(issue)} for issue in issues]
        return {"startAt": start, "maxResults": size, "total": len(found), "issues": issues}


def _place(issue: Payload) -> tuple[datetime, str]:
    return _moment(issue, "created"), issue["key"]


def _moment(issue: Payload, name: str) -> datetime:
    return _parsed(issue["fields"][name])


@cache
def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _of_old(change: Payload) -> Payload:
    """A change as Data Center tells it: by the field's name alone."""
    return {name: value for name, value in change.items() if name != "fieldId"}


def _only(issue: Payload, fields: Sequence[str]) -> Payload:
    """The issue with those fields, as Jira gives them: by id alone."""
    return issue | {"fields": {name: issue["fields"][name] for name in fields if name in issue["fields"]}}
