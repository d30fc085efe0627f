"""The Action's two steps, with a stand-in for seedcorn: what goes in by inputs, and what comes out."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STEP = ROOT / "scripts" / "action" / "audit.py"

_spec = importlib.util.spec_from_file_location("audit_step", STEP)
assert _spec is not None
assert _spec.loader is not None
audit_step: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit_step)

STAND_IN = """#!{python}
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
(here / "words.json").write_text(json.dumps(sys.argv[1:]))
print("::warning title=concentration.top-share::over its limit")
print("::error::said a title on the way", file=sys.stderr)
paths = dict(word.removeprefix("--output=").split("=", 1) for word in sys.argv if word.count("=") == 2)
if os.environ["STAND_IN_EXIT"] in "013":
    pathlib.Path(paths["markdown"]).write_text("# Whose roadmap is it?\\n")
    pathlib.Path(paths["json"]).write_text('{{"verdict": "fail"}}')
sys.exit(int(os.environ["STAND_IN_EXIT"]))
"""


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The environment of a step, on a runner whose seedcorn is the stand-in."""
    (tmp_path / "temp").mkdir()
    seedcorn = tmp_path / "seedcorn"
    seedcorn.write_text(STAND_IN.format(python=sys.executable))
    seedcorn.chmod(0o755)
    return {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "SEEDCORN_ACTION_BIN": str(tmp_path),
        "SEEDCORN_ACTION_SOURCE": "github:acme/app",
        "SEEDCORN_ACTION_FAIL_ON": "error",
        "SEEDCORN_ACTION_STRICT": "false",
        "STAND_IN_EXIT": "0",
    }


def run_step(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(STEP)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def outputs(environ: dict[str, str]) -> dict[str, str]:
    """What the runner would read back, by its own rule: a name, a delimiter, lines, the delimiter."""
    lines = iter(Path(environ["GITHUB_OUTPUT"]).read_text().splitlines())
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


def test_inputs_become_options_and_sources_come_last(tmp_path: Path) -> None:
    environ = {
        "SEEDCORN_ACTION_BIN": "/bin",
        "SEEDCORN_ACTION_SOURCE": "github:acme/app\n\n  jira:project = APP AND text ~ '$(touch x)'\n--help",
        "SEEDCORN_ACTION_POLICY": "balanced",
        "SEEDCORN_ACTION_REGISTER": "customers.yml",
        "SEEDCORN_ACTION_CUSTOMER_LABEL": "from: *\nasked by *",
        "SEEDCORN_ACTION_FAIL_ON": "warning",
        "SEEDCORN_ACTION_AUDIENCE": "private",
        "SEEDCORN_ACTION_STRICT": "true",
    }
    words = audit_step.command(environ, tmp_path)
    assert words[:2] == ["/bin/seedcorn", "audit"]
    assert words[2:6] == [
        f"--output=markdown={tmp_path}/report.md",
        f"--output=json={tmp_path}/report.json",
        "--output=github",
        "--max-wait=300",
    ]
    assert words[6:13] == [
        "--policy=balanced",
        "--register=customers.yml",
        "--customer-label=from: *",
        "--customer-label=asked by *",
        "--fail-on=warning",
        "--audience=private",
        "--strict",
    ]
    assert words[13:] == ["--", "github:acme/app", "jira:project = APP AND text ~ '$(touch x)'", "--help"]


EMPTY = {
    "SEEDCORN_ACTION_BIN": "/bin",
    "SEEDCORN_ACTION_SOURCE": "\n",
    "SEEDCORN_ACTION_STRICT": "false",
    "GITHUB_REPOSITORY": "acme/app",
}


@pytest.mark.parametrize("said", ["", "extends: balanced\n"])
def test_without_a_source_anywhere_it_is_the_repository_that_this_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if said:
        (tmp_path / "seedcorn.yml").write_text(said)
    assert audit_step.command(EMPTY, tmp_path)[6:] == ["--", "github:acme/app"]


@pytest.mark.parametrize("file", ["seedcorn.yml", ".github/seedcorn.yml", "ours.yml"])
def test_the_sources_of_the_policy_count_before_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".github").mkdir()
    (tmp_path / file).write_text("sources: [gitlab: {group: acme}, jira: APP]\n")
    named = {"SEEDCORN_ACTION_POLICY": file} if file == "ours.yml" else {}
    options = ["--policy=ours.yml"] if named else []
    assert audit_step.command(EMPTY | named, tmp_path)[6:] == [*options, "--"]
    asked = EMPTY | named | {"SEEDCORN_ACTION_SOURCE": "github:acme/web"}
    assert audit_step.command(asked, tmp_path)[6:] == [*options, "--", "github:acme/web"]


