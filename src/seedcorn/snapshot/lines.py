"""An issue or an event as one line of JSON: what it adds to the tables, before anything is numbered."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seedcorn.branch import Branch
from seedcorn.model import Event, Issue, Iteration
from seedcorn.snapshot.marks import marks_of

# What is known of an issue itself, in a line as in the table.
FACTS: Mapping[str, str] = {
    "source": "VARCHAR",
    "key": "VARCHAR",
    "url": "VARCHAR",
    "title": "VARCHAR",
    "reason": "VARCHAR",
    "parent": "VARCHAR",
    "created": "INTEGER",
    "updated": "INTEGER",
    "closed": "INTEGER",
}
# As the engine reads them back; a line of another kind has none of these.
COLUMNS: Mapping[str, str] = {
    "n": "INTEGER",
    "asked": "INTEGER",
    "seconds": "BIGINT",
    **FACTS,
    "marks": "VARCHAR[][]",
    "iterations": "VARCHAR[][]",
}
# The same of an event; it names its issue.
EVENTS: Mapping[str, str] = {
    "event": "INTEGER",
    "source": "VARCHAR",
    "key": "VARCHAR",
    "seconds": "BIGINT",
    "number": "BIGINT",
    "place": "VARCHAR",
    "value": "VARCHAR",
    "is_on": "BOOLEAN",
    "actor": "VARCHAR",
}
EVENT_LINE = b'{"event":'

BRANCH_COLUMNS: Mapping[str, str] = {
    "source": "VARCHAR",
    "name": "VARCHAR",
    "committed": "INTEGER",
    "is_default": "BOOLEAN",
    "merged": "BOOLEAN",
}


def minutes(moment: datetime) -> int:
    """An instant as whole minutes since 1970 in UTC: the integer that all tables keep times in."""
    return int(moment.timestamp() // 60)


def facts_of(issue: Issue) -> dict[str, str | int | None]:
    """What the table of issues holds of one, by FACTS; one closed on no known day was when it changed."""
    updated = issue.updated_at or issue.created_at
    closed = issue.closed_at or updated
    return {
        "source": issue.source,
        "key": issue.key,
        "url": issue.url,
        "title": issue.title,
        "reason": issue.state_reason,
        "parent": issue.parent,
        "created": minutes(issue.created_at),
        "updated": minutes(updated),
        "closed": minutes(closed) if issue.state == "closed" else None,
    }


def branch_row(branch: Branch) -> tuple[str, str, int, bool, bool | None]:
    """What the table of branches holds of one, by BRANCH_COLUMNS."""
    return branch.source, branch.name, minutes(branch.committed_at), branch.is_default, branch.merged


def line_of(issue: Issue, *, n: int, asked: int) -> bytes:
    """The `n`th issue of a reading, found under the source of that number."""
    updated = issue.updated_at or issue.created_at
    return encoded(
        {
            "n": n,
            "asked": asked,
            "seconds": int(updated.timestamp()),
            **facts_of(issue),
            "marks": list(dict.fromkeys(marks_of(issue))),
            "iterations": [_iteration(iteration) for iteration in issue.iterations],
        }
    )


def event_line_of(event: Event, *, n: int) -> bytes:
    """The `n`th event of a reading."""
    return encoded(
        {
            "event": n,
            "source": event.source,
            "key": event.key,
            "seconds": int(event.at.timestamp() // 1),
            "number": event.number,
            "place": event.place.casefold(),
            "value": event.value,
            "is_on": event.is_on,
            "actor": event.actor,
        }
    )


def encoded(value: Mapping[str, Any]) -> bytes:
    """One line; half of a surrogate pair, which is no character, becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _iteration(iteration: Iteration) -> tuple[str, str, int | None, int | None, bool]:
    starts, ends = (
        None if moment is None else minutes(moment) for moment in (iteration.start, iteration.end)
    )
    return iteration.kind, iteration.name, starts, ends, iteration.closed
