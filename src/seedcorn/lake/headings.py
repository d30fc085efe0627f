"""The answers to an issue form, read out of the text of an issue where it lies.

As the connectors read them, but for two things: boxes to tick stay as they are written, and a heading in a
block of code is one. The regular expressions are of those that all engines read alike.
"""

import re

import narwhals as nw

_LONGEST = 200
_FIRST_TO_GO = r"(?im)\A[\s\S]*?^### +{name}[ #]*\r?(\n|\z)"
_THERE = r"(?im)^### +{name}[ #]*\r?$"
_FROM_NEXT = r"(?m)^#{1,3} [\s\S]*\z"
_NO_ANSWER = "_no response_"


def answer(body: nw.Expr, heading: str) -> nw.Expr:
    """What stands below the first heading "### NAME" of a text, to the next one; null where nothing does."""
    name = re.escape(heading)
    below = body.str.replace_all(_FIRST_TO_GO.replace("{name}", name), "").str.replace_all(_FROM_NEXT, "")
    said = below.str.replace_all(r"\s+", " ").str.strip_chars().str.slice(0, _LONGEST).str.strip_chars()
    is_there = body.str.contains(_THERE.replace("{name}", name))
    return nw.when(is_there & (said != "") & (said.str.to_lowercase() != _NO_ANSWER)).then(said)
