"""A problem in a file, shown as compilers show it: the place, the line, a caret and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn
from unicodedata import combining, east_asian_width

from seedcorn.errors import PolicyError

SHOWN = 50  # more problems than this are one problem: the file is something else than it should be
_LINE_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file: line and column from 1, in characters; `width` is its own length.

    Line 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0
    width: int = 1
    source_line: str = ""

    def wrong(self, problem: str, help_line: str) -> "Diagnostic":
        """A problem at this place."""
        return Diagnostic(place=self, problem=problem, help=help_line)

    @property
    def order(self) -> tuple[str, int, int]:
        """Where it comes among others: by file, then from top to bottom."""
        return (self.path, self.line, self.column)

    def __str__(self) -> str:
        """As tools and editors read it: "seedcorn.yml:3:5"."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem in a file, in one phrase, and in `help` what to do about it."""

    place: Place
    problem: str
    help: str

    def __str__(self) -> str:
        """Three to five lines: `file:line:column: problem`, the line, a caret, `help: ...`."""
        head = f"{_clean(str(self.place))}: {_clean(self.problem)}"
        return "\n".join((head, *_excerpt(self.place), f"help: {_clean(self.help)}"))


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """All problems in the order of the files, each once; the first fifty of them in full."""
    ordered = sorted(dict.fromkeys(diagnostics), key=lambda each: each.place.order)
    parts = [str(each) for each in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        parts.append(f"... and {len(ordered) - SHOWN} more problems")
    return "\n\n".join(parts)


def refuse(diagnostics: Iterable[Diagnostic]) -> NoReturn:
    """Raise the PolicyError that shows these problems."""
    raise PolicyError(render(diagnostics))


def closest(word: str, words: Iterable[str]) -> str | None:
    """The one of these words that was probably meant, if any is near enough."""
    known = {each.casefold(): each for each in words}
    found = get_close_matches(word.casefold()[:80], known, n=1, cutoff=0.7)
    return known[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str], *, otherwise: str) -> str:
    """The help for a word that is not one of these: the nearest of them, or `otherwise` and them all."""
    words = tuple(words)
    near = closest(word, words)
    return f'did you mean "{near}"?' if near else f"{otherwise} {', '.join(words)}"


def _excerpt(place: Place) -> tuple[str, ...]:
    if not place.line:
        return ()
    start = max(0, place.column - _LINE_WIDTH // 2) if len(place.source_line) > _LINE_WIDTH else 0
    line = _clean(place.source_line[start : start + _LINE_WIDTH])
    before = _columns(line[: place.column - 1 - start])
    carets = max(1, min(place.width, len(line) - (place.column - 1 - start)))
    gutter = " " * len(str(place.line))
    return (f" {place.line} | {line}".rstrip(), f" {gutter} | {' ' * before}{'^' * carets}")


def _clean(text: str) -> str:
    """The text without anything that could move a terminal's cursor; as many characters as before."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
                   for char in text)  # fmt: skip  # one comprehension reads better unbroken


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters take two, combining ones none."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
