"""Reads back what we post, as strictly as the strictest place does: nothing in it may come from data."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OUR_HTML = {"<br>", "<sub>", "</sub>", "<details>", "</details>", "<summary>", "</summary>"}
OF_DATA = {"link_open", "image", "fence", "code_block", "s_open", "em_open", "hr", "ordered_list_open"}
ACTIVE = {
    "a mention": r"(?<![\w`/])@[A-Za-z0-9_]",
    "an issue": r"#\d",
    "an issue by key": r"[A-Za-z]-\d",
    "a merge request": r"!\d",
    "an epic, a milestone or a snippet": r"[&%$]\d",
    "a reference in brackets": r"\[\w+:",
    "a commit": r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])",
    "an address": r"(?i)\w://|www\.|mailto:\S|xmpp:\S",
    "a mail": r"[\w.+-]+@[\w-]+\.\w",
    "an emoji": r":[a-z0-9_+-]+:",
    "a formula": r"\$",
    "a label": r"~[\w\"]",
    "what was added or removed": r"[\[{][+-]",
}
_LABEL, _PERCENT = r'"[^"`;#%&<>{}\[\]\\$\n]{1,40}"', r"\d+(?:\.\d+)?"
# All that a picture of ours can be made of, in the syntax of Mermaid; nothing else stands in a fence.
OF_PICTURES = re.compile(
    rf"pie showData|xychart-beta horizontal|    title \"?[\w ,.]+\"?|    {_LABEL} : {_PERCENT}"
    rf"|    x-axis \[{_LABEL}(?:, {_LABEL})*\]|    y-axis 0 --> {_PERCENT}"
    rf"|    (?:bar|line) \[{_PERCENT}(?:, {_PERCENT})*\]"
)
IN_ANY_TEXT = ("a mention", "an issue by key", "an address", "a mail")


def tokens_of(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def shape(text: str) -> list[tuple[str, str]]:
    """What a page of Markdown is made of, without what it says."""
    said = {"text", "softbreak", "code_inline", "inline", "html_block", "html_inline"}
    return [(token.type, token.tag) for token in tokens_of(text) if token.type not in said]


def check_markdown(text: str) -> None:
    """No link, mention, reference, image, formula, command or HTML that is not ours; tables are balanced."""
    tags: list[str] = []
    for token in tokens_of(text):
        assert token.type not in OF_DATA or is_picture(token), token
        if token.type.startswith("html"):
            tags += re.findall(r"<[^>]*>?", token.content)
        if token.type in {"text", "html_block"}:
            quiet(re.sub(r"<[^>]*>", "", token.content), ACTIVE)
    assert set(tags) <= OUR_HTML
    assert tags.count("<details>") == tags.count("</details>")
    assert not re.search(r"(?m)^/\w", text), "a command of GitLab"
    check_tables(text, r"(?<!\\)\|")


def is_picture(token: Token) -> bool:
    """Whether it is one of our pictures, line by line, whatever the names in it are."""
    lines = token.content.splitlines()
    return (token.type, token.info) == ("fence", "mermaid") and all(map(OF_PICTURES.fullmatch, lines))


def quiet(text: str, patterns: dict[str, str]) -> None:
    for what, pattern in patterns.items():
        assert not re.search(pattern, text), (what, re.findall(f".{{,30}}(?:{pattern}).{{,30}}", text))


def check_tables(text: str, border: str) -> None:
    """Rows that stand together have the same number of cells."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(border, row)) for row in table.splitlines()}) == 1, table


