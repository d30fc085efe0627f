"""Reads one place of GitLab whole: window by window, page by page, with what else is wanted of each issue."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from seedcorn.branch import BRANCH
from seedcorn.connector import Bookmark, Collecting, Item, Progress
from seedcorn.connectors._gitlab_branches import Branches
from seedcorn.connectors._gitlab_cost import Cost
from seedcorn.connectors._gitlab_extra import More
from seedcorn.connectors._gitlab_graphql import Asker
from seedcorn.connectors._gitlab_more import Extras, Started, wanted_of
from seedcorn.connectors._gitlab_payload import Found, closed_by_move, found_in
from seedcorn.connectors._gitlab_place import Place
from seedcorn.connectors._gitlab_standing import Standing, earlier_than
from seedcorn.connectors._gitlab_windows import Sheet, Windows
from seedcorn.connectors._seen import Seen
from seedcorn.errors import DataError
from seedcorn.model import Event, Gap, Issue
from seedcorn.transport.listing import Listing, ids_of
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError
from seedcorn.words import count

_ISSUES: Parameters = {
    "scope": "all",  # not only one's own
    "state": "all",
    "order_by": "created_at",  # no order by what changes: issues would jump between pages
    "sort": "asc",
    "per_page": 100,
    "with_labels_details": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A page, and those of its issues that no page before it had."""

    sheet: Sheet
    found: tuple[Found, ...]


