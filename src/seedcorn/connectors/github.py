"""GitHub: the issues of a repository, of all of an owner's, or of those whose name fits a pattern.

Archived repositories, forks and repositories without issues are left out where an owner or a pattern is
given, and so are, for a user, repositories that are not public (GitHub lists no others). Pull requests are no
issues. One page of 100 is one request, whatever is in it; lists of several pages cost at most three requests
more, which make sure that nothing moved while they were read. What else may be wanted of an issue, and what
that costs, is in docs/github.md.
"""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from urllib.parse import quote

from seedcorn.connector import Check, Collecting, Connector, Item, Progress, rests
from seedcorn.connectors._connection import connection
from seedcorn.connectors._file import file_of
from seedcorn.connectors._github_doctor import Doctor
from seedcorn.connectors._github_properties import Properties
from seedcorn.connectors._github_proposal import One, proposal_of
from seedcorn.connectors._github_reading import Means, Reading, gap_of
from seedcorn.connectors._github_target import Repository, Target, Wanted
from seedcorn.model import HISTORY, Gap, Proposal
from seedcorn.side_by_side import Way, side_by_side
from seedcorn.transport.github import site_of, transport
from seedcorn.transport.listing import Listing, Page
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits, Parameters
from seedcorn.transport.trouble import UnreadError
from seedcorn.words import is_tenth

_MANY = 20  # repositories: of more it is said how many are read
_REPOSITORIES: Parameters = {"sort": "full_name", "direction": "asc", "per_page": 100}


def collect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Item]:
    """The issues of "owner/name", "owner/glob" or "owner", a repository's oldest first, then its gaps if any.

    Args:
        target: what comes after "github:".
        collecting: GITHUB_TOKEN or GH_TOKEN, and for GitHub Enterprise GITHUB_API_URL, come from its environ.
        limits: how GitHub is asked; the defaults unless a test says otherwise.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    wanted, site = Target.of(target), site_of(collecting.environ)
    return _collect(wanted, f"github:{target.strip()}", site, collecting, limits or Limits())


def inspect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Check]:
    """How the source stands: who asks, what can be seen, what is left of the limits, the clock.

    Args:
        target: as for `collect`.
        collecting: what is said of what only some policies look at depends on its places.
        limits: as for `collect`.

    Raises:
        UsageError: as for `collect`.
    """
    wanted, site = Target.of(target), site_of(collecting.environ)
    return _inspect(wanted, f"github:{target.strip()}", site, collecting, limits or Limits())


def propose(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Proposal:
    """One issue, or one pull request with the issues that it will close.

    Args:
        target: "owner/name#12".
        collecting: as for `collect`.
        limits: as for `collect`.

    Raises:
        UsageError: the target or the environment makes no sense.
        CollectionError: it cannot be read.
    """
    one, site = One.of(target), site_of(collecting.environ)
    with _means(one.source, site, collecting, limits or Limits()) as means:
        return proposal_of(one, means)


def read_file(
    target: str, path: str, commit: str, collecting: Collecting, *, limits: Limits | None = None
) -> bytes | None:
    """One file of "owner/name" at a commit, None where that has none there.

    Raises:
        UsageError: the target or the environment makes no sense.
        CollectionError: it cannot be read.
    """
    wanted, site = Target.of(target), site_of(collecting.environ)
    with _means(f"github:{target}", site, collecting, limits or Limits()) as means:
        return file_of(means.transport, f"/repos/{wanted.full_name}/contents/{quote(path)}", commit)


def _collect(
    target: Target, source: str, site: Site, collecting: Collecting, limits: Limits
) -> Iterator[Item]:
    with _means(source, site, collecting, limits) as means:
        properties = Properties(means.transport, means.listing, means.wanted)
        if target.is_glob:
            yield from _owner(target, source, means, properties)
            return
        marks = properties.of_one(target.full_name, source)
        yield from properties.gaps()
        yield from Reading(means, target.full_name, marks).items()


def _inspect(
    target: Target, source: str, site: Site, collecting: Collecting, limits: Limits
) -> Iterator[Check]:
    with _means(source, site, collecting, limits) as means:
        doctor = Doctor(means)
        if not (yield from doctor.standing()):
            return
        if target.is_glob:
            yield from doctor.owner(target, lambda: _listed(target, means)[1])
        else:
            yield from doctor.repository(target.full_name)


@contextmanager
def _means(source: str, site: Site, collecting: Collecting, limits: Limits) -> Iterator[Means]:
    """What to read with: threads and connections that end with it."""
    with connection(transport, site, source, collecting, limits) as (github, pool):
        yield Means(
            collecting=collecting,
            transport=github,
            listing=Listing(github, pool),
            pool=pool,
            wanted=Wanted.of(collecting.places),
        )


def _owner(target: Target, source: str, means: Means, properties: Properties) -> Iterator[Item]:
    """All issues of an owner's repositories that fit."""
    try:
        is_organization, listed = _listed(target, means)
    except UnreadError as error:
        yield gap_of(source, error)
        return
    fitting = [each for each in listed if target.fits(each)]
    read = [each for each in fitting if not each.left_out]
    _say_left_out(source, means.collecting, fitting)
    if not read:
        why = f"of the {len(listed)} that are visible none fits and is in use; check the name and the token"
        yield Gap(source=source, what=f"repositories of {target.owner}", why=why)
        return
    if is_organization:
        properties.read_owner(target.owner, source)
        yield from properties.gaps()
    yield from _read(read, source, means, properties)


