"""A GitLab on loopback that keeps what is written: notes and issues, and who wrote them."""

import json
from collections.abc import Callable
from typing import Any

from connectors.gitlab_server import TOKEN
from connectors.tracker_server import Answered, Asked, Payload, TrackerServer

BOT: Payload = {"id": 77, "username": "project_3_bot", "bot": True}
ADA: Payload = {"id": 1, "username": "ada"}


class GitlabBoard(TrackerServer):
    """One project, acme/app, written to by `account`. `denied` says that the token may only read."""

    def __init__(self) -> None:
        super().__init__()
        self.account = BOT
        self.denied = ""
        self.visibility = "private"
        self.notes: dict[int, Payload] = {}
        self.issues: dict[int, Payload] = {}
        self._last = 100

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to write here."""
        return {"GITLAB_URL": self.url, "GITLAB_TOKEN": TOKEN}

    def comment(self, body: str, user: Payload, on: str = "issues/12") -> int:
        """A note that somebody wrote; its id."""
        id_ = self._next()
        self.notes[id_] = {"id": id_, "body": body, "author": user, "system": False, "on": on}
        return id_

    def issue(self, body: Payload, user: Payload) -> int:
        """An issue that somebody opened; its number."""
        iid = self._next()
        start = {"id": iid + 1_000, "iid": iid, "author": user, "state": "opened", "closed_by": None}
        self.issues[iid] = {**start, "labels": [], **body}
        return iid

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        if self.denied and asked.method != "GET":
            return 403, {}, b'{"error": "insufficient_scope", "scope": "api"}'
        status, value = self._value(asked)
        return status, {}, b"" if status == 204 else json.dumps(value).encode()

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _value(self, asked: Asked) -> tuple[int, Any]:
        match asked.path.removeprefix("/api/v4/").split("/"):
            case ["user"]:
                return 200, self.account
            case ["projects", "acme%2Fapp"]:
                return 200, {"visibility": self.visibility}
            case ["projects", "acme%2Fapp", *rest]:
                return self._in_project(rest, asked)
        return 404, {"message": "404 Not found"}

    def _in_project(self, rest: list[str], asked: Asked) -> tuple[int, Any]:
        match rest:
            case ["issues" | "merge_requests" as kind, "12", "notes"]:
                on = f"{kind}/12"
                notes = {id_: each for id_, each in self.notes.items() if each["on"] == on}
                return self._list(asked, notes, lambda body: self._noted(body, on))
            case ["issues" | "merge_requests", "12", "notes", id_]:
                return self._one(asked, self.notes, int(id_))
            case ["issues"]:
                return self._list(
                    asked, self.issues, lambda body: self.issues[self.issue(body, self.account)]
                )
            case ["issues", iid]:
                return self._one(asked, self.issues, int(iid))
        return 404, {"message": "404 Not found"}

    def _noted(self, body: Payload, on: str) -> Payload:
        return self.notes[self.comment(body["body"], self.account, on)]

    def _list(
        self, asked: Asked, objects: dict[int, Payload], make: Callable[[Payload], Payload]
    ) -> tuple[int, Any]:
        if asked.method == "POST":
            with self._lock:
                return 201, make(asked.body)
        found = [each for _, each in sorted(objects.items()) if _fits(each, asked)]
        start = (asked.page - 1) * int(asked.query.get("per_page", "20"))
        return 200, found[start : start + int(asked.query.get("per_page", "20"))]

    def _one(self, asked: Asked, objects: dict[int, Payload], id_: int) -> tuple[int, Any]:
        if id_ not in objects:
            return 404, {"message": "404 Not found"}
        if asked.method == "DELETE":
            del objects[id_]
            return 204, None
        if asked.method == "PUT":
            self._change(objects[id_], dict(asked.body))
        return 200, objects[id_]

    def _change(self, found: Payload, body: Payload) -> None:
        event = body.pop("state_event", "")
        if event:
            found["state"] = "closed" if event == "close" else "opened"
            found["closed_by"] = self.account if event == "close" else None
        gone = body.pop("remove_labels", ())
        found["labels"] = [name for name in found.get("labels", ()) if name not in gone]
        found.update(body)


def _fits(item: Payload, asked: Asked) -> bool:
    """Whether a list that was asked for so has it."""
    query = asked.query
    return ("labels" not in query or query["labels"] in item["labels"]) and (
        "author_id" not in query or query["author_id"] == str(item["author"]["id"])
    )
