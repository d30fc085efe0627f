"""What `--help` and `--version` answer, written beforehand: shown before anything large is loaded."""

# Imported is only what Python has loaded anyway: contextlib, pathlib or typing take longer than all of this.
import os
import sys

from seedcorn import __version__

# By the columns of the terminal that a page is for. The wider one is for all that are wider still, as click
# stops there; between the two click renders it. `make docs` writes the pages.
NARROW, WIDE = 80, 100
_COMPLETION = "_SEEDCORN_COMPLETE"  # with this the shell asks for something else


def ready(words: list[str]) -> str | None:
    """The answer to this command line; None where click has to give it."""
    if _COMPLETION in os.environ:
        return None
    if words == ["--version"]:
        return f"seedcorn, version {__version__}\n"
    if words in (["--help"], ["-h"]):
        return _page(_columns())
    return None


def written(answer: str) -> bool:
    """Whether it could be written. Where not, click may try, which knows of pipes that are closed."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(answer)
        sys.stdout.flush()
    except OSError:
        return False
    return True


def page_name(columns: int) -> str:
    """The file of the page for so many columns, beside this one."""
    return f"help-{columns}.txt"


def _page(columns: int) -> str | None:
    if columns != NARROW and columns < WIDE:
        return None
    path = os.path.join(os.path.dirname(__file__), page_name(min(columns, WIDE)))  # noqa: PTH118, PTH120 - see above
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - see above
            return file.read()
    except OSError:
        return None


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
