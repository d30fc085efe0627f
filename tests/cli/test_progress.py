"""What is said while it reads: pages and patience, on a terminal as bars, else a line a source at the end."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from seedcorn.cli._progress import Watch
from seedcorn.connector import Item, Progress
from seedcorn.model import Gap, Issue

NOW = datetime(2026, 1, 21, tzinfo=UTC)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def items(source: str, issues: int) -> Iterator[Item]:
    for number in range(issues):
        yield Issue(source=source, key=f"{source}#{number}", title="t", state="open", created_at=NOW)
    yield Gap(source=source, what="the rest", why="it broke")


def page(number: int, total: int | None, left: int | None) -> Progress:
    return Progress(
        source="github:acme/app",
        done=number,
        total=total,
        issues=100 * number,
        requests_left=left,
        message=f"{number} requests",
    )


def test_a_line_for_each_source_that_gave_something() -> None:
    with Watch(public=False) as watch:
        passed = [*watch.counted("github:acme", items("github:acme/app", 2))]
        passed += watch.counted("github:acme", items("github:acme/web", 1))
        watch.tell(page(1, 3, None))
    assert len(passed) == 5
    assert list(watch.summary()) == ["github:acme/app: 2 issues, 1 requests", "github:acme/web: 1 issue"]


def test_a_source_that_gave_nothing_says_so() -> None:
    with Watch(public=False) as watch:
        list(watch.counted("export:empty.json", iter(())))
    assert list(watch.summary()) == ["export:empty.json: 0 issues"]


def test_a_wait_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Watch(public=False) as watch:
        watch.tell(Progress(source="github:acme/app", message="waiting until 12:05 UTC"))
        assert capsys.readouterr().err == "github:acme/app: waiting until 12:05 UTC\n"
        watch.tell(page(1, 3, 59))
    assert capsys.readouterr().err == ""


def test_a_terminal_sees_pages_and_requests_left_and_hostile_names_are_plain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with Watch(public=False) as watch:
        watch.tell(page(1, None, None))
        watch.tell(page(2, 3, 4_990))
        watch.tell(Progress(source="github:[red]x\x1b[2J", message="waiting"))
    shown = terminal.getvalue()
    assert "github:acme/app" in shown
    assert "page 2 of 3, 200 issues, 4,990 requests left" in shown
    assert "github:[red]x: waiting" in shown
    assert "\x1b[2J" not in shown


def test_a_terminal_that_is_dumb_gets_no_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    with Watch(public=False) as watch:
        watch.tell(page(1, 3, 59))
    assert terminal.getvalue() == ""


def test_in_public_only_the_place_itself_has_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "Acme/App")
    with Watch(public=True) as watch:
        list(watch.counted("github:acme", [*items("github:acme/app", 1), *items("github:acme/secret", 2)]))
        watch.tell(Progress(source="github:acme/secret", message="waiting"))
    assert list(watch.summary()) == ["github:acme/app: 1 issue", "a source that is not public: 2 issues"]
    assert capsys.readouterr().err == "a source that is not public: waiting\n"
