"""What the writers of documents share: lines of spans, and how much of a document there is room for."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from seedcorn.document import Line, Span
from seedcorn.words import plain, shorten

LONGEST_SPAN = 1000  # cells; what is longer was not written to be read
_LAST_LINE = 100  # characters kept for the line that says what was left out


def spans(line: Line) -> Iterator[Span]:
    """The line with its text made plain, and neighbours of one look as one span, none of them empty."""
    for (bold, code), alike in groupby(line, key=lambda span: (span.bold, span.code)):
        text = "".join(span.text for span in alike)
        shown = shorten(plain(text), LONGEST_SPAN)
        if text[:1].isspace():
            yield Span(text=" ")
        if shown:
            yield Span(text=shown, bold=bold, code=code)
            if text[-1:].isspace():
                yield Span(text=" ")


def in_bold(line: Line) -> Line:
    """The whole line in bold."""
    return tuple(replace(span, bold=True) for span in line)


def length(text: str) -> int:
    """Characters as the strictest of those who count them does: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def fitting(parts: Iterator[str], *, most: int, between: int) -> tuple[str, ...]:
    """As many whole parts from the beginning as there is room for beside a last line; `between` is a gap."""
    room = most - _LAST_LINE
    shown: list[str] = []
    for part in parts:
        room -= length(part) + between
        if room < 0:
            break
        shown.append(part)
    return tuple(shown)


def how_many(shown: int, total: int) -> str:
    """What the last line says where something was left out; empty where nothing was."""
    return f"{shown} of {total} parts shown." if shown < total else ""
