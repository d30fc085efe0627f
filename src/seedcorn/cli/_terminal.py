"""What the streams of this process can show: width, colour, Unicode."""

import shutil
from collections.abc import Mapping
from typing import TextIO

from seedcorn.format import Look

WIDTH = 100  # where there is no terminal that has one
_DRAWN = "✖▲•✔·━┈┃…"


def look_of(stream: TextIO | None, environ: Mapping[str, str], *, verbose: bool) -> Look:
    """How to write for a stream; None is one that the caller has closed."""
    if stream is None:
        return Look(width=WIDTH, verbose=verbose)
    return Look(
        width=shutil.get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH,
        color=has_color(stream, environ),
        unicode=_can_draw(stream),
        verbose=verbose,
    )


def has_color(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether to write in colour: as NO_COLOR and FORCE_COLOR wish, else on terminals that can."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    return is_lively(stream, environ)


def is_lively(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether it is a terminal that can move its cursor."""
    return stream is not None and stream.isatty() and environ.get("TERM") != "dumb"


def _can_draw(stream: TextIO) -> bool:
    try:
        _DRAWN.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
