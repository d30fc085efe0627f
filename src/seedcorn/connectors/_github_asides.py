"""Reads what GraphQL knows of a repository's issues beside their list, in the same order, one page ahead."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from seedcorn.connectors._github_graphql import AUTHORS, COMPANIES, PROJECTS, Aside, aside_of, query
from seedcorn.connectors._github_target import ORGANIZATION, Wanted
from seedcorn.errors import DataError
from seedcorn.model import Gap
from seedcorn.transport.graphql import Reply, ask
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

_SIZES = (100, 50, 25)
_REFUSED = 403
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
PERMISSIONS = {
    PROJECTS: "give a classic token read:project, an App or a fine-grained token Projects: read; the "
    "GITHUB_TOKEN of Actions cannot read projects",
    AUTHORS: "give a classic token read:org",
    COMPANIES: "",
}
_NODES = ("repository", "issues", "nodes")
_PARTS_OF: dict[str | int, frozenset[str]] = {
    "projectItems": frozenset({PROJECTS}),
    "author": frozenset({AUTHORS, COMPANIES}),
    "parent": frozenset(),
}
_NOTHING = Aside(number=0, created_at=_LONG_AGO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Of which repository, for which places, and since when it changed; empty for everything."""

    source: str
    full_name: str
    wanted: Wanted
    since: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the query that the places need."""
        projects = (PROJECTS,) if self.wanted.projects else ()
        return (*projects, AUTHORS) if ORGANIZATION in self.wanted else projects

    def places_of(self, part: str) -> tuple[str, ...]:
        """What cannot be known without a part."""
        return self.wanted.projects if part == PROJECTS else (ORGANIZATION,)


@dataclass(slots=True, kw_only=True)
class _Chain:
    """How far the pages are: those not asked for yet, the one on its way, what nobody fetched yet."""

    coming: Future[Reply] | None = None
    cursors: tuple[str | None, ...] = (None,)
    seen: set[str] = field(default_factory=set)
    frontier: datetime = _LONG_AGO
    pending: dict[int, Aside] = field(default_factory=dict)


class Asides:
    """What GraphQL knows of each issue, fetched in the order of their creation; memory stays flat."""

    def __init__(self, transport: Transport, pool: ThreadPoolExecutor, asking: Asking) -> None:
        self._transport = transport
        self._pool = pool
        self._asking = asking
        self._parts = asking.parts
        self._size = _SIZES[0]
        self._chain = _Chain()
        self._began = datetime.fromtimestamp(transport.patience.now(), UTC)
        self._holes: Counter[str] = Counter()
        self._failures: dict[str, UnreadError | DataError] = {}

    @property
    def is_needed(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self._parts)

    @property
    def cursor(self) -> str | None:
        """Where another reading takes up: one page before the last, in case two were created at once."""
        return self._chain.cursors[0]

    def begin(self, cursor: str | None = None) -> None:
        """Begin at the first page, or after a cursor, with the first request on its way."""
        self._stop()
        self._chain = _Chain(cursors=(cursor,))
        self._holes.clear()
        if self._parts:
            self._submit(cursor)

    def of(self, number: int, created_at: datetime) -> Aside:
        """What is known of an issue; call it in the order of creation, once an issue."""
        chain = self._chain
        while chain.coming and number not in chain.pending and chain.frontier <= created_at:
            coming, chain.coming = chain.coming, None
            self._advance(coming, created_at)
        found = chain.pending.pop(number, None)
        if found is None and created_at < self._began:
            self._look_for_holes(_NOTHING, frozenset(self._parts))
        return found or _NOTHING

    def gaps(self) -> Iterator[Gap]:
        """The places that could not be read, or not on every issue; call it at the end."""
        self._stop()
        where = self._transport.site.graphql
        for part, error in self._failures.items():
            why = f"{_why(error)}; {_advice(part, error)}".removesuffix("; ")
            for place in self._asking.places_of(part):
                yield Gap(source=self._asking.source, what=where, why=why, place=place)
        for place, issues in sorted(self._holes.items()):
            part = AUTHORS if place == ORGANIZATION else PROJECTS
            if part not in self._failures:
                why = f"not visible on {issues} of the issues; {PERMISSIONS[part]}"
                yield Gap(source=self._asking.source, what=where, why=why, place=place)

    def _submit(self, cursor: str | None) -> None:
        self._chain.coming = self._pool.submit(self._ask, self._parts, self._size, cursor)

    def _ask(self, parts: tuple[str, ...], size: int, cursor: str | None) -> Reply:
        owner, _, name = self._asking.full_name.partition("/")
        variables: dict[str, Any] = {"owner": owner, "name": name, "size": size, "after": cursor}
        if self._asking.since:
            variables["since"] = self._asking.since
        return ask(self._transport, query(parts, since=bool(self._asking.since)), variables)

    def _advance(self, coming: Future[Reply], created_at: datetime) -> None:
        """Take a page and ask for the next; or ask for less where that was too much."""
        try:
            self._take(coming.result(), created_at)
        except UnreadError as error:
            self._after(error)
        except DataError as error:
            self._fail(self._parts, error)

    def _after(self, error: UnreadError) -> None:
        cursor = self._chain.cursors[-1]
        if error.status >= 500 and self._size > _SIZES[-1]:
            self._size = next(size for size in _SIZES if size < self._size)
        elif error.status == _REFUSED and not self._chain.seen:
            self._drop_refused(error)
        else:
            self._fail(self._parts, error)
        if self._parts:
            self._submit(cursor)

    def _drop_refused(self, error: UnreadError) -> None:
        """Leave out the parts that are refused when asked for alone; a company needs no read:org."""
        parts = list(self._parts)
        for part in self._parts:
            refused = error if len(self._parts) == 1 else self._refusal(part)
            if refused is not None:
                self._failures[part] = refused
                parts.remove(part)
                if part == AUTHORS and self._refusal(COMPANIES) is None:
                    parts.append(COMPANIES)
        if tuple(parts) == self._parts:
            self._fail(self._parts, error)  # each alone is answered, together they are not
        else:
            self._parts = tuple(parts)

    def _refusal(self, part: str) -> UnreadError | None:
        try:
            self._ask((part,), 1, None)
        except UnreadError as error:
            return error
        return None

    def _fail(self, parts: tuple[str, ...], error: UnreadError | DataError) -> None:
        self._failures |= dict.fromkeys(parts, error)
        self._parts = ()

    def _take(self, reply: Reply, created_at: datetime) -> None:
        """Keep what a page says. Raises UnreadError or DataError where it is none."""
        issues = _issues_in(reply)
        now = datetime.fromtimestamp(self._transport.patience.now(), UTC)
        nodes = issues.get("nodes") or []
        hidden = _hidden(reply)
        asides = {
            position: aside_of(node, self._asking.wanted, where=f"GraphQL, issue {position + 1}", now=now)
            for position, node in enumerate(nodes)
            if node is not None
        }
        for position, aside in asides.items():
            self._look_for_holes(aside, hidden.get(position, frozenset()))
        chain = self._chain
        kept = {n: each for n, each in chain.pending.items() if each.created_at >= created_at}
        chain.pending = kept | {aside.number: aside for aside in asides.values()}
        chain.frontier = max((chain.frontier, *(aside.created_at for aside in asides.values())))
        self._go_on(reply, issues.get("pageInfo") or {})

    def _look_for_holes(self, aside: Aside, hidden: frozenset[str]) -> None:
        """Something hidden on an issue matters for the places at which nothing else answers."""
        parts = hidden | ({PROJECTS} if aside.is_cut else frozenset[str]())
        for part in parts & set(self._parts):
            self._holes.update(place for place in self._asking.places_of(part) if not aside.answers(place))

    def _go_on(self, reply: Reply, info: dict[str, Any]) -> None:
        if info.get("hasNextPage") is not True:
            return
        cursor = info.get("endCursor")
        if not isinstance(cursor, str) or cursor in self._chain.seen:
            raise UnreadError(reply.answer.where, "a page repeats earlier ones", hint="run again")
        self._chain.seen.add(cursor)
        self._chain.cursors = (self._chain.cursors[-1], cursor)
        self._submit(cursor)

    def _stop(self) -> None:
        if self._chain.coming:
            self._chain.coming.cancel()
            self._chain.coming = None


def _issues_in(reply: Reply) -> dict[str, Any]:
    repository = reply.data.get("repository")
    issues = repository.get("issues") if isinstance(repository, dict) else None
    if not isinstance(issues, dict) or not isinstance(issues.get("nodes") or [], list):
        raise UnreadError(reply.answer.where, "the answer holds no issues", hint="check GITHUB_API_URL")
    return issues


def _hidden(reply: Reply) -> dict[int, frozenset[str]]:
    """By the position of an issue, the parts of it that problems left holes in; anywhere is everywhere."""
    found: dict[int, frozenset[str]] = {}
    nodes = len(_issues_in(reply).get("nodes") or [])
    for problem in reply.problems:
        position, part = (*problem.path[len(_NODES) :], "", "")[:2]
        parts = _PARTS_OF.get(part, frozenset(PERMISSIONS))
        for each in [position] if isinstance(position, int) else range(nodes):
            found[each] = found.get(each, frozenset()) | parts
    return found


def _why(error: UnreadError | DataError) -> str:
    return error.why if isinstance(error, UnreadError) else str(error)


def _advice(part: str, error: UnreadError | DataError) -> str:
    is_refusal = isinstance(error, UnreadError) and error.status == _REFUSED
    return (PERMISSIONS[part] if is_refusal else "") or error.hint
