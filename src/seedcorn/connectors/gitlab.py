"""GitLab: the issues of a project, or of a group with all its subgroups and projects.

One page of 100 issues is one request. A list of several pages costs up to three requests more, which make
sure that nothing moved while it was read. GitLab does not say how long a list of more than 10,000 is: such a
list is read in windows of 100 pages by date of creation. Issues of archived projects come only where the
project is named itself. A moved issue counts once, where it is now.
"""

from collections.abc import Iterator
from urllib.parse import quote

from seedcorn.connector import Check, Collecting, Connector, Item
from seedcorn.connectors._connection import connection
from seedcorn.connectors._file import file_of
from seedcorn.connectors._gitlab_graphql import Asker
from seedcorn.connectors._gitlab_inspect import Inspection
from seedcorn.connectors._gitlab_place import Place, places_of
from seedcorn.connectors._gitlab_proposal import One, proposal_of
from seedcorn.connectors._gitlab_reading import Reading
from seedcorn.model import HISTORY, Proposal
from seedcorn.transport.gitlab import site_of, transport
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Limits


def collect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Item]:
    """The issues of "group/project", or of "group/" and all that is in it, oldest first; then its gap if any.

    Args:
        target: what comes after "gitlab:".
        collecting: GITLAB_TOKEN, and where it is not gitlab.com GITLAB_URL, come from its environ.
        limits: how GitLab is asked; the defaults unless a test says otherwise.

    Raises:
        UsageError: the target or the environment makes no sense.
    """
    places, site = places_of(target), site_of(collecting.environ)
    return _collect(places, f"gitlab:{target.strip()}", site, collecting, limits or Limits())


def _collect(
    places: tuple[Place, ...], source: str, site: Site, collecting: Collecting, limits: Limits
) -> Iterator[Item]:
    with connection(transport, site, source, collecting, limits) as (gitlab, pool):
        yield from Reading(source, collecting, gitlab, pool).of(places)


def inspect(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Iterator[Check]:
    """How the source stands, for about ten requests. Arguments and errors are those of `collect`."""
    places, site = places_of(target), site_of(collecting.environ)
    return _inspect(places, f"gitlab:{target.strip()}", site, collecting, limits or Limits())


def _inspect(
    places: tuple[Place, ...], source: str, site: Site, collecting: Collecting, limits: Limits
) -> Iterator[Check]:
    with connection(transport, site, source, collecting, limits) as (gitlab, pool):
        asker = Asker(transport=gitlab, pool=pool, place=places[0])
        yield from Inspection(asker, places, collecting.places).checks()


def propose(target: str, collecting: Collecting, *, limits: Limits | None = None) -> Proposal:
    """One issue ("group/project#12"), or one merge request ("group/project!12") with what it will close.

    Args:
        target: what comes after "gitlab:".
        collecting: as for `collect`.
        limits: as for `collect`.

    Raises:
        UsageError: the target or the environment makes no sense.
        CollectionError: it cannot be read.
    """
    one, site = One.of(target), site_of(collecting.environ)
    with connection(transport, site, one.source, collecting, limits or Limits()) as (gitlab, pool):
        return proposal_of(one, collecting, gitlab, pool)


def read_file(
    target: str, path: str, commit: str, collecting: Collecting, *, limits: Limits | None = None
) -> bytes | None:
    """One file of "group/project" at a commit, None where that has none there.

    Raises:
        UsageError: the target or the environment makes no sense.
        CollectionError: it cannot be read.
    """
    project, site = places_of(target)[0], site_of(collecting.environ)
    with connection(transport, site, f"gitlab:{target}", collecting, limits or Limits()) as (gitlab, _):
        return file_of(gitlab, f"{project.api}/repository/files/{quote(path, safe='')}", commit)


CONNECTOR = Connector(
    title="Issues of GitLab projects and groups",
    example="gitlab:group/project",
    collect=collect,
    inspect=inspect,
    propose=propose,
    read_file=read_file,
    needs="GITLAB_TOKEN with the scope read_api; GITLAB_URL for a GitLab of your own",
    tells=frozenset(
        {"past-label", "organization", "requester-domain", "iteration", "epic", "project", "branch", HISTORY}
    ),
)
