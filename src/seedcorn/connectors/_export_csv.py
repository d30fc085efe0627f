"""Reads a table with a header: one issue or one event a row, in bounded memory."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TextIO

from seedcorn.errors import DataError

# A column's name without spaces, dashes, underscores and case -> what GitHub calls it. Others are fields.
_COLUMNS = {
    "key": "key",
    "number": "number",
    "title": "title",
    "state": "state",
    "statereason": "state_reason",
    "created": "created_at",
    "createdat": "created_at",
    "closed": "closed_at",
    "closedat": "closed_at",
    "updated": "updated_at",
    "updatedat": "updated_at",
    "label": "labels",
    "labels": "labels",
    "milestone": "milestone",
    "type": "type",
    "url": "html_url",
    "htmlurl": "html_url",
    "body": "body",
    "assignee": "assignees",
    "assignees": "assignees",
    "author": "author",
    "user": "author",
}
# The same for a table of events, which is one that has the first two and no title. Others are passed over.
_EVENT_COLUMNS = {
    "issue": "issue",
    "event": "event",
    "at": "created_at",
    "seenat": "created_at",
    "created": "created_at",
    "createdat": "created_at",
    "value": "value",
    "label": "label",
    "milestone": "milestone",
    "assignee": "assignee",
    "statereason": "state_reason",
    "actor": "actor",
}
_LISTS = ("labels", "assignees")
_NEEDED = ("title", "state", "created_at")
_DELIMITERS = ",;\t"
_MAX_HEADER = 1 << 20
_IGNORED = re.compile(r"[\s_-]+")
_HINT = (
    "the first line names the columns: number or key, title, state, created_at; better also closed_at, labels"
)
_EVENT_HINT = "the first line of a table of events names the columns: issue, event, value, at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item of a file: where it stands, its payload in GitHub's words, its key if named, its fields."""

    where: str
    payload: Any
    key: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def rows(text: TextIO, name: str) -> Iterator[Row]:
    """The rows of a table separated by commas, semicolons or tabs, whichever its header has most of.

    Raises:
        DataError: a needed column is missing or there twice, a row has more or fewer values than the header
            has columns, or a quotation mark is never closed.
    """
    first = text.readline(_MAX_HEADER)
    if not first.strip():
        raise DataError(f"{name} is empty, or its first line is", hint=_HINT)
    reader = csv.reader(chain((first,), text), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        row_of = _reader_of(header, name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                where = f"{name}, line {reader.line_num}"
                _check_width(header, cells, where)
                yield row_of(cells, where)
    except csv.Error as error:
        raise DataError(
            f"{name}, line {reader.line_num}: {error}", hint="save the table again as CSV"
        ) from error


def _reader_of(header: list[str], name: str) -> Callable[[list[str], str], Row]:
    """What turns a row into an issue or, where the header says so, into an event."""
    spelled = [_IGNORED.sub("", column).casefold() for column in header]
    if {"issue", "event"} <= set(spelled) and "title" not in spelled:
        columns = [_EVENT_COLUMNS.get(column, "") for column in spelled]
        _check(columns, ("created_at",), name, _EVENT_HINT)
        return lambda cells, where: _event(columns, cells, where)
    columns = [_COLUMNS.get(column, "") for column in spelled]
    if not {"key", "number"} & set(columns):
        raise DataError(f"{name} has neither a column key nor a column number", hint=_HINT)
    _check(columns, _NEEDED, name, _HINT)
    return lambda cells, where: _issue(header, columns, cells, where)


def _check(columns: list[str], needed: tuple[str, ...], name: str, hint: str) -> None:
    for column in needed:
        if column not in columns:
            raise DataError(f"{name} has no column {column}", hint=hint)
    for column in set(columns) - {"", *_LISTS}:
        if columns.count(column) > 1:
            raise DataError(f"{name} has two columns that say {column}", hint="rename or remove one of them")


def _check_width(header: list[str], cells: list[str], where: str) -> None:
    if len(cells) != len(header):
        problem = f"{len(cells)} values where the header has {len(header)} columns"
        raise DataError(
            f"{where}: {problem}", hint="put values that contain the separator into quotation marks"
        )


def _event(columns: list[str], cells: list[str], where: str) -> Row:
    named = zip(columns, (cell.strip() for cell in cells), strict=True)
    told = {column: value for column, value in named if column and value}
    return Row(where=where, payload={"event": None} | told)


def _issue(header: list[str], columns: list[str], cells: list[str], where: str) -> Row:
    payload: dict[str, Any] = {"labels": []}
    fields = []
    for title, column, cell in zip(header, columns, cells, strict=True):
        value = cell.strip()
        if column in _LISTS:
            payload.setdefault(column, []).extend(_several(value))
        elif column:
            payload[column] = cell if column == "body" else value
        elif title and value:
            fields.append((title, value))
    key = payload.pop("key", "")
    payload["number"] = _number(payload.get("number", ""))
    return Row(where=where, payload=payload, key=key, fields=tuple(fields))


def _several(cell: str) -> list[str]:
    """Separated by semicolons, or by commas where there is no semicolon."""
    return cell.split(";" if ";" in cell else ",")


def _number(text: str) -> int | str | None:
    """The number in "12" or "#12"; what is neither stays as it is, for the error that names it."""
    digits = text.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else text or None
