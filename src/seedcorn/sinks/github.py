"""GitHub: a comment on an issue or pull request, a report issue, or a check run of a commit.

A comment asks for pull-requests: write on a pull request and issues: write on an issue, a report issue for
issues: write, a check run for checks: write and the token of an App, as a workflow's is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from seedcorn.errors import UsageError
from seedcorn.sink import Kind, Post, Posted, Posting, Sink
from seedcorn.sinks._connection import SETTLE_SECONDS, connected, writing
from seedcorn.sinks._github_account import account
from seedcorn.sinks._github_board import Checks, Comments, Means, Reports
from seedcorn.sinks._once import Board, keep
from seedcorn.transport.github import site_of, transport
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import Headers, UnreadError

_REPOSITORY = (
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,99})/(?P<name>(?!\.{1,2}(?:[#@]|$))[A-Za-z0-9._-]{1,100})"
)
_TARGETS = {
    Kind.COMMENT: (re.compile(rf"{_REPOSITORY}#(?P<place>[1-9][0-9]{{0,17}})"), "owner/repository#12"),
    Kind.REPORT: (re.compile(rf"{_REPOSITORY}(?P<place>)"), "owner/repository"),
    Kind.CHECK: (
        re.compile(rf"{_REPOSITORY}@(?P<place>[0-9A-Fa-f]{{40,64}})"),
        "owner/repository@ and a commit",
    ),
}
_PERMISSIONS = re.compile(r"[a-z_]{1,60}=[a-z]{1,20}(?:[,;] ?[a-z_]{1,60}=[a-z]{1,20}){0,20}")
_PULLS, _ISSUES, _CHECKS = "pull-requests", "issues", "checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where to post: the path of a repository, and in it a number or a commit."""

    repository: str
    place: str

    @classmethod
    def of(cls, target: str, kinds: tuple[Kind, ...]) -> "_Place":
        """From a target of one of these kinds. Raises UsageError for any other."""
        for kind in kinds:
            if found := _TARGETS[kind][0].fullmatch(target.strip()):
                return cls(repository=f"/repos/{found['owner']}/{found['name']}", place=found["place"])
        written = " or ".join(_TARGETS[kind][1] for kind in kinds)
        raise UsageError(f"github:{ascii(target)[1:-1]} is no place to post to", hint=f"write {written}")


def post(
    post: Post, posting: Posting, *, limits: Limits | None = None, settle_seconds: float = SETTLE_SECONDS
) -> Posted:
    """Keep a text in its place, as Sink says.

    Args:
        post: what to post.
        posting: GITHUB_TOKEN and, for GitHub Enterprise, GITHUB_API_URL come from its environ.
        limits: how GitHub is asked; the defaults unless a test says otherwise.
        settle_seconds: how long after a change until everybody sees it.

    Raises:
        UnwrittenError: it could not be written; the hint names the permission that is missing.
        OutputError: the text is too long, or would show what is private.
        UsageError: the target or the environment makes no sense.
    """
    place, site = _Place.of(post.target, (post.kind,)), site_of(posting.environ)
    with writing(transport, site, posting, limits) as github:
        means = Means(
            transport=github,
            path=place.repository,
            account=account(github, posting.environ),
            post=post,
            lacking=lambda headers: _lacking(headers, lambda: _needed(github, place, post.kind)),
        )
        settle = partial(github.patience.settle, settle_seconds)
        return keep(_board(means, place.place), post, settle=settle, dry=posting.dry)


def is_public(target: str, posting: Posting, *, limits: Limits | None = None) -> bool:
    """Whether everybody can read what is posted there; where GitHub does not say, it is public.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    place, site = _Place.of(target, tuple(_TARGETS)), site_of(posting.environ)
    with connected(transport, site, posting, limits) as github:
        try:
            repository = github.get(place.repository).record
        except UnreadError:
            return True
    return repository.get("private") is not True and repository.get("visibility") not in (
        "private",
        "internal",
    )


def _board(means: Means, place: str) -> Board:
    match means.post.kind:
        case Kind.COMMENT:
            return Comments(means, place)
        case Kind.REPORT:
            return Reports(means)
        case Kind.CHECK:
            return Checks(means, place)


def _needed(github: Transport, place: _Place, kind: Kind) -> str:
    """The permission that writing there needs. What has the number 12, only GitHub knows."""
    match kind:
        case Kind.CHECK:
            return _CHECKS
        case Kind.REPORT:
            return _ISSUES
        case Kind.COMMENT:
            try:
                github.get(f"{place.repository}/pulls/{place.place}")
            except UnreadError:
                return _ISSUES
            return _PULLS


def _lacking(headers: Headers, needed: Callable[[], str]) -> str:
    """What to add where it is forbidden: lines of YAML for a workflow, and what else may be the reason."""
    if "x-github-sso" in headers:
        return "authorize the token for the organization's single sign-on"
    name = needed()
    lines = " and ".join(f'"{line}"' for line in _accepted(headers, name))
    fork = "; on a pull request from a fork no token of its workflow may write" if name == _PULLS else ""
    app = "; no personal token may write check runs" if name == _CHECKS else ""
    return f'write {lines} below "permissions:" of the workflow, or give a token that may do that{fork}{app}'


def _accepted(headers: Headers, name: str) -> tuple[str, ...]:
    """The lines of what GitHub says that it would accept; of several ways the one that has the name."""
    accepted = headers.get("x-accepted-github-permissions", "").strip()
    if not _PERMISSIONS.fullmatch(accepted):
        return (f"{name}: write",)
    ways = [
        tuple(each.strip().replace("_", "-").replace("=", ": ") for each in way.split(","))
        for way in accepted.split(";")
    ]
    return next((way for way in ways if f"{name}: write" in way), ways[0])


SINK = Sink(
    title="Issues, pull requests and commits of GitHub", kinds=frozenset(Kind), post=post, is_public=is_public
)
