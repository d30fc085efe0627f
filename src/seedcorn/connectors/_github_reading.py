"""Reads one GitHub repository: its issues, and what else is wanted of them, from where it was left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from seedcorn.branch import BRANCH
from seedcorn.connector import Bookmark, Collecting, Item, Progress
from seedcorn.connectors import _github_comments
from seedcorn.connectors._github_asides import Asides, Asking
from seedcorn.connectors._github_bookmark import Place
from seedcorn.connectors._github_branches import branches_of
from seedcorn.connectors._github_comments import COMMAND, Commands
from seedcorn.connectors._github_counting import Counting
from seedcorn.connectors._github_events import NEVER, Stream, Wish, moment_of
from seedcorn.connectors._github_payload import issue_of
from seedcorn.connectors._github_target import COMMENT, Wanted
from seedcorn.connectors._seen import Seen
from seedcorn.errors import DataError
from seedcorn.model import HISTORY, Event, Gap, Issue
from seedcorn.transport.listing import Listing, Page
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError
from seedcorn.words import count

_ISSUES: Parameters = {"state": "all", "sort": "created", "direction": "asc", "per_page": 100}
_OVERLAP = timedelta(minutes=1)  # what is written while a page is made may show late
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What all repositories of a source are read with."""

    collecting: Collecting
    transport: Transport
    listing: Listing
    pool: ThreadPoolExecutor
    wanted: Wanted


