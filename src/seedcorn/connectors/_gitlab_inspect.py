"""How a place of GitLab stands for who asks: who that is, what the token may, what it sees, what is left."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

from seedcorn.connector import Check
from seedcorn.connectors._gitlab_graphql import Asker, crm_of
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Answer, Parameters
from seedcorn.transport.trouble import UnreadError, number_of
from seedcorn.words import count

_READING = frozenset({"api", "read_api"})
_ROLES = {5: "Minimal Access", 10: "Guest", 15: "Planner", 20: "Reporter", 30: "Developer"}
_ROLES |= {40: "Maintainer", 50: "Owner"}
_SEES_CONFIDENTIAL = 15
_NO_ROLE = 0
_NOT_THERE = 404
_OFF_SECONDS = 300
_ONE: Parameters = {"scope": "all", "state": "all", "per_page": 1}


class Inspection:
    """A handful of questions about the first of some places that is there."""

    def __init__(self, asker: Asker, places: tuple[Place, ...], source: str) -> None:
        self._asker = asker
        self._places = places
        self._source = source
        self._last: Answer | None = None

    def checks(self) -> Iterator[Check]:
        """What was found out, in the order in which things would have to be mended."""
        user = self._quietly("/user")
        yield _who(user, known=self._asker.transport.site.token is not None)
        if self._asker.transport.site.token is not None:
            yield _token(self._quietly("/personal_access_tokens/self"))
        place = yield from self._place()
        if place is not None:
            yield _confidential(self._role(place, user), self._count(place, confidential=True))
            yield self._contacts(place)
        yield from self._server()

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
            yield Check(what=self._source, said=first.why, works=False, hint=first.hint)
        return None

    def _issues(self, place: Place) -> Check:
        answer = self._ask(f"{place.api}/issues", _ONE)
        total = _total(answer)
        said = count(total, "issue") if total is not None else "more than 10,000 issues"
        return Check(what=f"{place.kind} {place.path}", said=f"{said} visible", works=True)

    def _count(self, place: Place, *, confidential: bool) -> int | None:
        try:
            query = {**_ONE, "confidential": str(confidential).lower()}
            return _total(self._ask(f"{place.api}/issues", query))
        except UnreadError:
            return None

    def _role(self, place: Place, user: Record | None) -> int | None:
        """The access level of who asks; None where it cannot be told."""
        if user is None:
            return _NO_ROLE
        member = self._quietly(f"{place.api}/members/all/{user.get('id')}")
        level = member.get("access_level") if member else _NO_ROLE
        return level if type(level) is int else None

    def _contacts(self, place: Place) -> Check:
        what = "organizations of contacts"
        try:
            is_there = crm_of(replace(self._asker, place=place))
        except UnreadError as error:
            return Check(what=what, said=error.why, works=False, hint=error.hint)
        return Check(what=what, said="readable" if is_there else "none: a person's own project", works=None)

    def _server(self) -> Iterator[Check]:
        version = self._quietly("/version")
        if version is not None:
            yield Check(what="version", said=f"GitLab {version.text('version') or 'of no version'}")
        if self._last is None:
            return
        left = self._last.requests_left
        said = "not told" if left is None else f"{left:,}"
        yield Check(
            what="requests left before the limit", said=said, works=None if left is None else left > 0
        )
        yield from _clock(self._last, self._asker.transport.patience.now())

    def _ask(self, path: str, parameters: Parameters | None = None) -> Answer:
        self._last = self._asker.transport.get(path, parameters)
        return self._last

    def _quietly(self, path: str) -> Record | None:
        """The record at a path; None where there is none for who asks."""
        try:
            return Record(self._ask(path).record, path)
        except UnreadError:
            return None


def _who(user: Record | None, *, known: bool) -> Check:
    if user is not None:
        return Check(what="identity", said=user.text("username") or "without a name", works=True)
    if not known:
        hint = "set GITLAB_TOKEN to a token with the scope read_api"
        return Check(what="identity", said="nobody: no token, so only what is public", hint=hint)
    hint = "check that GITLAB_TOKEN is whole and has not expired, and that GITLAB_URL is right"
    return Check(what="identity", said="the token is not accepted as anybody's", works=False, hint=hint)


def _token(token: Record | None) -> Check:
    if token is None:
        return Check(what="token", said="its scopes cannot be told: it is no access token, or may not ask")
    scopes = sorted(token.names("name", "scopes"))
    expiry = token.text("expires_at")
    said = f"scopes {', '.join(scopes) or 'none'}; " + (f"expires {expiry}" if expiry else "never expires")
    works = bool(_READING & set(scopes))
    return Check(what="token", said=said, works=works, hint="" if works else "give it the scope read_api")


def _confidential(level: int | None, seen: int | None) -> Check:
    role = "a role that cannot be told" if level is None else _ROLES.get(level, "no role")
    visible = "an unknown number of" if seen is None else f"{seen:,}"
    works = level is None or level >= _SEES_CONFIDENTIAL
    hint = "" if works else "give the token's owner the role Planner or Reporter to see all of them"
    return Check(what="confidential issues", said=f"{visible} visible, with {role}", works=works, hint=hint)


def _clock(answer: Answer, now: float) -> Iterator[Check]:
    try:
        ahead = now - parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return
    said = f"{abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} GitLab's"
    works = abs(ahead) <= _OFF_SECONDS
    yield Check(what="clock", said=said, works=works, hint="" if works else "set this machine's clock")


def _total(answer: Answer) -> int | None:
    total = number_of(answer.headers.get("x-total"))
    if total is None and "next" not in answer.links:
        return len(answer.items)
    return None if total is None else int(total)
