"""What a Jira is before anything is read of it: Cloud or Data Center, its clock, the fields to ask for."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seedcorn.connectors._jira_fields import Catalogue, Field, Wanted, ambiguous, unread
from seedcorn.connectors._record import Record
from seedcorn.errors import UsageError
from seedcorn.model import Gap
from seedcorn.transport.jira import CLOUD, GATEWAY
from seedcorn.transport.site import check_address
from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

_REFUSED = (401, 403, 404)
_NOT_THERE = 404
_MOST_BOARDS = 20
_FIELDS_LACKING = "give the account the permission Browse Projects, and a scoped token read:field:jira"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Jira by its own words. `zone` is the reader's time zone; empty where it does not say, as the rest."""

    is_cloud: bool
    web: str
    version: str
    now: datetime | None
    zone: str
    account: str


def server(transport: Transport, pool: ThreadPoolExecutor) -> tuple[Server, Future[Answer]]:
    """What Jira it is and who asks; the list of its fields is on its way.

    Raises:
        UnreadError: it is none, or the token was refused.
    """
    about = pool.submit(transport.get, "/rest/api/2/serverInfo")
    fields = pool.submit(transport.get, "/rest/api/2/field")
    account = pool.submit(transport.get, "/rest/api/2/myself") if transport.site.token else None
    answer = _about(about)
    record = Record.of(answer.record, "serverInfo")
    me = _account(account, transport) if account else Record({}, "myself")
    kind = (record.text("deploymentType") or "").casefold()
    found = Server(
        is_cloud=kind == "cloud" or (not kind and transport.site.host.endswith(CLOUD)),
        web=_web(record.text("baseUrl") or "", transport),
        version=record.text("version") or "",
        now=record.moment("serverTime"),
        zone=me.text("timeZone") or "",
        account=me.text("displayName", "name") or "",
    )
    return found, fields


def wanted(
    transport: Transport,
    coming: Future[Answer],
    places: frozenset[str] | None,
    source: str,
    projects: tuple[str, ...],
) -> tuple[Wanted, tuple[Gap, ...]]:
    """Which fields to ask for, and what cannot be read.

    Raises:
        UsageError: a field that is looked at could be any of several.
        UnreadError: the list of fields did not come, though it may be seen.
        DataError: it is no list of fields.
    """
    try:
        answer = coming.result()
    except UnreadError as error:
        if error.status not in _REFUSED:
            raise
        return unread(places, source, f"{error.why}; {_FIELDS_LACKING}")
    records = (Record.of(item, f"field {number}") for number, item in enumerate(answer.items, start=1))
    catalogue = Catalogue(map(Field.of, records), source)
    name, candidates = catalogue.ambiguous_points(places)
    chosen = {name: _points(transport, name, candidates, projects, source)} if name else {}
    return catalogue.wanted(places, chosen)


def _about(coming: Future[Answer]) -> Answer:
    """What the server says of itself, which every Jira does."""
    try:
        return coming.result()
    except UnreadError as error:
        if error.status != _NOT_THERE:
            raise
        hint = "is JIRA_URL right? No Jira answers there"
        raise UnreadError(error.where, "no Jira (404)", hint=hint, status=error.status) from error


def _account(coming: Future[Answer], transport: Transport) -> Record:
    """Who asks. A scoped token may not be allowed to know; for any other, not to know is to be refused."""
    try:
        return Record.of(coming.result().record, "myself")
    except UnreadError as error:
        if error.status not in _REFUSED or (error.status == 401 and transport.site.host != GATEWAY):
            raise
        return Record({}, "myself")


def _web(address: str, transport: Transport) -> str:
    """Where people see issues: where it was asked, but for the gateway, which has no pages."""
    if transport.site.host != GATEWAY:
        return transport.site.base
    try:
        check_address(address.rstrip("/"), "baseUrl", hint="")
    except UsageError:
        return transport.site.base
    return address.rstrip("/")


def _points(
    transport: Transport, name: str, candidates: tuple[Field, ...], projects: tuple[str, ...], source: str
) -> Mapping[str, str]:
    """The field that the boards of each project estimate in, by project; "" for all where none is named.

    Raises:
        UsageError: there are no such boards, or those of one project estimate in different fields.
    """
    ids = {field.id for field in candidates}
    try:
        found = {project: ids & set(_estimating(transport, project)) for project in projects or ("",)}
    except UnreadError as error:
        if error.status not in _REFUSED:
            raise
        raise ambiguous(name, candidates, source) from error
    if not all(len(chosen) == 1 for chosen in found.values()):
        raise ambiguous(name, candidates, source)
    return {project: chosen.pop() for project, chosen in found.items()}


def _estimating(transport: Transport, project: str) -> Iterator[str]:
    """The fields that the boards of a project, or all boards, estimate in."""
    parameters: dict[str, str | int] = {"projectKeyOrId": project} if project else {}
    boards = transport.get("/rest/agile/1.0/board", {**parameters, "maxResults": _MOST_BOARDS})
    for board in Record.of(boards.record, "boards").records("values"):
        number = board.number("id")
        try:
            answer = transport.get(f"/rest/agile/1.0/board/{number}/configuration")
        except UnreadError as error:
            if error.status not in (*_REFUSED, 400):
                raise
            continue
        yield from _estimate_of(answer.record)


def _estimate_of(configuration: dict[str, Any]) -> Iterator[str]:
    estimation = Record(configuration, "board").record("estimation")
    field = estimation.record("field") if estimation else None
    id_ = field.text("fieldId") if field else None
    if id_:
        yield id_
