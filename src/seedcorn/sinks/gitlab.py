"""GitLab: a note on an issue or merge request, or the report issue of a project.

Both ask for a project access token with the scope api and the role Reporter: CI_JOB_TOKEN may not write them.
"""

import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from seedcorn.errors import UsageError
from seedcorn.sink import Kind, Post, Posted, Posting, Sink
from seedcorn.sinks._connection import SETTLE_SECONDS, connected, writing
from seedcorn.sinks._gitlab_board import Means, Notes, Reports
from seedcorn.sinks._once import Board, keep
from seedcorn.sinks._reading import number_at
from seedcorn.transport.gitlab import site_of, transport
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import UnreadError, UnwrittenError

_PROJECT = r"(?P<project>(?!\.)[\w.][\w.-]{0,254}(?:/(?!\.)[\w.][\w.-]{0,254}){1,20})"
_COMMENT = re.compile(rf"{_PROJECT}(?P<sign>[#!])(?P<number>[1-9][0-9]{{0,17}})")
_REPORT = re.compile(_PROJECT)
_KINDS = {"#": "issues", "!": "merge_requests"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where to post: a project, and in it an issue or merge request, or neither."""

    project: str
    kind: str = ""
    number: str = ""

    @classmethod
    def of(cls, target: str, kinds: frozenset[Kind]) -> "_Place":
        """From a target of one of these kinds. Raises UsageError for any other."""
        text = target.strip()
        if Kind.COMMENT in kinds and (found := _COMMENT.fullmatch(text)):
            return cls(project=found["project"], kind=_KINDS[found["sign"]], number=found["number"])
        if Kind.REPORT in kinds and _REPORT.fullmatch(text):
            return cls(project=text)
        hint = "write group/project#12, group/project!12, or group/project for a report issue"
        raise UsageError(f"gitlab:{ascii(target)[1:-1]} is no place to post to", hint=hint)

    @property
    def path(self) -> str:
        """The project's, below the API's address."""
        return f"/projects/{quote(self.project, safe='')}"


def post(
    post: Post, posting: Posting, *, limits: Limits | None = None, settle_seconds: float = SETTLE_SECONDS
) -> Posted:
    """Keep a text in its place, as Sink says.

    Args:
        post: what to post.
        posting: GITLAB_TOKEN, and where it is not gitlab.com GITLAB_URL, come from its environ.
        limits: how GitLab is asked; the defaults unless a test says otherwise.
        settle_seconds: how long after a change until everybody sees it.

    Raises:
        UnwrittenError: it could not be written; the hint names the permission that is missing.
        OutputError: the text is too long, or would show what is private.
        UsageError: the target or the environment makes no sense.
    """
    place, site = _Place.of(post.target, SINK.kinds & {post.kind}), site_of(posting.environ)
    with writing(transport, site, posting, limits) as gitlab:
        page = f"{site.base.removesuffix('/api/v4')}/{place.project}"
        means = Means(transport=gitlab, path=place.path, page=page, account=_account(gitlab), post=post)
        settle = partial(gitlab.patience.settle, settle_seconds)
        return keep(_board(means, place), post, settle=settle, dry=posting.dry)


def is_public(target: str, posting: Posting, *, limits: Limits | None = None) -> bool:
    """Whether everybody can read what is posted there; where GitLab does not say, it is public.

    What all who have an account can read (internal) counts as public.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    place, site = _Place.of(target, SINK.kinds), site_of(posting.environ)
    with connected(transport, site, posting, limits) as gitlab:
        try:
            return gitlab.get(place.path).record.get("visibility") != "private"
        except UnreadError:
            return True


def _account(gitlab: Transport) -> int:
    """Whose the token is; its texts are our own, and nobody else's. Raises UnreadError, UnwrittenError."""
    answer = gitlab.get("/user")
    number = number_at(answer.value, "id")
    if not number:
        hint = "set GITLAB_TOKEN to a project access token with the scope api"
        raise UnwrittenError(answer.where, "whose token it is cannot be known", hint=hint)
    return number


def _board(means: Means, place: _Place) -> Board:
    return Notes(means, place.kind, place.number) if place.kind else Reports(means)


SINK = Sink(
    title="Issues and merge requests of GitLab",
    kinds=frozenset({Kind.COMMENT, Kind.REPORT}),
    post=post,
    is_public=is_public,
)
