"""Runs the command line inside the test's process, in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seedcorn import story
from seedcorn.cli import main

Run = Callable[..., Result]
STORY = f"export:{story.issues()}"
STORY_POLICY = str(story.policy())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A function of the words of a command line; keywords are environment variables."""
    monkeypatch.chdir(tmp_path)

    def run_in(*words: str, stdin: str | None = None, **environ: str) -> Result:
        return CliRunner().invoke(main, list(words), input=stdin, env=environ)

    return run_in


@pytest.fixture(scope="session")
def story_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story as a snapshot's folder."""
    folder = tmp_path_factory.mktemp("story") / "snapshot"
    done = CliRunner().invoke(main, ["snapshot", STORY, "-o", str(folder)])
    assert done.exit_code == 0, done.output
    return folder