def _read(
    repositories: list[Repository], source: str, means: Means, properties: Properties
) -> Iterator[Item]:
    """What they hold, several side by side; within a budget one after another, as sources are."""
    streams = {number: _reading(each, means, properties) for number, each in enumerate(repositories)}
    threads = means.transport.host.connections if means.collecting.allowance.budget is None else 1
    way = Way(threads=threads, ends=rests, stop=means.transport.patience.stop)
    ended, several = 0, len(repositories)
    with closing(side_by_side(streams, way)) as pieces:
        for piece in pieces:
            yield from piece.items
            ended += piece.is_last
            if piece.is_last and several > _MANY and is_tenth(ended, several):
                message = f"{ended:,} of {several:,} repositories are read"
                means.collecting.progress(Progress(source=source, message=message))


def _reading(repository: Repository, means: Means, properties: Properties) -> Generator[Item]:
    own = replace(means, listing=Listing(means.transport, means.pool))
    yield from Reading(own, repository.full_name, properties.of_listed(repository)).items()


def _listed(target: Target, means: Means) -> tuple[bool, list[Repository]]:
    """Whether the owner is an organization, and its repositories; else those of a user."""
    try:
        pages = list(means.listing.pages(f"/orgs/{target.owner}/repos", {**_REPOSITORIES, "type": "all"}))
    except UnreadError as error:
        if error.status != 404:
            raise
        path = f"/users/{target.owner}/repos"
        return False, _repositories(means.listing.pages(path, {**_REPOSITORIES, "type": "owner"}))
    return True, _repositories(pages)


def _repositories(pages: Iterator[Page] | list[Page]) -> list[Repository]:
    return [Repository.of(item, page) for page in pages for item in page.answer.items]


def _say_left_out(source: str, collecting: Collecting, repositories: list[Repository]) -> None:
    reasons = [each.left_out for each in repositories if each.left_out]
    if reasons:
        counts = ", ".join(f"{reasons.count(reason)} {reason}" for reason in dict.fromkeys(reasons))
        collecting.progress(Progress(source=source, message=f"repositories left out: {counts}"))


CONNECTOR = Connector(
    title="Issues of GitHub repositories",
    example="github:owner/repo",
    collect=collect,
    inspect=inspect,
    propose=propose,
    read_file=read_file,
    needs="GITHUB_TOKEN, unless the repository is public; GITHUB_API_URL for an Enterprise server",
    tells=frozenset(
        {
            *("project-field", "iteration", "author-organization", "comment"),
            *("repository", "topic", "property", "branch", HISTORY),
        }
    ),
)
