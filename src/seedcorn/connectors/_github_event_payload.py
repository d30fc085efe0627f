"""Turns one event as GitHub's API writes it into what came on an issue or went off it."""

from seedcorn.connectors._record import Advice, Record, kind_of
from seedcorn.errors import DataError
from seedcorn.model import CLOSED, Event

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
_ADVICE = Advice(
    missing="add it; GitHub tells it with: gh api --paginate repos/OWNER/NAME/issues/events",
    wrong="export the events again; if that is what the tracker says, leave this one out of the file",
)


def event_of(payload: object, *, source: str, key: str, where: str) -> tuple[Event, ...]:
    """The event in a payload; nothing where it is of a kind that moves no mark, or of a mark without a name.

    Args:
        payload: one item of GitHub's issue events or of an issue's timeline: `event`, `created_at`, and
            beside them a `label`, `milestone` or `assignee`, as an object or as text, or a `state_reason`.
            A `value` may stand for any of them.
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
    if kind not in _MARKS and kind not in _ENDS:
        return ()
    mark = _mark(record, kind)
    if mark is None:
        return ()
    place, value, is_on = mark
    event = Event(
        source=source,
        key=key,
        at=record.needed_moment("created_at", "createdAt"),
        place=place,
        value=value,
        is_on=is_on,
        actor=_named(record, "login", "actor"),
        number=_number(record),
    )
    return (event,)


def _mark(record: Record, kind: str) -> tuple[str, str, bool] | None:
    """Place, value and whether it came on; None where a deleted account or the like left no name."""
    if kind in _ENDS:
        reason = record.text("state_reason", "stateReason", "value") or ""
        return CLOSED, reason.strip().lower() if _ENDS[kind] else "", _ENDS[kind]
    place, inner, is_on = _MARKS[kind]
    if not record.has(place, "value"):
        record.missing((place,))
    value = _named(record, inner, place, "value")
    return (place, value, is_on) if value else None


def _number(record: Record) -> int:
    """GitHub's own number of the event; 0 where it is told without one, or with one of another kind."""
    number = record.get("id")
    return number if type(number) is int and number > 0 else 0


def _named(record: Record, inner: str, *names: str) -> str | None:
    """What `{"label": {"name": "bug"}}` and `{"label": "bug"}` both say."""
    value = record.get(*names)
    if value is None or isinstance(value, str):
        return (record.text(*names) or "").strip() or None
    found = record.record(*names)
    return (found.needed_text(inner).strip() or None) if found else None
