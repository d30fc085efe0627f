"""Runs a workflow with the Action under act, without Docker, and reads back what a runner would have kept."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from action.github_front import GitHubFront
from action.github_server import TOKEN, WORKFLOW_TOKEN, GitHubServer

ROOT = Path(__file__).parents[2]
ACT = Path(sys.executable).parent / "act"
OURS = (
    *("action.yml", "pyproject.toml", "README.md", "LICENSE"),
    *("requirements", "scripts", "policies", "src", ".github"),
)
# Read before the tests' environment is scrubbed: behind a proxy, pip in the Action needs it too.
PROXIES = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
# act's own files go where the test can look at them; what pip has fetched before stays at hand.
PIP_CACHE = subprocess.run(
    [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=True
).stdout.strip()
COMMIT = "c" * 40
POSES = "raise SystemExit('a file of the checkout was run')\n"
USES = re.compile(r"^      - (?:id: roadmap\n        )?uses: \./.*\n((?: {8,}.*\n|\n)*)", re.MULTILINE)
LOOK = """\
      - shell: bash
        if: always()
        env:
          STEPS: ${{ toJSON(steps) }}
        run: |
          printf '%s' "$STEPS" >"$RAN/steps.json"
          shopt -s nullglob
          for folder in "$RUNNER_TEMP"/seedcorn-report-*; do cp -R "$folder" "$RAN/"; done
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of one run of a workflow; `written` are the requests that wrote, or were refused to."""

    exit_code: int
    log: str
    folder: Path
    written: tuple[str, ...]

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """Each step that used the Action: outcome, conclusion, outputs."""
        told: dict[str, Any] = json.loads((self.folder / "steps.json").read_text())
        return [step for name, step in told.items() if name.startswith("roadmap")]

    @property
    def outputs(self) -> dict[str, str]:
        """Those of the first."""
        found: dict[str, str] = self.steps[0]["outputs"]
        return found

    @property
    def exit_codes(self) -> list[str]:
        """What seedcorn ended with in each step."""
        return [step["outputs"].get("exit-code", "") for step in self.steps]

    @property
    def summary(self) -> str:
        """The first step's, as act shows it."""
        shown = self.log.partition("  ⚙  Summary - ")[2]
        return re.split(r"^\[", shown, maxsplit=1, flags=re.MULTILINE)[0]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Each step's as JSON."""
        paths = [Path(step["outputs"]["json"]) for step in self.steps]
        return [json.loads((self.folder / path.parent.name / path.name).read_text()) for path in paths]

    @property
    def commands(self) -> list[str]:
        """The annotations of the log, as act shows them."""
        return [line.partition("] ")[2].strip() for line in self.log.splitlines() if _is_command(line)]

    @property
    def everything(self) -> str:
        """All that anybody can read of it: log, summary, outputs and files."""
        files = [path.read_text() for path in self.folder.glob("*-report-*/*")]
        return "\n".join([self.log, *files])


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A user's repository that holds the Action; `installed` is where seedcorn is already, if anywhere."""

    folder: Path
    front: GitHubFront
    repository: str
    installed: str = ""

    @property
    def server(self) -> GitHubServer:
        """To seed it and to read back, without the front between."""
        assert self.front.server is not None
        return self.front.server

    def run(
        self,
        event: str,
        payload: Mapping[str, Any],
        *,
        workflow: str,
        times: int = 1,
        fork: bool = False,
        private: bool = True,
        **inputs: str,
    ) -> Ran:
        """Run one of our ready workflows, with `inputs` to the Action, whose step may be there several times.

        What it may do on the server are the permissions that it writes; on a pull request from a fork, GitHub
        gives its token no more than to read.
        """
        text = _workflow(workflow, times, inputs)
        if event == "pull_request_target":
            text = text.replace("\n  pull_request:", "\n  pull_request_target:")
        return self.run_as_written(event, payload, text, fork=fork, private=private)

    def run_as_written(
        self,
        event: str,
        payload: Mapping[str, Any],
        text: str,
        *,
        fork: bool = False,
        private: bool = True,
        action: Path | None = None,
    ) -> Ran:
        """Run a workflow; `action` is a checkout of what it calls seedcorn/seedcorn at the commit COMMIT."""
        self._commit(text)
        granted = _permissions(text)
        self.front.permissions = dict.fromkeys(granted, "read") if fork else granted
        # A folder of its own for each run, beside the checkout.
        ran = Path(tempfile.mkdtemp(prefix="ran-", dir=self.folder.parent))
        (ran / "temp").mkdir()
        (ran / "event.json").write_text(json.dumps(self._told(event, payload, private=private)))
        before = len(self.front.written)
        given = ("--local-repository", f"seedcorn/seedcorn@{COMMIT}={action}") if action else ()
        done = self._act(event, ran, *given)
        shutil.rmtree(ran / "temp")
        written = tuple(self.front.written[before:])
        return Ran(exit_code=done.returncode, log=done.stdout, folder=ran, written=written)

    def _told(self, event: str, payload: Mapping[str, Any], *, private: bool) -> Mapping[str, Any]:
        """The event as GitHub tells it: a schedule's does not say in which repository it is."""
        if event == "schedule":
            return payload
        visibility = "private" if private else "public"
        about = {"full_name": self.repository, "private": private, "visibility": visibility}
        return {**payload, "repository": about}

    def _act(self, event: str, ran: Path, *given: str) -> subprocess.CompletedProcess[str]:
        words = [ACT, event, "--workflows", ".github/workflows/mine.yml", "--eventpath", ran / "event.json"]
        words += ["--platform", "ubuntu-latest=-self-hosted", "--action-offline-mode", "--no-cache-server"]
        words += ["--secret", "GITHUB_TOKEN", *given]
        words += ["--env", f"GITHUB_API_URL={self.front.url}", "--env", f"RAN={ran}"]
        home = {"XDG_CACHE_HOME": str(ran / "temp"), "PIP_CACHE_DIR": PIP_CACHE}
        return subprocess.run(
            [str(word) for word in words],
            cwd=self.folder,
            env=os.environ | PROXIES | home | {"GITHUB_TOKEN": WORKFLOW_TOKEN},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )

    def _commit(self, workflow: str) -> None:
        target = self.folder / ".github" / "workflows" / "mine.yml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(workflow.replace("@COMMIT", f"@{COMMIT}"))
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--message=All")

    def keep(self, **files: str) -> None:
        """Put files into the checkout; an underscore in a name stands for its dot."""
        for name, text in files.items():
            (self.folder / name.replace("_", ".")).write_text(text)

    def no_title_did_anything(self, ran: Ran) -> None:
        """Nothing that somebody wrote in a tracker or a checkout was run, and no token was shown."""
        assert TOKEN not in ran.everything
        assert WORKFLOW_TOKEN not in ran.everything
        assert "a file of the checkout was run" not in ran.log
        assert "said a title" not in "".join(ran.commands)
        assert list(self.folder.parent.rglob("PWNED")) == []


