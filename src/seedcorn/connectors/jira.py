"""Jira, Cloud and Data Center: the issues that a JQL finds.

A JQL has to name a place (a project, a filter, a sprint), so that nobody reads a whole site by accident. One
page of 100 is one request, and so are the server's own word on what it is, the list of its fields and the
account. Only the fields that the policy looks at are asked for.
"""

from collections.abc import Iterator

from seedcorn.connector import Check, Collecting, Connector, Item
from seedcorn.connectors._connection import connection
from seedcorn.connectors._jira_checks import checks
from seedcorn.connectors._jira_proposal import key_of, proposal_of
from seedcorn.connectors._jira_query import Query
from seedcorn.connectors._jira_reading import Reading
from seedcorn.errors import UsageError
from seedcorn.model import HISTORY, Proposal
from seedcorn.transport.jira import site_of, transport
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits


def collect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Item]:
    """The issues of a project's key ("APP") or of a JQL, with their past; a gap if any are missing.

    Args:
        target: what comes after "jira:".
        collecting: JIRA_URL, JIRA_TOKEN and, for Cloud, JIRA_USER come from its environ.
        limits: how Jira is asked; the defaults unless a test says otherwise.

    Raises:
        UsageError: the target or the environment makes no sense; from the stream: a field that is looked at
            could be any of several.
    """
    query, site = Query.of(target), site_of(collecting.environ)
    return _collect(query, site, collecting, limits or Limits())


def inspect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Check]:
    """How the source stands: which Jira, who asks, how many issues and which fields can be seen.

    Raises:
        UsageError: as `collect`.
    """
    query, site = Query.of(target), site_of(collecting.environ)
    return _inspect(query, site, collecting, limits or Limits())


def called(target: str) -> str:
    """The key of the project where a JQL asks for no more than one; else the target as it is."""
    try:
        return Query.of(target).source.removeprefix("jira:")
    except UsageError:
        return target


def _collect(query: Query, site: Site, collecting: Collecting, limits: Limits) -> Iterator[Item]:
    with connection(transport, site, query.source, collecting, limits) as (jira, pool):
        yield from Reading(query, collecting, jira, pool).items()


def _inspect(query: Query, site: Site, collecting: Collecting, limits: Limits) -> Iterator[Check]:
    with connection(transport, site, query.source, collecting, limits) as (jira, pool):
        yield from checks(query, collecting, jira, pool)


def propose(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Proposal:
    """One issue by its key ("APP-12").

    Args:
        target: what comes after "jira:".
        collecting: as for `collect`.
        limits: as for `collect`.

    Raises:
        UsageError: the target or the environment makes no sense; a field that is looked at could be any of
            several.
        CollectionError: it cannot be read.
    """
    key, site = key_of(target), site_of(collecting.environ)
    with connection(transport, site, f"jira:{key}", collecting, limits or Limits()) as (jira, pool):
        return proposal_of(key, collecting, jira, pool)


CONNECTOR = Connector(
    title="Issues of Jira, Cloud or Data Center",
    example="jira:APP",
    collect=collect,
    inspect=inspect,
    propose=propose,
    called=called,
    needs="JIRA_URL and JIRA_TOKEN; JIRA_USER, the account's mail address, for Cloud",
    tells=frozenset(
        {"organization", "requester-domain", "component", "epic", "project", "sprint", "version", HISTORY}
    ),
)