def check_wiki(text: str) -> None:
    """No mention, link, image, macro, picture or key, and no mark-up but ours."""
    quiet(text, {what: ACTIVE[what] for what in IN_ANY_TEXT} | {"a mention": r"\[~|@\w"})
    bare = re.sub(r"\\[^A-Za-z0-9\s]", "0", re.sub(r" \\\\ ", " ", text))
    assert not re.search(r"&(?!amp;|lt;|gt;|#92;)", bare), "an entity of data"
    bare = re.sub(r"&(?:amp|lt|gt|#92);", "0", bare)
    bare = re.sub(r"\{\{([^{}\n]*)\}\}", r"\1", bare)
    for line in bare.split("\n"):
        told = re.sub(r"^(?:\* |h[3-6]\. )", "", line)
        found = re.search(r"[\[\]{}!~^+_<>\\]|^[#-]|^h\d\.|^bq\.|\?\?|(?<!\w)-\w", told)
        assert not found, (found, line)
        assert not re.search(r"[:;][()DPp]|(?i:\((?:[/xyni!?*-]|on|off|flag)\))|//", told), line
        assert told.count("*") % 2 == 0, line
        assert "|" not in told or told.startswith("|"), line
    check_tables(re.sub(r"\|\|", "|", re.sub(r"\\.", "", text)), r"\|")


def _content(*kinds: str, least: int = 1) -> dict[str, Any]:
    listed = {"type": "array", "items": {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds]}}
    return listed | ({"minItems": least} if least else {})


def _node(kind: str, content: dict[str, Any], attrs: dict[str, Any] | None = None) -> dict[str, Any]:
    named = {"attrs": {"type": "object", "properties": attrs, "required": list(attrs)}} if attrs else {}
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, "content": content, **named},
        "required": ["type", "content", *named],
        "additionalProperties": False,
    }


_MARK = {
    "type": "object",
    "properties": {"type": {"enum": ["strong", "code"]}},
    "required": ["type"],
    "additionalProperties": False,
}
_TEXT = {
    "type": "object",
    "properties": {
        "type": {"const": "text"},
        "text": {"type": "string", "minLength": 1},
        "marks": {"type": "array", "items": _MARK, "minItems": 1, "maxItems": 1},
    },
    "required": ["type", "text"],
    "additionalProperties": False,
}
_BLOCKS = ("paragraph", "heading", "bulletList", "table")
# What we use of https://developer.atlassian.com/cloud/jira/platform/apis/document/structure and its nodes.
ADF = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "version": {"const": 1},
            "type": {"const": "doc"},
            "content": _content(*_BLOCKS, "expand", least=0),
        },
        "required": ["version", "type", "content"],
        "additionalProperties": False,
        "$defs": {
            "text": _TEXT,
            "paragraph": _node("paragraph", _content("text", least=0)),
            "heading": _node("heading", _content("text", least=0), {"level": {"enum": [1, 2, 3, 4, 5, 6]}}),
            "bulletList": _node("bulletList", _content("listItem")),
            "listItem": _node("listItem", _content("paragraph")),
            "table": _node("table", _content("tableRow")),
            "tableRow": _node("tableRow", _content("tableHeader", "tableCell")),
            "tableHeader": _node("tableHeader", _content("paragraph")),
            "tableCell": _node("tableCell", _content("paragraph")),
            "expand": _node("expand", _content(*_BLOCKS), {"title": {"type": "string"}}),
        },
    }
)


@cache
def valid_adf(text: str) -> None:
    """Raises ValidationError where it is no document; a shape that was seen before is not looked at again."""
    ADF.validate(json.loads(text))


def check_adf(text: str) -> None:
    """A valid document of text alone, none of which anybody could take for a mention, a key or an address."""
    page = json.loads(text)
    valid_adf(re.sub(r'"text":"(?:[^"\\]|\\.)+"', '"text":"x"', text))
    active = {what: ACTIVE[what] for what in IN_ANY_TEXT}
    for node in nodes_of(page):
        if node["type"] == "table":
            assert len({len(row["content"]) for row in node["content"]}) == 1
        if node["type"] == "text" and node.get("marks") != [{"type": "code"}]:
            quiet(node["text"], active)
            assert node["text"].isprintable() or "\u200b" in node["text"]


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("content", ()):
        yield from nodes_of(inner)


def check_log(text: str) -> None:
    """No line that a build takes for a command."""
    assert not re.search(r"(?m)^\s*::|##\[", text)
    assert "\x1b" not in text
