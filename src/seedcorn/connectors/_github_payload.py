"""Turns one issue as GitHub's API or `gh --json` writes it into an Issue, or says what is wrong with it."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from seedcorn.connectors import _issue_form
from seedcorn.connectors._record import Advice, Record, excerpt, kind_of, storable
from seedcorn.errors import DataError
from seedcorn.model import Issue, Iteration

# What `gh issue list --json` has to be asked for; named in every hint about something missing.
GH_FIELDS = (
    "number,title,state,stateReason,createdAt,updatedAt,closedAt,labels,milestone,assignees,author,url,body"
)
_API_PATH = re.compile(r"/repos/([^/]+/[^/]+)(?:/issues/(\d+))?$")
_PAGE_PATH = re.compile(r"^/([^/]+/[^/]+)/issues/\d+$")
_PULL_PATH = re.compile(r"^/[^/]+/[^/]+/pull/\d+$")
_ADVICE = Advice(
    missing=f"add it; gh does with: gh issue list --state all --limit 100000 --json {GH_FIELDS}",
    wrong="export the issues again; if that is what the tracker says, leave this item out of the file",
)


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
            f"{where} is {kind_of(payload)}, not an issue", hint="export the issues again: each is an object"
        )
    record = Record(payload, where, _ADVICE)
    if record.get("pull_request") is not None or record.get("isPullRequest") is True:
        return None
    url = record.text("html_url", "url") or ""
    if _PULL_PATH.match(_path(url)):
        return None
    state = _state(record)
    own = repository_of(record, url) or repository
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
        marks=(("repository", own),) if own else (),
    )


def _state(record: Record) -> str:
    state = record.needed_text("state").lower()
    if state not in {"open", "closed"}:
        record.wrong("state", state, '"open" or "closed"', shown=excerpt(state))
    return state


def _closed_at(record: Record, state: str) -> datetime | None:
    """When it was closed; None while it is open, whatever an earlier closing left behind."""
    if state == "open":
        return None
    if not record.has("closed_at", "closedAt"):
        record.missing(("closed_at", "closedAt"))
    return record.moment("closed_at", "closedAt")


def _name_or_text(record: Record, inner: str, *names: str) -> str | None:
    """What `{"type": {"name": "Bug"}}` and `{"type": "Bug"}` both say."""
    if isinstance(record.get(*names), str):
        return record.text(*names) or None
    found = record.record(*names)
    return (found.text(inner) or None) if found else None


def _milestone(record: Record) -> Iterator[Iteration]:
    if isinstance(record.get("milestone"), str):
        name = (record.text("milestone") or "").strip()
        yield from [Iteration(name=name)] if name else []
        return
    found = record.record("milestone")
    if found:
        name, closed = found.needed_text("title"), found.text("state") == "closed"
        yield Iteration(name=name, end=found.moment("due_on", "dueOn"), closed=closed)


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    """GitHub's issue fields: choices by their options' names, anything else by its value."""
    for item in record.items("issue_field_values"):
        if not isinstance(item, dict):
            record.wrong("issue_field_values", item, "a list of objects")
        field = Record(item, f"{record.where}, issue_field_values", _ADVICE)
        name = field.text("issue_field_name") or f"issue field {field.get('issue_field_id')}"
        yield from ((name, value) for value in _field_values(field))


def _field_values(field: Record) -> Iterator[str]:
    option = field.record("single_select_option")
    if option:
        yield option.needed_text("name")
    elif field.has("multi_select_options"):
        yield from field.names("name", "multi_select_options")
    elif field.get("value") is not None:
        value = field.get("value")
        if isinstance(value, bool | list | dict):
            field.wrong("value", value, "text or a number")
        yield storable(str(value))


def repository_of(record: Record, url: str) -> str:
    """The "owner/name" that the payload itself gives: by its repository's address, its page's or its own."""
    for address in (record.text("repository_url"), url, record.text("url")):
        path = _path(address or "")
        found = _API_PATH.search(path) or _PAGE_PATH.match(path)
        if found:
            return found[1]
    return ""


def _parent(record: Record) -> str | None:
    found = _API_PATH.search(_path(record.text("parent_issue_url") or ""))
    return f"{found[1]}#{found[2]}" if found and found[2] else None


def _path(address: str) -> str:
    if not address:
        return ""
    try:
        return urlsplit(address).path
    except ValueError:  # an address with half an IPv6 host in it
        return ""
