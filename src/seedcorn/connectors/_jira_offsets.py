"""The pages of a search on Jira Data Center, found by how many issues stand before them, many side by side.

Each page begins with the last issue of the page before. While that holds, nothing that stood in the list all
the while can have slipped from one page into another; where it does not, the list is read again from further
ahead.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from math import ceil

from seedcorn.connectors._jira_pages import AGAIN, Page, Search, id_of, issues_of
from seedcorn.transport.transport import Answer
from seedcorn.transport.trouble import UnreadError

_PATH = "/rest/api/2/search"
_MOST_PAGES = 100_000
_SPARE = 20  # pages that may be read again before a list counts as one that never stands still
_BUSY = "run again when less is going on there"


def by_offset(search: Search) -> Iterator[Page]:
    """All pages of a search on Jira Data Center.

    Raises:
        UnreadError: a page could not be read or is not the one that was asked for; issues come and go faster
            than they can be read; or the budget cannot be enough.
    """
    ahead = _Ahead(search)
    totals: set[int] = set()
    start = number = back = 0
    short = False
    with search.transport.host.reading(), closing(ahead):
        while True:
            answer = ahead.take(start)
            _check_place(answer, start)
            items, total = issues_of(answer), _total(answer)
            totals.add(total)
            number += 1
            if start and not (items and id_of(items[0]) in search.known):
                back = max(2 * back, ahead.slipped(answer, number))
                start = max(start - back, 0)
                continue
            end = start + len(items)
            last = ahead.plan(answer, number, total - end)
            page = Page(number=number, last=last, items=search.take(answer), answer=answer)
            yield page
            back = 0 if page.items else back
            start = end - 1
            if end < total:
                continue
            if totals != {total} or len(search.known) >= total:
                return
            if short:
                raise UnreadError(answer.where, f"of {total} issues {len(search.known)} came", hint=AGAIN)
            start, short = 0, True  # as many came as went, or the pages lie: looked at once more


class _Ahead:
    """The pages that are on their way, so many ahead of the one that is looked at."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._coming: dict[int, Future[Answer]] = {}
        self._step = 0
        self._width = 1
        self._most = 2 * search.transport.host.connections
        self._total = 0
        self._pages = 1

    def take(self, start: int) -> Answer:
        """The page that begins there; those after it are asked for."""
        if start not in self._coming:
            self.close()
        step = max(self._step, 1)
        for place in range(start, start + self._width * step, step):
            if place not in self._coming and (place == start or place < self._total - 1):
                self._coming[place] = self._search.ask(_PATH, {"startAt": place})
        try:
            return self._coming.pop(start).result()
        except UnreadError as error:
            if not error.crowded or self._width == 1:
                raise
        # Of so many that wait and ask again at the same time one may never be served.
        self.close()
        self._most, self._width = max(self._width // 4, 1), 1
        return self.take(start)

    def plan(self, answer: Answer, number: int, left: int) -> int:
        """Learn from a page how many issues one has here; how many pages there will be.

        Raises UnreadError where the list cannot be read in pages of that length.
        """
        length = len(issues_of(answer))
        if length < 2 and left > 0:
            raise UnreadError(answer.where, f"page {number} came empty", hint=AGAIN)
        self._step, self._total = max(length - 1, 1), _total(answer)
        if number == 1:
            self._pages = 1 + ceil(max(left, 0) / self._step)
            self._search.check_budget(self._pages - 1, answer.where)
        self._check(answer, number)
        # While a page is looked at, none of them waits.
        most = min(2 * self._search.transport.host.share, self._most)
        self._width = most if number == 1 else min(2 * self._width, most)
        return max(self._pages, number)

    def slipped(self, answer: Answer, number: int) -> int:
        """In a list that moves, what is asked for far ahead is soon stale. How far to go back at first."""
        self._check(answer, number)
        self._width = 1
        return self._step

    def _check(self, answer: Answer, number: int) -> None:
        """Raise UnreadError for a list that never stands still."""
        if number > min(2 * self._pages + _SPARE, _MOST_PAGES):
            raise UnreadError(answer.where, "issues come and go faster than they can be read", hint=_BUSY)

    def close(self) -> None:
        """Want no more of what is on its way."""
        for future in self._coming.values():
            future.cancel()
        self._coming.clear()


def _total(answer: Answer) -> int:
    """How many issues there are in all."""
    total = answer.record.get("total")
    if type(total) is not int or total < 0:
        raise answer.wrong("a page of issues")
    return total


def _check_place(answer: Answer, start: int) -> None:
    """Raise UnreadError for a page of another place."""
    begins = answer.record.get("startAt")
    if type(begins) is not int:
        raise answer.wrong("a page of issues")
    if begins != start:
        raise UnreadError(answer.where, f"the page from {start} on came as that from {begins} on", hint=AGAIN)
