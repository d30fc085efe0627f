"""How a GitHub source stands: who asks, what the token may, what is left of the limits, and the clock."""

from collections.abc import Callable, Generator, Iterator

from seedcorn.branch import BRANCH
from seedcorn.connector import Check
from seedcorn.connectors import _checks
from seedcorn.connectors._github_asides import PERMISSIONS
from seedcorn.connectors._github_branches import branches_of
from seedcorn.connectors._github_graphql import PROJECTS, PROJECTS_QUERY
from seedcorn.connectors._github_properties import PERMISSION as PROPERTIES_PERMISSION
from seedcorn.connectors._github_reading import Means
from seedcorn.connectors._github_target import PROPERTY, Repository, Target
from seedcorn.transport.github import PUBLIC
from seedcorn.transport.graphql import ask
from seedcorn.transport.site import Site
from seedcorn.transport.trouble import Headers, UnreadError
from seedcorn.words import count

_PROPERTIES = "custom properties"
_LIMITS = {"core": _checks.LEFT, "graphql": "GraphQL points left"}
_NOT_THERE = 404
_FORBIDDEN = 403


class Doctor:
    """Asks a few questions, and says what came of each."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._transport = means.transport

    def standing(self) -> Generator[Check, None, bool]:
        """The server, who asks, the limits, the clock, for two requests; returns whether to go on."""
        headers: Headers = {}
        try:
            answer = self._transport.get("/rate_limit")
            resources = answer.record.get("resources")
        except UnreadError as error:
            if ending := _checks.end(error):
                yield ending
                return False
            # GitHub Enterprise answers 404 where its owners have turned limits off.
            is_off = error.status == _NOT_THERE
            left = [
                _checks.noted(_checks.LEFT, "no limit") if is_off else _checks.untold(_checks.LEFT, error)
            ]
        else:
            headers = answer.headers
            left = [*self._limits(resources), *_checks.clock(_checks.date_of(headers), self._now)]
        yield _checks.well(_checks.SERVER, server_of(self._transport.site, headers))
        account = self._account()
        yield account
        if account.works is not False:
            yield from left
        return account.works is not False

    def owner(self, target: Target, listed: Callable[[], list[Repository]]) -> Iterator[Check]:
        """The repositories that fit, and whether the properties of an organization's can be read."""
        try:
            fitting = [each for each in listed() if target.fits(each)]
        except UnreadError as error:
            yield _checks.failed(_checks.ISSUES, error)
            return
        read = [each for each in fitting if not each.left_out]
        repositories = count(len(read), "repository", "repositories")
        said = f"{repositories} to read, {len(fitting) - len(read)} left out"
        hint = "" if read else "check the name"
        yield Check(what=_checks.ISSUES, said=said, works=bool(read), hint=hint)
        if read:
            yield self._projects(read[0].full_name)
        yield self._properties(f"/orgs/{target.owner}/properties/values")

    def repository(self, full_name: str) -> Iterator[Check]:
        """What of one repository can be seen."""
        try:
            repository = self._transport.get(f"/repos/{full_name}").record
            self._transport.get(f"/repos/{full_name}/issues", {"per_page": 1})
        except UnreadError as error:
            yield _checks.failed(_checks.ISSUES, error)
            return
        yield _issues(repository)
        yield self._projects(full_name)
        yield self._properties(f"/repos/{full_name}/properties/values")
        if BRANCH in (self._means.collecting.places or ()):
            yield _checks.branches(next(branches_of(self._transport, full_name), None))

    def _account(self) -> Check:
        if self._transport.site.token is None:
            return _checks.no_account("GITHUB_TOKEN: without it there are 60 requests an hour")
        try:
            answer = self._transport.get("/user")
        except UnreadError as error:
            if error.status == _FORBIDDEN:
                return _checks.well(_checks.ACCOUNT, "a token of GitHub Actions or of an App")
            return _checks.end(error) or _checks.untold(_checks.ACCOUNT, error)
        scopes = answer.headers.get("x-oauth-scopes", "")
        kind = f"scopes: {scopes}" if scopes else "a token without scopes (fine-grained, or an App's)"
        return _checks.well(_checks.ACCOUNT, f"{answer.record.get('login')}, {kind}")

    def _limits(self, resources: object) -> Iterator[Check]:
        for name, what in _LIMITS.items():
            found = resources.get(name) if isinstance(resources, dict) else None
            if isinstance(found, dict):
                remaining, limit, reset = map(_whole, map(found.get, ("remaining", "limit", "reset")))
                yield _checks.left(what, remaining, limit, reset, self._now)

    def _projects(self, full_name: str) -> Check:
        owner, _, name = full_name.partition("/")
        try:
            reply = ask(self._transport, PROJECTS_QUERY, {"owner": owner, "name": name})
        except UnreadError as error:
            return self._without_projects(error.why)
        repository = reply.data.get("repository")
        projects = repository.get("projectsV2") if isinstance(repository, dict) else None
        if reply.problems or not isinstance(projects, dict):
            return self._without_projects(reply.problems[0].message if reply.problems else "not readable")
        return _checks.well("projects", f"{projects.get('totalCount')} linked")

    def _without_projects(self, why: str) -> Check:
        needed = bool(self._means.wanted.projects)
        return _checks.optional("projects", why, PERMISSIONS[PROJECTS], needed=needed)

    def _properties(self, path: str) -> Check:
        try:
            self._transport.get(path)
        except UnreadError as error:
            needed = bool(self._means.wanted.of_kind(PROPERTY))
            return _checks.optional(_PROPERTIES, error.why, PROPERTIES_PERMISSION, needed=needed)
        return _checks.well(_PROPERTIES, _checks.READABLE)

    @property
    def _now(self) -> float:
        return self._transport.patience.now()


def server_of(site: Site, headers: Headers) -> str:
    """Which GitHub it is, for people."""
    version = headers.get("x-github-enterprise-version", "")
    return "github.com" if site.base == PUBLIC else f"{site.host}, GitHub Enterprise {version}".strip()


def _whole(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _issues(repository: dict[str, object]) -> Check:
    seen = "private" if repository.get("private") is True else "public"
    if repository.get("has_issues") is False:
        said, hint = "turned off in this repository", "leave it out of the sources"
        return Check(what=_checks.ISSUES, said=said, works=False, hint=hint)
    number = repository.get("open_issues_count")
    open_ones = f"{number:,}" if type(number) is int else "an unknown number of"
    return _checks.well(_checks.ISSUES, f"{open_ones} open, with pull requests; the repository is {seen}")
