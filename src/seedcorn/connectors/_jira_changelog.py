"""Reads what was done to the issues of a page: on Cloud of all at once, on Data Center with the search."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from seedcorn.connectors._jira_bookmark import Standing
from seedcorn.connectors._jira_changes import Entry, events
from seedcorn.connectors._jira_known import Known
from seedcorn.connectors._jira_pages import AGAIN, PAGE, id_of, next_token
from seedcorn.connectors._jira_tracked import Fields
from seedcorn.connectors._record import Record
from seedcorn.errors import DataError
from seedcorn.model import HISTORY, Event, Gap, Issue
from seedcorn.transport.transport import Answer, Transport
from seedcorn.transport.trouble import UnreadError

_BULK, _REST = "/rest/api/3/changelog/bulkfetch", "/rest/api/2/issue/{id}/changelog"
# Cloud takes 1,000 issues at once, but answers in pages of 1,000 entries: those of 100 issues, more or less.
_ENTRIES = 1_000
_MOST_FIELDS = 10  # by which Cloud filters; with more, everything is asked for
_MOST_EMPTY = 5  # pages in a row that bring nothing new

Found = dict[str, dict[int, Entry]]  # the entries of each issue, by their numbers


class History:
    """The events of issues, page by page; what cannot be read is one gap, and then no more is asked for.

    Nothing is asked for where nobody looks there. `is_whole` says that nothing is missing so far: else no
    bookmark may stand for what was read.
    """

    def __init__(self, transport: Transport, source: str, standing: Standing) -> None:
        self.is_whole = True
        self.is_looked_at = HISTORY in (standing.places or ())
        self._transport = transport
        self._source = source
        self._is_cloud = standing.is_cloud
        self._sprints = frozenset(standing.wanted.sprints)
        self._fields = Fields.of(standing.wanted, frozenset(standing.places or ()))
        self._known = Known(transport, is_cloud=standing.is_cloud)

    @property
    def expand(self) -> tuple[str, ...]:
        """What a search of Data Center adds to each issue for this."""
        return ("changelog",) if self.is_looked_at and not self._is_cloud else ()

    def items(self, payloads: Sequence[Any], issues: Sequence[Issue]) -> Iterator[Event | Gap]:
        """The events of the issues that these payloads of a search are, or the gap.

        Args:
            payloads: as they came; on Data Center with their changelogs.
            issues: what each of them was read as.
        """
        if not (self.is_looked_at and self.is_whole and issues):
            return
        try:
            yield from list(self._events(payloads, issues))
        except UnreadError as error:
            yield self._gap(error.where, f"{error.why}; {error.hint}")
        except DataError as error:
            yield self._gap(self._transport.site.base, f"{error}; {error.hint}")

    def _gap(self, what: str, why: str) -> Gap:
        self.is_whole = False
        return Gap(source=self._source, what=f"history, {what}", why=why, place=HISTORY)

    def _events(self, payloads: Sequence[Any], issues: Sequence[Issue]) -> Iterator[Event]:
        for payload in payloads:
            self._known.learn(payload, self._sprints)
        entries = self._of_cloud(payloads) if self._is_cloud else self._of_data_center(payloads)
        for payload, issue in zip(payloads, issues, strict=True):
            yield from events(issue, entries.get(id_of(payload), {}).values(), self._fields, self._known)

    def _of_cloud(self, payloads: Sequence[Any]) -> Found:
        found: Found = {id_of(payload): {} for payload in payloads}
        asked: dict[str, Any] = {"issueIdsOrKeys": list(found), "maxResults": _ENTRIES, **self._filter}
        tokens = set[str]()
        number = empty = 0
        token: str | None = ""
        while token is not None:
            number += 1
            answer = self._transport.post(_BULK, asked | ({"nextPageToken": token} if token else {}))
            empty = 0 if self._take(answer, found) else empty + 1
            token = next_token(answer, number, tokens, what="a page of changes")
            if token and empty > _MOST_EMPTY:
                raise UnreadError(answer.where, f"{empty} pages in a row brought nothing new", hint=AGAIN)
        return found

    @property
    def _filter(self) -> dict[str, list[str]]:
        ids = self._fields.ids
        return {"fieldIds": ids} if len(ids) <= _MOST_FIELDS else {}

    def _take(self, answer: Answer, found: Found) -> int:
        """Take what a page brings of the issues that were asked for; how many entries of it are new."""
        before = sum(map(len, found.values()))
        for log in Record.of(answer.record, "changelogs").records("issueChangeLogs"):
            entries = found.get(log.needed_text("issueId"))
            if entries is not None:
                entries |= self._entries(log.items("changeHistories"), log.where)
        return sum(map(len, found.values())) - before

    def _of_data_center(self, payloads: Sequence[Any]) -> Found:
        return {id_of(payload): self._whole(payload) for payload in payloads}

    def _whole(self, payload: Any) -> dict[int, Entry]:
        """The changelog that came with an issue; read on its own where it is longer than that."""
        id_ = id_of(payload)
        issue = Record.of(payload, f"issue {id_}")
        changelog = issue.record("changelog") or issue.missing(("changelog",))
        found = self._entries(changelog.items("histories", needed=True), changelog.where)
        total = changelog.get("total")
        if type(total) is int and total > len(found):
            self._read_rest(id_, total, found)
        return found

    def _read_rest(self, id_: str, total: int, found: dict[int, Entry]) -> None:
        path = _REST.format(id=id_)
        start = 0
        while len(found) < total:
            answer = self._transport.get(path, {"startAt": start, "maxResults": PAGE})
            page = Record.of(answer.record, f"issue {id_}, changelog").items("values", needed=True)
            if not page:
                why = f"of {total} changes of issue {id_} {len(found)} came"
                raise UnreadError(answer.where, why, hint=AGAIN)
            found |= self._entries(page, f"issue {id_}, changelog from {start} on")
            start += len(page)

    def _entries(self, payloads: Iterable[Any], where: str) -> dict[int, Entry]:
        found = (
            Entry.of(payload, f"{where}, entry {position}", self._known)
            for position, payload in enumerate(payloads, start=1)
        )
        return {entry.number: entry for entry in found}
