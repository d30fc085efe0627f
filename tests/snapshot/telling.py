"""Tells a snapshot what happened, and reads in plain Python what it makes of that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import narwhals as nw

from builders import NOW, SOURCE, ago
from seedcorn.connector import Item
from seedcorn.engine import rows
from seedcorn.model import CLOSED, Event
from seedcorn.snapshot import Snapshot, minutes

DAY = timedelta(days=1)
Mark = tuple[str, str]
Past = tuple[str, float, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From when to when something stood on an issue, and whether events say both."""

    key: tuple[str, str]
    place: str
    value: str
    since: datetime
    until: datetime | None
    dated: bool
    ended: bool | None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is true of an issue at a moment."""

    marks: frozenset[Mark]
    closed: datetime | None = None
    reason: str | None = None


State = Mapping[tuple[str, str], Standing]


def on(
    days: float | datetime,
    value: str,
    place: str = "label",
    *,
    of: int = 1,
    number: int = 0,
    is_on: bool = True,
) -> Event:
    """Something came on the issue of that number so many days before NOW, or at a moment."""
    return Event(
        source=SOURCE,
        key=f"acme/app#{of}",
        at=days if isinstance(days, datetime) else ago(days),
        place=place,
        value=value,
        is_on=is_on,
        number=number,
    )


def off(days: float | datetime, value: str, place: str = "label", *, of: int = 1, number: int = 0) -> Event:
    """The same, and it went."""
    return on(days, value, place, of=of, number=number, is_on=False)


def shut(days: float | datetime, reason: str = "", *, of: int = 1, number: int = 0) -> Event:
    """The issue was closed."""
    return on(days, reason, CLOSED, of=of, number=number)


def opened(days: float | datetime, reason: str = "", *, of: int = 1, number: int = 0) -> Event:
    """The issue was opened again."""
    return off(days, reason, CLOSED, of=of, number=number)


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def spells(facts: Snapshot) -> list[Spell]:
    """All spells of a snapshot, the oldest first."""
    told = facts.frame("spells").join(facts.frame("vocabulary"), on="mark")
    named = told.join(facts.frame("issues").select("issue", "source", "key"), on="issue")
    found = rows(named.select("source", "key", "place", "value", "since", "until", "dated", "ended"))
    read = [
        Spell(
            key=(source, key),
            place=place,
            value=value,
            since=moment(since),
            until=None if until is None else moment(until),
            dated=dated,
            ended=ended,
        )
        for source, key, place, value, since, until, dated, ended in found
    ]
    return sorted(read, key=lambda one: (one.key, one.since, one.place, one.value))


def collected(*items: Item, now: datetime = NOW) -> list[Spell]:
    with Snapshot.collect(items, sources=(SOURCE,), collected_at=now) as facts:
        return spells(facts)


def days_of(found: Iterable[Spell]) -> list[Past]:
    """What stood, from how many days before NOW to how many; None where it still does."""
    return [
        (one.value, (NOW - one.since) / DAY, None if one.until is None else (NOW - one.until) / DAY)
        for one in found
    ]


def marked(*items: Item) -> list[Past]:
    """When which mark stood on the issues of these items."""
    return days_of(one for one in collected(*items) if one.place != CLOSED)


def ended(*items: Item) -> list[Past]:
    """When the issues of these items were closed, with the reason."""
    return days_of(one for one in collected(*items) if one.place == CLOSED)


def state(facts: Snapshot, at: datetime) -> State:
    """What the tables of a snapshot say of every issue that was there at a moment."""
    there = facts.frame("issues").filter(nw.col("created") <= minutes(at))
    known = rows(there.select("issue", "source", "key", "closed", "reason"))
    said = facts.frame("marks").join(facts.frame("vocabulary"), on="mark")
    marks: dict[int, set[Mark]] = {}
    for issue, place, value in rows(said.select("issue", "place", "value")):
        marks.setdefault(issue, set()).add((place, value))
    return {
        (source, key): Standing(
            marks=frozenset(marks.get(issue, ())),
            closed=None if closed is None else moment(closed),
            reason=None if closed is None else reason,
        )
        for issue, source, key, closed, reason in known
    }
