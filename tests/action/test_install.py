"""The Action's installing step: which Python it takes, and what it says where there is none."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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
