"""Reads what was done to the issues of a page: on Cloud of all at once, on Data Center with the search."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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

_HISTORIES = "changeHistories"

Answers = Sequence[Answer]
Entries = dict[int, Entry]  # of one issue, by their numbers


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

    def asked(self, pool: ThreadPoolExecutor, payloads: Sequence[Any]) -> Future[Answers] | None:
        """What Cloud says of these payloads of a search, on its way; None where it is not asked."""
        if not (self.is_looked_at and self.is_whole and self._is_cloud):
            return None
        return pool.submit(self._ask, [id_of(payload) for payload in payloads])

    def items(
        self, payloads: Sequence[Any], issues: Sequence[Issue], coming: Future[Answers] | None
    ) -> Iterator[Event | Gap]:
        """The events of the issues that these payloads of a search are, or the gap.

        Args:
            payloads: as they came; on Data Center with their changelogs.
            issues: what each of them was read as.
            coming: what was `asked` for them.
        """
        if not (self.is_looked_at and self.is_whole and issues):
            return
        try:
            yield from list(self._events(payloads, issues, coming.result() if coming else ()))
        except UnreadError as error:
            yield self._gap(error.where, f"{error.why}; {error.hint}")
        except DataError as error:
            yield self._gap(self._transport.site.base, f"{error}; {error.hint}")

    def _gap(self, what: str, why: str) -> Gap:
        self.is_whole = False
        return Gap(source=self._source, what=f"history, {what}", why=why, place=HISTORY)

    def _events(self, payloads: Sequence[Any], issues: Sequence[Issue], answers: Answers) -> Iterator[Event]:
        logs: dict[str, list[Record]] = {}
        for id_, log in (each for answer in answers for each in _logs(answer)):
            logs.setdefault(id_, []).append(log)
        for payload, issue in zip(payloads, issues, strict=True):
            self._known.learn(payload, self._sprints)
            entries = self._whole(payload) if not self._is_cloud else self._told(logs.get(id_of(payload), []))
            yield from events(issue, entries.values(), self._fields, self._known)

    def _ask(self, ids: list[str]) -> Answers:
        asked: dict[str, Any] = {"issueIdsOrKeys": ids, "maxResults": _ENTRIES, **self._filter}
        answers: list[Answer] = []
        tokens, known = set[str](), set[tuple[str, object]]()
        empty = 0
        token: str | None = ""
        while token is not None:
            answer = self._transport.post(_BULK, asked | ({"nextPageToken": token} if token else {}))
            answers.append(answer)
            came = {(id_, entry.get("id")) for id_, log in _logs(answer) for entry in log.records(_HISTORIES)}
            empty = 0 if came - known else empty + 1
            known |= came
            token = next_token(answer, len(answers), tokens, what="a page of changes")
            if token and empty > _MOST_EMPTY:
                raise UnreadError(answer.where, f"{empty} pages in a row brought nothing new", hint=AGAIN)
        return answers

    def _told(self, logs: Iterable[Record]) -> Entries:
        found: Entries = {}
        for log in logs:
            found |= self._entries(log.items(_HISTORIES), log.where)
        return found

    @property
    def _filter(self) -> dict[str, list[str]]:
        ids = self._fields.ids
        return {"fieldIds": ids} if len(ids) <= _MOST_FIELDS else {}

    def _whole(self, payload: Any) -> Entries:
        """The changelog that came with an issue; read on its own where it is longer than that."""
        id_ = id_of(payload)
        issue = Record.of(payload, f"issue {id_}")
        changelog = issue.record("changelog") or issue.missing(("changelog",))
        found = self._entries(changelog.items("histories", needed=True), changelog.where)
        total = changelog.get("total")
        if type(total) is int and total > len(found):
            self._read_rest(id_, total, found)
        return found

    def _read_rest(self, id_: str, total: int, found: Entries) -> None:
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

    def _entries(self, payloads: Iterable[Any], where: str) -> Entries:
        found = (
            Entry.of(payload, f"{where}, entry {position}", self._known)
            for position, payload in enumerate(payloads, start=1)
        )
        return {entry.number: entry for entry in found}


def _logs(answer: Answer) -> Iterator[tuple[str, Record]]:
    """What a page of changes says of each issue, by its id."""
    for log in Record.of(answer.record, "changelogs").records("issueChangeLogs"):
        yield log.needed_text("issueId"), log
