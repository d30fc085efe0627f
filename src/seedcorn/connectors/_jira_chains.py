"""The pages of a search on Jira Cloud, each of which says where the next one is: several such chains at once.

One chain is no faster than page after page. So the dates of creation are cut into spans, each with a chain of
its own; and when one has come to its end, half of what is left of the longest goes to a new one.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from seedcorn.connectors._jira_pages import AGAIN, PAGE, Page, Search, id_of, issues_of, next_token
from seedcorn.connectors._jira_query import is_zone, minute_before
from seedcorn.connectors._jira_spans import EVERYTHING, SHORTEST, Span
from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Answer
from seedcorn.transport.trouble import UnreadError

_PATH = "/rest/api/3/search/jql"
_MAX_EMPTY = 5  # pages in a row that hold nothing the account may see
_APPROXIMATE = 0.9
_MANY = 10 * PAGE  # issues; fewer are one chain
_PAGES_A_CUT = 8  # each costs a page that comes half empty, or empty
_UNSURE = timedelta(days=2)  # where nobody knows the clock, each chain reads on for more than half a day
_WORTH_IT = 2 * PAGE  # issues; a chain of fewer is not worth the page that comes half empty
_NOT_KNOWN = 1e-9  # issues a minute: less than there can be, so that the middle is that of the span
# A question has to leave before this thread goes on with the page that came: two threads of Python take turns
# of 5 ms, and in one chain of pages each such turn would be waited for.
_HEAD_START_SECONDS = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What there is to read besides the search itself.

    `spans` are still to be read; `jql` is how to ask for one. JQL has its minutes by the clock of `zone`, and
    the last issue is from about `now`; empty where nobody says. `counting` is how many issues there are,
    roughly, once that is known; without it nothing is cut. `beside` asks for what belongs to issues that
    came, if it needs asking.
    """

    spans: tuple[Span, ...] = EVERYTHING
    jql: Callable[[Span], str] | None = None
    zone: str = ""
    now: str = ""
    counting: Future[int | None] | None = None
    beside: Callable[[Sequence[Any]], Future[Any] | None] = lambda items: None


def by_token(search: Search, course: Course | None = None) -> Iterator[Page]:
    """All pages of a search on Jira Cloud; while one is looked at, the next ones are on their way.

    Raises:
        UnreadError: a page could not be read, a token or a page repeats, or pages do not end; or the budget
            cannot be enough.
    """
    with search.transport.host.reading(), closing(_Chains(search, course or Course())) as chains:
        yield from chains.pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """A page that came, before which minute nothing is left then, and what was asked for beside it."""

    answer: Answer
    reached: str
    beside: Future[Any] | None


class _Chain:
    """Page after page of one span. `ask` asks for the page of a token, which is empty for the first.

    `span` is what is left of it after the pages that were handed on, `issues` how many that may be, and
    `rate` how many a minute has, by the pages that came or by those of the chain that it is a part of.
    """

    def __init__(
        self, ask: Callable[[str], Future[Answer]], span: Span, *, issues: float, rate: float
    ) -> None:
        self.span = span
        self.issues = issues
        self.rate = rate
        self.arrived: _Arrived | None = None
        self.coming: Future[Answer] | None = ask("")
        self._ask = ask
        self._began = span.since
        self._came = self._number = self._empty = 0
        self._tokens: set[str] = set()
        self._ids: set[str] = set()  # of the page before, and when the first of them was created
        self._from: datetime | None = None

    @property
    def awaited(self) -> Future[Any] | None:
        """What has to come before it can go on: what belongs to its page, or the next one."""
        return self.arrived.beside if self.arrived else self.coming

    def take(self, zone: str) -> tuple[Answer, str]:
        """The page that came, and a minute before which nothing is left; the next one is on its way."""
        if self.coming is None:
            raise RuntimeError("a chain at its end has no more pages")
        answer = self.coming.result()
        self._number += 1
        token = next_token(answer, self._number, self._tokens)
        reached = self._reached(answer, zone)
        is_over = self.span.after(reached).is_read
        self.coming = self._ask(token) if token and not is_over else None
        return answer, reached

    def hand_on(self, arrived: _Arrived) -> None:
        """The page that arrived counts as read from now on."""
        self.arrived = None
        self.span = self.span.after(arrived.reached)
        came = len(issues_of(arrived.answer))
        self._came += came
        self.issues = max(self.issues - came, 1)
        covered = max(Span(since=self._began, until=self.span.since).minutes(), 1)
        self.rate = max(self._came / covered, _NOT_KNOWN)

    def close(self) -> None:
        """Want no more of what is on its way."""
        for future in (self.coming, self.arrived and self.arrived.beside):
            if future:
                future.cancel()

    def _reached(self, answer: Answer, zone: str) -> str:
        """The minute before which all of the span has come. Raises UnreadError where pages lead nowhere."""
        items = issues_of(answer)
        self._empty = 0 if items else self._empty + 1
        if self._empty > _MAX_EMPTY:
            raise UnreadError(answer.where, f"{self._empty} pages in a row came empty", hint=AGAIN)
        if not items:
            return self.span.since
        ids, until = {id_of(item) for item in items}, _created(items[-1])
        if ids <= self._ids or (self._from and until < self._from):
            raise UnreadError(answer.where, f"page {self._number} repeats earlier ones", hint=AGAIN)
        self._ids, self._from = ids, _created(items[0])
        self._began = self._began or minute_before(self._from, zone)
        return minute_before(until, zone)