class Reading:
    """One reading of one repository. `items` is its only way in, once."""

    def __init__(self, means: Means, full_name: str, marks: tuple[tuple[str, str], ...]) -> None:
        self._means = means
        self._full_name = full_name
        self._source = f"github:{full_name}"
        self._path = f"/repos/{full_name}/issues"
        self._marks = marks
        self._covered = means.wanted.places
        self._seen = Seen()
        self._counting = Counting("")
        self._commands = Commands()
        self._oldest = datetime.max.replace(tzinfo=UTC)
        self._base = means.transport.site.base
        self._place = Place(base=self._base)

    def items(self) -> Iterator[Item]:
        """Its issues, oldest first, a bookmark after each page and at the end; branches, events, gaps."""
        left = self._left()
        try:
            yield from self._read(left)
        except UnreadError as error:
            yield gap_of(self._source, error)
        except DataError as error:
            what = f"{self._means.transport.site.base}{self._path}"
            yield Gap(source=self._source, what=what, why=f"{error}; run again, or report it to GitHub")

    def _left(self) -> Place | None:
        """Where an earlier reading was left, where this one can go on from there and lose nothing."""
        text = self._means.collecting.bookmarks.get(self._source)
        left = Place.of(text, self._base)
        if left is None or left.marks != self._marks or not left.places >= self._means.wanted.places:
            return None
        # A project's fields change without a trace on the issue, so `since` would not bring those.
        is_blind = left.is_end and self._means.wanted.projects
        # The middle of a reading of changes knows no commands of comments that did not change.
        is_cut = left.since and not left.is_end and COMMENT in self._means.wanted
        return None if is_blind or is_cut else left

    def _read(self, left: Place | None) -> Iterator[Item]:
        self._place = self._begun(left)
        yield from self._read_comments(left)
        asides = self._asides()
        yield from self._issues(left, asides)
        if self._place.since and not all(number in self._seen for number in self._commands.touched):
            # A comment was edited without a trace on its issue.
            self._place = replace(self._place, since="")
            asides = self._asides()
            yield from self._issues(None, asides)
        for gap in asides.gaps():
            self._covered -= {gap.place}
            yield gap
        if BRANCH in (self._means.collecting.places or ()):
            yield from branches_of(self._means.transport, self._full_name)
        yield from self._events(left)
        yield self._bookmark(Place(base=self._base, began=self._place.began, comments=self._commands.known()))

    def _begun(self, left: Place | None) -> Place:
        if left is None:
            return Place(base=self._base)
        return Place(base=self._base, since=left.began) if left.is_end else replace(left, comments=None)

    def _asides(self) -> Asides:
        asking = Asking(
            source=self._source,
            full_name=self._full_name,
            wanted=self._means.wanted,
            since=self._place.since,
        )
        return Asides(self._means.transport, self._means.pool, asking)

    def _read_comments(self, left: Place | None) -> Iterator[Gap]:
        """Read the commands in comments: all, or to those known what was written since."""
        if COMMENT not in self._means.wanted:
            return
        path, parameters = f"{self._path}/comments", dict(_github_comments.LIST)
        if left is not None and left.is_end:
            self._commands = Commands(left.comments)
            parameters["since"] = left.began
        try:
            for page in self._means.listing.whole(path, parameters):
                self._set_began(page)
                self._commands.read(page)
        except (UnreadError, DataError) as error:
            self._covered -= {COMMENT}
            what = f"{self._means.transport.site.base}{path}"
            why = error.why if isinstance(error, UnreadError) else str(error)
            yield Gap(source=self._source, what=what, why=f"{why}; {error.hint}", place=COMMENT)

    def _events(self, left: Place | None) -> Iterator[Event | Gap]:
        """What happened to the issues: everything, or since a reading that knew all before."""
        if HISTORY not in self._means.wanted:
            return
        known = Place.of(self._means.collecting.bookmarks.get(self._source), self._base)
        wish = Wish(
            full_name=self._full_name,
            since=moment_of(known.since_when(HISTORY) if known else ""),
            oldest=NEVER if left else self._oldest,
        )
        for item in Stream(self._means.transport, self._means.listing, wish, self._say_events).items():
            if isinstance(item, Gap):
                self._covered -= {HISTORY}
            yield item

    def _issues(self, left: Place | None, asides: Asides) -> Iterator[Item]:
        """The issues page by page; a second pass, where the list moved, brings what the first missed."""
        before = 0
        for page in self._pages(left, beside=1 if asides.is_needed else 0):
            self._set_began(page)
            if page.number <= before or not before:
                asides.begin(self._place.cursor if not before else None)
                self._counting = Counting(_began(page, self._now, overlap=timedelta()))
            before = page.number
            self._counting.read(page)
            yield from self._issues_of(page, asides)
            self._say_progress(page)
            if page.has_more:
                yield self._bookmark(self._at(page, asides))

    def _pages(self, left: Place | None, *, beside: int) -> Iterator[Page]:
        """The pages from where the last reading was left, if its last issue is still there; else all."""
        parameters = {**_ISSUES, "since": self._place.since} if self._place.since else _ISSUES
        listing = self._means.listing
        if left is not None and not left.is_end:
            pages = listing.whole(
                self._path, parameters, start=left.start, beside=beside, counted_by="number"
            )
            first = next(pages)
            if left.is_on(first):
                self._skip(first, left.last)
                yield first
                yield from pages
                return
            self._place = Place(base=self._base, began=self._place.began, since=left.since)
        yield from listing.whole(
            self._path, parameters, beside=beside, settled=self._is_settled, counted_by="number"
        )

    def _is_settled(self) -> bool:
        """Whether nothing is missing between two pages, by what has changed since the list was begun.

        An issue that comes from another repository keeps its date: it takes a place in the midst, and so can
        hide that another one went away. Where the numbers count on from page to page none did.
        """
        if not self._counting.has_holes:
            return True
        changed = self._means.listing.pages(self._path, {**_ISSUES, "since": self._counting.began})
        return not any(self._came_meanwhile(item) for page in changed for item in page.answer.items)

    def _came_meanwhile(self, item: object) -> bool:
        """Whether an item of a list is an issue from elsewhere: old, but with a number from today."""
        issue = issue_of(item, source=self._source, where="changes", repository=self._full_name)
        if issue is None or issue.created_at >= datetime.fromisoformat(self._counting.began):
            return False
        number = int(issue.key.rpartition("#")[2])
        return number not in self._seen or number > self._counting.newest

    def _skip(self, page: Page, last: int | None) -> None:
        """What was brought already, up to the item that was read last."""
        for item in page.answer.items:
            if isinstance(item, dict) and type(item.get("number")) is int:
                self._seen.add(item["number"])
            if isinstance(item, dict) and item.get("id") == last:
                return

    def _issues_of(self, page: Page, asides: Asides) -> Iterator[Issue]:
        """The issues of a page that no page before it had."""
        for position, item in enumerate(page.answer.items, start=1):
            where = f"page {page.number}, item {position}"
            issue = issue_of(item, source=self._source, where=where, repository=self._full_name)
            if issue is not None and self._seen.add(item["number"]):
                self._oldest = min(self._oldest, issue.created_at)
                yield self._whole(issue, item["number"], asides)

    def _whole(self, issue: Issue, number: int, asides: Asides) -> Issue:
        """An issue with what stands on it elsewhere."""
        aside = asides.of(number, issue.created_at)
        named = tuple((COMMENT, f"{COMMAND} {name}") for name in self._commands.names(number))
        if not (named or self._marks or aside.marks or aside.iterations or aside.parent):
            return issue
        return replace(
            issue,
            marks=(*aside.marks, *named, *issue.marks, *self._marks),
            iterations=(*issue.iterations, *aside.iterations),
            parent=issue.parent or aside.parent,
        )

    def _set_began(self, page: Page) -> None:
        """The first answer's time is when this reading began; one that goes on began when the first did."""
        if not self._place.began:
            self._place = replace(self._place, began=_began(page, self._now, overlap=_OVERLAP))

    @property
    def _now(self) -> float:
        return self._means.transport.patience.now()

    def _at(self, page: Page, asides: Asides) -> Place:
        """The place after a page."""
        items = page.answer.items
        last = items[-1].get("id") if items and isinstance(items[-1], dict) else None
        return Place(
            base=self._base,
            began=self._place.began,
            since=self._place.since,
            page=page.number,
            last=last,
            link=page.link,
            cursor=asides.cursor,
        )

    def _bookmark(self, place: Place) -> Bookmark:
        place = replace(place, places=self._covered, marks=self._marks)
        return Bookmark(source=self._source, text=place.text())

    def _say_events(self, page: Page, events: int) -> None:
        self._say_progress(page, f", {count(events, 'event')}")

    def _say_progress(self, page: Page, besides: str = "") -> None:
        requests, left = self._means.transport.requests, page.answer.requests_left
        message = f"{count(requests, 'request')}{besides}"
        self._means.collecting.progress(
            Progress(
                source=self._source,
                done=page.number,
                total=page.last or (None if page.has_more else page.number),
                issues=len(self._seen),
                requests_left=left,
                message=message,
            )
        )


def _began(page: Page, now: float, *, overlap: timedelta) -> str:
    """So much before GitHub says that it answered; by this machine's clock where it does not say."""
    try:
        moment = parsedate_to_datetime(page.answer.headers["date"])
    except (KeyError, ValueError, TypeError, IndexError):
        moment = datetime.fromtimestamp(now, UTC)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware.astimezone(UTC) - overlap).strftime(_SECONDS)


def gap_of(source: str, error: UnreadError) -> Gap:
    """Issues of a source that could not be read."""
    return Gap(source=source, what=error.where, why=f"{error.why}; {error.hint}")
