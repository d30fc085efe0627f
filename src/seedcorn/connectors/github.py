"""GitHub: the issues of a repository, of all of an owner's, or of those whose name fits a pattern.

Archived repositories, forks and repositories without issues are left out where an owner or a pattern is
given, and so are, for a user, repositories that are not public (GitHub lists no others). Pull requests are no
issues. One page of 100 is one request, whatever is in it; lists of several pages cost one request more, which
makes sure that nothing moved while they were read, and from ten pages on two.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from seedcorn.connector import Check, Collecting, Connector, Item, Progress
from seedcorn.connectors._github_payload import issue_of
from seedcorn.errors import DataError, UsageError
from seedcorn.model import Gap, Issue
from seedcorn.transport.github import site_of, transport
from seedcorn.transport.listing import Listing, Page
from seedcorn.transport.patience import Patience
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits, Parameters, Transport
from seedcorn.transport.trouble import UnreadError

_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_GLOB = re.compile(r"[A-Za-z0-9._*?\[\]!-]{1,100}")
_ISSUES: Parameters = {"state": "all", "sort": "created", "direction": "asc", "per_page": 100}
_REPOSITORIES: Parameters = {"sort": "full_name", "direction": "asc", "per_page": 100}
_PASSES = 2
_LONG = 10  # pages


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What was asked for: one repository, or those of an owner that a glob fits."""

    owner: str
    name: str
    is_glob: bool

    @classmethod
    def of(cls, text: str) -> "_Target":
        """From "owner/name", "owner/glob" or "owner". Raises UsageError for anything else."""
        owner, slash, name = text.strip().partition("/")
        is_glob = not slash or any(sign in name for sign in "*?[")
        fits = (_GLOB if is_glob else _NAME).fullmatch(name) or not slash
        if not _OWNER.fullmatch(owner) or not fits:
            raise UsageError(
                f"github:{ascii(text)[1:-1]} is neither an owner nor a repository",
                hint="write github:owner/repository, github:owner/api-* or github:owner",
            )
        return cls(owner=owner, name=name or "*", is_glob=is_glob)


