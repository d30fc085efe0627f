"""A policy on the past as people try it: presets and files, a snapshot or sources, one beside another."""

import json
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from builders import issue, snapshot
from cli.conftest import STORY, STORY_POLICY, Run
from seedcorn.cli._progress import stepwise
from seedcorn.model import Gap

SINCE = f"{datetime.now(UTC) - timedelta(days=16):%Y-%m-%d}"  # a few dates: each is an audit


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Twelve requests of Acme and twelve of others, beside seed corn enough, as a snapshot's folder."""
    asked = (issue(number, f"customer: {_asker(number)}") for number in range(1, 25))
    return _saved(tmp_path, *asked, *(issue(number, "seed-corn") for number in range(25, 30)))


def _asker(number: int) -> str:
    return "Acme" if number <= 12 else f"Other{number}"


def _saved(tmp_path: Path, *items: object) -> Path:
    folder = tmp_path / "facts"
    with snapshot(items) as facts:  # type: ignore[arg-type]  # issues and gaps
        facts.save(folder)
    return folder


def test_the_story_from_its_tracker_with_its_history(run: Run) -> None:
    done = run("backtest", STORY_POLICY, "--since", SINCE, "--source", STORY)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("  Under seedcorn.yml this backlog would have failed first on ")
    assert "concentration.top-share" in done.stdout
    assert "What other limits would have done" in done.stdout
    assert "No history was read" not in done.stdout
    assert "judging 3 dates" in done.stderr


def test_a_snapshot_without_a_history_says_so(run: Run, kept: Path) -> None:
    done = run("backtest", "balanced", "--since", "2025-12-25", "--from", str(kept))
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    assert words.startswith(
        "Under balanced this backlog would have failed first on 2025-12-31 (concentration.top-share, Acme at"
        " 50.0 %), 3 weeks before now; something fails on every date since."
    )
    assert "No history was read" in words


def test_without_a_policy_it_is_the_one_in_use(run: Run, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text("rules: {concentration.top-share: {error: 60%}}\n", "utf-8")
    done = run("backtest", "--since", "2026-01-10", "--from", str(kept))
    assert "Under seedcorn.yml this backlog would have failed on none of 2 weeks" in " ".join(
        done.stdout.split()
    )


def test_two_side_by_side(run: Run, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "loose.yml").write_text("rules: {concentration.top-share: {error: 60%}}\n", "utf-8")
    words = ("backtest", "balanced", "--since", "2026-01-10", "--from", str(kept), "--against", "loose.yml")
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert "under loose.yml never" in " ".join(done.stdout.split())
    told = json.loads(run(*words, "--output", "json").stdout)
    assert [each["policy"] for each in told["backtests"]] == ["balanced", "loose.yml"]
    assert [each["fails"]["dates"] for each in told["backtests"]] == [2, 0]


def test_a_preset_beside_a_file_counts_as_the_file_does(run: Run, tmp_path: Path) -> None:
    folder = _saved(tmp_path, *(issue(number, f"from: {_asker(number)}") for number in range(1, 25)))
    (tmp_path / "seedcorn.yml").write_text('customers: {from: [label: "from: *"]}\n', "utf-8")
    words = ("backtest", "seedcorn.yml", "--since", "2026-01-10", "--from", str(folder), "--output", "json")
    told = json.loads(run(*words, "--against", "flat-smb").stdout)
    assert [each["fails"]["dates"] for each in told["backtests"]] == [2, 2]


def test_two_states_of_one_file_are_called_as_they_were_asked_for(
    run: Run, kept: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "seedcorn.yml").write_text(f"title: {name}\n", "utf-8")
    words = ("backtest", "a/seedcorn.yml", "--since", "2026-01-18", "--from", str(kept), "--output", "json")
    told = json.loads(run(*words, "--against", "b/seedcorn.yml").stdout)
    assert [each["policy"] for each in told["backtests"]] == ["seedcorn.yml", "b/seedcorn.yml"]


def test_issues_that_are_missing_make_it_incomplete(run: Run, tmp_path: Path) -> None:
    lost = Gap(source="github:acme/app", what="its issues", why="answered (502)")
    folder = _saved(tmp_path, issue(1, "customer: Acme"), lost)
    done = run("backtest", "balanced", "--since", "2026-01-10", "--from", str(folder))
    assert done.exit_code == 3
    assert "No verdict" in done.stdout
    assert "What failed" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["--since", "yesterday"], "'yesterday' is no date", "backtest --help"),
        (["--since", "2026-02-01"], "2026-02-01 is later than what is judged", "a year ago"),
        ([], "Missing option '--since'", "backtest --help"),
        (["--since", "2026-01-01", "--every", "day"], "'day' is not one of", "backtest --help"),
        (["--since", "2026-01-01", "--output", "gitlab"], "gitlab cannot say", "adf, json, markdown"),
        (["--since", "2026-01-01", "--against", "balancd"], 'no preset or file "balancd"', '"balanced"'),
    ],
)
def test_what_cannot_be_asked(run: Run, kept: Path, words: list[str], said: str, hint: str) -> None:
    done = run("backtest", "balanced", "--from", str(kept), *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert hint in done.stderr
    assert done.stdout == ""


def test_in_public_nobody_is_named(run: Run, kept: Path) -> None:
    words = ("backtest", "balanced", "--since", "2026-01-10", "--from", str(kept), "--audience", "public")
    for name in ("text", "markdown", "json"):
        done = run(*words, "--output", name)
        assert done.exit_code == 0, done.output
        assert "Acme at" not in done.stdout
        assert "Customer 1" in done.stdout


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    assert list(stepwise((1, 2, 3), "judging 3 dates")) == [1, 2, 3]
    assert "judging 3 dates" in terminal.getvalue()
    assert "of 3" in terminal.getvalue()
