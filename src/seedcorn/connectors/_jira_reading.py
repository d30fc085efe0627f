"""One reading of a Jira: from its beginning, from where one broke off, or of what has changed since."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

from seedcorn.connector import Bookmark, Collecting, Item, Progress
from seedcorn.connectors import _jira_payload, _jira_server
from seedcorn.connectors._jira_bookmark import Standing
from seedcorn.connectors._jira_chains import Course, by_token
from seedcorn.connectors._jira_changelog import History
from seedcorn.connectors._jira_offsets import by_offset
from seedcorn.connectors._jira_pages import Page, Search, id_of
from seedcorn.connectors._jira_query import Query, minute_before, oldest_first
from seedcorn.connectors._jira_spans import EVERYTHING, Span
from seedcorn.errors import DataError
from seedcorn.model import HISTORY, Gap, Issue
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import Headers, UnreadError

_COUNT = "/rest/api/3/search/approximate-count"
_TO_BEGIN = 5  # requests: what the server is, its fields, the account, Cloud's count, the first page
_TO_GO_ON = 2  # Cloud's count, the first page
_TO_LOOK_BACK = 2  # the statuses, what was done to the issues of Cloud's first page


class Reading:
    """Reads what a JQL finds; what it cannot read becomes a gap."""

    def __init__(
        self, query: Query, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor
    ) -> None:
        self._query = query
        self._collecting = collecting
        self._transport = transport
        self._pool = pool

    def items(self) -> Iterator[Item]:
        """All issues with bookmarks between them, of each span the oldest first; a gap of them ends it.

        After the issues of a page comes what was done to them, where somebody looks there.

        Raises:
            UsageError: a field that is looked at could be any of several.
        """
        source = self._query.source
        try:
            yield from self._items()
        except UnreadError as error:
            yield Gap(source=source, what=error.where, why=f"{error.why}; {error.hint}")
        except DataError as error:
            yield Gap(source=source, what=self._transport.site.base, why=f"{error}; {error.hint}")

    def _items(self) -> Iterator[Item]:
        earlier = self._earlier()
        self._check_budget(earlier)
        standing = earlier or self._begin()
        yield from standing.gaps
        history = History(self._transport, self._query.source, standing)
        began = None if standing.is_end else standing.began
        done = 0
        for page in self._pages(standing, history):
            issues = list(self._issues(page, standing))
            yield from issues
            yield from history.items(page.items, issues, page.beside)
            began = began or _date(page.answer.headers)
            done += len(issues)
            self._say_progress(page, done)
            left = _left(page, issues, standing)
            if left and history.is_whole and not standing.is_end:
                yield self._bookmark(standing.at(left, began).text())
        if history.is_whole:
            yield self._bookmark(self._end(standing, began))

    def _check_budget(self, earlier: Standing | None) -> None:
        """Begin nothing that could not come to its first page: that would be asked for in vain each time."""
        goes_on = earlier is not None and (earlier.is_end or not earlier.is_cloud)
        needed = 1 if goes_on else _TO_GO_ON if earlier else _TO_BEGIN
        if HISTORY in (self._collecting.places or ()) and not goes_on:
            needed += _TO_LOOK_BACK
        if lacking := self._collecting.allowance.lacking(needed):
            raise UnreadError(self._transport.site.base, lacking[0], hint=lacking[1])

    def _earlier(self) -> Standing | None:
        """Where an earlier reading ended; None where this one has to begin at the beginning.

        What only a moment's JQL finds ("status = Open") is never asked for by its changes: issues leave it.
        """
        text = self._collecting.bookmarks.get(self._query.source)
        found = Standing.of(text, base=self._transport.site.base, places=self._collecting.places)
        return None if found and found.is_end and not self._query.steady else found

    def _begin(self) -> Standing:
        source, places = self._query.source, self._collecting.places
        server, fields = _jira_server.server(self._transport, self._pool)
        wanted, gaps = _jira_server.wanted(self._transport, fields, places, source, self._query.projects)
        return Standing(
            base=self._transport.site.base,
            web=server.web,
            is_cloud=server.is_cloud,
            zone=server.zone,
            wanted=wanted,
            places=None if places is None else tuple(sorted(places)),
            gaps=gaps,
            began=server.now,
        )

    def _pages(self, standing: Standing, history: History) -> Iterator[Page]:
        jql = self._jql(standing, standing.spans)
        search = Search(
            self._transport,
            self._pool,
            oldest_first(jql),
            standing.wanted.ids,
            expand=history.expand,
            requests_a_page=2 if history.is_looked_at else 1,
        )
        if not standing.is_cloud:
            return by_offset(search)
        course = Course(
            spans=standing.spans or EVERYTHING,
            jql=lambda span: oldest_first(self._jql(standing, (span,))),
            zone=standing.zone,
            now=minute_before(standing.began, standing.zone) if standing.began else "",
            counting=None if standing.is_end else self._pool.submit(self._count, jql),
            beside=partial(history.asked, self._pool),
        )
        return by_token(search, course)

    def _jql(self, standing: Standing, spans: Sequence[Span]) -> str:
        if standing.is_end and standing.began:
            return self._query.since(minute_before(standing.began, standing.zone))
        return self._query.within(spans or EVERYTHING)

    def _count(self, jql: str) -> int | None:
        """How many issues there are, roughly: Cloud does not say it with the pages."""
        try:
            count = self._transport.post(_COUNT, {"jql": jql}).record.get("count")
        except UnreadError as error:
            if error.status in {0, 400, 401}:
                raise
            return None
        return count if type(count) is int and count >= 0 else None

    def _issues(self, page: Page, standing: Standing) -> Iterator[Issue]:
        site = _jira_payload.Site(web=standing.web, wanted=standing.wanted)
        for item in page.items:
            yield _jira_payload.issue_of(item, where=f"issue {id_of(item)}", site=site)

    def _end(self, standing: Standing, began: datetime | None) -> str:
        """The bookmark of the end; empty where the next reading has to begin at the beginning."""
        began = began or (standing.began if standing.is_end else None)
        return standing.at_end(began).text() if began and self._query.steady else ""

    def _bookmark(self, text: str) -> Bookmark:
        return Bookmark(source=self._query.source, text=text)

    def _say_progress(self, page: Page, issues: int) -> None:
        requests = self._transport.requests
        self._collecting.progress(
            Progress(
                source=self._query.source,
                done=page.number,
                total=page.last,
                issues=issues,
                requests_left=page.answer.requests_left,
                message="1 request" if requests == 1 else f"{requests} requests",
            )
        )


def _left(page: Page, issues: Sequence[Issue], standing: Standing) -> tuple[Span, ...]:
    """What is still to be read after a page."""
    if page.left is None and issues:
        return (Span(since=minute_before(issues[-1].created_at, standing.zone)),)
    return page.left or ()


def _date(headers: Headers) -> datetime | None:
    """When an answer was written, by the server's clock."""
    try:
        moment = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
