"""A document as wiki markup for Jira Data Center: all text in it is data and does nothing."""

from collections.abc import Iterator

from seedcorn.document import Block, Bullets, Document, Fold, Heading, Line, Paragraph, Span, Table, said
from seedcorn.formats._parts import LONGEST_SPAN, fitting, how_many, spans
from seedcorn.formats._wiki_text import code, inert
from seedcorn.words import not_a_command

MOST_CHARACTERS = 32_000  # of the 32,767 that Jira takes, so that whoever posts it may add something
LOWEST = 6  # of the headings that there are
_BETWEEN = "\n\n"
_BREAK = " \\\\ "


def written(document: Document, *, most: int = MOST_CHARACTERS) -> str:
    """The document in at most so many characters: blocks that do not fit are left out from the end, whole."""
    parts = (not_a_command(_block(block, 3)) for block in document)
    shown = fitting(parts, most=most, between=len(_BETWEEN))
    last = how_many(len(shown), len(document))
    return _BETWEEN.join((*shown, *([last] if last else []))) + "\n"


def _block(block: Block, level: int) -> str:
    match block:
        case Paragraph(line=line):
            return _line(line)
        case Heading(text=text):
            return f"h{level}. {inert(text)}"
        case Bullets(items=items):
            return "\n".join(_item(item) for item in items)
        case Table():
            return "\n".join(_table(block))
        case Fold(
            summary=summary, blocks=blocks
        ):  # Data Center has nothing to unfold: it stands under a heading
            inside = (_block(each, min(level + 2, LOWEST)) for each in blocks)
            return _BETWEEN.join((f"h{min(level + 1, LOWEST)}. {inert(summary)}", *inside))


def _item(item: tuple[Line, ...]) -> str:
    """Lines of one item go on after a forced break; an empty line would end the list."""
    return f"* {_BREAK.join(filter(None, map(_line, item)))}"


def _table(table: Table) -> Iterator[str]:
    columns = len(table.head)
    yield f"|| {' || '.join(inert(title) or ' ' for title in table.head)} ||"
    for row in table.rows:
        filled = (*row[:columns], *[said("")] * (columns - len(row)))
        yield f"| {' | '.join(_line(cell) or ' ' for cell in filled)} |"


def _line(line: Line) -> str:
    return "".join(_span(span) for span in spans(line)).strip()


def _span(span: Span) -> str:
    if not span.text.strip():
        return span.text
    if span.code:
        return code(span.text)
    shown = inert(span.text, cells=LONGEST_SPAN)
    return f"*{shown}*" if span.bold else shown
