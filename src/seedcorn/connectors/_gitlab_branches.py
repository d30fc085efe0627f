"""Reads the branches of a GitLab project, or of each project of a group: 100 a request."""

from collections.abc import Iterator
from dataclasses import dataclass

from seedcorn.branch import BRANCH, Branch
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError
from seedcorn.model import Gap
from seedcorn.transport.listing import Listing
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError
from seedcorn.words import count

_LIST: Parameters = {"per_page": 100}
_PROJECTS: Parameters = {
    "include_subgroups": "true",
    "with_shared": "false",
    "archived": "false",
    "order_by": "id",
    "sort": "asc",
    "per_page": 100,
}
PERMISSION = "give the token's owner the role Reporter: a Guest may not see the code of a private project"
_UNSEEN = (403, 404)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Project:
    """Whose branches to list: its path below the API's address, and how its branches' source is called."""

    api: str
    source: str


class Branches:
    """The branches of one place. `items` is its only way in, once."""

    def __init__(self, transport: Transport, listing: Listing, place: Place, source: str) -> None:
        self._transport = transport
        self._listing = listing
        self._place = place
        self._source = source
        self._failures: list[UnreadError | DataError] = []

    def items(self) -> Iterator[Branch | Gap]:
        """All branches, project after project; then one gap, if some of them could not be read."""
        try:
            projects = self._projects()
            for project in projects:
                yield from self._of(project)
        except (UnreadError, DataError) as error:
            self._failures.append(error)
        if self._failures:
            yield self._gap(self._failures[0])

    def _projects(self) -> list[_Project]:
        """The place itself, or a group's projects that have code."""
        if not self._place.is_group:
            return [_Project(api=self._place.api, source=self._source)]
        found = []
        for page in self._listing.pages(f"{self._place.api}/projects", _PROJECTS):
            for position, item in enumerate(page.answer.items, start=1):
                project = Record.of(item, f"projects, page {page.number}, item {position}")
                if _has_code(project):
                    path = project.needed_text("path_with_namespace")
                    found.append(_Project(api=f"/projects/{project.number('id')}", source=f"gitlab:{path}"))
        return found

    def _of(self, project: _Project) -> Iterator[Branch]:
        """Those of one project; where they may not be seen, the other projects' still come."""
        path = f"{project.api}/repository/branches"
        try:
            for page in self._listing.pages(path, _LIST):
                for position, item in enumerate(page.answer.items, start=1):
                    where = f"branches, page {page.number}, item {position}"
                    yield _branch(Record.of(item, where), project.source)
        except UnreadError as error:
            if error.status not in _UNSEEN:
                raise
            if error.status != 404 or self._place.is_group or self._may_have_code():
                self._failures.append(error)

    def _may_have_code(self) -> bool:
        """Whether a project that says it has no branches is not just empty."""
        try:
            return _has_code(Record.of(self._transport.get(self._place.api).record, "project"))
        except UnreadError:
            return True

    def _gap(self, error: UnreadError | DataError) -> Gap:
        what, why, hint = f"{self._transport.site.base}{self._place.api}", str(error), error.hint
        if isinstance(error, UnreadError):
            what, why = error.where, error.why
            hint = PERMISSION if error.status in _UNSEEN else hint
        if len(self._failures) > 1:
            why = f"{why}, as of {count(len(self._failures) - 1, 'project')} more"
        return Gap(source=self._source, what=what, why=f"{why}; {hint}", place=BRANCH)


def _has_code(project: Record) -> bool:
    """Whether a project has a repository with anything in it."""
    return project.get("empty_repo") is not True and project.get("repository_access_level") != "disabled"


def _branch(item: Record, source: str) -> Branch:
    commit = item.record("commit") or item.missing(("commit",))
    merged = item.get("merged")
    return Branch(
        source=source,
        name=item.needed_text("name"),
        committed_at=commit.needed_moment("committed_date"),
        is_default=item.get("default") is True,
        merged=merged if isinstance(merged, bool) else None,
    )
