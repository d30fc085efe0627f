"""A stateful GitHub server on loopback (Node's emulate), for tests that need the whole of one."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
NODE = HERE / "node_modules" / ".bin" / "node"
EMULATE = HERE / "node_modules" / "emulate" / "dist" / "index.js"
TOKEN = "canary-3f9a-that-nobody-may-see"

SEED = {
    "tokens": {TOKEN: {"login": "acme", "scopes": ["repo"]}},
    "github": {
        "users": [{"login": "acme"}],
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

    def post(self, path: str, payload: dict[str, Any]) -> None:
        """One writing request as the owner of everything. Raises HTTPError unless it succeeds."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        request = Request(f"{self.address}{path}", json.dumps(payload).encode(), headers, method="POST")  # noqa: S310  # loopback only
        with urlopen(request, timeout=10) as answer:  # noqa: S310  # loopback only
            answer.read()

    def fill(self, repository: str, issues: dict[str, list[str]]) -> None:
        """Open issues (title to labels) in a repository, their labels first."""
        for label in sorted({label for labels in issues.values() for label in labels}):
            self.post(f"/repos/{repository}/labels", {"name": label, "color": "336699"})
        for title, labels in issues.items():
            self.post(f"/repos/{repository}/issues", {"title": title, "labels": labels})


@contextmanager
def github_server(folder: Path) -> Iterator[GitHubServer]:
    """Start a server that keeps what it holds in memory; stop it at the end."""
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    port = _free_port()
    words = [NODE, EMULATE, "start", "--service", "github", "--port", str(port), "--seed", seed]
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
