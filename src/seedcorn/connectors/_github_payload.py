"""Turns one issue as GitHub's API or `gh --json` writes it into an Issue, or says what is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from seedcorn.connectors import _issue_form
from seedcorn.errors import DataError
from seedcorn.model import Issue, Iteration

# What `gh issue list --json` has to be asked for; named in every hint about something missing.
GH_FIELDS = (
    "number,title,state,stateReason,createdAt,updatedAt,closedAt,labels,milestone,assignees,author,url,body"
)
_API_PATH = re.compile(r"/repos/([^/]+/[^/]+)(?:/issues/(\d+))?$")
_PAGE_PATH = re.compile(r"^/([^/]+/[^/]+)/issues/\d+$")
_PULL_PATH = re.compile(r"^/[^/]+/[^/]+/pull/\d+$")
_KINDS = {bool: "a yes or no", int: "a number", float: "a number", str: "text", list: "a list"}


def issue_of(
    payload: object,
    *,
    source: str,
    where: str,
    repository: str = "",
    key: str = "",
    fields: tuple[tuple[str, str], ...] = (),
) -> Issue | None:
    """The issue in a payload, or None for a pull request.

    Args:
        payload: one item of GitHub's issue list; nulls are taken where GitHub may write them.
        source: becomes `Issue.source`.
        where: names the item in errors ("issues.json, item 3").
        repository: "owner/name", for a payload that does not name its own.
        key: the issue's key where it is known already; else "owner/name#12" or "#12".
        fields: structured fields that are known besides those of the payload.

    Raises:
        DataError: something needed is missing or of the wrong type; says what and what to do.
    """
    if not isinstance(payload, dict):
        raise DataError(
            f"{where} is {_kind(payload)}, not an issue", hint="export the issues again: each is an object"
        )
    record = _Record(payload, where)
    if record.get("pull_request") is not None or record.get("isPullRequest") is True:
        return None
    url = record.text("html_url", "url") or ""
    if _PULL_PATH.match(_path(url)):
        return None
    state = _state(record)
    own = _repository(record, url) or repository
    return Issue(
        source=source,
        key=key or f"{own}#{record.number()}",
        title=record.needed_text("title"),
        state=state,
        created_at=record.needed_moment("created_at", "createdAt"),
        url=url,
        type=_name_or_text(record, "name", "type", "issueType"),
        state_reason=(record.text("state_reason", "stateReason") or "").lower() or None,
        labels=tuple(dict.fromkeys(record.names("name", "labels", needed=True))),
        fields=fields + tuple(_fields(record)),
        headings=_issue_form.headings(record.text("body") or ""),
        iterations=tuple(_milestone(record)),
        assignees=tuple(dict.fromkeys(record.names("login", "assignees"))),
        author=_name_or_text(record, "login", "user", "author"),
        updated_at=record.moment("updated_at", "updatedAt"),
        closed_at=_closed_at(record, state),
        parent=_parent(record),
    )


class _Record:
    """One JSON object, read by name with its types checked. Several names are the same thing's spellings."""

    __slots__ = ("_data", "where")

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self.where = where

    def get(self, *names: str) -> Any:
        """The first of these that is there and not null, else None."""
        return next((self._data[name] for name in names if self._data.get(name) is not None), None)

    def has(self, *names: str) -> bool:
        return any(name in self._data for name in names)

    def text(self, *names: str) -> str | None:
        value = self.get(*names)
        return value if value is None else self.as_text(value, names[0])

    def needed_text(self, *names: str) -> str:
        value = self.text(*names)
        return self.missing(names) if value is None else value

    def number(self) -> int:
        value = self.get("number")
        if value is None:
            self.missing(("number",))
        if type(value) is not int or value < 1:
            self.wrong("number", value, "a whole number from 1")
        return value

    def moment(self, *names: str) -> datetime | None:
        text = self.text(*names)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(names[0], text, "a date like 2026-01-21T09:30:00Z", shown=_excerpt(text))

    def needed_moment(self, *names: str) -> datetime:
        return self.moment(*names) or self.missing(names)

    def record(self, *names: str) -> "_Record | None":
        value = self.get(*names)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(names[0], value, "an object")
        return _Record(value, f"{self.where}, {names[0]}")

    def items(self, *names: str, needed: bool = False) -> list[Any]:
        if needed and not self.has(*names):
            self.missing(names)
        value = self.get(*names)
        if value is not None and not isinstance(value, list):
            self.wrong(names[0], value, "a list")
        return value or []

    def names(self, inner: str, *names: str, needed: bool = False) -> Iterator[str]:
        """The texts of a list of texts, or of objects with `inner`; nulls and blanks are passed over."""
        for item in self.items(*names, needed=needed):
            found = item.get(inner) if isinstance(item, dict) else item
            text = "" if found is None else self.as_text(found, names[0]).strip()
            if text:
                yield text

    def as_text(self, value: object, name: str) -> str:
        if not isinstance(value, str):
            self.wrong(name, value, "text")
        return _storable(value)

    def wrong(self, name: str, value: object, expected: str, *, shown: str = "") -> NoReturn:
        """Values are not shown unless the caller says how: they may hold a customer's name."""
        raise DataError(
            f"{self.where}: {name} is {shown or _kind(value)}, not {expected}",
            hint="export the issues again; if that is what the tracker says, leave this item out of the file",
        )

    def missing(self, names: Iterable[str]) -> NoReturn:
        raise DataError(
            f"{self.where}: {' or '.join(names)} is missing",
            hint=f"add it; gh does with: gh issue list --state all --limit 100000 --json {GH_FIELDS}",
        )


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "an object")


