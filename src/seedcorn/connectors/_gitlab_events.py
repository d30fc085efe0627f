"""What happened to GitLab's issues, from their lists of events: which marks came on them and went off."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from weakref import WeakValueDictionary

from seedcorn.connectors._gitlab_extra import More, Pending
from seedcorn.connectors._gitlab_payload import Found, closed_by_move, iteration_name, whole_number
from seedcorn.connectors._record import Record, excerpt
from seedcorn.model import CLOSED, HISTORY, Event, Issue
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError

Told = tuple[Event, ...]

_EVENTS: Parameters = {"per_page": 100}
_MAX_PAGES = 100
_ABSENT = frozenset({403, 404})  # lists that belong to a licence: GitLab's free code knows no such address
_ADDED = {"add": True, "remove": False}
_CLOSES = {"closed": True, "reopened": False, "opened": False}


class Lists:
    """The lists of events of issues, each read once whoever wants it; once one failed, none of its kind."""

    def __init__(self, transport: Transport, pool: ThreadPoolExecutor) -> None:
        self._transport = transport
        self._pool = pool
        self._failed: dict[str, UnreadError] = {}
        self._there: set[str] = set()
        # Kept for as long as somebody waits for them.
        self._labels: WeakValueDictionary[int, Future[Told]] = WeakValueDictionary()

    def labels(self, found: Found) -> Future[Told]:
        """The labels that came and went, in GitLab's order."""
        future = self._labels.get(found.id)
        if future is None:
            future = self._labels[found.id] = self._pool.submit(self._read_labels, found)
        return future

    def others(self, found: Found) -> Future[Told]:
        """What came and went besides labels."""
        return self._pool.submit(self._read_others, found)

    def _read_labels(self, found: Found) -> Told:
        return tuple(_labels(self._list("label", found), found.issue))

    def _read_others(self, found: Found) -> Told:
        issue = closed_by_move(found.issue) if found.moved else found.issue
        return (
            *_closings(self._list("state", found), issue),
            *_in_turn(_period(each, issue, "milestone") for each in self._list("milestone", found)),
            *_in_turn(_period(each, issue, "iteration") for each in self._list_if_there("iteration", found)),
            *_in_turn(_weight(each, issue) for each in self._list_if_there("weight", found)),
        )

    def _list(self, kind: str, found: Found) -> list[Record]:
        if kind in self._failed:
            raise self._failed[kind]
        try:
            return self._whole(f"/projects/{found.project_id}/issues/{found.iid}/resource_{kind}_events")
        except UnreadError as error:
            self._failed[kind] = error
            raise

    def _list_if_there(self, kind: str, found: Found) -> list[Record]:
        """Nothing where this GitLab has no such lists: none came before, and the issue shows none."""
        try:
            records = self._list(kind, found)
        except UnreadError as error:
            if error.status not in _ABSENT or kind in self._there or _shows(found.issue, kind):
                raise
            return []
        self._there.add(kind)
        return records

    def _whole(self, path: str) -> list[Record]:
        """All pages of a list."""
        parameters, records, where = _EVENTS, list[Record](), f"{path}, item"
        for _ in range(_MAX_PAGES):
            answer = self._transport.get(path, parameters)
            numbered = enumerate(answer.items, start=len(records) + 1)
            records.extend(Record.of(item, f"{where} {position}") for position, item in numbered)
            following = answer.links.get("next")
            if following is None:
                return records
            path, parameters = following.path, following.parameters
        where = f"{self._transport.site.base}{path}"
        raise UnreadError(where, "a list without an end", hint="report it to GitLab")


class Events:
    """All that happened to the issues that changed after they were made: three requests for each, or five."""

    places = (HISTORY,)
    requests = 5
    told = "the history of each issue is read"
    name = "the history of issues"
    without = "leave out what looks at it"

    def __init__(self, lists: Lists, *, since: str) -> None:
        """`since` is the change from which on issues are read at all; empty for all of them."""
        self._lists = lists
        self._since = since

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        waiting = [
            (each.id, self._lists.labels(each), self._lists.others(each))
            for each in found
            if has_changed(each) and (self._since or not each.moved)  # nobody knows of one that moved before
        ]
        return lambda: {
            number: More(events=(*labels.result(), *others.result())) for number, labels, others in waiting
        }


def has_changed(found: Found) -> bool:
    """Whether anything can have happened to an issue after it was made."""
    changed = found.issue.updated_at
    return changed is None or changed > found.issue.created_at


def _shows(issue: Issue, kind: str) -> bool:
    """Whether an issue has what events of that kind tell of: then its GitLab has such events."""
    if kind == "weight":
        return any(name == kind for name, _ in issue.fields)
    return any(iteration.kind == kind for iteration in issue.iterations)


def _labels(records: Iterable[Record], issue: Issue) -> Iterator[Event]:
    """Those of labels that are deleted tell nothing."""
    for record in records:
        event = _event(record, issue, "label")
        label = record.record("label")
        if label is not None:
            name = label.needed_text("name").strip()
            yield replace(event, value=name, is_on=_one_of(_ADDED, record, "action"))


def _closings(records: Iterable[Record], issue: Issue) -> list[Event]:
    """Why it was closed GitLab tells of the last time alone, and on the issue."""
    events = [
        replace(_event(record, issue, CLOSED), is_on=_one_of(_CLOSES, record, "state")) for record in records
    ]
    events.sort(key=_order)
    if events and events[-1].is_on:
        events[-1] = replace(events[-1], value=issue.state_reason or "")
    return events


def _period(record: Record, issue: Issue, kind: str) -> Event:
    """Without a name where it is deleted, or hidden from the reader."""
    event, found = _event(record, issue, kind), record.record(kind)
    is_on = _one_of(_ADDED, record, "action")
    if found is None:
        return replace(event, is_on=is_on)
    name = iteration_name(found) if kind == "iteration" else found.needed_text("title")
    return replace(event, value=name, is_on=is_on)


def _weight(record: Record, issue: Issue) -> Event:
    event = _event(record, issue, "field:weight")
    if record.get("weight") is None:
        return replace(event, is_on=False)
    return replace(event, value=whole_number(record, "weight"))


def _in_turn(told: Iterable[Event]) -> Iterator[Event]:
    """What came and went where an issue has one of a kind at a time.

    Where one gives way to another, GitLab tells of that which came alone.
    """
    before = ""
    for event in sorted(told, key=_order):
        after = event.value if event.is_on else ""
        for gone in dict.fromkeys((before, "" if event.is_on else event.value)):
            if gone and gone != after:
                yield replace(event, value=gone, is_on=False)
        if after and after != before:
            yield event
        before = after


def _event(record: Record, issue: Issue, place: str) -> Event:
    """When it was and who did it, as yet without what it was."""
    at, number, user = record.needed_moment("created_at"), record.number("id"), record.record("user")
    return Event(
        source=issue.source,
        key=issue.key,
        at=at,
        place=place,
        value="",
        actor=(user.text("username") or None) if user else None,
        number=number,
    )


def _order(event: Event) -> tuple[object, int]:
    return event.at, event.number


def _one_of(words: dict[str, bool], record: Record, name: str) -> bool:
    word = record.needed_text(name)
    if word not in words:
        record.wrong(name, word, " or ".join(f'"{known}"' for known in words), shown=excerpt(word))
    return words[word]
