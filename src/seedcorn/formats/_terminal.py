"""Lines for a terminal: wrapped under a hanging lead, in colour or not, in Unicode or in ASCII."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from unicodedata import combining, normalize

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from seedcorn.format import Look
from seedcorn.words import not_a_command, shorten

MARGIN = 2
WIDEST_PROSE = 120
_HELD = (
    "\ue000"  # stands for a space that must not be wrapped at; no tracker text that was made plain holds it
)
_TOGETHER = re.compile(
    r"\((?:limit|at least) [\d.,]+(?: %)?\)|\d %"
)  # a number is not torn from what it is of
_ASCII = str.maketrans("“”‘’–—", "\"\"''--")
_SIGNS = {
    "error": "✖x",
    "warning": "▲!",
    "note": "•*",
    "undecided": "??",
    "passed": "✔+",
    "skipped": "·.",
    "waived": "○o",
    "baseline": "○o",
}
_BARS = {"m": "━=", "v": "─-", "c": "┈.", "l": "┃|", " ": "  "}
_BAND = "━="


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line before it is wrapped: `body` goes on under itself, beside `lead`.

    `is_row` is one of columns, which may be as wide as the terminal: only prose is easier to read narrower.
    """

    body: Text
    lead: Text
    is_row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes for one look of a terminal, `width` columns in all."""

    look: Look
    width: int

    @property
    def room(self) -> int:
        """The columns between the margins."""
        return self.width - 2 * MARGIN

    @property
    def ellipsis(self) -> str:
        """The sign for what was cut."""
        return "…" if self.look.unicode else "..."

    def line(
        self,
        body: str,
        style: str = "",
        *,
        lead: str = "",
        lead_style: str = "",
        whole: Iterable[str] = (),
    ) -> Line:
        """A line of one style, with its lead; what is `whole` is not torn apart at the end of a line."""
        words = together(Text(self.drawable(body), style=style))
        for part in map(self.drawable, whole):
            words = _in_place_of(words, words.plain.replace(part, part.replace(" ", _HELD)))
        return Line(body=words, lead=Text(self.drawable(lead), style=lead_style))

    def row(self, *parts: tuple[str, str]) -> Line:
        """A line of (text, style) parts side by side."""
        body = Text()
        for text, style in parts:
            body.append(self.drawable(text).replace(" ", _HELD), style=style)
        return Line(body=body, lead=Text(), is_row=True)

    def items(self, parts: Iterable[str], style: str = "") -> Line:
        """Parts side by side, of which none is torn apart at the end of a line."""
        held = "  ".join(self.drawable(part).replace(" ", _HELD) for part in parts)
        return Line(body=Text(held, style=style), lead=Text())

    def drawable(self, text: str) -> str:
        """The text itself, or the nearest to it in ASCII."""
        if self.look.unicode:
            return text
        bare = (char for char in normalize("NFKD", text.translate(_ASCII)) if not combining(char))
        return "".join(char if char.isascii() else "?" for char in bare)

    def fit(self, text: str, cells: int) -> str:
        """The text cut or filled up to just so many columns."""
        cut = shorten(self.drawable(text), cells, ellipsis=self.ellipsis)
        return cut + " " * (cells - cell_len(cut))

    def sign(self, word: str) -> str:
        """The sign of a finding's first word."""
        return _SIGNS[word][0 if self.look.unicode else 1]

    def bar(self, letter: str) -> str:
        """What a cell of a bar is drawn with."""
        return _BARS[letter][0 if self.look.unicode else 1]

    def band(self) -> str:
        """A rule from margin to margin."""
        return _BAND[0 if self.look.unicode else 1] * self.room


def together(words: Text) -> Text:
    """The same, with no number torn from what it is of where it is wrapped."""
    return _in_place_of(words, _TOGETHER.sub(lambda found: found[0].replace(" ", _HELD), words.plain))


def held(words: Text) -> Text:
    """The same, not to be wrapped at all."""
    return _in_place_of(words, words.plain.replace(" ", _HELD))


def _in_place_of(words: Text, plain: str) -> Text:
    changed = words.copy()
    changed.plain = plain
    return changed


def printed(blocks: Iterable[Iterable[Line]], pen: Pen) -> str:
    """The blocks with an empty line between them, without blanks at the ends of lines."""
    console = Console(
        file=StringIO(),
        width=pen.width,
        color_system="standard" if pen.look.color else None,
        force_terminal=pen.look.color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},  # what a report looks like is the look's business alone
    )
    filled = [lines for lines in (list(block) for block in blocks) if lines]
    with console.capture() as capture:
        for block in filled:
            console.print()
            for line in block:
                for text in _wrapped(line, pen, console):
                    console.print(text, no_wrap=True, overflow="ignore", crop=False)
    lines = (line.rstrip() for line in capture.get().replace(_HELD, " ").split("\n"))
    return not_a_command("\n".join(lines).strip("\n") + "\n")


def _wrapped(line: Line, pen: Pen, console: Console) -> Iterator[Text]:
    hang = line.lead.cell_len
    room = pen.room if line.is_row else min(pen.room, WIDEST_PROSE)
    for index, part in enumerate(line.body.wrap(console, room - hang)):
        part.rstrip()
        before = line.lead if index == 0 else Text(" " * hang)
        yield Text.assemble(" " * MARGIN, before, part)
