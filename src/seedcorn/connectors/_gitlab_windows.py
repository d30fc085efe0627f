"""Reads a list of GitLab's by date of creation, in windows: of long lists it says neither length nor end."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from seedcorn.connectors._gitlab_standing import began, instant
from seedcorn.connectors._record import Record
from seedcorn.transport.listing import Listing, Page, ids_of
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError

PAGES = 100  # in a window: 10,000 issues, up to which GitLab counts
_MAX_PAGES = 50_000
_AGAIN = "run again; if it stays, report it to the tracker's owners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of issues in the window that begins at `window`; its last was created at `until`.

    `end` is the number of the window's last page and its first issue, where that was read before this page.
    """

    page: Page
    window: str
    until: str
    end: tuple[int, int] | None

    @property
    def is_cut(self) -> bool:
        """Whether GitLab did not say how many pages there are, though they can be read by number."""
        return self.page.last is not None and "last" not in self.page.answer.links


class Windows:
    """One list, read whole."""

    def __init__(self, transport: Transport, listing: Listing, pool: ThreadPoolExecutor) -> None:
        self._transport = transport
        self._pool = pool
        self._listing = listing
        self._newest = 0
        self._began = ""

    def sheets(self, path: str, query: Parameters, *, start: str, beside: int) -> Iterator[Sheet]:
        """All pages from a date of creation on, oldest first; some twice where issues moved meanwhile.

        Args:
            path: the list's.
            query: its parameters, ordered by date of creation; without a page.
            start: the date, empty for the beginning.
            beside: how many requests more will go with each page.

        Raises:
            UnreadError: as Listing.whole; or windows do not come to an end.
        """
        window, pages, count = start, PAGES, 0
        while True:
            sheet: Sheet | None = None
            bounds: Parameters = {**query, **({"created_after": window} if window else {})}
            for sheet in self._settled(path, bounds, window, beside, pages):
                count += 1
                yield sheet
            if sheet is None or not pages or not sheet.page.has_more:
                return
            if count > _MAX_PAGES or sheet.until < window:
                raise UnreadError(sheet.page.answer.where, "the list does not come to its end", hint=_AGAIN)
            if sheet.until > window:
                window = sheet.until
            else:
                pages = 0  # more than 10,000 issues of one instant, as imports make them

    def _settled(self, path: str, query: Parameters, window: str, beside: int, pages: int) -> Iterator[Sheet]:
        """The pages of one window; and once more if an issue came into the midst of it meanwhile.

        An issue that is moved to a project keeps its date of creation. As many in as out leave the last page
        where it was, though the pages between have shifted to and fro.
        """
        answer: list[Future[bool]] = []

        def settled() -> bool:
            return answer.pop().result()

        self._began = ""
        for page in self._listing.whole(path, query, beside=beside, unsaid=pages, settled=settled):
            sheet = self._sheet(page, window)
            self._began = began(page.answer) if page.number == 1 else self._began
            if page.number == page.last or not page.has_more:
                # Every page is read by now; asked while the ends are looked at again, it costs no time.
                answer.append(self._pool.submit(self._none_came_between, path, query))
            if page.number == 1 and sheet.is_cut:
                self._look_for_newest(path, query)
            yield sheet

    def _look_for_newest(self, path: str, query: Parameters) -> None:
        """The number that any issue has that is made from now on is above that of the newest one."""
        if not self._newest:
            ends = self._transport.get(path, {**query, "sort": "desc", "per_page": 1, "page": 1})
            self._newest = max(_numbers(ids_of(ends)), default=0)

    def _none_came_between(self, path: str, query: Parameters) -> bool:
        """Whether all issues up to the last page were there when that page was read first."""
        end = self._listing.end
        if end is None or not end.answer.items or not self._began:
            return True
        newest = max(self._newest, *_numbers(ids_of(end.answer)))
        since = max(self._began, str(query.get("updated_after", "")))
        bounds: Parameters = {"updated_after": since, "created_before": _until(end), "page": 1}
        changed = self._transport.get(path, {**query, **bounds})
        return "next" not in changed.links and max(_numbers(ids_of(changed)), default=0) <= newest

    def _sheet(self, page: Page, window: str) -> Sheet:
        end = self._listing.end
        first = _numbers(ids_of(end.answer)[:1]) if end and page.has_more else []
        return Sheet(
            page=page,
            window=window,
            until=_until(page),
            end=(end.number, first[0]) if end and first else None,
        )


def _until(page: Page) -> str:
    """When the last issue of a page was created; empty where it has none."""
    if not page.answer.items:
        return ""
    where = f"page {page.number}, item {len(page.answer.items)}"
    return instant(Record.of(page.answer.items[-1], where).needed_moment("created_at"))


def _numbers(ids: list[object]) -> list[int]:
    return [each for each in ids if isinstance(each, int)]
