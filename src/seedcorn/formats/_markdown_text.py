"""Tracker text inside Markdown: it is read as it is written, and does nothing."""

import re

from seedcorn.formats._stops import STOP, stopped
from seedcorn.words import plain, shorten

_STOPPED_AFTER = (
    re.compile(r"""[@#!%~^&*](?=[\w"'/{])"""),  # mentions, issues, requests, snippets, milestones, labels
    re.compile(r":(?=:|[\w+-]+:)"),  # :emoji:
    re.compile(r"(?i)[0-9a-f]{6}(?=[0-9a-f])"),  # commits, from seven digits on
    re.compile(r"\[(?=\w+:)"),  # GitLab's [vulnerability:7] and the like
    re.compile(r"[\[{](?=[+-])"),  # GitLab's {+ added +}
)
_MARKUP = re.compile(r"([\\`*_\[\]|~])")
_AT_START = (
    re.compile(r"^([#+=/-])"),
    re.compile(r"^(\d+(?=[.)](?:\s|$)))"),
)  # a heading, a list, a line under a heading, one of GitLab's commands
# A dollar sign may begin a formula, and nothing but another sign is sure not to.
_SHOWN_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "\uff04"}


def inert(text: str, *, cells: int = 600) -> str:
    """Text that shows as itself anywhere in Markdown, also in a table: no link, no mention, no HTML."""
    marked = _MARKUP.sub(r"\\\1", _quiet(text, cells))
    return _AT_START[1].sub(r"\1\\", _AT_START[0].sub(r"\\\1", _escaped(marked)))


def inside_html(text: str, *, cells: int = 600) -> str:
    """The same inside an element of HTML, where Markdown's own marks mean nothing."""
    return _escaped(_quiet(text, cells))


def code(text: str) -> str:
    """Text as a code span, in which nothing is a link or a mention; a backtick is shown as an apostrophe."""
    return f"`{plain(text).replace('`', chr(39)).replace('|', '¦') or ' '}`"


def _quiet(text: str, cells: int) -> str:
    shown = stopped(shorten(plain(text), cells))
    for pattern in _STOPPED_AFTER:
        shown = pattern.sub(lambda found: found[0] + STOP, shown)
    return shown


def _escaped(text: str) -> str:
    return "".join(_SHOWN_AS.get(char, char) for char in text)