def test_a_broken_policy_is_left_to_the_audit_to_explain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seedcorn.yml").write_text("sources: {")
    assert audit_step.command(EMPTY, tmp_path)[6:] == ["--"]


@pytest.mark.parametrize("exit_code", [0, 1, 3])
def test_an_answer_reaches_summary_and_outputs(runner: dict[str, str], exit_code: int) -> None:
    done = run_step(runner | {"STAND_IN_EXIT": str(exit_code)})
    assert done.returncode == exit_code, done.stdout
    assert Path(runner["GITHUB_STEP_SUMMARY"]).read_text() == "# Whose roadmap is it?\n"
    said = outputs(runner)
    assert (said["verdict"], said["exit-code"]) == ("fail", str(exit_code))
    assert Path(said["report"]).read_text() == "# Whose roadmap is it?\n"
    assert Path(said["json"]).parent.parent == Path(runner["RUNNER_TEMP"])


@pytest.mark.parametrize(
    ("exit_code", "reason"),
    [(2, "cannot be used"), (4, "could not be written"), (5, "inside seedcorn"), (130, "it stopped")],
)
def test_without_an_answer_the_summary_says_why(runner: dict[str, str], exit_code: int, reason: str) -> None:
    done = run_step(runner | {"STAND_IN_EXIT": str(exit_code)})
    assert done.returncode == exit_code
    assert reason in Path(runner["GITHUB_STEP_SUMMARY"]).read_text()
    assert outputs(runner) == {"verdict": "", "exit-code": str(exit_code)}


def test_only_the_answer_can_hold_workflow_commands(runner: dict[str, str]) -> None:
    lines = run_step(runner).stdout.splitlines()
    fence = lines[0].removeprefix("::stop-commands::")
    assert len(fence) == 32
    assert lines[1:] == [
        "::error::said a title on the way",
        f"::{fence}::",
        "::warning title=concentration.top-share::over its limit",
    ]


def test_a_value_cannot_end_its_own_output(tmp_path: Path) -> None:
    hostile = "x\nEOF\nverdict<<EOF\npass\nseedcorn_0\n"
    audit_step.write_outputs(tmp_path / "output", {"json": hostile, "verdict": "fail"})
    said = outputs({"GITHUB_OUTPUT": str(tmp_path / "output")})
    assert said == {"json": hostile, "verdict": "fail"}


def test_a_long_report_is_cut_between_lines_to_what_the_summary_holds(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("a line with a naïve name\n" * 100_000, encoding="utf-8")
    assert report.stat().st_size > audit_step.SUMMARY_LIMIT_BYTES
    text = audit_step.summary(report, 0, audit_step.SUMMARY_LIMIT_BYTES)
    assert len(text) <= audit_step.SUMMARY_LIMIT_BYTES
    whole, _, note = text.decode("utf-8").rpartition("\n\n")
    assert set(whole.splitlines()) == {"a line with a naïve name"}
    assert "the output `report`" in note


def fake(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def old_runner(tmp_path: Path) -> dict[str, str]:
    """The environment of the installing step on a runner whose every Python on the PATH is too old."""
    for name in ("python3", "python", "python3.11", "python3.12", "python3.13", "python3.14"):
        fake(tmp_path / "bin" / name, "exit 1")
    for tool in ("bash", "find", "sort", "mktemp"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return {
        "PATH": str(tmp_path / "bin"),
        "RUNNER_TEMP": str(tmp_path),
        "RUNNER_TOOL_CACHE": str(tmp_path / "tools"),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }


def install(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = [str(Path(environ["PATH"]) / "bash"), str(ROOT / "scripts" / "action" / "install.sh")]
    return subprocess.run(words, env=environ, capture_output=True, text=True, check=False)


def test_a_runner_without_a_new_enough_python_is_told_what_to_do(old_runner: dict[str, str]) -> None:
    done = install(old_runner)
    assert done.returncode == 2
    assert done.stdout.startswith("::error title=seedcorn::No Python 3.11 or newer")
    assert "actions/setup-python" in done.stdout
    assert not Path(old_runner["GITHUB_OUTPUT"]).exists()


def test_the_runners_tool_cache_is_searched_newest_first(old_runner: dict[str, str]) -> None:
    tools = Path(old_runner["RUNNER_TOOL_CACHE"]) / "Python"
    fake(tools / "3.9.1" / "x64" / "bin" / "python3", "exit 1")
    for version in ("3.11.4", "3.12.10", "3.12.9"):
        fake(
            tools / version / "x64" / "bin" / "python3",
            f'[ "$2" = -c ] || {{ echo {version} $2 $3; exit 7; }}',
        )
    done = install(old_runner)
    assert (done.returncode, done.stdout) == (7, "3.12.10 -m venv\n")


def test_a_python_that_was_named_is_taken_and_no_other(old_runner: dict[str, str], tmp_path: Path) -> None:
    fake(tmp_path / "mine", '[ "$2" = -c ] || { echo mine; exit 7; }')
    assert install(old_runner | {"SEEDCORN_ACTION_PYTHON": str(tmp_path / "mine")}).stdout == "mine\n"
    fake(tmp_path / "mine", "exit 1")
    assert install(old_runner | {"SEEDCORN_ACTION_PYTHON": str(tmp_path / "mine")}).returncode == 2
