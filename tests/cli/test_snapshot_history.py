"""`seedcorn snapshot --history`: what happened is read when somebody asks for it, kept, and told of."""

from pathlib import Path

import pytest

import seedcorn.connectors
from cli.conftest import Run
from seedcorn.model import HISTORY
from seedcorn.snapshot import Snapshot, places_of

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


def has_history(folder: Path) -> bool:
    with Snapshot.load(folder) as facts:
        return facts.has_history


def test_without_the_word_nothing_is_read_of_the_past(run: Run, tmp_path: Path) -> None:
    done = run("snapshot", "fake:30", "-o", "facts")
    assert "what happened" not in done.stderr
    assert not has_history(tmp_path / "facts")
    assert HISTORY not in places_of(tmp_path / "facts")


def test_the_past_is_read_and_counted(run: Run, tmp_path: Path) -> None:
    done = run("snapshot", "fake:30", "--history", "-o", "facts")
    assert done.stderr.splitlines()[-2:] == [
        "facts: 30 issues from 1 source",
        "what happened to them: 15 events",
    ]
    assert has_history(tmp_path / "facts")


def test_one_that_has_it_keeps_it(run: Run, tmp_path: Path) -> None:
    """Without the word too: brought up to date, and read whole again."""
    run("snapshot", "fake:30", "--history", "-o", "facts")
    for words in ((), ("--full",)):
        done = run("snapshot", "-o", "facts", *words, FAKE_CHANGED="[3]")
        assert "what happened to them: 15 events" in done.stderr
        assert has_history(tmp_path / "facts")


def test_nothing_new_leaves_the_count(run: Run) -> None:
    run("snapshot", "fake:0", "--history", "-o", "facts")
    assert "what happened to them: 0 events" in run("snapshot", "-o", "facts").stderr


def test_a_snapshot_without_is_read_again_for_it(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    done = run("snapshot", "-o", "facts", "--history", FAKE_LOG="log")
    assert "not read so far: history; everything is read again" in done.stderr
    assert (tmp_path / "log").read_text("utf-8").startswith("fake:30 0 [")
    assert has_history(tmp_path / "facts")


def test_one_that_was_cut_off_goes_on_without_the_word(run: Run, tmp_path: Path) -> None:
    assert run("snapshot", "fake:250-interrupted", "--history", "-o", "facts").exit_code == 130
    assert HISTORY in places_of(tmp_path / "facts")
    for _ in range(2):
        run("snapshot", "-o", "facts")
    assert "going on where the last run stopped" in run("snapshot", "-o", "facts").stderr
    assert has_history(tmp_path / "facts")


def test_a_past_that_cannot_be_read_is_a_gap(run: Run, tmp_path: Path) -> None:
    done = run("snapshot", "fake:30-sealed", "--history", "-o", "facts")
    assert done.exit_code == 3
    assert "what happened to them: 0 events" in done.stderr
    assert not has_history(tmp_path / "facts")


def test_a_folder_that_holds_no_snapshot_has_no_places(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "manifest.json").write_text("{", encoding="utf-8")
    assert places_of(tmp_path / "facts") == places_of(tmp_path / "none") == frozenset()
