"""Reads one issue of Jira, with the same fields as in a search.

Besides the search itself, what the server is, its fields and the account are a request each.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from seedcorn.connector import Collecting
from seedcorn.connectors import _jira_payload, _jira_server
from seedcorn.connectors._jira_chains import by_token
from seedcorn.connectors._jira_offsets import by_offset
from seedcorn.connectors._jira_pages import Search
from seedcorn.connectors._jira_query import oldest_first
from seedcorn.connectors._proposal import say_unread, unread
from seedcorn.errors import UsageError
from seedcorn.model import Proposal
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}-[1-9][0-9]{0,17}")
_NOT_THERE, _BAD_SEARCH = 404, 400
_SEEING = "check the key, and what the account may read"


def key_of(target: str) -> str:
    """The key of an issue, such as "APP-12". Raises UsageError for anything else."""
    key = target.strip()
    if not _KEY.fullmatch(key):
        hint = "write jira:APP-12, with JIRA_URL for the address"
        raise UsageError(f"jira:{ascii(target)[1:-1]} is no issue's key", hint=hint)
    return key


def proposal_of(key: str, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor) -> Proposal:
    """The proposal that an issue is; fields that are wanted and cannot be read are told as progress.

    Raises:
        UsageError: a field that is looked at could be any of several.
        UnreadError: it cannot be read, or what comes is none.
    """
    project = key.rpartition("-")[0]
    source = f"jira:{project}"
    with unread(transport.site.base):
        server, fields = _jira_server.server(transport, pool)
        wanted, gaps = _jira_server.wanted(transport, fields, collecting.places, source, (project,))
        search = Search(transport, pool, oldest_first(f'key = "{key}"'), wanted.ids)
        item = _only(search, is_cloud=server.is_cloud)
        site = _jira_payload.Site(web=server.web, wanted=wanted)
        issue = _jira_payload.issue_of(item, where=f"jira:{key}", site=site)
    # What no field is called here may be one of another tracker.
    say_unread(collecting, source, (gap.place for gap in gaps if not gap.absent))
    return Proposal(issue=issue)


def _only(search: Search, *, is_cloud: bool) -> Any:
    """The one issue that a search finds. Cloud refuses to search for the key of none."""
    where = search.transport.site.base
    try:
        pages = by_token(search) if is_cloud else by_offset(search)
        items = [item for page in pages for item in page.items]
    except UnreadError as error:
        if error.status != _BAD_SEARCH:
            raise
        raise UnreadError(error.where, error.why, hint=_SEEING, status=_NOT_THERE) from error
    if not items:
        raise UnreadError(where, "not found, or not visible to the reader", hint=_SEEING, status=_NOT_THERE)
    if len(items) > 1:
        why = f"{len(items)} issues came where one was asked for"
        raise UnreadError(where, why, hint="check JIRA_URL")
    return items[0]
