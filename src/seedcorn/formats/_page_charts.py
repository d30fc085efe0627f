"""The charts of a page: each a drawing, what it says, and the table that says the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from seedcorn.chart import Chart, Picture, charts
from seedcorn.document import Line, Table
from seedcorn.drawing import OF_THE_PAGE, can_draw, svg
from seedcorn.report import Report
from seedcorn.words import count

MOST_ROWS = 50
FIRST = "static"  # the one to look at before any other
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?) %")
# Drawings of a page share its names.
_NAMED = re.compile(r'( id="|url\(#|href="#)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; `part` is how much of a bar stands for it, in thousandths, None where none does."""

    text: str
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A table of at most `MOST_ROWS` rows; `left` counts the others. The columns in `right` are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: frozenset[int]
    left: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart on a page. `drawn` is its SVG, empty where nothing can be drawn: then `twin` has bars."""

    name: str
    title: str
    said: str
    note: str
    drawn: Markup
    twin: Twin


def figures(report: Report) -> tuple[Figure, ...]:
    """All charts that the report says enough for, the one to look at first before the others."""
    found = ((name, chart, chart.draw(report)) for name, chart in charts())
    made = (_figure(name, chart, picture) for name, chart, picture in found if picture is not None)
    return tuple(sorted(made, key=lambda one: one.name != FIRST))


def _figure(name: str, chart: Chart, picture: Picture) -> Figure:
    is_drawn = can_draw()
    return Figure(
        name=name,
        title=chart.title,
        said=picture.said,
        note=picture.note,
        drawn=_drawn(name, chart, picture) if is_drawn else Markup(),
        twin=_twin(picture.twin, with_bars=not is_drawn),
    )


def _drawn(name: str, chart: Chart, picture: Picture) -> Markup:
    drawing = svg(picture, OF_THE_PAGE, title=chart.title).strip()
    # The drawing is an XML tree written out: every text in it is escaped.
    return Markup(_NAMED.sub(rf"\g<1>{name}-", drawing))  # noqa: S704 - see above


def _twin(table: Table, *, with_bars: bool) -> Twin:
    left = len(table.rows) - MOST_ROWS
    bar = _measured_in(table) if with_bars else None
    return Twin(
        head=table.head,
        rows=tuple(tuple(_cells(row, bar)) for row in table.rows[:MOST_ROWS]),
        right=table.right,
        left=f"and {count(left, 'other')}" if left > 0 else "",
    )


def _measured_in(table: Table) -> int | None:
    """The first column of parts of a whole."""
    columns = range(1, len(table.head))
    return next((column for column in columns if any(_part(_text(row[column])) for row in table.rows)), None)


def _cells(row: tuple[Line, ...], bar: int | None) -> Iterator[Cell]:
    """The first with the bar of the whole row."""
    first, *others = map(_text, row)
    yield Cell(text=first, part=None if bar is None else _part(_text(row[bar])))
    yield from (Cell(text=text) for text in others)


def _text(line: Line) -> str:
    return "".join(span.text for span in line)


def _part(text: str) -> int | None:
    found = _PERCENT.fullmatch(text)
    return min(round(Fraction(found[1]) * 10), 1000) if found else None
