"""Tracker text inside Markdown: it is read as it is written, and does nothing."""

import re

from seedcorn.words import plain, shorten

# A zero-width space in the middle ends a mention, a reference or an autolink. Neither a backslash nor an
# entity does: platforms look for them in the text left after both (github/markup#1168, cmark-gfm#389).
_STOP = "\u200b"
_STOPPED_AFTER = (
    re.compile(r"""[@#!%~^&*](?=[\w"'/{])"""),  # mentions, issues, requests, snippets, milestones, labels
    re.compile(r":(?=//|:|[\w+-]+:)"),  # addresses and :emoji:
    re.compile(r"(?<=[A-Za-z])-(?=\d)"),  # GH-12, and the APP-12 that a repository may link itself
    re.compile(r"(?i)(?:www|mailto|xmpp)(?=[.:])"),
    re.compile(r"(?i)[0-9a-f]{6}(?=[0-9a-f])"),  # commits, from seven digits on
)
_MARKUP = re.compile(r"([\\`*_\[\]|~])")
_AT_START = (
    re.compile(r"^([#+=-])"),
    re.compile(r"^(\d+(?=[.)](?:\s|$)))"),
)  # a heading, a list, a line under a heading
# A dollar sign may begin a formula, and nothing but another sign is sure not to.
_SHOWN_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "\uff04"}


def inert(text: str, *, cells: int = 600) -> str:
    """Text that shows as itself anywhere in Markdown, also in a table: no link, no mention, no HTML."""
    shown = shorten(plain(text), cells)
    for pattern in _STOPPED_AFTER:
        shown = pattern.sub(lambda found: found[0] + _STOP, shown)
    marked = _MARKUP.sub(r"\\\1", shown)
    escaped = "".join(_SHOWN_AS.get(char, char) for char in marked)
    return _AT_START[1].sub(r"\1\\", _AT_START[0].sub(r"\\\1", escaped))


def code(text: str) -> str:
    """Text as a code span, in which nothing is a link or a mention; a backtick is shown as an apostrophe."""
    return f"`{plain(text).replace('`', chr(39)).replace('|', '¦') or ' '}`"
