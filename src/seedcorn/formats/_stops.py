"""What no syntax may take for a link or a mention, whatever it makes of the rest."""

import re

# A zero-width space in the middle ends a mention, a reference or an autolink. Neither a backslash nor an
# entity does: platforms look for them in the text left after both (github/markup#1168, cmark-gfm#389).
STOP = "\u200b"
_ADDRESSES = (
    re.compile(r"@(?=\w)"),  # mentions, mail
    re.compile(r":(?=//)"),  # addresses
    re.compile(r"(?i)(?:www|mailto|xmpp)(?=[.:])"),
)
_KEYS = re.compile(r"[^\W\d_]\w*-(?=\d)")  # GH-12, and the APP-12 that a tracker may link itself


def stopped(text: str) -> str:
    """Text made plain before, with a stop where an address, a mention or a key would begin to be one."""
    return _KEYS.sub(_stop, unlinked(text))


def unlinked(text: str) -> str:
    """The same for what no tracker shows: keys stay as they are."""
    for pattern in _ADDRESSES:
        text = pattern.sub(_stop, text)
    return text


def _stop(found: re.Match[str]) -> str:
    return found[0] + STOP