def plain(text: str, front: GitHubFront) -> str:
    """A text without what differs from run to run."""
    for pattern, word in (
        (re.escape(front.url), "https://github.example"),
        (r"run=\d+ hash=[0-9a-f]+", "run=RUN hash=HASH"),
        (r"failing=[0-9a-f,]+", "failing=SHORT"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "WHEN"),
        (r"\d{4}-\d\d-\d\d", "DAY"),
        (r"\b[0-9a-f]{40}\b", "COMMIT"),
        (r"issuecomment-\d+", "issuecomment-ID"),
        (r"checks/\d+", "checks/ID"),
        (r"/\S+/(seedcorn-report-)\w+/", r"\1FOLDER/"),
    ):
        text = re.sub(pattern, word, text)
    return text


def checkout(folder: Path, front: GitHubFront, repository: str, *, installed: str) -> Checkout:
    """Make one, with a history and an origin, and with what a hostile pull request could bring along."""
    folder.mkdir()
    for name in OURS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    for name in ("pip.py", "json.py", "seedcorn.py"):
        (folder / name).write_text(POSES)
    if installed:
        # The same step of the Action as ever, whose installer finds its work done.
        script = f'#!/usr/bin/env bash\necho "bin={installed}" >>"$GITHUB_OUTPUT"\n'
        (folder / "scripts" / "action" / "install.sh").write_text(script)
    return _begun(folder, front, repository, installed=installed)


def newcomer(folder: Path, front: GitHubFront, repository: str) -> Checkout:
    """A repository with nothing in it."""
    folder.mkdir()
    return _begun(folder, front, repository)


def shown_in_readme() -> str:
    """The workflow that the README shows."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return next(block for block in blocks if "\njobs:" in block)


def _begun(folder: Path, front: GitHubFront, repository: str, installed: str = "") -> Checkout:
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", f"https://github.com/{repository}.git")
    return Checkout(folder=folder, front=front, repository=repository, installed=installed)


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as somebody."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", *who, "-C", str(folder), *words], check=True)


def install(folder: Path) -> str:
    """Run the Action's own installer, once for many runs. Returns the folder of its programs."""
    done = folder / "output"
    if done.exists() and done.read_text():
        return done.read_text().strip().removeprefix("bin=")
    done.touch()
    environ = os.environ | PROXIES | {"PIP_CACHE_DIR": PIP_CACHE, "RUNNER_TEMP": str(folder)}
    environ |= {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_OUTPUT": str(done)}
    subprocess.run([str(ROOT / "scripts" / "action" / "install.sh")], env=environ, check=True)
    return done.read_text().strip().removeprefix("bin=")


def _workflow(name: str, times: int, inputs: Mapping[str, str]) -> str:
    """One of ours, whose step has an id and maybe inputs, and after it one that looks at what came out."""
    text = (ROOT / ".github" / "workflows" / name).read_text()
    found = USES.search(text)
    assert found, f"{name} does not use the Action"
    given = "".join(f"          {key}: {json.dumps(value)}\n" for key, value in inputs.items())
    settings = f"        with:\n{given}" if given else ""
    steps = [
        f"      - id: roadmap{number}\n        if: always()\n        uses: ./\n{settings}"
        for number in range(1, times + 1)
    ]
    return text[: found.start()] + "".join(steps) + LOOK


def _permissions(workflow: str) -> dict[str, str]:
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    granted: dict[str, str] = job["permissions"]
    return granted


def _is_command(line: str) -> bool:
    return any(sign in line for sign in ("❗", "🚧", "💬", "❓"))
