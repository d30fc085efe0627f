"""What is answered before anything is loaded says the same as what is loaded would."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from seedcorn.cli import _ready as ready

AT_ONCE = [sys.executable, "-m", "seedcorn"]
BY_CLICK = [
    sys.executable,
    "-c",
    "from seedcorn.cli._group import seedcorn; seedcorn.main(prog_name='seedcorn')",
]
WHAT_IS_LOADED = """
import json, sys
before = set(sys.modules)
from seedcorn.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def said(words: list[str], **environ: str) -> tuple[int, bytes]:
    done = subprocess.run(words, capture_output=True, check=False, env={**os.environ, **environ})
    return done.returncode, done.stdout


@pytest.mark.parametrize("columns", ["", "60", "80", "90", "100", "250"])
@pytest.mark.parametrize("word", ["--help", "-h", "--version"])
def test_every_byte_is_as_click_has_it_in_a_terminal_of_any_width(columns: str, word: str) -> None:
    at_once = said([*AT_ONCE, word], COLUMNS=columns)
    assert at_once == said([*BY_CLICK, word], COLUMNS=columns)
    assert at_once[0] == 0
    assert b"seedcorn" in at_once[1]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--version"]], ids=" ".join)
@pytest.mark.parametrize("columns", ["80", "120"])
def test_nothing_is_loaded_for_it(words: list[str], columns: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_LOADED, *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": columns},
    )
    ours = {"seedcorn", "seedcorn.cli", "seedcorn.cli._ready"}
    assert set(json.loads(done.stderr)) - {"encodings.ascii"} == ours


def test_the_pages_are_read_alike_whatever_the_terminal_writes_in() -> None:
    for columns in (ready.NARROW, ready.WIDE):
        assert (Path(ready.__file__).parent / ready.page_name(columns)).read_bytes().isascii()


def test_a_terminal_of_its_own_width_has_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    main, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stdout, os.fdopen(main, "rb"):
        monkeypatch.setattr(sys, "__stdout__", stdout)
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((133, 40)))
        wide = ready.ready(["--help"])
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
        narrow = ready.ready(["--help"])
    assert wide is not None
    assert narrow is not None
    assert max(map(len, wide.splitlines())) > ready.NARROW > max(map(len, narrow.splitlines()))
    monkeypatch.setattr(sys, "__stdout__", None)
    assert ready.ready(["--help"]) == narrow


def test_what_click_has_to_answer_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert ready.ready(["--help"])
    for words in ([], ["--help", "--debug"], ["audit", "--help"], ["--versio"]):
        assert ready.ready(words) is None
    monkeypatch.setattr(ready, "page_name", lambda columns: f"none-{columns}.txt")
    assert ready.ready(["--help"]) is None
    monkeypatch.setenv("_SEEDCORN_COMPLETE", "bash_complete")
    assert ready.ready(["--version"]) is None


def test_nobody_to_write_to_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/null").open(encoding="utf-8") as unwritable:
        monkeypatch.setattr(sys, "stdout", unwritable)
        assert not ready.written("text")
    monkeypatch.setattr(sys, "stdout", None)
    assert not ready.written("text")


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_a_reader_that_has_gone_is_told_nothing(word: str) -> None:
    codes = []
    for start in (AT_ONCE, BY_CLICK):
        with subprocess.Popen([*start, word], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
        codes.append(process.returncode)
    assert codes[0] == codes[1]
