"""What `seedcorn doctor` says about a Jira: which it is, who asks, what can be seen, what is left."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from seedcorn.connector import Check, Collecting
from seedcorn.connectors import _checks, _jira_fields, _jira_server
from seedcorn.connectors._jira_query import Query
from seedcorn.errors import UsageError
from seedcorn.model import Gap
from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

_COUNT = "/rest/api/3/search/approximate-count"
_SEARCH = "/rest/api/2/search"
_FIELDS, _ORGANIZATIONS = "fields", "organizations"
_MOST_FIELDS = 20


def checks(
    query: Query, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor
) -> Iterator[Check]:
    """One check after another; where the Jira cannot be asked at all, one that says why."""
    try:
        server, coming = _jira_server.server(transport, pool)
    except UnreadError as error:
        yield _checks.end(error) or _checks.failed(_checks.SERVER, error)
        return
    kind = "Jira Cloud" if server.is_cloud else "Jira Data Center"
    yield _checks.well(_checks.SERVER, f"{transport.site.host}, {kind} {server.version}")
    yield _account(server, transport)
    yield from _fields(query, collecting, transport, coming)
    yield from _issues(query, server, transport)
    yield from _checks.clock(server.now, transport.patience.now())


def _account(server: _jira_server.Server, transport: Transport) -> Check:
    if not transport.site.token:
        return _checks.no_account("JIRA_TOKEN")
    zone = f", time zone {server.zone}" if server.zone else ""
    return _checks.well(_checks.ACCOUNT, f"{server.account or 'not told'}{zone}")


def _fields(
    query: Query, collecting: Collecting, transport: Transport, coming: Future[Answer]
) -> Iterator[Check]:
    try:
        wanted, gaps = _jira_server.wanted(transport, coming, collecting.places, query.source, query.projects)
    except (UnreadError, UsageError) as error:
        yield _checks.failed(_FIELDS, error)
        return
    read = ", ".join(map(_shown, wanted.fields[:_MOST_FIELDS]))
    missing = list(_unread(gaps, collecting.places or frozenset()))
    if read or not missing:
        yield _checks.noted(_FIELDS, read or "none")
    yield from missing
    found = _checks.READABLE if wanted.organizations else "none that the account sees"
    yield _checks.noted(_ORGANIZATIONS, found)


def _shown(named: _jira_fields.Named) -> str:
    return named.id if named.name == named.id else f"{named.name} ({named.id})"


def _unread(gaps: tuple[Gap, ...], places: frozenset[str]) -> Iterator[Check]:
    """What of the fields is missing where the policy looks.

    A field that is not here may be another tracker's; not one whose name is nearly that of a field here.
    """
    for gap in gaps:
        if gap.place in places:
            is_wrong = not gap.absent or _jira_fields.OFFER in gap.why
            hint = "correct the name in the policy" if gap.absent else ""
            said, works = gap.why, False if is_wrong else None
            yield Check(what=_FIELDS, said=said, works=works, hint=hint)


def _issues(query: Query, server: _jira_server.Server, transport: Transport) -> Iterator[Check]:
    try:
        answer = _counted(query, server, transport)
    except UnreadError as error:
        yield _checks.failed(_checks.ISSUES, error)
        return
    number = answer.record.get("count" if server.is_cloud else "total")
    about = "about " if server.is_cloud else ""
    seen = f"{about}{number:,} visible" if type(number) is int else "not told"
    hint = "" if number else "check the JQL, and the permission Browse Projects"
    yield Check(what=_checks.ISSUES, said=seen, works=number != 0, hint=hint)
    yield _checks.requests_left(answer, transport.patience.now())


def _counted(query: Query, server: _jira_server.Server, transport: Transport) -> Answer:
    if server.is_cloud:
        return transport.post(_COUNT, {"jql": query.whole})
    return transport.post(_SEARCH, {"jql": query.whole, "maxResults": 0, "fields": ["id"]})
