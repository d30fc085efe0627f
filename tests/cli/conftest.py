"""Runs the command line inside the test's process, in a folder of its own."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seedcorn import story
from seedcorn.cli._group import seedcorn as main

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


@pytest.fixture(autouse=True)
def signals_heard_again() -> Iterator[None]:
    """A run that was interrupted hears nothing any more; the test's process does."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def story_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story as a snapshot's folder."""
    folder = tmp_path_factory.mktemp("story") / "snapshot"
    done = CliRunner().invoke(main, ["snapshot", STORY, "-o", str(folder)])
    assert done.exit_code == 0, done.output
    return folder
