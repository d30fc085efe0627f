"""What no syntax may take for a link or a mention, whatever it makes of the rest."""

import re

# A zero-width space in the middle ends a mention, a reference or an autolink. Neither a backslash nor an
# entity does: platforms look for them in the text left after both (github/markup#1168, cmark-gfm#389).
STOP = "\u200b"
_STOPPED_AFTER = (
    re.compile(r"@(?=\w)"),  # mentions, mail
    re.compile(r":(?=//)"),  # addresses
    re.compile(r"(?i)(?:www|mailto|xmpp)(?=[.:])"),
    re.compile(r"[^\W\d_]\w*-(?=\d)"),  # GH-12, and the APP-12 that a tracker may link itself
)


def stopped(text: str) -> str:
    """Text made plain before, with a stop where an address, a mention or a key would begin to be one."""
    for pattern in _STOPPED_AFTER:
        text = pattern.sub(lambda found: found[0] + STOP, text)
    return text
