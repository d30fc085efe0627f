"""Reads the sprints of an issue: as objects, or as the strings that Data Center writes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from seedcorn.connectors._record import storable
from seedcorn.model import Iteration

_LONGEST = 5_000
_MOST = 200  # sprints that one issue was in
_BODY = re.compile(r"[\w.$]*Sprint@[0-9a-f]+\[(?P<body>.*)\]", re.DOTALL)
_NUMBER = re.compile(r"\d+|<null>")
_MOMENT = re.compile(r"<null>|\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:?\d\d)")
# The keys of such a string and what their values look like: a comma in a name must not begin another key.
_SHAPES = {
    **dict.fromkeys(("id", "rapidViewId", "sequence", "incompleteIssuesDestinationId"), _NUMBER),
    **dict.fromkeys(("startDate", "endDate", "completeDate", "activatedDate"), _MOMENT),
    **dict.fromkeys(("autoStartStop", "synced"), re.compile("true|false|<null>")),
    "state": re.compile("[A-Za-z]+|<null>"),
    "goal": re.compile(".*", re.DOTALL),
    "name": re.compile(".*", re.DOTALL),
}


def sprints(value: object) -> Iterator[Iteration]:
    """The sprints that a field holds, in its order; what is no sprint is passed over."""
    for name, parts in _named(value):
        yield Iteration(
            name=name,
            kind="sprint",
            start=_moment(parts.get("startDate")),
            end=_moment(parts.get("endDate")),
            closed=str(parts.get("state")).casefold() == "closed",
        )


def names_by_id(value: object) -> dict[str, str]:
    """What the sprints that a field holds are called today, by their ids."""
    return {str(parts["id"]): name for name, parts in _named(value) if parts.get("id")}


def _named(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in (value if isinstance(value, list) else [value])[:_MOST]:
        parts = _parts(item) if isinstance(item, str) else item
        name = parts.get("name") if isinstance(parts, dict) else None
        if isinstance(parts, dict) and isinstance(name, str) and name.strip():
            yield storable(name.strip()), parts


def _parts(text: str) -> dict[str, str]:
    """The keys and values of "Sprint@5f[id=11,state=CLOSED,name=One, and [two]=x,startDate=<null>]"."""
    found = _BODY.search(text[:_LONGEST])
    parts: dict[str, str] = {}
    last = ""
    for piece in found["body"].split(",") if found else ():
        key, sign, value = piece.partition("=")
        shape = _SHAPES.get(key)
        if sign and shape and key not in parts and shape.fullmatch(value):
            parts[key], last = value, key
        elif last:
            parts[last] += f",{piece}"
    return parts


def _moment(value: object) -> datetime | None:
    """A sprint's date; None for one that is missing or none, since a sprint without dates is one still."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
