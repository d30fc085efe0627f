"""How a GitHub source stands: who asks, what the token may, what is left of the limits, and the clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from seedcorn.connector import Check
from seedcorn.connectors._github_asides import PERMISSIONS
from seedcorn.connectors._github_graphql import PROJECTS, PROJECTS_QUERY
from seedcorn.connectors._github_properties import PERMISSION as PROPERTIES_PERMISSION
from seedcorn.connectors._github_reading import Means
from seedcorn.connectors._github_target import PROPERTY, Repository, Target
from seedcorn.transport.graphql import ask
from seedcorn.transport.patience import reset_time
from seedcorn.transport.transport import Answer
from seedcorn.transport.trouble import UnreadError
from seedcorn.words import count, plain

_MOST_SECONDS = 60  # more, and what changed lately may be asked for by the wrong time
_LIMITS = {"core": "requests", "graphql": "points of GraphQL"}


class Doctor:
    """Asks a few questions, and says what came of each."""

    def __init__(self, means: Means, source: str) -> None:
        self._means = means
        self._transport = means.transport
        self._source = source

    def standing(self) -> Iterator[Check]:
        """Who asks, the limits, the clock. Three requests at most."""
        yield self._identity()
        try:
            answer = self._transport.get("/rate_limit")
        except UnreadError as error:
            # GitHub Enterprise answers so where its owners have turned limits off.
            yield Check(what="limits", said="none") if error.status == 404 else _failed("limits", error)
            return
        yield from self._limits(answer)
        yield from self._clock(answer)

    def owner(self, target: Target, listed: Callable[[], list[Repository]]) -> Iterator[Check]:
        """The repositories that fit, and whether the properties of an organization's can be read."""
        try:
            fitting = [each for each in listed() if target.fits(each)]
        except UnreadError as error:
            yield _failed(self._source, error)
            return
        read = [each for each in fitting if not each.left_out]
        said = (
            f"{count(len(read), 'repository', 'repositories')} to read, {len(fitting) - len(read)} left out"
        )
        yield Check(what=self._source, said=said, works=bool(read), hint="" if read else "check the name")
        if read:
            yield self._projects(read[0].full_name)
        yield self._properties(f"/orgs/{target.owner}/properties/values")

    def repository(self, full_name: str) -> Iterator[Check]:
        """What of one repository can be seen."""
        try:
            repository = self._transport.get(f"/repos/{full_name}").record
            self._transport.get(f"/repos/{full_name}/issues", {"per_page": 1})
        except UnreadError as error:
            yield _failed(self._source, error)
            return
        seen = "private" if repository.get("private") is True else "public"
        has_issues = repository.get("has_issues") is not False
        issues = f"{repository.get('open_issues_count')} open issues and pull requests"
        said = f"{seen}, {issues if has_issues else 'its issues are turned off'}"
        hint = "" if has_issues else "leave it out of the sources"
        yield Check(what=self._source, said=plain(said), works=has_issues, hint=hint)
        yield self._projects(full_name)
        yield self._properties(f"/repos/{full_name}/properties/values")

    def _identity(self) -> Check:
        if self._transport.site.token is None:
            return Check(
                what="who asks",
                said="nobody: what is public, 60 requests an hour",
                hint="give a token (GITHUB_TOKEN)",
            )
        try:
            answer = self._transport.get("/user")
        except UnreadError as error:
            if error.status == 403:
                return Check(what="who asks", said="a token of GitHub Actions or of an App", works=True)
            return _failed("who asks", error)
        login = plain(str(answer.record.get("login")))
        scopes = plain(answer.headers.get("x-oauth-scopes", ""))
        kind = f"scopes: {scopes}" if scopes else "a token without scopes (fine-grained, or an App's)"
        return Check(what="who asks", said=f"{login}, {kind}", works=True)

    def _limits(self, answer: Answer) -> Iterator[Check]:
        resources = answer.record.get("resources")
        for name, unit in _LIMITS.items():
            limit = resources.get(name) if isinstance(resources, dict) else None
            if isinstance(limit, dict) and type(limit.get("remaining")) is int:
                yield self._limit(limit["remaining"], limit, unit)

    def _limit(self, remaining: int, limit: dict[str, object], unit: str) -> Check:
        said, reset, now = f"{remaining} of {limit.get('limit')}", limit.get("reset"), self._now()
        if isinstance(reset, int) and reset > now:
            said += f"; more {reset_time(now, reset - now)}"
        hint = "" if remaining else "wait until then, or give a token that may do more"
        return Check(what=f"{unit} left", said=plain(said), works=remaining > 0, hint=hint)

    def _clock(self, answer: Answer) -> Iterator[Check]:
        try:
            there = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
        except (ValueError, TypeError, IndexError):
            return
        ahead = round(self._now() - there)
        if abs(ahead) <= _MOST_SECONDS:
            yield Check(what="clock", said="agrees with GitHub's", works=True)
        else:
            way = "ahead of" if ahead > 0 else "behind"
            time = datetime.fromtimestamp(there, UTC).strftime("%Y-%m-%d %H:%M UTC")
            said = f"{abs(ahead)} seconds {way} GitHub's ({time})"
            yield Check(what="clock", said=said, works=False, hint="set this machine's clock")

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
        return Check(what="projects", said=plain(f"{projects.get('totalCount')} linked"), works=True)

    def _without_projects(self, why: str) -> Check:
        needed = bool(self._means.wanted.projects)
        return _optional("projects", why, PERMISSIONS[PROJECTS], needed=needed)

    def _properties(self, path: str) -> Check:
        try:
            self._transport.get(path)
        except UnreadError as error:
            needed = bool(self._means.wanted.of_kind(PROPERTY))
            return _optional("custom properties", error.why, PROPERTIES_PERMISSION, needed=needed)
        return Check(what="custom properties", said="readable", works=True)

    def _now(self) -> float:
        return self._transport.patience.now()


def _optional(what: str, why: str, hint: str, *, needed: bool) -> Check:
    """What fails only where the policy looks there."""
    if needed:
        return Check(what=what, said=plain(why), works=False, hint=hint)
    return Check(what=what, said=f"{plain(why)}; the policy does not look there")


def _failed(what: str, error: UnreadError) -> Check:
    return Check(what=what, said=error.why, works=False, hint=error.hint)
