"""A text for people before it is in any syntax: paragraphs, tables, lists and what can be unfolded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a line. All text is data: whoever writes it in a syntax makes it harmless there."""

    text: str
    bold: bool = False
    code: bool = False


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, below the one of the page."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; each item may have further lines under it."""

    items: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a head. The columns whose numbers are in `right` are flush right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What is shown only to who asks for it, under a line that is always shown."""

    summary: str
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Paragraph | Heading | Bullets | Table | Fold
Document: TypeAlias = tuple[Block, ...]


def said(text: str) -> Line:
    """A plain line."""
    return (Span(text=text),)


def bold(text: str) -> Line:
    """A line in bold."""
    return (Span(text=text, bold=True),)


def code(text: str) -> Line:
    """A line of keys, exactly as they are."""
    return (Span(text=text, code=True),)


def bullets(texts: Iterable[str]) -> Bullets:
    """A list of plain lines."""
    return Bullets(items=tuple((said(text),) for text in texts))
