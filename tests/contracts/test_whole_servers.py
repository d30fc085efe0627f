"""Connectors against servers of others: a stateful GitHub, and a Jira that answers as its vendor says."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from action.github_server import NODE, TOKEN, GitHubServer, github_server, missing
from connectors.jira_server import jira_status
from connectors.tracker_server import Answered, Asked, TrackerServer
from contracts.descriptions import SPECS
from seedcorn.connector import Bookmark, Collecting, Item
from seedcorn.connectors import github, jira
from seedcorn.model import Issue

PRISM = NODE.parents[1] / "@stoplight/prism-cli/dist/index.js"
JIRA = SPECS / "jira/jira-cloud-platform.examples-parsed.json"
ISSUES = 1_500


def fill(server: GitHubServer, numbers: range) -> None:
    """Open issues, every third with a customer's label; each seventh is closed at once."""
    for number in numbers:
        labels = ["customer: Acme"] if number % 3 == 0 else []
        server.post("/repos/acme/app/issues", {"title": f"Wish {number}", "labels": labels})


@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
def test_a_github_with_state(tmp_path: Path) -> None:
    with github_server(tmp_path) as server:
        server.post("/repos/acme/app/labels", {"name": "customer: Acme", "color": "336699"})
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda start: fill(server, range(start, ISSUES, 4)), range(4)))
        environ = {"GITHUB_API_URL": server.address, "GITHUB_TOKEN": TOKEN}
        items = list(github.collect("acme/app", Collecting(environ=environ)))
        again = list(github.collect("acme/app", Collecting(environ=environ, bookmarks=bookmarks_of(items))))
    issues = [item for item in items if isinstance(item, Issue)]
    assert [item for item in items if not isinstance(item, Issue | Bookmark)] == []
    assert [issue.key for issue in issues] == [f"acme/app#{number}" for number in range(1, ISSUES + 1)]
    assert sorted(issue.title for issue in issues) == sorted(f"Wish {number}" for number in range(ISSUES))
    asked = {issue.title for issue in issues if issue.labels == ("customer: Acme",)}
    assert asked == {f"Wish {number}" for number in range(0, ISSUES, 3)}
    assert len([item for item in again if not isinstance(item, Bookmark)]) <= ISSUES


def bookmarks_of(items: list[Item]) -> dict[str, str]:
    """The last of each source."""
    return {item.source: item.text for item in items if isinstance(item, Bookmark)}


class PrismFront(TrackerServer):
    """Passes on to Prism, which knows version 3 alone and whose examples leave out what all have."""

    def __init__(self, prism: str) -> None:
        super().__init__()
        self._prism = prism
        self.violations: list[str] = []

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        path = asked.path.replace("/rest/api/2/", "/rest/api/3/")
        body = None if asked.body is None else json.dumps(asked.body).encode()
        headers = {"Content-Type": "application/json", "Authorization": asked.headers["authorization"]}
        request = Request(f"{self._prism}{path}", body, headers, method=asked.method)  # noqa: S310  # loopback only
        try:
            with urlopen(request, timeout=20) as answer:  # noqa: S310  # loopback only
                found = json.loads(answer.headers.get("sl-violations", "[]"))
                value = json.load(answer)
        except HTTPError as error:
            self.violations.append(f"{asked.method} {path}: {error.code} {error.read()[:200]!r}")
            return error.code, {}, b"{}"
        self.violations += [str(each) for each in found if each["location"][0] == "request"]
        return 200, {}, json.dumps(_completed(path, value)).encode()


def _completed(path: str, value: Any) -> Any:
    """With what the examples leave out."""
    if path.endswith("/serverInfo"):
        return value | {"deploymentType": "Cloud"}
    for issue in value.get("issues", []) if isinstance(value, dict) else []:
        moment = "2025-03-01T13:00:00.000+0100"
        issue["fields"] |= {"summary": "Order flow", "created": moment, "updated": moment, "labels": []}
        issue["fields"] |= {"status": jira_status("new"), "issuetype": {"name": "Bug"}}
    return value


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def prism(folder: Path) -> Iterator[str]:
    """The address of a mock of Jira Cloud; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [NODE, PRISM, "mock", "--host", "127.0.0.1", "--port", port, JIRA]
    with (folder / "prism.log").open("wb") as log:
        process = subprocess.Popen([str(word) for word in words], stdout=log, stderr=log, cwd=folder)
    try:
        deadline = time.monotonic() + 60
        while not _is_open(port):
            assert process.poll() is None, (folder / "prism.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.skipif(not PRISM.exists(), reason="Prism is not here: npm ci --prefix tests/action (make test)")
@pytest.mark.skipif(not JIRA.exists(), reason="Jira's description is not beside this checkout")
def test_a_jira_that_answers_as_its_vendor_says(tmp_path: Path) -> None:
    with prism(tmp_path) as address, PrismFront(address) as server:
        environ = {"JIRA_URL": server.url, "JIRA_USER": "ada@example.org", "JIRA_TOKEN": "token"}
        items = list(jira.collect("ED", Collecting(environ=environ)))
        checks = list(jira.inspect("ED", Collecting(environ=environ)))
    assert server.violations == []
    assert len(server.requests) >= 5
    issues = [item for item in items if isinstance(item, Issue)]
    assert [item for item in items if not isinstance(item, Issue | Bookmark)] == []
    assert [issue.key for issue in issues] == ["ED-1"]
    assert any("Mia Krystof" in check.said for check in checks)
