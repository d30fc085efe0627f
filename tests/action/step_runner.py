"""The Action's step, loaded, and a runner for it whose seedcorn is a stand-in."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
STEP = ROOT / "scripts" / "action" / "step.py"

_spec = importlib.util.spec_from_file_location("action_step", STEP)
assert _spec is not None
assert _spec.loader is not None
step: Any = importlib.util.module_from_spec(_spec)
sys.modules["action_step"] = step  # a dataclass looks its own module up
_spec.loader.exec_module(step)

STAND_IN = """#!{python}
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
(here / "words.json").write_text(json.dumps(sys.argv[1:]))
said = json.loads((here / "said.json").read_text())
print(said["stdout"])
print(said["stderr"], file=sys.stderr)
paths = dict(word.removeprefix("--output=").split("=", 1) for word in sys.argv if word.count("=") == 2)
if said["exit"] in (0, 1, 3):
    pathlib.Path(paths["markdown"]).write_text(said["report"])
    pathlib.Path(paths["json"]).write_text(json.dumps(said["answer"]))
    for name in ("html", "sarif"):
        if name in paths:
            pathlib.Path(paths[name]).write_text(name)
if said["posted"] is not None:
    pathlib.Path(os.environ["SEEDCORN_POSTED"]).write_text(json.dumps(said["posted"]))
sys.exit(said["exit"])
"""
ANSWER = {"verdict": "fail", "findings": [{"kind": "fail"}, {"kind": "open"}, {"kind": "pass"}]}
COMPARED = {
    "verdict": "pass",
    "before": {"findings": []},
    "after": {"findings": [{"kind": "fail"}, {"kind": "fail"}]},
    "shifts": [{"worse": True}, {"worse": False}],
}
COMMENT = {
    "kind": "comment",
    "target": "github:acme/app#7",
    "deed": "created",
    "where": "https://github.example/acme/app/issues/7#issuecomment-1",
    "why": "",
    "hint": "",
}
REFUSED = {
    "kind": "check run",
    "target": "github:acme/app@c0ffee",
    "deed": None,
    "where": "",
    "why": "access refused (403)",
    "hint": 'write "checks: write" below "permissions:"',
}
OPENED = {"action": "opened", "issue": {"number": 7, "labels": []}}
ALL = "comment, check, report"


class Runner:
    """A runner whose seedcorn is the stand-in, which says and writes what it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "temp").mkdir()
        seedcorn = folder / "seedcorn"
        seedcorn.write_text(STAND_IN.format(python=sys.executable))
        seedcorn.chmod(0o755)
        self.environ = {
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "GITHUB_REPOSITORY": "acme/app",
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "SEEDCORN_ACTION_BIN": str(folder),
            "SEEDCORN_ACTION_SOURCE": "github:acme/app",
            "SEEDCORN_ACTION_FAIL_ON": "error",
            "SEEDCORN_ACTION_STRICT": "false",
            "SEEDCORN_ACTION_POST": ALL,
        }

    def run(
        self, name: str = "schedule", event: object = None, **said: object
    ) -> subprocess.CompletedProcess[str]:
        """Run the step for an event; `said` is what seedcorn says and ends with."""
        usual = {
            "exit": 0,
            "stdout": "",
            "stderr": "",
            "report": "# Whose?\n",
            "answer": ANSWER,
            "posted": None,
        }
        (self.folder / "said.json").write_text(json.dumps(usual | said))
        (self.folder / "event.json").write_text(json.dumps(event))
        return subprocess.run(
            [sys.executable, "-I", str(STEP)],
            env=self.environ | {"GITHUB_EVENT_NAME": name},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @property
    def words(self) -> list[str]:
        """How seedcorn was called."""
        told: list[str] = json.loads((self.folder / "words.json").read_text())
        return told

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text()

    @property
    def outputs(self) -> dict[str, str]:
        """What the runner would read back, by its own rule: a name, a delimiter, lines, the delimiter."""
        return read_back(self.folder / "output")


def read_back(path: Path) -> dict[str, str]:
    lines = iter(path.read_text().splitlines())
    found = {}
    for line in lines:
        name, delimiter = line.split("<<")
        value = []
        for row in lines:
            if row == delimiter:
                break
            value.append(row)
        found[name] = "\n".join(value)
    return found
