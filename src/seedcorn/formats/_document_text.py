"""A document for a terminal: wrapped to its width, tables aligned by what the letters take, all unfolded."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from seedcorn.document import Block, Bullets, Document, Fold, Heading, Line, Paragraph, Table, said
from seedcorn.format import Look
from seedcorn.formats import _terminal as terminal
from seedcorn.formats._parts import spans
from seedcorn.formats._terminal import Pen, printed

NARROWEST, WIDEST = 60, 200
NARROWEST_CELL = 12
_GAP = "  "


def written(document: Document, look: Look) -> str:
    """The document as text of `look.width` columns (60 to 200), with or without colour and Unicode."""
    pen = Pen(look=look, width=max(NARROWEST, min(look.width, WIDEST)))
    return printed((lines for block in document for lines in _block(block, pen)), pen)


def _block(block: Block, pen: Pen) -> Iterator[Iterator[terminal.Line]]:
    """Lines that belong together, with an empty line before each group."""
    match block:
        case Paragraph(line=line):
            yield iter([_line(line, pen)])
        case Heading(text=text):
            yield iter([_line(said(text), pen, style="bold")])
        case Bullets(items=items):
            yield (line for item in items for line in _item(item, pen))
        case Table():
            yield _table(block, pen)
        case Fold(summary=summary, blocks=blocks):
            yield iter([_line(said(summary), pen, style="dim")])
            for each in blocks:
                yield from _block(each, pen)


def _item(item: tuple[Line, ...], pen: Pen) -> Iterator[terminal.Line]:
    for index, line in enumerate(item):
        yield _line(line, pen, lead=_GAP if index else "- ")


def _table(table: Table, pen: Pen) -> Iterator[terminal.Line]:
    """Columns side by side; where they do not fit the first is wrapped, and then each row becomes a line."""
    columns = range(len(table.head))
    rows = [[_cell(row, column, pen) for column in columns] for row in table.rows]
    head = [_text(said(title), pen, "dim") for title in table.head]
    widths = [max(each[column].cell_len for each in (head, *rows)) for column in columns]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - pen.room
    if over > 0 and widths[0] - over < NARROWEST_CELL:
        yield from (_as_line(head, row) for row in rows)
        return
    widths[0] -= max(over, 0)
    for cells in (head, *rows):
        first, *more = _wrapped(cells[0], widths[0])
        yield _row([first, *cells[1:]], widths, table.right, pen)
        yield from (_row([part], widths[:1], table.right, pen) for part in more)


def _wrapped(cell: Text, width: int) -> list[Text]:
    """A cell in lines of whole words, as wide as its column; a word that is wider is cut when it is shown."""
    lines: list[str] = []
    for word in cell.plain.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(f"{_GAP}{word}" if lines else word)
    return [Text(line, style=cell.style) for line in lines] or [cell]


def _row(cells: list[Text], widths: list[int], right: frozenset[int], pen: Pen) -> terminal.Line:
    body = Text()
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        cut = Text(pen.fit(cell.plain, width), style=cell.style) if cell.cell_len > width else cell
        blank = " " * (width - cut.cell_len)
        body.append_text(
            Text.assemble(_GAP if column else "", *((blank, cut) if column in right else (cut, blank)))
        )
    return terminal.Line(body=terminal.held(body), lead=Text(), is_row=True)


def _as_line(head: list[Text], row: list[Text]) -> terminal.Line:
    first, *rest = row
    told = [
        Text.assemble(title.plain, " ", cell)
        for title, cell in zip(head[1:], rest, strict=True)
        if cell.plain
    ]
    return terminal.Line(body=Text.assemble(first, ": ", Text(", ").join(told)), lead=Text("- "))


def _cell(row: tuple[Line, ...], column: int, pen: Pen) -> Text:
    return _text(row[column] if column < len(row) else said(""), pen)


def _line(line: Line, pen: Pen, *, lead: str = "", style: str = "") -> terminal.Line:
    body = _text(line, pen, style)
    return terminal.Line(body=terminal.together(body), lead=Text(lead))


def _text(line: Line, pen: Pen, style: str = "") -> Text:
    body = Text(style=style)
    for span in spans(line):
        body.append(pen.drawable(span.text), style="bold" if span.bold else "")
    return body
