"""A Jira on loopback, Cloud or Data Center, that keeps what is written: comments, issues, their status."""

import json
import re
from typing import Any

from connectors.jira_server import TOKEN, USER
from connectors.tracker_server import Answered, Asked, Payload, TrackerServer

_CATEGORIES = {"To Do": "new", "Done": "done"}
_LABEL = re.compile(r'labels = "([^"]+)"')


def person(name: str, *, cloud: bool) -> Payload:
    """An account as that Jira writes it."""
    return {"accountId": f"5b10{name}"} if cloud else {"key": f"JIRAUSER{name}", "name": name}


class JiraBoard(TrackerServer):
    """One project, APP, written to by `account`.

    `denied` says that the account may only read, `transitions` are the statuses that lead on from every one,
    `anonymous` is what a project answers to who has no token.
    """

    def __init__(self, *, cloud: bool) -> None:
        super().__init__()
        self.cloud = cloud
        self.account = person("bot", cloud=cloud)
        self.denied = ""
        self.transitions = ["To Do", "Done"]
        self.anonymous = 404
        self.types = [
            {"id": "5", "name": "Sub-task", "subtask": True},
            {"id": "1", "name": "Bug", "subtask": False},
            {"id": "3", "name": "Task", "subtask": False},
        ]
        self.comments: dict[int, Payload] = {}
        self.issues: dict[int, Payload] = {}
        self._last = 100

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to write here."""
        known = {"JIRA_URL": self.url, "JIRA_TOKEN": TOKEN}
        return known | {"JIRA_USER": USER} if self.cloud else known

    def comment(self, body: Any, user: Payload) -> int:
        """A comment on APP-12 that somebody wrote; its id."""
        id_ = self._next()
        self.comments[id_] = {"id": str(id_), "body": body, "author": user}
        return id_

    def issue(self, fields: Payload, user: Payload) -> int:
        """An issue that somebody opened; its id."""
        id_ = self._next()
        start: Payload = {"labels": [], "creator": user, "status": _status("To Do")}
        self.issues[id_] = {
            "id": str(id_),
            "key": f"APP-{id_}",
            "fields": start | fields,
            "changelog": {"histories": []},
        }
        return id_

    def move(self, id_: int, status: str, user: Payload) -> None:
        """Somebody changes an issue's status."""
        issue = self.issues[id_]
        issue["fields"]["status"] = _status(status)
        histories = issue["changelog"]["histories"]
        items = [{"field": "status", "toString": status}]
        histories.insert(0, {"id": str(self._next()), "author": user, "items": items})

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        reads = asked.method == "GET" or asked.path.endswith(("/search", "/search/jql"))
        if self.denied and not reads:
            return 403, {}, b'{"errorMessages": ["You do not have permission."]}'
        status, value = self._value(asked)
        return status, {}, b"" if status == 204 else json.dumps(value).encode()

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _value(self, asked: Asked) -> tuple[int, Any]:
        own = "3" if self.cloud else "2"
        match asked.path.removeprefix("/rest/api/").split("/"):
            case ["2", "serverInfo"]:
                return 200, {"deploymentType": "Cloud" if self.cloud else "Server", "baseUrl": self.url}
            case ["2", "project", "APP"]:
                return (200 if "authorization" in asked.headers else self.anonymous), {"key": "APP"}
            case [version, *rest] if version == own:
                return self._in_version(rest, asked)
        return 404, {"errorMessages": ["dead link"]}

    def _in_version(self, rest: list[str], asked: Asked) -> tuple[int, Any]:
        match rest:
            case ["myself"]:
                return 200, self.account
            case ["issue", "APP-12", "comment"]:
                return self._comments(asked)
            case ["issue", "APP-12", "comment", id_]:
                return self._comment(asked, int(id_))
            case ["issue", "createmeta", "APP", "issuetypes"]:
                return 200, {"issueTypes" if self.cloud else "values": self.types}
            case ["search", *_]:
                return self._search(asked)
        return self._of_issues(rest, asked)

    def _of_issues(self, rest: list[str], asked: Asked) -> tuple[int, Any]:
        match rest:
            case ["issue"]:
                with self._lock:
                    id_ = self.issue(asked.body["fields"], self.account)
                return 201, {"id": str(id_), "key": f"APP-{id_}"}
            case ["issue", id_, *more] if int(id_) in self.issues:
                return self._issue(asked, int(id_), more)
        return 404, {"errorMessages": ["Issue does not exist"]}

    def _comments(self, asked: Asked) -> tuple[int, Any]:
        if asked.method == "POST":
            with self._lock:
                return 201, self.comments[self.comment(asked.body["body"], self.account)]
        start, size = int(asked.query["startAt"]), min(int(asked.query["maxResults"]), 50)
        found = [each for _, each in sorted(self.comments.items())]
        return 200, {"comments": found[start : start + size], "total": len(found), "startAt": start}

    def _comment(self, asked: Asked, id_: int) -> tuple[int, Any]:
        if id_ not in self.comments:
            return 404, {"errorMessages": ["Can not find a comment"]}
        if asked.method == "DELETE":
            del self.comments[id_]
            return 204, None
        if asked.method == "PUT":
            self.comments[id_].update(asked.body)
        return 200, self.comments[id_]

    def _issue(self, asked: Asked, id_: int, more: list[str]) -> tuple[int, Any]:
        if more == ["transitions"] and asked.method == "GET":
            known = enumerate(self.transitions, start=11)
            return 200, {"transitions": [{"id": str(id_), "to": _status(name)} for id_, name in known]}
        if more == ["transitions"]:
            self.move(id_, self.transitions[int(asked.body["transition"]["id"]) - 11], self.account)
            return 204, None
        if asked.method == "PUT":
            self.issues[id_]["fields"].update(asked.body["fields"])
            return 204, None
        return 200, self.issues[id_]

    def _search(self, asked: Asked) -> tuple[int, Any]:
        jql = asked.body["jql"]
        label = _LABEL.search(jql)
        found = [each for _, each in sorted(self.issues.items())]
        if label:
            found = [each for each in found if label[1] in each["fields"]["labels"]]
        elif "currentUser()" in jql:
            found = [each for each in found[::-1] if each["fields"]["creator"] == self.account]
        start = int(asked.body.get("nextPageToken", asked.body.get("startAt", 0)))
        end = start + min(asked.body["maxResults"], 50)
        more = {"isLast": end >= len(found)} | ({"nextPageToken": str(end)} if end < len(found) else {})
        return 200, {"issues": found[start:end], **(more if self.cloud else {"total": len(found)})}


def _status(name: str) -> Payload:
    return {"name": name, "statusCategory": {"key": _CATEGORIES[name]}}
