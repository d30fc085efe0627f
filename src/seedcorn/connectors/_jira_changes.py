"""Turns what was done to one issue of Jira into the marks that came on it and went off it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from seedcorn.connectors._jira_known import Known
from seedcorn.connectors._jira_payload import reason_of
from seedcorn.connectors._jira_tracked import RESOLUTION, STATUS, Fields, Told, Tracked, values_of
from seedcorn.connectors._record import Record
from seedcorn.model import CLOSED, Event, Issue

_MILLISECONDS = 10**11  # as seconds, the year 5138

_Change = tuple[Record, Tracked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a changelog: its number, when it was, by whom, and what was changed in it."""

    number: int
    at: datetime
    actor: str | None
    items: tuple[Record, ...]

    @classmethod
    def of(cls, payload: object, where: str, known: Known) -> "Entry":
        """From a payload. Raises DataError where something needed is missing or wrong."""
        record = Record.of(payload, where)
        number = record.needed_text("id")
        if not (number.isascii() and number.isdecimal() and len(number) <= 18):
            record.wrong("id", number, "a number")
        return cls(
            number=int(number),
            at=_moment(record),
            actor=known.meet(record.get("author")),
            items=tuple(record.records("items")),
        )


def _moment(record: Record) -> datetime:
    """When it was: as a date, or as seconds or milliseconds since 1970, which Cloud also writes."""
    created = record.get("created")
    if type(created) is not int:
        return record.needed_moment("created")
    try:
        return datetime.fromtimestamp(created / (1_000 if abs(created) > _MILLISECONDS else 1), UTC)
    except (ValueError, OverflowError, OSError):
        record.wrong("created", created, "a date")


def events(issue: Issue, entries: Iterable[Entry], fields: Fields, known: Known) -> Iterator[Event]:
    """What came on the issue and went off it, oldest first.

    Args:
        issue: as it is today.
        entries: all of its changelog, in any order.
        fields: those that are looked at.
        known: what ids stand for.

    Raises:
        DataError: a change is none.
        UnreadError: statuses or a person were asked for in vain.
    """
    project = issue.key.rpartition("-")[0]
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.number))
    log = [(entry, tuple(_changes(entry, fields, project))) for entry in ordered]
    past = _Past(issue, known, _first_resolution((change for _, found in log for change in found), known))
    for entry, changes in log:
        yield from past.events(entry, changes)


def _changes(entry: Entry, fields: Fields, project: str) -> Iterator[_Change]:
    for item in entry.items:
        for field in fields.changed_in(item):
            if field.project in {"", project}:
                yield item, field


def _both(change: _Change, known: Known) -> tuple[list[str], list[str]]:
    """The values before and after; none at all where either cannot be made out."""
    item, field = change
    before = values_of(Told.before(item), field, known)
    after = values_of(Told.after(item), field, known)
    return ([], []) if before is None or after is None else (before, after)


def _first_resolution(changes: Iterable[_Change], known: Known) -> str:
    """The name of the resolution before the first change of it; empty where there was none."""
    first = next((change for change in changes if change[1] is RESOLUTION), None)
    return next(iter(_both(first, known)[0]), "") if first else ""


class _Past:
    """One issue while its entries are gone through: its resolution then, and whether it was closed."""

    def __init__(self, issue: Issue, known: Known, resolution: str) -> None:
        self._issue = issue
        self._known = known
        self._resolution = resolution
        self._is_closed = False

    def events(self, entry: Entry, changes: Sequence[_Change]) -> Iterator[Event]:
        """What one entry says."""
        for change in changes:
            if change[1] is RESOLUTION:  # it counts for a status in the same entry, whichever comes first
                self._resolution = next(iter(_both(change, self._known)[1]), "")
        for change in changes:
            if change[1] is STATUS:
                yield from self._moved(entry, change[0])
            elif change[1] is not RESOLUTION:
                yield from self._changed(entry, change)

    def _changed(self, entry: Entry, change: _Change) -> Iterator[Event]:
        before, after = _both(change, self._known)
        gone = ((value, False) for value in before if value not in after)
        come = ((value, True) for value in after if value not in before)
        for value, is_on in (*gone, *come):
            yield self._event(entry, change[1].place, value, is_on=is_on)

    def _moved(self, entry: Entry, item: Record) -> Iterator[Event]:
        """That it was closed or opened again. A status whose category is not known changes nothing."""
        before, after = Told.before(item), Told.after(item)
        was, is_ = self._is_end(before), self._is_end(after)
        was = self._is_closed if was is None else was
        self._is_closed = was if is_ is None else is_
        if self._is_closed == was:
            return
        status = self._known.statuses.get(after.id)
        why = reason_of((self._resolution, status.name if status else after.text)) if is_ else ""
        yield self._event(entry, CLOSED, why, is_on=self._is_closed)

    def _is_end(self, told: Told) -> bool | None:
        """Whether a status is an end; of one that is no more, what those of its name are, if any has it."""
        statuses = self._known.statuses
        if told.id in statuses:
            return statuses[told.id].is_end
        alike = {status.is_end for status in statuses.values() if status.name == told.text}
        return alike.pop() if len(alike) == 1 else None

    def _event(self, entry: Entry, place: str, value: str, *, is_on: bool) -> Event:
        return Event(
            source=self._issue.source,
            key=self._issue.key,
            at=entry.at,
            place=place,
            value=value,
            is_on=is_on,
            actor=entry.actor,
            number=entry.number,
        )
