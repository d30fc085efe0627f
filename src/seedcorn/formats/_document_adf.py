"""A document in the Atlassian Document Format of Jira Cloud: text alone, and nothing that links or calls."""

import json
from collections.abc import Iterator
from typing import TypeAlias

from seedcorn.document import Block, Bullets, Document, Fold, Heading, Line, Paragraph, Span, Table, said
from seedcorn.formats._parts import fitting, how_many, spans
from seedcorn.formats._stops import stopped
from seedcorn.words import plain, shorten

MOST_CHARACTERS = 32_000  # of the 32,767 that Jira takes
LONGEST_TITLE = 200
Node: TypeAlias = dict[str, object]


def written(document: Document, *, most: int = MOST_CHARACTERS) -> str:
    """The document as JSON of at most so many characters: blocks that do not fit are left out, whole.

    Its shape: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure
    """
    nodes = (",".join(map(_json, _block(block, 3))) for block in document)
    start, end = '{"version":1,"type":"doc","content":[', "]}"
    shown = fitting(nodes, most=most - len(start) - len(end), between=1)
    last = how_many(len(shown), len(document))
    content = (*shown, *([_json(_paragraph(said(last)))] if last else []))
    return f"{start}{','.join(filter(None, content))}{end}\n"


def _json(node: Node) -> str:
    # Old build logs take "##[" anywhere in a line for a command; in JSON it can stand only inside a string.
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("##[", "\\u0023\\u0023[")


def _block(block: Block, level: int) -> Iterator[Node]:
    match block:
        case Paragraph(line=line):
            yield _paragraph(line)
        case Heading(text=text):
            yield {"type": "heading", "attrs": {"level": level}, "content": _texts(said(text))}
        case Bullets(items=items):
            if items:
                yield {"type": "bulletList", "content": [_item(item) for item in items]}
        case Table():
            yield {"type": "table", "content": [_head(block), *_rows(block)]}
        case Fold():
            yield _fold(block, level)


def _fold(fold: Fold, level: int) -> Node:
    """What can be unfolded. One inside another would be refused, so it stands there open."""
    title = shorten(stopped(plain(fold.summary)), LONGEST_TITLE)
    inside = [node for block in _opened(fold.blocks) for node in _block(block, level + 1)]
    return {
        "type": "expand",
        "attrs": {"title": title},
        "content": inside or [_paragraph(())],
    }


def _opened(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield Heading(text=block.summary)
            yield from _opened(block.blocks)
        else:
            yield block


def _item(item: tuple[Line, ...]) -> Node:
    return {"type": "listItem", "content": [_paragraph(line) for line in item or (said(""),)]}


def _head(table: Table) -> Node:
    return _row("tableHeader", tuple(said(title) for title in table.head), len(table.head))


def _rows(table: Table) -> Iterator[Node]:
    return (_row("tableCell", row, len(table.head)) for row in table.rows)


def _row(kind: str, row: tuple[Line, ...], columns: int) -> Node:
    filled = (*row[:columns], *[said("")] * (columns - len(row)))
    return {
        "type": "tableRow",
        "content": [{"type": kind, "content": [_paragraph(cell)]} for cell in filled],
    }


def _paragraph(line: Line) -> Node:
    return {"type": "paragraph", "content": _texts(line)}


def _texts(line: Line) -> list[Node]:
    """Text nodes, none of them empty. What is code can have no other look."""
    return [_text(span) for span in spans(line)]


def _text(span: Span) -> Node:
    mark = "code" if span.code else "strong" if span.bold else ""
    text = span.text if span.code else stopped(span.text)
    return {"type": "text", "text": text, **({"marks": [{"type": mark}]} if mark else {})}