class _Chains:
    """The chains of one search, as many as its host lets a list count on."""

    def __init__(self, search: Search, course: Course) -> None:
        self._search = search
        self._course = course
        self._host = search.transport.host
        self._waiting = list(course.spans)
        self._chains: list[_Chain] = []
        self._about: int | None = None
        self._cuts = self._fewer = 0
        self._shortest = SHORTEST if is_zone(course.zone) else _UNSURE

    def pages(self) -> Iterator[Page]:
        """All pages, each as soon as it has come."""
        self._fill()
        self._about = self._course.counting.result() if self._course.counting else None
        last = self._last()
        for chain in self._chains:
            chain.issues = self._each
        number = 0
        while self._chains:
            chain = self._ready()
            if self._gives_way(chain):
                continue
            arrived = chain.arrived or self._look(chain)
            if arrived.beside and not arrived.beside.done():
                continue
            chain.hand_on(arrived)
            if chain.coming is None:
                self._chains.remove(chain)
            self._fill()
            number += 1
            spans = (*(each.span for each in self._chains), *self._waiting)
            left = tuple(span for span in spans if not span.is_read)
            yield Page(
                number=number,
                last=None if last is None else max(last, number + len(left)) if left else number,
                items=self._search.take(arrived.answer),
                answer=arrived.answer,
                left=left,
                beside=arrived.beside,
            )

    @property
    def _each(self) -> float:
        """How many issues a span may have, as long as nobody knows better."""
        return (self._about or 1) / len(self._course.spans)

    def close(self) -> None:
        """Want no more of what is on its way."""
        for chain in self._chains:
            chain.close()

    def _last(self) -> int | None:
        """How many pages there will be, roughly. Raises UnreadError where the budget cannot be enough."""
        if self._about is None:
            return None
        last = max(ceil(self._about / PAGE), len(self._course.spans))
        needed = ceil(_APPROXIMATE * last) * self._search.requests_a_page - 1
        self._search.check_budget(needed, f"{self._search.transport.site.base}{_PATH}")
        return last

    def _ready(self) -> _Chain:
        """The first chain that can go on; waits until there is one."""
        awaited = [(chain, chain.awaited) for chain in self._chains]
        wait([future for _, future in awaited if future], return_when=FIRST_COMPLETED)
        return next(chain for chain, future in awaited if future is None or future.done())

    def _gives_way(self, chain: _Chain) -> bool:
        """Of several chains, one that was told too often to wait leaves what is left of it to the others."""
        error = chain.awaited.exception() if chain.awaited else None
        if len(self._chains) == 1 or not isinstance(error, UnreadError) or not error.crowded:
            return False
        self._chains.remove(chain)
        self._waiting.append(chain.span)
        self._fewer += 1
        chain.close()
        return True

    def _look(self, chain: _Chain) -> _Arrived:
        answer, reached = chain.take(self._course.zone)
        # What another chain hands on before it counts as that one's: neither's bookmark stands for it before.
        new = self._search.new(answer)
        beside = self._course.beside(new) if new else None
        chain.arrived = _Arrived(answer=answer, reached=reached, beside=beside)
        if chain.coming and len(self._chains) == 1:
            wait([chain.coming], timeout=_HEAD_START_SECONDS)
        return chain.arrived

    def _fill(self) -> None:
        """Begin as many chains as there may be."""
        # Within a budget none is cut: a cut costs a page.
        is_bounded = self._search.transport.patience.allowance.budget is not None
        most = 1 if is_bounded else max(self._host.share - self._fewer, 1)
        while self._waiting and len(self._chains) < most:
            self._begin(self._waiting.pop(0), issues=self._each, rate=_NOT_KNOWN)
        while len(self._chains) < most and self._cut():
            pass

    def _cut(self) -> bool:
        """Give half of the longest chain that can be cut to a new one, if it is worth it."""
        going = [chain for chain in self._chains if chain.coming]
        about = self._about or 0
        if about < _MANY or self._cuts > self._host.connections + about / PAGE / _PAGES_A_CUT:
            return False
        left = (about - len(self._search.known)) / sum(chain.issues for chain in going) if going else 0
        for chain in sorted(going, key=lambda chain: chain.issues, reverse=True):
            half = chain.issues * left / 2
            if half < _WORTH_IT:
                return False
            parts = chain.span.parts(self._course.now, half / chain.rate, shortest=self._shortest)
            if parts:
                self._cuts += 1
                chain.span, rest = parts
                chain.issues /= 2
                self._begin(rest, issues=chain.issues, rate=chain.rate)
                return True
        return False

    def _begin(self, span: Span, *, issues: float, rate: float) -> None:
        jql = {"jql": self._course.jql(span)} if self._course.jql else {}

        def ask(token: str) -> Future[Answer]:
            return self._search.ask(_PATH, jql | ({"nextPageToken": token} if token else {}))

        self._chains.append(_Chain(ask, span, issues=issues, rate=rate))


def _created(item: Any) -> datetime:
    """When an issue of a search was created. Raises DataError where it does not say."""
    record = Record.of(item, f"issue {id_of(item)}")
    return (record.record("fields") or record.missing(("fields",))).needed_moment("created")
