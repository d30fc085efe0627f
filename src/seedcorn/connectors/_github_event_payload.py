"""Turns one event as GitHub's API writes it into what came on an issue or went off it."""

from collections.abc import Iterator

from seedcorn.connectors._record import Advice, Record, kind_of
from seedcorn.errors import DataError
from seedcorn.model import CLOSED, Event
from seedcorn.title import prefix_of

# What GitHub calls an event -> the place of its mark, its name inside an object, whether it came on.
_MARKS = {
    "labeled": ("label", "name", True),
    "unlabeled": ("label", "name", False),
    "milestoned": ("milestone", "title", True),
    "demilestoned": ("milestone", "title", False),
    "assigned": ("assignee", "login", True),
    "unassigned": ("assignee", "login", False),
}
_ENDS = {"closed": True, "reopened": False}
_TYPES = frozenset({"issue_type_added", "issue_type_changed", "issue_type_removed"})
_RENAMED = "renamed"
_KINDS = frozenset({*_MARKS, *_ENDS, *_TYPES, _RENAMED})

Mark = tuple[str, str, bool]
_ADVICE = Advice(
    missing="add it; GitHub tells it with: gh api --paginate repos/OWNER/NAME/issues/events",
    wrong="export the events again; if that is what the tracker says, leave this one out of the file",
)


def event_of(payload: object, *, source: str, key: str, where: str) -> tuple[Event, ...]:
    """The event in a payload, as two where one mark gave way to another.

    Nothing where it is of a kind that moves no mark, of a mark without a name, or of a title whose name in
    brackets is what it was.

    Args:
        payload: one item of GitHub's issue events or of an issue's timeline: `event`, `created_at`, and
            beside them a `label`, `milestone` or `assignee`, as an object or as text, or a `state_reason`;
            a `value` may stand for any of these. Or a `rename`, an `issue_type`, a `prev_issue_type`.
        source: becomes `Event.source`.
        key: the key of the issue that it is of.
        where: names the item in errors ("events.json, item 3").

    Raises:
        DataError: something needed is missing or of the wrong type; says what and what to do.
    """
    if not isinstance(payload, dict):
        raise DataError(f"{where} is {kind_of(payload)}, not an event", hint=_ADVICE.wrong)
    record = Record(payload, where, _ADVICE)
    kind = record.needed_text("event").strip().lower() or record.missing(("event",))
    if kind not in _KINDS:
        return ()
    return tuple(
        Event(
            source=source,
            key=key,
            at=record.needed_moment("created_at", "createdAt"),
            place=place,
            value=value,
            is_on=is_on,
            actor=_named(record, "login", "actor") or None,
            number=_number(record),
        )
        for place, value, is_on in _marks(record, kind)
        if value or place == CLOSED
    )


def _marks(record: Record, kind: str) -> Iterator[Mark]:
    """Each place, value and whether it came on; no value where a deleted account or the like left no name."""
    if kind in _ENDS:
        reason = record.text("state_reason", "stateReason", "value") or ""
        yield CLOSED, reason.strip().lower() if _ENDS[kind] else "", _ENDS[kind]
    elif kind in _TYPES:
        # Which of the two is there depends on the kind.
        yield "type", _named(record, "name", "prev_issue_type", "prevIssueType"), False
        yield "type", _named(record, "name", "issue_type", "issueType"), True
    elif kind == _RENAMED:
        yield from _prefixes(record.record("rename") or record.missing(("rename",)))
    else:
        place, inner, is_on = _MARKS[kind]
        if not record.has(place, "value"):
            record.missing((place,))
        yield place, _named(record, inner, place, "value"), is_on


def _prefixes(rename: Record) -> Iterator[Mark]:
    before, after = (prefix_of(rename.needed_text(name)) for name in ("from", "to"))
    if before != after:
        yield "title-prefix", before, False
        yield "title-prefix", after, True


def _number(record: Record) -> int:
    """GitHub's own number of the event; 0 where it is told without one, or with one of another kind."""
    number = record.get("id")
    return number if type(number) is int and number > 0 else 0


def _named(record: Record, inner: str, *names: str) -> str:
    """What `{"label": {"name": "bug"}}` and `{"label": "bug"}` both say; empty where they say nothing."""
    value = record.get(*names)
    if value is None or isinstance(value, str):
        return (record.text(*names) or "").strip()
    found = record.record(*names)
    if found and not found.has(inner):
        found.missing((inner,))
    return (found.text(inner) or "").strip() if found else ""
