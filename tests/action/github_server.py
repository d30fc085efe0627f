"""A stateful GitHub server on loopback (Node's emulate), for tests that need the whole of one."""

import json
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
NODE = HERE / "node_modules" / ".bin" / "node"
EMULATE = HERE / "node_modules" / "emulate" / "dist" / "index.js"
TOKEN = "canary-3f9a-that-nobody-may-see"
# The token of a workflow belongs to an App of GitHub's own, and not to a person.
WORKFLOW_TOKEN = "canary-77c1-that-nobody-may-see"
BOT = "github-actions[bot]"

SEED = {
    "tokens": {
        TOKEN: {"login": "acme", "scopes": ["repo"]},
        WORKFLOW_TOKEN: {"login": BOT, "scopes": ["repo"]},
    },
    "github": {
        "users": [{"login": "acme"}, {"login": BOT}],
        "repos": [
            {"owner": "acme", "name": "app", "private": True},
            {"owner": "acme", "name": "other-app", "private": True},
        ],
    },
}


def missing() -> str:
    """What is not installed, in words for a skip; nothing where all is there."""
    if not (NODE.exists() and EMULATE.exists()):
        return "no GitHub server here: npm ci --prefix tests/action (make test does it where npm is)"
    return ""


class GitHubServer:
    """A running server. `address` is its API's, on localhost."""

    def __init__(self, port: int) -> None:
        self.address = f"http://localhost:{port}"

    def ask(self, method: str, path: str, payload: Mapping[str, Any] | None = None) -> Any:
        """One request as the owner of everything, and its answer. Raises HTTPError unless it succeeds."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        body = None if payload is None else json.dumps(payload).encode()
        request = Request(f"{self.address}{path}", body, headers, method=method)  # noqa: S310  # loopback only
        with urlopen(request, timeout=10) as answer:  # noqa: S310  # loopback only
            return json.loads(answer.read() or b"null")

    def post(self, path: str, payload: dict[str, Any]) -> Any:
        """One writing request, and its answer."""
        return self.ask("POST", path, payload)

    def make(self, name: str, *, private: bool) -> str:
        """A repository of acme's with one commit, in which workflows may write; its full name."""
        self.post("/user/repos", {"name": name, "private": private, "auto_init": True})
        self.ask("PUT", f"/repos/acme/{name}/collaborators/{BOT}", {"permission": "push"})
        return f"acme/{name}"

    def fill(self, repository: str, issues: Mapping[str, Sequence[str]]) -> list[int]:
        """Open issues (title to labels) in a repository, their labels first; their numbers."""
        there = {label["name"] for label in self.ask("GET", f"/repos/{repository}/labels?per_page=100")}
        for label in sorted({label for labels in issues.values() for label in labels} - there):
            self.post(f"/repos/{repository}/labels", {"name": label, "color": "336699"})
        made = (
            self.post(f"/repos/{repository}/issues", {"title": title, "labels": list(labels)})
            for title, labels in issues.items()
        )
        return [issue["number"] for issue in made]

    def close(self, repository: str, numbers: Sequence[int]) -> None:
        """Close issues as done."""
        for number in numbers:
            self.ask("PATCH", f"/repos/{repository}/issues/{number}", {"state": "closed"})

    def relabel(self, repository: str, number: int, *labels: str) -> None:
        """Give an issue these labels, and no others."""
        self.ask("PATCH", f"/repos/{repository}/issues/{number}", {"labels": list(labels)})

    def write(self, repository: str, branch: str, files: Mapping[str, str]) -> None:
        """Commit files to a branch, which starts at main if there is none."""
        root = f"/repos/{repository}"
        if branch not in {each["name"] for each in self.ask("GET", f"{root}/branches")}:
            main = self.ask("GET", f"{root}/git/ref/heads/main")["object"]["sha"]
            self.post(f"{root}/git/refs", {"ref": f"refs/heads/{branch}", "sha": main})
        there = {each["path"]: each["sha"] for each in self.ask("GET", f"{root}/contents?ref={branch}")}
        for path, text in files.items():
            content = b64encode(text.encode()).decode()
            old = {"sha": there[path]} if path in there else {}
            said = {"message": f"Change {path}", "content": content, "branch": branch} | old
            self.ask("PUT", f"{root}/contents/{path}", said)

    def pull(self, repository: str, branch: str, title: str, body: str) -> dict[str, Any]:
        """Open a pull request to main."""
        said = {"title": title, "body": body, "head": branch, "base": "main"}
        opened: dict[str, Any] = self.post(f"/repos/{repository}/pulls", said)
        return opened


@contextmanager
def github_server(folder: Path, *, advertised: str = "") -> Iterator[GitHubServer]:
    """Start a server that keeps what it holds in memory; stop it at the end.

    `advertised` is the address that it gives as its own, where something stands before it.
    """
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    port = _free_port()
    words = [NODE, EMULATE, "start", "--service", "github", "--port", str(port), "--seed", seed]
    words += ["--base-url", advertised] if advertised else []
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([str(word) for word in words], stdout=log, stderr=log, cwd=folder)
    try:
        _wait_for(port, process)
        yield GitHubServer(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"the GitHub server did not come up (exit {process.poll()})")
