"""What is answered before anything is loaded says the same as what is loaded would."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from seedcorn import shelf
from seedcorn.cli import _ready as ready
from seedcorn.cli._group import seedcorn as click_s

# As lists of words, without importing them: the files, what these lie in, and the whole program.
COMMANDS = sorted(
    {
        tuple(filter(None, words.split(".")))
        for name in shelf.names("seedcorn.cli.commands")
        for words in (name, name.rpartition(".")[0])
    }
)
LEFT_TO_CLICK: list[list[str]] = [
    [],
    ["--versio"],
    ["audit"],
    ["policy"],
    ["--help", "--debug"],
    ["--debug", "--help"],
    ["audit", "--help", "--help"],
    ["audit", "--strict", "--help"],
    ["audit", "github:owner/repo", "--help"],
    ["audit", "--help", "-o", "text"],
    ["audits", "--help"],
    ["aud", "--help"],
    ["Audit", "--help"],
    ["diff", "--help"],
    ["policy", "policy", "--help"],
    ["policy diff", "--help"],
    ["", "--help"],
    ["audit", "", "-h"],
    ["audit --help\nUsage:", "--help"],
]
AT_ONCE = [sys.executable, "-m", "seedcorn"]
BY_CLICK = [
    sys.executable,
    "-c",
    "from seedcorn.cli._group import seedcorn; seedcorn.main(prog_name='seedcorn')",
]
WHAT_IS_LOADED = """
import json, sys
before, lines = set(sys.modules), json.loads(sys.argv[1])
from seedcorn.cli import main
for words in lines:
    sys.argv = ["seedcorn", *words]
    try:
        main()
    except SystemExit as left:
        assert left.code == 0
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


@pytest.mark.parametrize("columns", ["80", "100", "200"])
def test_every_command_has_its_page_as_click_prints_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in COMMANDS:
        for word in ("--help", "-h"):
            with pytest.raises(SystemExit, match=r"^0$"):
                click_s.main([*words, word])
            page = capsys.readouterr().out
            assert page.startswith(f"Usage: {' '.join(('seedcorn', *words))} ")
            assert ready.ready([*words, word]) == page


@pytest.mark.parametrize(
    "words", [["--help"], ["policy", "diff", "-h"], ["snapshot", "--help"]], ids=" ".join
)
def test_a_page_is_the_same_whatever_the_environment(words: list[str]) -> None:
    colours = {"FORCE_COLOR": "1", "COLUMNS": "80", "GITHUB_ACTIONS": "true", "SEEDCORN_ENGINE": "spark"}
    plain = said([*AT_ONCE, *words], COLUMNS="80")
    assert plain == said([*AT_ONCE, *words], **colours) == said([*BY_CLICK, *words], **colours)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_nothing_is_loaded_for_it(columns: str) -> None:
    lines = [["--version"], *([*words, word] for words in COMMANDS for word in ("--help", "-h"))]
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_LOADED, json.dumps(lines)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": columns},
    )
    ours = {"seedcorn", "seedcorn.cli", "seedcorn.cli._ready"}
    assert set(json.loads(done.stderr)) - {"encodings.ascii"} == ours


@pytest.mark.parametrize("columns", [ready.NARROW, ready.WIDE])
def test_the_pages_of_a_width_are_told_apart_and_read_alike_whatever_the_terminal_writes_in(
    columns: int,
) -> None:
    pages = (Path(ready.__file__).parent / ready.file_name(columns)).read_text(encoding="utf-8")
    assert pages.isascii()
    begun = [line for line in pages.splitlines(keepends=True) if line.startswith("$")]
    assert begun == [ready.asked(" ".join(("seedcorn", *words))) for words in COMMANDS]


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
    assert ready.ready(["policy", "diff", "--help"])
    for words in LEFT_TO_CLICK:
        assert ready.ready(words) is None
    monkeypatch.setattr(ready, "file_name", lambda columns: f"none-{columns}.txt")
    assert ready.ready(["--help"]) is None
    monkeypatch.setenv("_SEEDCORN_COMPLETE", "bash_complete")
    assert ready.ready(["--version"]) is None


def test_nobody_to_write_to_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/null").open(encoding="utf-8") as unwritable:
        monkeypatch.setattr(sys, "stdout", unwritable)
        assert not ready.written("text")
    monkeypatch.setattr(sys, "stdout", None)
    assert not ready.written("text")


@pytest.mark.parametrize("words", [["--help"], ["audit", "--help"], ["--version"]], ids=" ".join)
def test_a_reader_that_has_gone_is_told_nothing(words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)  # before anything is started: a page may be written sooner than a pipe is closed
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run([*AT_ONCE, *words], stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
