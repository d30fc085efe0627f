"""Reads the headings of what people write in Jira, as wiki text, as Markdown or as a document of nodes."""

import re
from collections.abc import Iterator
from typing import Any

from seedcorn.connectors import _issue_form

_LONGEST = 65_536  # characters; what stands beyond them answers no question
_DEEPEST = 40
_MOST_NODES = 20_000
_HEADING = re.compile(r"\s*(?:h[1-6]\.|\#{3,6}(?=\s))\s*(.*)")
_MAY_HEAD = re.compile(r"h[1-6]\.|\#{3}")  # most texts have no heading: they need not be looked at by line
_LIST = re.compile(r"\s*(?:[-*#]+|\d+\.)\s+(.*)")
_FENCE = re.compile(r"\s*\{(?:code|noformat)(?::[^{}]{0,200})?\}")
_MACRO = re.compile(r"\{(?:color|panel|quote|anchor|\*)(?::[^{}]{0,200})?\}")
_LINK = re.compile(r"\[([^\[\]|]{1,200})\|[^\[\]]{1,2000}\]")
_STRESS = re.compile(r"(?<!\w)([*_+])(?=\S)([^*_+\n]{1,200})(?<=\S)\1(?!\w)")
_BLOCKS = frozenset({"paragraph", "listItem", "blockquote", "panel", "tableCell", "tableHeader", "tableRow"})


def headings(description: object) -> tuple[tuple[str, str], ...]:
    """The (heading, answer) pairs of a description, as `_issue_form.headings` gives them.

    Args:
        description: wiki text, Markdown, or a document of nodes (ADF); anything else has no headings.
    """
    match description:
        case str() if not _MAY_HEAD.search(description):
            return ()
        case str():
            return _issue_form.headings("\n".join(_wiki_lines(description[:_LONGEST])))
        case dict():
            return _issue_form.headings(_as_form(description))
    return ()


def text_of(document: dict[str, Any]) -> str:
    """All text of a document of nodes, its blocks on lines of their own."""
    return "".join(_Walk(document).texts()).strip()


def _wiki_lines(text: str) -> Iterator[str]:
    """Headings of any level as "### ", lists as "- ", code fenced, and the signs of emphasis left out."""
    for line in text.splitlines():
        if _FENCE.match(line):
            yield "```"
        elif heading := _HEADING.match(line):
            yield f"### {_plain(heading[1])}"
        elif item := _LIST.match(line):
            yield f"- {_plain(item[1])}"
        else:
            yield _plain(line)


def _plain(text: str) -> str:
    """Without the signs; each is only looked for where one could be, which is most of the time of a page."""
    if "{" in text:
        text = _MACRO.sub("", text)
    if "|" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text or "+" in text:
        text = _STRESS.sub(r"\2", text)
    return text


def _as_form(document: dict[str, Any]) -> str:
    return "".join(_Walk(document).texts())


class _Walk:
    """One way through a document of nodes, which may be hostile: so deep, so many nodes, so much text."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._nodes = 0
        self._characters = 0

    def texts(self) -> Iterator[str]:
        """The text, with "### " before headings and boxes before tasks."""
        for piece in self._node(self._document, 0):
            self._characters += len(piece)
            yield piece
            if self._characters > _LONGEST:
                return

    def _node(self, node: object, depth: int) -> Iterator[str]:
        self._nodes += 1
        if not isinstance(node, dict) or depth > _DEEPEST or self._nodes > _MOST_NODES:
            return
        found = node.get("attrs")
        attributes = found if isinstance(found, dict) else {}
        match node.get("type"):
            case "heading":
                yield f"\n### {' '.join(''.join(self._content(node, depth)).split())}\n"
            case "codeBlock":
                yield "\n```\n"
                yield from self._content(node, depth)
                yield "\n```\n"
            case "taskItem":
                yield f"\n- [{'x' if attributes.get('state') == 'DONE' else ' '}] "
                yield from self._content(node, depth)
                yield "\n"
            case "hardBreak":
                yield "\n"
            case "text":
                yield _unheaded(node.get("text"))
            case "mention" | "status" | "emoji" | "date":
                yield _unheaded(attributes.get("text"))
            case "inlineCard" | "blockCard":
                yield _unheaded(attributes.get("url"))
            case kind:
                yield from self._content(node, depth)
                yield "\n" if isinstance(kind, str) and kind in _BLOCKS else ""

    def _content(self, node: dict[str, Any], depth: int) -> Iterator[str]:
        content = node.get("content")
        for child in content if isinstance(content, list) else ():
            yield from self._node(child, depth + 1)


def _unheaded(text: object) -> str:
    """Text of one node: a heading is a node of its own, so a line of it can be none."""
    return text.replace("\n", " ").replace("\r", " ") if isinstance(text, str) else ""
