"""How a place of GitLab stands for who asks: who that is, what the token may, what it sees, what is left."""

from collections.abc import Generator, Iterator
from dataclasses import replace

from seedcorn.branch import BRANCH
from seedcorn.connector import Check
from seedcorn.connectors import _checks
from seedcorn.connectors._gitlab_branches import Branches
from seedcorn.connectors._gitlab_graphql import Asker, crm_of
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._record import Record
from seedcorn.transport.listing import Listing
from seedcorn.transport.transport import Answer, Parameters
from seedcorn.transport.trouble import UnreadError, number_of

_READING = frozenset({"api", "read_api"})
_ROLES = {5: "Minimal Access", 10: "Guest", 15: "Planner", 20: "Reporter", 30: "Developer"}
_ROLES |= {40: "Maintainer", 50: "Owner"}
_SEES_CONFIDENTIAL = 15
_NO_ROLE = 0
_UNKNOWN = 401
_NOT_THERE = 404
_ONE: Parameters = {"scope": "all", "state": "all", "per_page": 1}
_CONFIDENTIAL, _ORGANIZATIONS, _ORGANIZATION = "confidential issues", "organizations", "organization"


class Inspection:
    """A handful of questions about the first of some places that is there.

    `looked_at` are the places on issues that the policy looks at, as `Collecting.places`.
    """

    def __init__(self, asker: Asker, places: tuple[Place, ...], looked_at: frozenset[str] | None) -> None:
        self._asker = asker
        self._places = places
        self._looked_at = looked_at or frozenset()
        self._site = asker.transport.site
        self._last: Answer | None = None

    def checks(self) -> Iterator[Check]:
        """What was found out, in the order in which things would have to be mended."""
        user = None
        try:
            yield _checks.well(_checks.SERVER, self._server())
            if self._site.token is None:
                yield _checks.no_account("GITLAB_TOKEN to a token with the scope read_api")
            else:
                user = yield from self._account()
        except UnreadError as error:
            yield _checks.end(error) or _checks.failed(_checks.SERVER, error)
            return
        place = yield from self._place()
        if place is not None:
            yield self._confidential(place, user)
            yield self._contacts(place)
            if BRANCH in self._looked_at and not place.is_group:
                yield self._branches(place)
        if self._last is not None:
            now = self._asker.transport.patience.now()
            yield _checks.requests_left(self._last, now)
            yield from _checks.clock(_checks.date_of(self._last.headers), now)

    def _server(self) -> str:
        """Its name, and its version, which is told to those with a token. Raises UnreadError without it."""
        try:
            version = Record(self._ask("/version").record, "version").text("version") or "of no version"
        except UnreadError as error:
            # Without a token the refusal says that there is a server.
            if _checks.end(error) and (self._site.token or error.status != _UNKNOWN):
                raise
            return self._site.host
        return f"{self._site.host}, GitLab {version}"

    def _account(self) -> Generator[Check, None, Record | None]:
        """Who asks, and with which scopes. Raises UnreadError where the token is refused."""
        user = None
        try:
            user = Record(self._ask("/user").record, "user")
        except UnreadError as error:
            if _checks.end(error):
                raise
            yield _checks.untold(_checks.ACCOUNT, error)
        else:
            yield _checks.well(_checks.ACCOUNT, user.text("username") or "without a name")
        yield _token(self._quietly("/personal_access_tokens/self"))
        return user

    def _place(self) -> Generator[Check, None, Place | None]:
        """The first of the places that is there; None where none can be read."""
        first: UnreadError | None = None
        for place in self._places:
            try:
                yield self._issues(place)
            except UnreadError as error:
                first = first or error
                if error.status != _NOT_THERE:
                    break
            else:
                return place
        if first is not None:
            yield _checks.failed(_checks.ISSUES, first)
        return None

    def _issues(self, place: Place) -> Check:
        total = _total(self._ask(f"{place.api}/issues", _ONE))
        said = f"{total:,}" if total is not None else "more than 10,000"
        return _checks.well(_checks.ISSUES, f"{said} visible in the {place.kind}")

    def _confidential(self, place: Place, user: Record | None) -> Check:
        level, seen = self._role(place, user), self._count(place)
        role = "a role that cannot be told" if level is None else _ROLES.get(level, "no role")
        said = f"{'an unknown number of' if seen is None else f'{seen:,}'} visible, with {role}"
        hint = "give the token's owner the role Planner or Reporter to see all of them"
        if level is None or level >= _SEES_CONFIDENTIAL:
            return _checks.well(_CONFIDENTIAL, said)
        # Whoever reads what is public without a token means to.
        return Check(what=_CONFIDENTIAL, said=said, works=False if self._site.token else None, hint=hint)

    def _count(self, place: Place) -> int | None:
        try:
            return _total(self._ask(f"{place.api}/issues", {**_ONE, "confidential": "true"}))
        except UnreadError:
            return None

    def _role(self, place: Place, user: Record | None) -> int | None:
        """The access level of who asks; None where it cannot be told."""
        if user is None:
            return None if self._site.token else _NO_ROLE
        member = self._quietly(f"{place.api}/members/all/{user.get('id')}")
        level = member.get("access_level") if member else _NO_ROLE
        return level if type(level) is int else None

    def _contacts(self, place: Place) -> Check:
        try:
            is_there = crm_of(replace(self._asker, place=place))
        except UnreadError as error:
            needed = _ORGANIZATION in self._looked_at
            return _checks.optional(_ORGANIZATIONS, error.why, error.hint, needed=needed)
        if is_there:
            return _checks.well(_ORGANIZATIONS, _checks.READABLE)
        return _checks.noted(_ORGANIZATIONS, "none: a person's own project")

    def _branches(self, place: Place) -> Check:
        listing = Listing(self._asker.transport, self._asker.pool)
        found = Branches(self._asker.transport, listing, place, f"gitlab:{place.path}")
        return _checks.branches(next(found.items(), None))

    def _ask(self, path: str, parameters: Parameters | None = None) -> Answer:
        self._last = self._asker.transport.get(path, parameters)
        return self._last

    def _quietly(self, path: str) -> Record | None:
        """The record at a path; None where there is none for who asks."""
        try:
            return Record(self._ask(path).record, path)
        except UnreadError:
            return None


def _token(token: Record | None) -> Check:
    if token is None:
        said = "its scopes cannot be told: it is no access token, or may not ask"
        return _checks.noted(_checks.TOKEN, said)
    scopes = sorted(token.names("name", "scopes"))
    expiry = token.text("expires_at")
    said = f"scopes {', '.join(scopes) or 'none'}; " + (f"expires {expiry}" if expiry else "never expires")
    works = bool(_READING & set(scopes))
    hint = "" if works else "give it the scope read_api"
    return Check(what=_checks.TOKEN, said=said, works=works, hint=hint)


def _total(answer: Answer) -> int | None:
    total = number_of(answer.headers.get("x-total"))
    if total is None and "next" not in answer.links:
        return len(answer.items)
    return None if total is None else int(total)
