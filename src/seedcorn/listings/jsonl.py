"""Issues for programs: one JSON object a line, in the shape of docs/issues.schema.json."""

import json
from collections.abc import Iterable, Iterator

from seedcorn.formats._json_values import Value, instant, twins
from seedcorn.listing import IssueLine, Listing


def render(lines: Iterable[IssueLine]) -> Iterator[str]:
    """One object a line in ASCII, each line with its end."""
    for line in lines:
        text = json.dumps(_issue(line), ensure_ascii=True, allow_nan=False)
        # As in all our JSON: old build logs take "##[" for a command, and here it stands in strings alone.
        yield text.replace("##[", "\\u0023\\u0023[") + "\n"


LISTING = Listing(title="JSON Lines: one attributed issue a line, with names", render=render)


def _issue(line: IssueLine) -> dict[str, Value]:
    return {
        "key": line.key,
        "url": line.url,
        "title": line.title,
        "source": line.source,
        "state": "closed" if line.closed else "open",
        "created": instant(line.created),
        "closed": instant(line.closed) if line.closed else None,
        "kind": line.kind,
        "asked_by": [{"id": one.id, "name": one.name, **twins("effort", one.effort)} for one in line.askers],
        **twins("effort", line.effort),
        "bug": line.is_bug,
        "places": list(line.places),
        "confidence": line.confidence.value if line.confidence else None,
    }