def collect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Item]:
    """The issues of "owner/name", "owner/glob" or "owner", a repository's oldest first, then its gap if any.

    Args:
        target: what comes after "github:".
        collecting: GITHUB_TOKEN or GH_TOKEN, and for GitHub Enterprise GITHUB_API_URL, come from its environ.
        limits: how GitHub is asked; the defaults unless a test says otherwise.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    wanted, site = _Target.of(target), site_of(collecting.environ)
    return _collect(wanted, f"github:{target.strip()}", site, collecting, limits or Limits())


def _collect(
    wanted: _Target, source: str, site: Site, collecting: Collecting, limits: Limits
) -> Iterator[Item]:
    with _reader(source, site, collecting, limits) as reader:
        if wanted.is_glob:
            yield from reader.owner(wanted, source)
        else:
            yield from reader.repository(f"{wanted.owner}/{wanted.name}", source)


@contextmanager
def _reader(source: str, site: Site, collecting: Collecting, limits: Limits) -> Iterator["_Reader"]:
    """A reader whose threads and connections end with it."""

    def tell(message: str) -> None:
        collecting.progress(Progress(source=source, message=message))

    patience = Patience(allowance=collecting.allowance, clock=limits.clock, tell=tell)
    github = transport(site, patience, limits)
    pool = ThreadPoolExecutor(limits.connections, thread_name_prefix="github")
    try:
        yield _Reader(collecting, github, Listing(github, pool))
    finally:
        patience.stop()
        pool.shutdown(cancel_futures=True)
        github.close()


class _Reader:
    """Reads repositories through one session; what it cannot read becomes a gap of that repository."""

    def __init__(self, collecting: Collecting, transport: Transport, listing: Listing) -> None:
        self._collecting = collecting
        self._transport = transport
        self._listing = listing

    def owner(self, wanted: _Target, source: str) -> Iterator[Item]:
        """All issues of an owner's repositories that fit."""
        try:
            pages = self._repositories(wanted)
            listed = [_Repository.of(item, page) for page in pages for item in page.answer.items]
        except UnreadError as error:
            yield _gap(source, error)
            return
        fitting = [each for each in listed if fnmatchcase(each.name.casefold(), wanted.name.casefold())]
        read = [each for each in fitting if not each.left_out]
        self._say_left_out(source, fitting)
        if not read:
            why = (
                f"of the {len(listed)} that are visible none fits and is in use; check the name and the token"
            )
            yield Gap(source=source, what=f"repositories of {wanted.owner}", why=why)
        for each in read:
            yield from self.repository(each.full_name, f"github:{each.full_name}")

    def repository(self, full_name: str, source: str) -> Iterator[Item]:
        """All issues of one repository; at most one gap, then, as its last item."""
        path = f"/repos/{full_name}/issues"
        try:
            yield from self._issues(path, full_name, source)
        except UnreadError as error:
            yield _gap(source, error)
        except DataError as error:
            yield Gap(
                source=source, what=self._where(path), why=f"{error}; run again, or report it to GitHub"
            )

    def _issues(self, path: str, full_name: str, source: str) -> Iterator[Issue]:
        """Read to the end, and once more if issues went away meanwhile: that moves others between pages."""
        seen: set[int] = set()
        for _ in range(_PASSES):
            ends: list[Page] = []
            for page in self._listing.pages(path, _ISSUES):
                ends = [*ends[:1], page]
                yield from _issues_of(page, full_name, source, seen)
                self._say_progress(source, page, len(seen))
            if self._stood_still(ends):
                return
        hint = "run again when less is going on there"
        raise UnreadError(self._where(path), "issues went away while it was read, twice", hint=hint)

    def _stood_still(self, ends: list[Page]) -> bool:
        """Whether the last page, and in long lists the first too, is what it was; cursors need no such check.

        In a short list the first round trip stays unwatched: half as many requests again would be too dear.
        """
        first, last = ends[0], ends[-1]
        if last.number != last.last:
            return True
        if not self._listing.still(last, _ISSUES):
            return False
        return last.number < _LONG or self._listing.still(first, _ISSUES)

    def _repositories(self, wanted: _Target) -> list[Page]:
        """The pages of an owner's repositories: an organization's, else a user's."""
        try:
            return list(self._listing.pages(f"/orgs/{wanted.owner}/repos", {**_REPOSITORIES, "type": "all"}))
        except UnreadError as error:
            if error.status != 404:
                raise
        return list(self._listing.pages(f"/users/{wanted.owner}/repos", {**_REPOSITORIES, "type": "owner"}))

    def _where(self, path: str) -> str:
        return f"{self._transport.site.base}{path}"

    def _say_progress(self, source: str, page: Page, issues: int) -> None:
        requests, left = self._transport.requests, page.answer.requests_left
        message = "1 request" if requests == 1 else f"{requests} requests"
        total = page.last or (page.number if "next" not in page.answer.links else None)
        self._collecting.progress(
            Progress(
                source=source,
                done=page.number,
                total=total,
                issues=issues,
                requests_left=left,
                message=message,
            )
        )

    def _say_left_out(self, source: str, repositories: list["_Repository"]) -> None:
        reasons = [each.left_out for each in repositories if each.left_out]
        if reasons:
            counts = ", ".join(f"{reasons.count(reason)} {reason}" for reason in dict.fromkeys(reasons))
            self._collecting.progress(Progress(source=source, message=f"repositories left out: {counts}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    """One repository of a list. `left_out` says why it is not read: "archived", "forked"; empty if it is."""

    full_name: str
    left_out: str

    @property
    def name(self) -> str:
        """Without its owner."""
        return self.full_name.partition("/")[2]

    @classmethod
    def of(cls, item: Any, page: Page) -> "_Repository":
        """From GitHub's list of repositories. Raises UnreadError for an item that is none."""
        full_name = str(item.get("full_name")) if isinstance(item, dict) else ""
        owner, _, name = full_name.partition("/")
        if not _OWNER.fullmatch(owner) or not _NAME.fullmatch(name):
            raise UnreadError(page.answer.where, "a repository without a name", hint="check GITHUB_API_URL")
        reasons = {"archived": item.get("archived"), "forked": item.get("fork")}
        reasons["without issues"] = item.get("has_issues") is False
        return cls(full_name=full_name, left_out=next((why for why, holds in reasons.items() if holds), ""))


def inspect(target: str, collecting: Collecting) -> Iterator[Check]:
    """How the source stands: who asks, and what is left before the limit."""
    wanted, site = _Target.of(target), site_of(collecting.environ)
    patience = Patience(allowance=collecting.allowance, clock=Limits().clock, tell=lambda message: None)
    github = transport(site, patience, Limits())
    try:
        answer = github.get("/rate_limit")
    except UnreadError as error:
        yield Check(what=f"github:{wanted.owner}", said=error.why, works=False, hint=error.hint)
    else:
        yield Check(what="requests left before the limit", said=str(answer.requests_left))
    finally:
        github.close()


def _issues_of(page: Page, full_name: str, source: str, seen: set[int]) -> Iterator[Issue]:
    """The issues of a page that no page before it had."""
    for position, item in enumerate(page.answer.items, start=1):
        where = f"page {page.number}, item {position}"
        issue = issue_of(item, source=source, where=where, repository=full_name)
        if issue is not None and item["number"] not in seen:
            seen.add(item["number"])
            yield issue


def _gap(source: str, error: UnreadError) -> Gap:
    return Gap(source=source, what=error.where, why=f"{error.why}; {error.hint}")


CONNECTOR = Connector(
    title="Issues of GitHub repositories", example="github:owner/repo", collect=collect, inspect=inspect
)
