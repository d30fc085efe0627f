"""What the title of an issue says by its form: the name in brackets that it begins with."""

import re

_PREFIX = re.compile(r"\s*\[([^\[\]]{1,80})\]")


def prefix_of(title: str) -> str:
    """The name in "[Acme] Export to PDF"; empty where there is none."""
    found = _PREFIX.match(title)
    return found[1] if found else ""