class Reading:
    """One reading of one source; what could not be read becomes a gap."""

    def __init__(
        self, source: str, collecting: Collecting, transport: Transport, pool: ThreadPoolExecutor
    ) -> None:
        self._source = source
        self._collecting = collecting
        self._transport = transport
        self._pool = pool
        self._windows = Windows(transport, Listing(transport, pool), pool)
        self._seen: dict[int, Seen] = {}
        self._confidential = 0
        self._pages = 0
        self._issues = 0
        self._window: str | None = None
        self._wanted = wanted_of(collecting.places)
        self._asked = ",".join(self._wanted)

    def of(self, places: tuple[Place, ...]) -> Iterator[Item]:
        """All issues of the first of these that is there; then at most one gap, or a bookmark at the end."""
        text, base = self._collecting.bookmarks.get(self._source, ""), self._transport.site.base
        earlier = Standing.of(text, base=base, asked=self._asked)
        if earlier:
            places = tuple(sorted(places, key=lambda place: place.kind != earlier.kind))
        try:
            yield from self._first_of(places, earlier)
        except (UnreadError, DataError) as error:
            yield _gap(self._source, error, what=f"{base}{places[0].api}/issues")

    def _first_of(self, places: tuple[Place, ...], earlier: Standing | None) -> Iterator[Item]:
        try:
            yield from self._whole(places[0], earlier)
        except UnreadError as error:
            if error.status != 404 or self._seen or not places[1:]:
                raise
            try:
                yield from self._whole(places[1], None)
            except UnreadError as other:
                raise (error if other.status == 404 else other) from None

    def _whole(self, place: Place, earlier: Standing | None) -> Iterator[Item]:
        standing = self._start(place, earlier if earlier and earlier.kind == place.kind else None)
        extras = Extras(self._wanted, self._asker(place, standing.since))
        for batch, more in self._completed(self._batches(place, standing, extras), extras):
            standing = replace(standing, began=standing.began or earlier_than(batch.sheet.page.answer))
            yield from self._issues_of(batch, more, is_whole=not standing.since)
            yield from _events_of(batch, more)
            self._say_progress(batch.sheet)
            if batch.sheet.end and standing.began and not extras.failed:
                here = _here(standing, batch.sheet, *batch.sheet.end)
                yield Bookmark(source=self._source, text=here.text)
        self._say_end(place)
        for failed, error in sorted(extras.failed.items()):
            yield _gap(self._source, error, what=failed, at=failed)
        if BRANCH in (self._collecting.places or ()):
            listing = Listing(self._transport, self._pool)
            yield from Branches(self._transport, listing, place, self._source).items()
        if standing.began and not extras.failed:
            yield Bookmark(source=self._source, text=standing.at_the_end().text)

    def _asker(self, place: Place, since: str) -> Asker:
        return Asker(transport=self._transport, pool=self._pool, place=place, since=since)

    def _completed(
        self, batches: Iterator[Batch], extras: Extras
    ) -> Iterator[tuple[Batch, Mapping[int, More]]]:
        """The pages, each with what else is wanted of its issues; several are on their way at a time."""
        ahead: deque[tuple[Batch, Started]] = deque()
        broken: UnreadError | DataError | None = None
        try:
            for batch in batches:
                ahead.append((batch, extras.begin(batch.found)))
                if len(ahead) > (self._transport.host.share if self._wanted else 0):
                    first, started = ahead.popleft()
                    yield first, extras.end(started)
        except (UnreadError, DataError) as error:
            broken = error
        for batch, started in ahead:
            yield batch, extras.end(started)
        if broken is not None:
            raise broken

    def _start(self, place: Place, earlier: Standing | None) -> Standing:
        """Where to begin: anew, where an earlier reading broke off, or with what changed since its end."""
        if earlier is None:
            return Standing(base=self._transport.site.base, kind=place.kind, asked=self._asked)
        if earlier.is_at_the_end:
            return earlier.then()
        return earlier.onwards() if self._stands(place, earlier) else earlier.anew()

    def _stands(self, place: Place, earlier: Standing) -> bool:
        """Whether all that was read before is still where it was when that reading began."""
        bounds = {"created_after": earlier.window} if earlier.window else {}
        query = {**_parameters(earlier), **bounds, "page": earlier.end_page}
        return ids_of(self._transport.get(f"{place.api}/issues", query))[:1] == [earlier.end_id]

    def _batches(self, place: Place, standing: Standing, extras: Extras) -> Iterator[Batch]:
        """The pages, each with the issues that no page before it had."""
        query, beside = _parameters(standing), len(extras)
        path = f"{place.api}/issues"
        for sheet in self._windows.sheets(path, query, start=standing.window, beside=beside):
            self._pages += 1
            self._prepare(sheet, extras)
            yield self._batch(sheet)

    def _batch(self, sheet: Sheet) -> Batch:
        found = [
            found_in(item, source=self._source, where=f"page {sheet.page.number}, item {position}")
            for position, item in enumerate(sheet.page.answer.items, start=1)
        ]
        return Batch(sheet=sheet, found=tuple(each for each in found if self._is_new(each)))

    def _is_new(self, found: Found) -> bool:
        """Numbers in a project lie close together, as those of a whole GitLab do not: that saves memory."""
        return self._seen.setdefault(found.project_id, Seen()).add(found.iid)

    def _prepare(self, sheet: Sheet, extras: Extras) -> None:
        """Say what histories will cost; leave those that cost more than may be spent."""
        cost = Cost.of(sheet.page, beside=len(extras))
        if not sheet.page.answer.items or (self._window == sheet.window and cost.is_known):
            return
        for history in extras.histories:
            if self._pages == 1:
                self._say(f"{history.told}: {cost.words(history)} requests more")
            why, hint = cost.lacking(history, self._transport.patience)
            if not why:
                break
            extras.fail(history, UnreadError(sheet.page.answer.where, why, hint=hint))
        self._window = sheet.window

    def _issues_of(self, batch: Batch, more: Mapping[int, More], *, is_whole: bool) -> Iterator[Issue]:
        """Its issues. One that was moved away is left out; or said to be gone, if it may be known already."""
        for each in batch.found:
            self._confidential += each.confidential
            if not each.moved:
                self._issues += 1
                yield more.get(each.id, More()).on(each.issue)
            elif not is_whole:
                yield closed_by_move(each.issue)

    def _say_progress(self, sheet: Sheet) -> None:
        page, before = sheet.page, self._pages - sheet.page.number
        total = before + page.last if page.last and not sheet.is_cut else None
        self._say(
            count(self._transport.requests, "request"),
            done=self._pages,
            total=total or (None if page.has_more else self._pages),
            requests_left=page.answer.requests_left,
        )

    def _say_end(self, place: Place) -> None:
        if self._confidential:
            self._say(f"{count(self._confidential, 'confidential issue')} among them")
        if place.is_group:
            self._say("issues of archived projects are left out")

    def _say(
        self, message: str, *, done: int = 0, total: int | None = None, requests_left: int | None = None
    ) -> None:
        self._collecting.progress(
            Progress(
                source=self._source,
                done=done,
                total=total,
                issues=self._issues,
                requests_left=requests_left,
                message=message,
            )
        )


def _events_of(batch: Batch, more: Mapping[int, More]) -> Iterator[Event]:
    for each in batch.found:
        yield from more.get(each.id, More()).events


def _parameters(standing: Standing) -> Parameters:
    return {**_ISSUES, **({"updated_after": standing.since} if standing.since else {})}


def _here(standing: Standing, sheet: Sheet, end_page: int, end_id: int) -> Standing:
    """The standing after a page that is not the last."""
    return replace(standing, created=sheet.until, window=sheet.window, end_page=end_page, end_id=end_id)


def _gap(source: str, error: UnreadError | DataError, *, what: str, at: str = "") -> Gap:
    if isinstance(error, UnreadError):
        return Gap(source=source, what=error.where, why=f"{error.why}; {error.hint}", place=at)
    return Gap(source=source, what=what, why=f"{error}; run again, or report it to GitLab", place=at)
