"""Tracker text inside Jira's wiki markup: it is read as it is written, and does nothing."""

import re

from seedcorn.formats._stops import STOP, stopped
from seedcorn.words import plain, shorten

_STOPPED_AFTER = (
    re.compile(
        r"[\[!](?=[~^#!])"
    ),  # [~mention], [^attachment], [#anchor]: mentions are looked for in raw text
    re.compile(r"[:;](?=[()DPp])"),  # pictures of faces
    re.compile(r"(?i)\((?=(?:[/xyni!?+*-]|on|off|flag|flagoff|\*[rgby])\))"),  # and of signs
    re.compile(r"(?i)^(?:h[1-6]|bq)(?=\.)"),  # a heading, a quotation
    re.compile(r"[\\/](?=[\\/])"),  # the address of a share
)
# What a backslash escapes: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
_MARKUP = re.compile(r"([_*^~+|\[\]{}!]|(?<!\w)-|-(?!\w)|\?(?=\?)|^#)")
# Two backslashes are a line break, so one is an entity; and no entity comes from data.
_SHOWN_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;"}


def inert(text: str, *, cells: int = 600) -> str:
    """Text that shows as itself anywhere in wiki markup, also in a table: no link, no mention, no macro."""
    shown = stopped(shorten(plain(text), cells))
    for pattern in _STOPPED_AFTER:
        shown = pattern.sub(lambda found: found[0] + STOP, shown)
    escaped = "".join(_SHOWN_AS.get(char, char) for char in shown)
    return _MARKUP.sub(r"\\\1", escaped)


def code(text: str) -> str:
    """Text in letters of one width. Even there a key would be a link, so it is stopped."""
    return f"{{{{{inert(text, cells=1000)}}}}}" if plain(text) else ""
