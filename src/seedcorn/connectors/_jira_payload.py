"""Turns one issue of a Jira search into an Issue, or says what is wrong with it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from seedcorn.connectors import _jira_values as values
from seedcorn.connectors._jira_fields import Named, Wanted
from seedcorn.connectors._jira_sprints import sprints
from seedcorn.connectors._jira_text import headings
from seedcorn.connectors._record import Record, excerpt
from seedcorn.endings import COMPLETED, DECLINED, DECLINED_WORDS, DUPLICATE, DUPLICATE_WORDS
from seedcorn.model import Issue, Iteration

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}-[0-9]{1,18}")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z]{2,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What turns a payload into an issue besides the payload: the pages' address, and what was asked for."""

    web: str
    wanted: Wanted


def issue_of(payload: object, *, where: str, site: Site) -> Issue:
    """The issue in one item of a search.

    Args:
        payload: one item of `issues`.
        where: names the item in errors ("page 2, item 3").
        site: where the issue's page is, and which fields mean what.

    Raises:
        DataError: something needed is missing or of the wrong type; says what and what to do.
    """
    record = Record.of(payload, where)
    key = record.needed_text("key")
    if not _KEY.fullmatch(key):
        record.wrong("key", key, "a key like APP-12", shown=excerpt(key))
    fields = record.record("fields") or record.missing(("fields",))
    project = key.rpartition("-")[0]
    closed = _is_closed(fields)
    return Issue(
        source=f"jira:{project}",
        key=key,
        title=fields.needed_text("summary"),
        state="closed" if closed else "open",
        created_at=fields.needed_moment("created"),
        url=f"{site.web}/browse/{key}",
        type=_name(fields, "issuetype"),
        state_reason=reason_of(_name(fields, name) for name in ("resolution", "status")) if closed else None,
        labels=tuple(dict.fromkeys(fields.names("name", "labels", needed=True))),
        fields=tuple(dict.fromkeys(_fields(fields, site.wanted, project))),
        headings=headings(fields.get("description")),
        iterations=tuple(dict.fromkeys(_iterations(fields, site.wanted))),
        assignees=tuple(filter(None, [values.person(fields.get("assignee"))])),
        author=values.person(fields.get("reporter")),
        updated_at=fields.moment("updated"),
        closed_at=_closed_at(fields) if closed else None,
        parent=_parent(fields, site.wanted),
        marks=tuple(dict.fromkeys(_marks(fields, site.wanted, project))),
    )


def _is_closed(fields: Record) -> bool:
    """Whether its status is one of the category "done", whatever the status is called."""
    status = fields.record("status") or fields.missing(("status",))
    category = status.record("statusCategory")
    return category.text("key") == "done" if category else fields.get("resolution") is not None


def _closed_at(fields: Record) -> datetime | None:
    return fields.moment("resolutiondate") or fields.moment("statuscategorychangedate", "updated")


def reason_of(names: Iterable[str | None]) -> str:
    """GitHub's word for why an issue is closed, from the names of its resolution and its status.

    Some teams say no by a status, with a resolution that says done.
    """
    said = {_plain(name or "") for name in names}
    if said & DUPLICATE_WORDS:
        return DUPLICATE
    return DECLINED if said & DECLINED_WORDS else COMPLETED


def _plain(name: str) -> str:
    return name.replace("\u2019", "'").strip().casefold()


def _name(fields: Record, name: str) -> str | None:
    found = fields.record(name)
    return (found.text("name") or None) if found else None


def _iterations(fields: Record, wanted: Wanted) -> Iterator[Iteration]:
    for id_ in wanted.sprints:
        yield from sprints(fields.get(id_))
    for version in fields.records("fixVersions"):
        name = (version.text("name") or "").strip()
        if name:
            yield Iteration(
                name=name,
                kind="version",
                start=version.moment("startDate"),
                end=version.moment("releaseDate"),
                closed=version.get("released") is True or version.get("archived") is True,
            )


def _fields(fields: Record, wanted: Wanted, project: str) -> Iterator[tuple[str, str]]:
    for named in wanted.fields:
        if named.project in {"", project}:
            yield from ((named.name, text) for text in _read(fields, named))


def _read(fields: Record, named: Named) -> Iterator[str]:
    value = fields.get(named.id)
    match named.how:
        case "hours":
            return values.hours(value)
        case "asset":
            return values.assets(value)
        case "parent":
            return values.parents(value)
    return values.texts(value)


def _parent(fields: Record, wanted: Wanted) -> str | None:
    """The key of what it is a part of: the parent, or the epic where that is another thing."""
    above = fields.record("parent")
    keys = [above.text("key") if above else None, *(fields.get(id_) for id_ in wanted.epics)]
    return next((key for key in keys if isinstance(key, str) and _KEY.fullmatch(key)), None)


def _marks(fields: Record, wanted: Wanted, project: str) -> Iterator[tuple[str, str]]:
    for id_ in wanted.organizations:
        yield from (("organization", name) for name in values.texts(fields.get(id_)))
    yield from (("component", name) for name in fields.names("name", "components"))
    above = fields.record("parent")
    about = above.record("fields") if above else None
    title = about.text("summary") if about else None
    if title and title.strip():
        yield "epic", title.strip()
    domain = _domain(fields)
    if domain:
        yield "requester-domain", domain
    yield "project", project


def _domain(fields: Record) -> str:
    """The mail domain of a service desk's customer, where the account may see it; never the address."""
    reporter = fields.record("reporter")
    address = reporter.get("emailAddress") if reporter and reporter.get("accountType") == "customer" else None
    domain = address.rpartition("@")[2].strip().casefold() if isinstance(address, str) else ""
    return domain if _DOMAIN.fullmatch(domain) else ""
