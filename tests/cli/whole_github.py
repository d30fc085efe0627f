"""A GitHub on loopback to read from and to write to: issues, a pull request, files, and what was posted."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.github_server import GithubServer, github_branches, github_issue, github_pull
from connectors.tracker_server import Answered, Asked, Payload
from sinks.github_board import COMMIT, GithubBoard

BASE = "a" * 40
_WRITTEN = ("comments", "check-runs")


def asked_for(name: str, number: int, **changes: Any) -> Payload:
    """An issue that a customer asks for by its label alone."""
    labels = [{"name": f"customer: {name}"}] if name else []
    return github_issue(number, labels=labels, body="", **changes)


def backlog(**of_each: int) -> list[Payload]:
    """So many issues of each customer; of `seed`, so many with that mark."""
    names = [name for name, many in of_each.items() for _ in range(many)]
    issues = [asked_for("" if name == "seed" else name, number) for number, name in enumerate(names, 20)]
    for name, issue in zip(names, issues, strict=True):
        if name == "seed":
            issue["labels"] = [{"name": "seed-corn"}]
    return issues


class WholeGithub(GithubServer):
    """acme/app with `issues` (number 12 may be one), and `files` as (path, commit) to text.

    `pull` is what number 12 is where it is a pull request.
    """

    def __init__(
        self,
        issues: Sequence[Payload],
        *,
        pull: Mapping[str, Any] | None = None,
        files: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        found = [*issues, *([github_pull(12, **pull)] if pull is not None else [])]
        branches = github_branches(head={"ref": "work", "sha": COMMIT, "repo": None})
        super().__init__(issues=found, pulls={12: branches} if pull is not None else {})
        self.files = dict(files or {})
        self.board = GithubBoard()
        self.board.pulls = {12} if pull is not None else set()

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        self.board._http.server_close()  # it answers for this one, and listens for nobody

    @property
    def written(self) -> list[Asked]:
        """The requests that wrote anything."""
        return [asked for asked in self.requests if asked.method != "GET" and asked.path != "/graphql"]

    def texts(self) -> list[str]:
        """What stands in comments, without the mark."""
        return [each["body"].partition("\n")[2] for each in self.board.comments.values()]

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        steps = asked.path.strip("/").split("/")
        if steps[3:4] == ["contents"]:
            return self._file("/".join(steps[4:]), asked.query["ref"])
        if self._is_written(asked, steps):
            return self.board.answer(asked)
        return super().answer(asked)

    def _is_written(self, asked: Asked, steps: list[str]) -> bool:
        if asked.path == "/graphql":
            return "viewer" in str(asked.body)
        report = asked.query.get("labels") == "seedcorn-report" or (
            steps[3:4] == ["issues"] and asked.method != "GET"
        )
        own = steps[3:4] == ["issues"] and steps[-1].isdigit() and int(steps[-1]) in self.board.issues
        return report or own or asked.path in ("/user", "/repos/acme/app") or bool({*_WRITTEN} & {*steps})

    def _file(self, path: str, commit: str) -> Answered:
        text = self.files.get((path, commit))
        if text is None:
            return 404, {}, b'{"message": "Not Found"}'
        content = b64encode(text.encode()).decode()
        return 200, {}, json.dumps({"encoding": "base64", "content": content}).encode()
