"""What `seedcorn doctor` says about a Jira: which it is, who asks, what can be seen, what is left."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

from seedcorn.connector import Check, Collecting
from seedcorn.connectors import _jira_server
from seedcorn.connectors._jira_query import Query
from seedcorn.errors import SeedcornError, UsageError
from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

_COUNT = "/rest/api/3/search/approximate-count"
_SEARCH = "/rest/api/2/search"
_MOST_WRONG_SECONDS = 120


def checks(
    query: Query, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor
) -> Iterator[Check]:
    """One check after another; where the Jira cannot be asked at all, one that says why."""
    try:
        server, coming = _jira_server.server(transport, pool)
    except UnreadError as error:
        yield _failed(transport.site.host, error)
        return
    kind = "Jira Cloud" if server.is_cloud else "Jira Data Center"
    yield Check(what=transport.site.host, said=f"{kind} {server.version}".strip(), works=True)
    yield _identity(server, transport)
    yield from _clock(server, transport)
    yield from _fields(query, collecting, transport, coming)
    yield from _issues(query, server, transport)


def _identity(server: _jira_server.Server, transport: Transport) -> Check:
    if not transport.site.token:
        return Check(what="account", said="none: only what everybody may see", hint="set JIRA_TOKEN")
    zone = f", time zone {server.zone}" if server.zone else ""
    return Check(what="account", said=f"{server.account or 'not told'}{zone}", works=True)


def _clock(server: _jira_server.Server, transport: Transport) -> Iterator[Check]:
    if server.now is None:
        return
    ahead = abs((datetime.fromtimestamp(transport.patience.now(), UTC) - server.now).total_seconds())
    yield Check(
        what="clock",
        said=f"{ahead:,.0f} seconds from this machine's",
        works=ahead <= _MOST_WRONG_SECONDS,
        hint="set this machine's clock: ages and limits are reckoned by it",
    )


def _fields(
    query: Query, collecting: Collecting, transport: Transport, coming: Future[Answer]
) -> Iterator[Check]:
    try:
        wanted, gaps = _jira_server.wanted(transport, coming, collecting.places, query.source, query.projects)
    except UnreadError as error:
        yield _failed("fields", error)
        return
    except UsageError as error:
        yield Check(what="fields", said=str(error), works=False, hint=error.hint)
        return
    yield from (Check(what=gap.what, said=gap.why, works=False, hint="check the name") for gap in gaps)
    said = ", ".join(f"{named.name} ({named.id})" for named in wanted.fields[:20]) or "none"
    yield Check(what="fields that are read", said=said)
    found = "can be read" if wanted.organizations else "none that the account sees"
    yield Check(what="organizations of a service desk", said=found)


def _issues(query: Query, server: _jira_server.Server, transport: Transport) -> Iterator[Check]:
    try:
        answer = _counted(query, server, transport)
    except UnreadError as error:
        yield _failed(query.source, error)
        return
    count = answer.record.get("count" if server.is_cloud else "total")
    about = "about " if server.is_cloud else ""
    seen = f"{about}{count:,}" if type(count) is int else "not told"
    hint = "check the JQL, and the permission Browse Projects"
    yield Check(what=f"issues of {query.source}", said=seen, works=count != 0, hint=hint)
    if answer.requests_left is not None:
        yield Check(what="requests left before the limit", said=f"{answer.requests_left:,}")


def _counted(query: Query, server: _jira_server.Server, transport: Transport) -> Answer:
    if server.is_cloud:
        return transport.post(_COUNT, {"jql": query.since()})
    return transport.post(_SEARCH, {"jql": query.since(), "maxResults": 0, "fields": ["id"]})


def _failed(what: str, error: SeedcornError) -> Check:
    why = error.why if isinstance(error, UnreadError) else str(error)
    return Check(what=what, said=why, works=False, hint=error.hint)
