"""Reads a list whole, in its order: pages by number side by side, then link after link."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from seedcorn.transport.patience import reset_time
from seedcorn.transport.transport import Answer, Link, Parameters, Transport
from seedcorn.transport.trouble import UnreadError

_MAX_PAGES = 50_000  # five million issues; a list without an end is no list
_UNADDRESSABLE = 422  # what GitHub answers when a list is too long for page numbers
_AGAIN = "run again; if it stays, report it to the tracker's owners"
_ADDRESSABLE = 99  # the last page that GitHub then still gives by its number
_PASSES = 2
_TO_MAKE_SURE = 3  # requests at most, at the end, whether anything moved meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, with its number from 1 and, where it is known, the number of the last.

    `link` are the parameters of the link that led to it, where one did.
    """

    number: int
    last: int | None
    answer: Answer
    link: Parameters | None = None

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return "next" in self.answer.links or (self.last is not None and self.number < self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a list is begun: at a page's number, or, beyond those, with the parameters of a page's link."""

    page: int = 1
    link: Parameters | None = None


class _EmptyError(UnreadError):
    """A page that was to come has nothing on it: what stood there went away, or moved forward."""


class Listing:
    """One list of a tracker, read with several pages on their way at a time; memory stays flat."""

    def __init__(self, transport: Transport, pool: ThreadPoolExecutor) -> None:
        self._transport = transport
        self._patience = transport.patience
        self._pool = pool
        self._known: set[tuple[object, object, int]] = set()
        self.end: Page | None = None  # the last of the numbered pages, once it was read ahead of the others

    def whole(
        self,
        path: str,
        parameters: Parameters,
        *,
        start: Start | None = None,
        beside: int = 0,
        unsaid: int = 0,
        settled: Callable[[], bool] = lambda: True,
        counted_by: str = "",
    ) -> Iterator[Page]:
        """All pages; and all once more if entries went away meanwhile: that moves others between pages.

        Args:
            path: the list's.
            parameters: the list's, without a page.
            start: where to begin; a second pass begins at the first page.
            beside: how many requests more will go with each page, so that the budget is known to do.
            unsaid: how many pages to read by number where a list says that more follow but not how many, as
                GitLab does with long ones. Then these are all; the last `has_more`.
            settled: asked after the last page, whether nothing else tells that entries came or went.
            counted_by: the key of a number that grows by one from entry to entry, but for a few. Where it
                does from the first page to the next, nothing went away between, and that need not be asked.

        Raises:
            UnreadError: as `pages`; or entries went away twice.
        """
        begin = start or Start()
        for attempt in range(1, _PASSES + 1):
            ends: list[Page] = []
            try:
                for page in self._from(begin, path, parameters, beside, unsaid):
                    ends = [*ends, page][:2]
                    yield page
            except _EmptyError:
                if attempt == _PASSES or not ends:
                    raise
            else:
                if self._stood_still(ends, parameters, counted_by) and settled():
                    return
            begin = Start()
        where = f"{self._transport.site.base}{path}"
        hint = "run again when less is going on there"
        raise UnreadError(where, "entries went away while it was read, twice", hint=hint)

    def pages(
        self, path: str, parameters: Parameters, *, first: int = 1, beside: int = 0, unsaid: int = 0
    ) -> Iterator[Page]:
        """All pages in order, from the first; or, as `whole` says, as many as `unsaid`.

        Raises:
            UnreadError: a page is missing, came empty or repeats, or could not be read; or there are fewer
                requests left than pages.
        """
        self._known, self.end = set(), None
        self._check_allowance(f"{self._transport.site.base}{path}", 1 + beside)
        answer = self._transport.get(path, {**parameters, "page": first})
        last = _last(answer)
        is_cut = last is None and self._is_there(unsaid, answer, parameters)
        last = unsaid if is_cut else last
        coming = max((last or first) - first, 0)
        self._check_budget(answer, coming + beside * (coming + 1))
        page = self._new(Page(number=first, last=last, answer=answer))
        yield page
        if last:
            for following in self._numbered(page, last, parameters):
                page = following
                yield page
        if not is_cut:
            yield from self._chain(page)

    def _is_there(self, number: int, first: Answer, parameters: Parameters) -> bool:
        """Whether a page that no answer has named is there: a proxy, too, may have dropped the headers."""
        if number <= 1 or "next" not in first.links:
            return False
        self._check_budget(first, 1)
        return bool(self._transport.get(first.path, {**parameters, "page": number}).items)

    def still(self, page: Page, parameters: Parameters) -> bool:
        """Whether a page read before is still where it was, and with it all that came before it."""
        if self._transport.requests_left == 0:
            return True  # a limit would make a gap of what is most likely whole
        again = self._transport.get(page.answer.path, {**parameters, "page": page.number})
        before = ids_of(page.answer)
        return ids_of(again)[: len(before)] == before

    def _from(
        self, start: Start, path: str, parameters: Parameters, beside: int, unsaid: int
    ) -> Iterator[Page]:
        if start.link is None:
            yield from self.pages(path, parameters, first=start.page, beside=beside, unsaid=unsaid)
            return
        self._known, self.end = set(), None
        answer = self._transport.get(path, start.link)
        page = self._new(Page(number=start.page, last=None, answer=answer, link=start.link))
        yield page
        yield from self._chain(page)

    def _stood_still(self, begin: list[Page], parameters: Parameters, counted_by: str) -> bool:
        """Whether the first and the last numbered page are what they were; cursors need no such check.

        What goes away once the last page was read moves that one; what went away before can only have moved
        others out of the first, which alone had been read by then. Of two pages the last tells nothing.
        """
        if self.end is None or len(begin) < 2:
            return True
        first, second = begin
        watched = [self.end] if self.end.number > second.number else []
        watched += [] if counted_by and _counts_on(first, second, counted_by) else [first]
        return all(self._pool.map(lambda page: self.still(page, parameters), watched))

    def _numbered(self, first: Page, last: int, parameters: Parameters) -> Iterator[Page]:
        """The pages after the first to the last; where GitHub takes fewer by number, those.

        The last one is read first: if it is the same at the end, nothing before it has moved meanwhile.
        """
        path = first.answer.path
        ahead: dict[int, Future[Answer]] = {}

        def ask(number: int) -> None:
            if number not in ahead:
                ahead[number] = self._pool.submit(self._transport.get, path, {**parameters, "page": number})

        with self._transport.host.reading(), _cancelling(ahead):
            end = self._end(last, ask, ahead)
            if end and ahead[end].exception() is None:
                self.end = Page(number=end, last=last, answer=ahead[end].result())
            for number in range(first.number + 1, end + 1):
                for coming in range(number, min(number + 2 * self._transport.host.share, end + 1)):
                    ask(coming)
                answer = ahead.pop(number).result()
                yield self._new(Page(number=number, last=last, answer=answer))

    def _end(self, last: int, ask: Callable[[int], None], ahead: dict[int, Future[Answer]]) -> int:
        """The last page that is given by its number, asked for; 0 where even the usual one is refused."""
        for number in (last, _ADDRESSABLE) if last > _ADDRESSABLE else (last,):
            ask(number)
            refused = ahead[number].exception()
            if not isinstance(refused, UnreadError) or refused.status != _UNADDRESSABLE:
                return number
            del ahead[number]
        return 0

    def _chain(self, page: Page) -> Iterator[Page]:
        """What follows a page by its links, one after another."""
        while following := page.answer.links.get("next"):
            if page.number >= _MAX_PAGES:
                raise UnreadError(page.answer.where, f"no end after {page.number} pages", hint=_AGAIN)
            answer = self._transport.get(following.path, following.parameters)
            number = page.number + 1
            page = self._new(Page(number=number, last=None, answer=answer, link=following.parameters))
            yield page

    def _new(self, page: Page) -> Page:
        """The page, if it is none that came before."""
        ids = ids_of(page.answer)
        may_be_empty = page.last is None and "next" not in page.answer.links
        if not page.answer.items and not may_be_empty:
            raise _EmptyError(page.answer.where, f"page {_count(page)} came empty", hint=_AGAIN)
        if ids:
            ends = (ids[0], ids[-1], len(ids))  # all ids of a long list would be megabytes
            if ends in self._known:
                raise UnreadError(page.answer.where, f"page {_count(page)} repeats earlier ones", hint=_AGAIN)
            self._known.add(ends)
        return page

    def _check_allowance(self, where: str, needed: int, *, spare: int = 0) -> None:
        if lacking := self._patience.allowance.lacking(needed, spare=spare):
            raise UnreadError(where, lacking[0], hint=lacking[1])

    def _check_budget(self, first: Answer, needed: int) -> None:
        spare = _TO_MAKE_SURE if "next" in first.links or "last" in first.links else 0
        self._check_allowance(first.where, needed, spare=spare)
        left = first.requests_left
        if left is None or left >= needed or self._patience.allows(first.resets_in):
            return
        when = reset_time(self._patience.now(), first.resets_in)
        raise UnreadError(
            first.where,
            f"{needed} more requests are needed and {left} are left; rate limit resets {when}",
            hint="rerun after that, allow more with --max-wait, or give a token that may do more",
        )


@contextmanager
def _cancelling(ahead: Mapping[int, Future[Answer]]) -> Iterator[None]:
    """What is still on its way at the end is wanted no more."""
    try:
        yield
    finally:
        for future in ahead.values():
            future.cancel()


def ids_of(answer: Answer) -> list[object]:
    """What tells the items of a page apart: their id, or their number where there is none."""
    items = (item for item in answer.items if isinstance(item, dict))
    found = (item.get("id", item.get("number")) for item in items)
    return [each for each in found if isinstance(each, int | str)]


def _counts_on(page: Page, following: Page, key: str) -> bool:
    """Whether the first number of the next page is one more than the last of a page."""
    last, first = page.answer.items[-1], following.answer.items[0]
    before, after = (item.get(key) if isinstance(item, dict) else None for item in (last, first))
    return isinstance(before, int) and isinstance(after, int) and before + 1 == after


def _last(answer: Answer) -> int | None:
    """The number of the last page where pages have one and there is more than one, else None."""
    link: Link | None = answer.links.get("last")
    text = str(link.parameters.get("page", "")) if link else ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1
    if number > _MAX_PAGES:
        raise UnreadError(answer.where, f"says it has {number} pages", hint=_AGAIN)
    return number if number > 1 else None


def _count(page: Page) -> str:
    return f"{page.number} of {page.last}" if page.last else str(page.number)
