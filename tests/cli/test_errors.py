"""How a run that fails ends: one message, a hint, its exit code; tracebacks on request, tokens never."""

from pathlib import Path

import click
import pytest

from cli.conftest import Run
from seedcorn.cli import _speech as speech
from seedcorn.cli.commands import rules as rules_file

TOKEN = "ghp_0123456789canary"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """`seedcorn rules` has a bug that repeats a token."""

    def fail() -> None:
        raise ZeroDivisionError(f"divided\nby {TOKEN}")

    monkeypatch.setattr(rules_file.COMMAND, "callback", fail)


def test_an_error_of_ours_exits_5_with_one_message(run: Run, broken: None) -> None:
    done = run("rules", SOME_TOKEN=TOKEN)
    assert (done.exit_code, done.stdout) == (5, "")
    first, second = done.stderr.splitlines()
    assert first == "error: seedcorn failed: ZeroDivisionError: divided by ***"
    assert second.startswith("hint: ")


def test_the_traceback_is_shown_to_who_asks_for_it(run: Run, broken: None) -> None:
    done = run("--debug", "rules", SOME_TOKEN=TOKEN)
    assert done.exit_code == 5
    assert done.stderr.startswith("Traceback")
    assert TOKEN not in done.stderr


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_an_interruption_exits_130(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop() -> None:
        raise error

    monkeypatch.setattr(rules_file.COMMAND, "callback", stop)
    done = run("rules")
    assert (done.exit_code, done.stderr.strip()) == (130, "interrupted")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit", "--polcy", "x"), "--policy"),
        (("audt",), "audt"),
        (("explain",), "ID"),
        (("policy", "chek"), "chek"),
        (("snapshot", "export:x.json"), "--output"),
        (("explain", "seed.reserv"), 'did you mean "seed.reserve"?'),
        (("explain", "weather"), "seedcorn rules lists all there are"),
        (("policy", "check", "balancd"), 'did you mean "balanced"?'),
        (("audit", "--from", "nowhere"), "nowhere is not a snapshot"),
        (("audit", "export:nowhere.json"), "nowhere.json cannot be read"),
        (("audit", "export:x", "--register", "nowhere.yml"), "nowhere.yml"),
    ],
)
def test_what_is_misused_exits_2_and_says_what_to_write(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert "hint: " in done.stderr or "help: " in done.stderr


def test_every_mistake_of_a_policy_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.yml").write_text("custmers: 3\nrules: {seed.reserve: {error: 10}}\n", encoding="utf-8")
    done = run("audit", "export:x.json", "--policy", "p.yml")
    assert done.exit_code == 2
    assert "p.yml:1:1: " in done.stderr
    assert "p.yml:2:" in done.stderr


@pytest.mark.parametrize("words", [(), ("policy",)])
def test_without_a_command_the_commands_are_shown(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Commands:" in done.stderr


def test_messages_can_neither_move_a_cursor_nor_command_a_log() -> None:
    said = speech.safe("a\x1b[2Jb\tc\n ::error::x\n##[group]y", {})
    assert said == "a\N{REPLACEMENT CHARACTER}[2Jb c\n : :error::x\n# [group]y"


def test_short_values_and_other_variables_are_no_tokens() -> None:
    assert speech.safe("on and on", {"A_TOKEN": "on", "HOME": "and"}) == "on and on"


def test_colour_on_stderr_is_a_wish(run: Run) -> None:
    assert "\x1b[" in run("audit", FORCE_COLOR="1").stderr
    assert "\x1b[" not in run("audit", FORCE_COLOR="1", NO_COLOR="1").stderr
