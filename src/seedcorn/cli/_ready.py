"""What `--help` and `--version` answer, written beforehand: shown before anything large is loaded."""

# Imported is only what Python has loaded anyway: contextlib, pathlib or typing take longer than all of this.
import os
import sys

from seedcorn import __version__

# By the columns of the terminal that pages are for. The wider ones are for all that are wider still, as click
# stops there; between the two click renders them. `make docs` writes them, all of a width into one file.
NARROW, WIDE = 80, 100
_COMPLETION = "_SEEDCORN_COMPLETE"  # with this the shell asks for something else


def ready(words: list[str]) -> str | None:
    """The answer to this command line; None where click has to give it."""
    if _COMPLETION in os.environ:
        return None
    if words == ["--version"]:
        return f"seedcorn, version {__version__}\n"
    if words and words[-1] in ("--help", "-h"):
        return _page(words[:-1])
    return None


def written(answer: str) -> bool:
    """Whether it could be written. Where not, click may try."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(answer)
        sys.stdout.flush()
    except BrokenPipeError:  # a reader that stops reading has read enough; what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        return False
    return True


def file_name(columns: int) -> str:
    """The file of the pages for so many columns, beside this one."""
    return f"help-{columns}.txt"


def asked(command: str) -> str:
    """The line before a command's page in the file, as one would type it; no line of a page begins so."""
    return f"$ {command} --help\n"


def _page(words: list[str]) -> str | None:
    """The page of the command of these words; None where none is written."""
    columns = _columns()
    if columns != NARROW and columns < WIDE:
        return None
    command = " ".join(["seedcorn", *words])
    if command.split()[1:] != words:  # one word with a space in it is no command of two words
        return None
    pages = "\n" + _text(file_name(min(columns, WIDE)))
    page = pages.partition("\n" + asked(command))[2].partition("\n$ ")[0]
    return page.rstrip("\n") + "\n" if page else None


def _text(name: str) -> str:
    """What a file beside this one holds; nothing where it cannot be read."""
    path = os.path.join(os.path.dirname(__file__), name)  # noqa: PTH118, PTH120 - see above
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - see above
            return file.read()
    except OSError:
        return ""


def _columns() -> int:
    """How wide the terminal is, as shutil tells click."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    return columns if columns > 0 else _of_terminal()


def _of_terminal() -> int:
    if sys.__stdout__ is None:
        return NARROW
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or NARROW
    except (ValueError, OSError):
        return NARROW