def _excerpt(text: str) -> str:
    """Enough of a text to find it by, with nothing in it that could act on a terminal."""
    return ascii(text if len(text) <= 40 else f"{text[:37]}...")


def _storable(text: str) -> str:
    """The text with halves of surrogate pairs, which no file or table can hold, marked as unreadable."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _state(record: _Record) -> str:
    state = record.needed_text("state").lower()
    if state not in {"open", "closed"}:
        record.wrong("state", state, '"open" or "closed"', shown=_excerpt(state))
    return state


def _closed_at(record: _Record, state: str) -> datetime | None:
    """When it was closed; None while it is open, whatever an earlier closing left behind."""
    if state == "open":
        return None
    if not record.has("closed_at", "closedAt"):
        record.missing(("closed_at", "closedAt"))
    return record.moment("closed_at", "closedAt")


def _name_or_text(record: _Record, inner: str, *names: str) -> str | None:
    """What `{"type": {"name": "Bug"}}` and `{"type": "Bug"}` both say."""
    if isinstance(record.get(*names), str):
        return record.text(*names) or None
    found = record.record(*names)
    return (found.text(inner) or None) if found else None


def _milestone(record: _Record) -> Iterator[Iteration]:
    if isinstance(record.get("milestone"), str):
        name = (record.text("milestone") or "").strip()
        yield from [Iteration(name=name)] if name else []
        return
    found = record.record("milestone")
    if found:
        name, closed = found.needed_text("title"), found.text("state") == "closed"
        yield Iteration(name=name, end=found.moment("due_on", "dueOn"), closed=closed)


def _fields(record: _Record) -> Iterator[tuple[str, str]]:
    """GitHub's issue fields: choices by their options' names, anything else by its value."""
    for item in record.items("issue_field_values"):
        if not isinstance(item, dict):
            record.wrong("issue_field_values", item, "a list of objects")
        field = _Record(item, f"{record.where}, issue_field_values")
        name = field.text("issue_field_name") or f"issue field {field.get('issue_field_id')}"
        yield from ((name, value) for value in _field_values(field))


def _field_values(field: _Record) -> Iterator[str]:
    option = field.record("single_select_option")
    if option:
        yield option.needed_text("name")
    elif field.has("multi_select_options"):
        yield from field.names("name", "multi_select_options")
    elif field.get("value") is not None:
        value = field.get("value")
        if isinstance(value, bool | list | dict):
            field.wrong("value", value, "text or a number")
        yield _storable(str(value))


def _repository(record: _Record, url: str) -> str:
    """The "owner/name" that the payload itself gives: by its repository's address, its page's or its own."""
    for address in (record.text("repository_url"), url, record.text("url")):
        path = _path(address or "")
        found = _API_PATH.search(path) or _PAGE_PATH.match(path)
        if found:
            return found[1]
    return ""


def _parent(record: _Record) -> str | None:
    found = _API_PATH.search(_path(record.text("parent_issue_url") or ""))
    return f"{found[1]}#{found[2]}" if found and found[2] else None


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # an address with half an IPv6 host in it
        return ""
