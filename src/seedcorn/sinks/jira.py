"""Jira, Cloud and Data Center: a comment on an issue, or the report issue of a project.

A comment asks for the permissions Add Comments, Edit Own Comments and Delete Own Comments, a report issue for
Create Issues, Edit Issues and Transition Issues.
"""

import re
from dataclasses import replace
from functools import partial

from seedcorn.errors import UsageError
from seedcorn.sink import Kind, Post, Posted, Posting, Sink
from seedcorn.sinks._connection import SETTLE_SECONDS, connected, writing
from seedcorn.sinks._jira_board import Comments, Means, Reports, names_of
from seedcorn.sinks._jira_text import Syntax
from seedcorn.sinks._once import Board, keep
from seedcorn.sinks._reading import address_at, text_at
from seedcorn.transport.jira import CLOUD, GATEWAY, site_of, transport
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError

_PROJECT = r"[A-Za-z][A-Za-z0-9_]{0,254}"
_TARGETS = {
    Kind.COMMENT: re.compile(rf"(?P<project>{_PROJECT})-[1-9][0-9]{{0,17}}"),
    Kind.REPORT: re.compile(rf"(?P<project>{_PROJECT})"),
}
_REFUSED = (401, 403, 404)


def post(
    post: Post, posting: Posting, *, limits: Limits | None = None, settle_seconds: float = SETTLE_SECONDS
) -> Posted:
    """Keep a text in its place, as Sink says.

    Args:
        post: what to post.
        posting: JIRA_URL, JIRA_TOKEN and, for Cloud, JIRA_USER come from its environ.
        limits: how Jira is asked; the defaults unless a test says otherwise.
        settle_seconds: how long after a change until everybody sees it.

    Raises:
        UnwrittenError: it could not be written; the hint names the permission that is missing.
        OutputError: the text is too long, or would show what is private.
        UsageError: the target or the environment makes no sense.
    """
    _project(post.target, SINK.kinds & {post.kind})
    site = site_of(posting.environ)
    with writing(transport, site, posting, limits) as jira:
        settle = partial(jira.patience.settle, settle_seconds)
        return keep(_board(_means(jira, post), post), post, settle=settle, dry=posting.dry)


def is_public(target: str, posting: Posting, *, limits: Limits | None = None) -> bool:
    """Whether everybody can read what is posted there: whether its project is shown to who has no token.

    Behind the gateway of Cloud nobody is without one, so what is there counts as public.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    project, site = _project(target, SINK.kinds), site_of(posting.environ)
    if site.host == GATEWAY:
        return True
    with connected(transport, replace(site, token=None, user=None), posting, limits) as jira:
        try:
            jira.get(f"/rest/api/2/project/{project}")
        except UnreadError as error:
            return error.status not in _REFUSED
    return True


def _project(target: str, kinds: frozenset[Kind]) -> str:
    """The key of the project of a target of one of these kinds. Raises UsageError for any other."""
    for kind in kinds:
        if found := _TARGETS[kind].fullmatch(target.strip()):
            return found["project"]
    hint = "write APP-12 for a comment, APP for a report issue"
    raise UsageError(f"jira:{ascii(target)[1:-1]} is no place to post to", hint=hint)


def _means(jira: Transport, post: Post) -> Means:
    """What to write with: which Jira it is, and whose the token is. Raises UnreadError, UnwrittenError."""
    about = jira.get("/rest/api/2/serverInfo").value
    kind = text_at(about, "deploymentType").casefold()
    syntax = Syntax(is_cloud=kind == "cloud" or (not kind and jira.site.host.endswith(CLOUD)))
    me = jira.get(f"{syntax.api}/myself")
    account = names_of(me.value)
    if not account:
        hint = "give the token of an account; a scoped one needs read:jira-user"
        raise UnwrittenError(me.where, "whose token it is cannot be known", hint=hint)
    # The gateway has no pages for people; every other address is the one that people use too.
    web = address_at(about, "baseUrl", jira.site.base) if jira.site.host == GATEWAY else jira.site.base
    return Means(transport=jira, syntax=syntax, account=account, web=web.rstrip("/"), post=post)


def _board(means: Means, post: Post) -> Board:
    place = post.target.strip()
    return Comments(means, place) if post.kind is Kind.COMMENT else Reports(means, place)


SINK = Sink(
    title="Issues of Jira, Cloud or Data Center",
    kinds=frozenset({Kind.COMMENT, Kind.REPORT}),
    post=post,
    is_public=is_public,
)
