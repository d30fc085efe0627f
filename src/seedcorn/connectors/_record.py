"""One JSON object of a tracker, read by name, its types checked; what is wrong is said without its value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from seedcorn.errors import DataError

_KINDS = {bool: "a yes or no", int: "a number", float: "a number", str: "text", list: "a list"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about a record with something missing, and about one with something wrong in it."""

    missing: str = "run again; if it stays, report it to the tracker's owners"
    wrong: str = "run again; if it stays, report it to the tracker's owners"


class Record:
    """One JSON object, read by name. Several names are the same thing's spellings.

    Every reading raises DataError where the value is of another type: it names `where` and the key.
    """

    __slots__ = ("_advice", "_data", "where")

    def __init__(self, data: Mapping[str, Any], where: str, advice: Advice = Advice()) -> None:  # frozen
        self._data = data
        self._advice = advice
        self.where = where

    @classmethod
    def of(cls, payload: object, where: str, advice: Advice = Advice()) -> "Record":  # frozen
        """The record that a payload is. Raises DataError if it is no object."""
        if not isinstance(payload, dict):
            raise DataError(f"{where} is {kind_of(payload)}, not an object", hint=advice.wrong)
        return cls(payload, where, advice)

    def get(self, *names: str) -> Any:
        """The first of these that is there and not null, else None."""
        for name in names:  # asked two dozen times an issue: a generator here takes a third of all the time
            value = self._data.get(name)
            if value is not None:
                return value
        return None

    def has(self, *names: str) -> bool:
        """Whether any of these is there, null or not."""
        return any(name in self._data for name in names)

    def text(self, *names: str) -> str | None:
        """A text; None where there is none."""
        value = self.get(*names)
        return value if value is None else self.as_text(value, names[0])

    def needed_text(self, *names: str) -> str:
        """A text that must be there, though it may be empty."""
        value = self.text(*names)
        return self.missing(names) if value is None else value

    def number(self, name: str = "number") -> int:
        """A whole number from 1 that must be there."""
        value = self.get(name)
        if value is None:
            self.missing((name,))
        if type(value) is not int or value < 1:
            self.wrong(name, value, "a whole number from 1")
        return value

    def moment(self, *names: str) -> datetime | None:
        """An instant in UTC, from an ISO date with or without a time; None where there is none."""
        text = self.text(*names)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(names[0], text, "a date like 2026-01-21T09:30:00Z", shown=excerpt(text))

    def needed_moment(self, *names: str) -> datetime:
        """An instant that must be there."""
        return self.moment(*names) or self.missing(names)

    def record(self, *names: str) -> "Record | None":
        """An object inside; None where there is none."""
        value = self.get(*names)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(names[0], value, "an object")
        return Record(value, f"{self.where}, {names[0]}", self._advice)

    def items(self, *names: str, needed: bool = False) -> list[Any]:
        """A list; empty where there is none, unless it is needed."""
        if needed and not self.has(*names):
            self.missing(names)
        value = self.get(*names)
        if value is not None and not isinstance(value, list):
            self.wrong(names[0], value, "a list")
        return value or []

    def records(self, *names: str) -> Iterator["Record"]:
        """The objects of a list; nulls in it are passed over."""
        for item in self.items(*names):
            if item is not None:
                yield Record.of(item, f"{self.where}, {names[0]}", self._advice)

    def names(self, inner: str, *names: str, needed: bool = False) -> Iterator[str]:
        """The texts of a list of texts, or of objects with `inner`; nulls and blanks are passed over."""
        for item in self.items(*names, needed=needed):
            found = item.get(inner) if isinstance(item, dict) else item
            text = "" if found is None else self.as_text(found, names[0]).strip()
            if text:
                yield text

    def as_text(self, value: object, name: str) -> str:
        """A value that must be text."""
        if not isinstance(value, str):
            self.wrong(name, value, "text")
        return storable(value)

    def wrong(self, name: str, value: object, expected: str, *, shown: str = "") -> NoReturn:
        """Values are not shown unless the caller says how: they may hold a customer's name."""
        raise DataError(
            f"{self.where}: {name} is {shown or kind_of(value)}, not {expected}", hint=self._advice.wrong
        )

    def missing(self, names: Iterable[str]) -> NoReturn:
        """Something needed is not there."""
        raise DataError(f"{self.where}: {' or '.join(names)} is missing", hint=self._advice.missing)


def kind_of(value: object) -> str:
    """What kind of JSON value it is, in words."""
    return "null" if value is None else _KINDS.get(type(value), "an object")


def excerpt(text: str) -> str:
    """Enough of a text to find it by, with nothing in it that could act on a terminal."""
    return ascii(text if len(text) <= 40 else f"{text[:37]}...")


def storable(text: str) -> str:
    """The text with halves of surrogate pairs, which no file or table can hold, marked as unreadable."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
