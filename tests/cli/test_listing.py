"""Lists of issues on the command line: beside the report, whole or not at all, never in public."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from seedcorn.cli._outputs import write_pieces
from seedcorn.errors import OutputError

AUDIT = ("audit", STORY, "--policy", STORY_POLICY, "--audience", "private")


def lines_of(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_audit_lists_into_a_file_beside_its_report(run: Run, tmp_path: Path) -> None:
    done = run(*AUDIT, "--output", "jsonl=issues.jsonl", "--output", "json")
    assert done.exit_code == 1, done.output
    lines = lines_of((tmp_path / "issues.jsonl").read_text("utf-8"))
    counts = json.loads(done.stdout)["attribution"]
    assert sum(line["state"] == "open" for line in lines) == counts["open_issues"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["issues.jsonl"]


def test_demo_lists_on_standard_output_the_same_bytes_each_time(run: Run) -> None:
    first, second = (run("demo", "--output", "jsonl") for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert len(lines_of(first.stdout)) > 50
    assert all(datetime.fromisoformat(line["created"]) for line in lines_of(first.stdout))


def test_in_public_issues_are_not_listed(run: Run, tmp_path: Path) -> None:
    done = run("audit", "export:none.json", "--audience", "public", "--output", "jsonl=issues.jsonl")
    assert done.exit_code == 4
    assert "issues are not listed in a public place" in done.stderr
    assert "--audience private" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("whatif", "--lose", "Acme"), ("impact", "#1"), ("history",)])
def test_other_commands_say_who_lists(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--output", "jsonl=issues.jsonl")
    assert done.exit_code == 2
    assert "jsonl lists issues, and this command lists none" in done.stderr
    assert "seedcorn audit" in done.stderr


def test_a_typo_is_told_of_the_list_too(run: Run) -> None:
    assert 'did you mean "jsonl"?' in run("demo", "--output", "jsnl").stderr


def test_a_list_that_cannot_be_written_exits_4_and_the_report_is_written(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--output", "jsonl=no/such/x.jsonl", "--output", "markdown=report.md")
    assert done.exit_code == 4
    assert "no/such/x.jsonl could not be written" in done.stderr
    assert "Haldervane" in (tmp_path / "report.md").read_text("utf-8")


def test_what_fails_on_its_way_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"new"
        raise OSError(28, "No space left on device")

    def interrupted() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    path = tmp_path / "issues.jsonl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="No space left"):
        write_pieces(path, broken())
    with pytest.raises(KeyboardInterrupt):
        write_pieces(path, interrupted())
    assert [each.name for each in tmp_path.iterdir()] == ["issues.jsonl"]
    assert path.read_text(encoding="utf-8") == "old"
