"""A document as Markdown for GitHub and GitLab: all text in it is data and does nothing."""

from collections.abc import Iterable, Iterator

from seedcorn.document import Block, Bullets, Document, Fold, Heading, Line, Paragraph, Span, Table, said
from seedcorn.formats._markdown_text import code, inert, inside_html
from seedcorn.formats._parts import LONGEST_SPAN, fitting, how_many, spans
from seedcorn.words import not_a_command

MOST_CHARACTERS = 60_000  # of the 65,536 that GitHub takes, so that whoever posts it may add something
_BETWEEN = "\n\n"


def written(document: Document, *, most: int = MOST_CHARACTERS) -> str:
    """The document in at most so many characters: blocks that do not fit are left out from the end, whole."""
    parts = (not_a_command(_block(block, "###")) for block in document)
    shown = fitting(parts, most=most, between=len(_BETWEEN))
    last = how_many(len(shown), len(document))
    return _BETWEEN.join((*shown, *([last] if last else []))) + "\n"


def _block(block: Block, level: str) -> str:
    match block:
        case Paragraph(line=line):
            return _line(line)
        case Heading(text=text):
            return f"{level} {inert(text)}"
        case Bullets(items=items):
            return "\n".join(_item(item) for item in items)
        case Table():
            return "\n".join(_table(block))
        case Fold(summary=summary, blocks=blocks):
            inside = _BETWEEN.join(_block(each, f"{level}#") for each in blocks)
            return f"<details><summary>{inside_html(summary)}</summary>{_BETWEEN}{inside}{_BETWEEN}</details>"


def _item(item: tuple[Line, ...]) -> str:
    first, *rest = map(_line, item or (said(""),))
    return "\n".join((f"- {first}", *(f"  <br>{line}" for line in rest)))


def _table(table: Table) -> Iterator[str]:
    columns = len(table.head)
    yield _row(inert(title) for title in table.head)
    yield f"|{'|'.join('---:' if column in table.right else '---' for column in range(columns))}|"
    for row in table.rows:
        filled = (*row[:columns], *[said("")] * (columns - len(row)))
        yield _row(_line(cell) for cell in filled)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: Line) -> str:
    return "".join(_span(span) for span in spans(line)).strip()


def _span(span: Span) -> str:
    if not span.text.strip():
        return span.text
    if span.code:
        return code(span.text)
    shown = inert(span.text, cells=LONGEST_SPAN)
    return f"**{shown}**" if span.bold else shown
