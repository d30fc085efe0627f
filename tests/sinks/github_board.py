"""A GitHub on loopback that keeps what is written: comments, issues, check runs, and who wrote them."""

import json
from collections.abc import Callable
from typing import Any

from connectors.github_server import TOKEN
from connectors.tracker_server import Answered, Asked, Payload, TrackerServer

BOT: Payload = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
ADA: Payload = {"login": "ada", "id": 1, "type": "User"}
OTHER_BOT: Payload = {"login": "renovate[bot]", "id": 29139614, "type": "Bot"}
COMMIT = "4bf1a2" + "0" * 34
_APP = {"github-actions[bot]": "github-actions", "renovate[bot]": "renovate"}


class GithubBoard(TrackerServer):
    """One repository, acme/app, written to by `account`.

    `user` is what /user answers: 403 for the token of a workflow. `viewer` is what GraphQL says then; empty
    if it fails. `denied` is a permission that the token lacks. `pulls` are the numbers of pull requests.
    """

    def __init__(self) -> None:
        super().__init__()
        self.account = BOT
        self.user = 403
        self.viewer = "github-actions[bot]"
        self.denied = ""
        self.accepted = ""
        self.repository: Payload = {"private": True, "visibility": "private"}
        self.pulls = {12}
        self.comments: dict[int, Payload] = {}
        self.issues: dict[int, Payload] = {}
        self.checks: dict[int, Payload] = {}
        self._last = 100

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to write here."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": TOKEN}

    def comment(self, body: str, user: Payload) -> int:
        """A comment on number 12 that somebody wrote; its id."""
        id_ = self._next()
        page = f"https://github.com/acme/app/issues/12#issuecomment-{id_}"
        self.comments[id_] = {"id": id_, "body": body, "user": user, "html_url": page}
        return id_

    def issue(self, body: Payload, user: Payload) -> int:
        """An issue that somebody opened; its number."""
        number = self._next()
        page = f"https://github.com/acme/app/issues/{number}"
        start = {"number": number, "id": number + 1_000, "html_url": page, "user": user, "state": "open"}
        labels = [{"name": name} for name in body.get("labels", ())]
        self.issues[number] = {**start, "closed_by": None, **body, "labels": labels}
        return number

    def check(self, body: Payload, user: Payload) -> int:
        """A check run that an App made; its id."""
        id_ = self._next()
        page = f"https://github.com/acme/app/runs/{id_}"
        self.checks[id_] = {"id": id_, "html_url": page, "app": {"slug": _APP[user["login"]]}, **body}
        return id_

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        refused = self.denied and asked.method != "GET" and asked.path != "/graphql"
        if refused:
            headers = {"X-Accepted-GitHub-Permissions": self.accepted} if self.accepted else {}
            return 403, headers, b'{"message": "Resource not accessible by integration"}'
        status, value = self._value(asked)
        return status, {}, b"" if status == 204 else json.dumps(value).encode()

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _value(self, asked: Asked) -> tuple[int, Any]:
        match asked.path.strip("/").split("/"):
            case ["user"]:
                return self.user, self.account if self.user == 200 else {"message": "Resource not accessible"}
            case ["graphql"]:
                return 200, {"data": {"viewer": {"login": self.viewer}}} if self.viewer else {"errors": []}
            case ["repos", "acme", "app"]:
                return 200, self.repository
            case ["repos", "acme", "app", "pulls", number]:
                return (200, {}) if int(number) in self.pulls else (404, {})
            case ["repos", "acme", "app", *rest]:
                return self._in_repository(rest, asked)
        return 404, {"message": "Not Found"}

    def _in_repository(self, rest: list[str], asked: Asked) -> tuple[int, Any]:
        match rest:
            case ["issues", "12", "comments"]:
                return self._list(
                    asked, self.comments, lambda body: self.comment(body["body"], self.account), ""
                )
            case ["issues", "comments", id_]:
                return self._one(asked, self.comments, int(id_))
            case ["issues"]:
                return self._list(asked, self.issues, lambda body: self.issue(body, self.account), "")
            case ["issues", number]:
                return self._one(asked, self.issues, int(number))
        return self._of_checks(rest, asked)

    def _of_checks(self, rest: list[str], asked: Asked) -> tuple[int, Any]:
        match rest:
            case ["commits", commit, "check-runs"] if commit == COMMIT:
                return self._list(asked, self.checks, lambda body: 0, "check_runs")
            case ["check-runs"]:
                return self._list(
                    asked, self.checks, lambda body: self.check(body, self.account), "check_runs"
                )
            case ["check-runs", id_]:
                return self._one(asked, self.checks, int(id_))
        return 404, {"message": "Not Found"}

    def _list(
        self, asked: Asked, objects: dict[int, Payload], make: Callable[[Payload], int], listed: str
    ) -> tuple[int, Any]:
        if asked.method == "POST":
            with self._lock:
                return 201, objects[make(asked.body)]
        found = [each for _, each in sorted(objects.items()) if _fits(each, asked)]
        start = (asked.page - 1) * int(asked.query.get("per_page", "30"))
        page = found[start : start + int(asked.query.get("per_page", "30"))]
        return 200, {"total_count": len(found), listed: page} if listed else page

    def _one(self, asked: Asked, objects: dict[int, Payload], id_: int) -> tuple[int, Any]:
        if id_ not in objects:
            return 404, {"message": "Not Found"}
        if asked.method == "DELETE":
            del objects[id_]
            return 204, None
        if asked.method == "PATCH":
            self._change(objects[id_], dict(asked.body))
        return 200, objects[id_]

    def _change(self, found: Payload, body: Payload) -> None:
        if "labels" in body:
            body["labels"] = [{"name": name} for name in body["labels"]]
        if "state" in body:
            body["closed_by"] = self.account if body["state"] == "closed" else None
        found.update(body)


def _fits(item: Payload, asked: Asked) -> bool:
    """Whether a list that was asked for so has it."""
    query = asked.query
    labels = {label["name"] for label in item.get("labels", ())}
    return (
        ("labels" not in query or query["labels"] in labels)
        and ("creator" not in query or query["creator"] == item["user"]["login"])
        and ("check_name" not in query or query["check_name"] == item["name"])
        and query.get("state", "all") in ("all", item.get("state"))
    )
