"""Reads what happened to the issues of a GitHub repository: one stream, newest first, 100 events a request.

The stream holds the events of pull requests too, and takes no `since`: what is known already is reached by
reading back to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from seedcorn.connectors._github_event_payload import event_of
from seedcorn.connectors._github_payload import repository_of
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError
from seedcorn.model import HISTORY, Event, Gap
from seedcorn.transport.listing import Listing, Page, Start
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError

NEVER = datetime.min.replace(tzinfo=UTC)
_PAGE = 100
_LIST: Parameters = {"per_page": _PAGE}
# GitHub lists 300 pages of a long stream, once 400, and then says that this was the last:
# https://github.com/PyGithub/PyGithub/issues/2558, and augurlabs/augur, tasks/github/events.py.
_CUT_PAGES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Of which repository, since when (NEVER for everything), and when the oldest of its issues was made.

    Where that is not known, `oldest` is NEVER: then issues may have a past that the stream no longer tells.
    """

    full_name: str
    since: datetime = NEVER
    oldest: datetime = NEVER


class Stream:
    """One reading of it. `items` is its only way in, once; `tell` hears of each page and how many events."""

    def __init__(
        self, transport: Transport, listing: Listing, wish: Wish, tell: Callable[[Page, int], None]
    ) -> None:
        self._transport = transport
        self._listing = listing
        self._wish = wish
        self._tell = tell
        self._path = f"/repos/{wish.full_name}/issues/events"
        self._source = f"github:{wish.full_name}"
        self._count = 0

    def items(self) -> Iterator[Event | Gap]:
        """The events, each page's as GitHub has them; at last a gap where some could not be read."""
        try:
            yield from self._whole() if self._wish.since == NEVER else self._back()
        except UnreadError as error:
            yield self._gap(f"{error.why}; {error.hint}")
        except DataError as error:
            yield self._gap(f"{error}; run again, or report it to GitHub")

    def _whole(self) -> Iterator[Event | Gap]:
        """All pages side by side; and one after another where the stream moved meanwhile.

        What comes in front pushes events back, onto a page that may have been read already; where the pages
        are read in their order it does not. What goes away moves events forward, but where the pages of one
        reading meet those of the other do not.
        """
        ends: list[Page] = []
        for page in self._listing.pages(self._path, _LIST):
            ends = [*ends[:1], page]
            yield from self._of(page)
        watched = [ends[0], self._listing.end] if self._listing.end else []
        if all(self._listing.still(page, _LIST) for page in watched):
            yield from self._cut(ends[-1])
        else:
            self._count = 0
            yield from self._back()

    def _back(self) -> Iterator[Event | Gap]:
        """Page after page until one holds nothing new: how many that are nobody knows before."""
        for page in self._listing.whole(self._path, _LIST, start=Start(link=_LIST)):
            yield from self._of(page)
            if all(at < self._wish.since for at in _times(page)):
                return
            if not page.has_more:
                yield from self._cut(page)

    def _of(self, page: Page) -> Iterator[Event]:
        for position, item in enumerate(page.answer.items, start=1):
            where = f"events, page {page.number}, item {position}"
            key = self._key(Record.of(item, where))
            told = event_of(item, source=self._source, key=key, where=where) if key else ()
            new = [event for event in told if event.at >= self._wish.since]
            self._count += len(new)
            yield from new
        self._tell(page, self._count)

    def _key(self, event: Record) -> str:
        """The key of the issue that an event is of; empty for a pull request, or an issue that is gone."""
        event.number("id")
        if not event.has("issue"):
            event.missing(("issue",))
        issue = event.record("issue")
        if issue is None or issue.get("pull_request") is not None:
            return ""
        own = repository_of(issue, issue.text("html_url", "url") or "") or self._wish.full_name
        return f"{own}#{issue.number()}"

    def _cut(self, last: Page) -> Iterator[Gap]:
        """A gap where the last page is one at which GitHub ends long streams, and older issues are there."""
        if last.number < _CUT_PAGES or last.number % 100 or not last.answer.items:
            return
        oldest = min(_times(last))
        if self._wish.oldest < oldest:
            why = (
                f"GitHub lists no more than the last {last.number * _PAGE:,} events, which is back to "
                f"{oldest:%Y-%m-%d}; what happened before is known to earlier snapshots alone"
            )
            yield self._gap(why)

    @property
    def _where(self) -> str:
        return f"{self._transport.site.base}{self._path}"

    def _gap(self, why: str) -> Gap:
        return Gap(source=self._source, what=self._where, why=why, place=HISTORY)


def moment_of(text: str) -> datetime:
    """The moment that a bookmark names; NEVER where it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    return moment if moment.tzinfo else NEVER


def _times(page: Page) -> list[datetime]:
    where = f"events, page {page.number}"
    return [Record.of(item, where).needed_moment("created_at") for item in page.answer.items]
