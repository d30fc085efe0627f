"""Labels that GitLab's scoped labels have erased: of `customer::*` an issue bears one at a time."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from seedcorn.connectors._gitlab_extra import More, Pending
from seedcorn.connectors._gitlab_payload import Found
from seedcorn.connectors._record import Record
from seedcorn.transport.transport import Parameters, Transport
from seedcorn.transport.trouble import UnreadError

_EVENTS: Parameters = {"per_page": 100}
_MAX_PAGES = 100
_AT_ONCE = timedelta(seconds=1)
_SCOPE = "::"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A label was added to an issue, or taken off."""

    label: str
    added: bool
    at: datetime


class PastLabels:
    """One request for each issue that changed after it was made; the price of a label's history."""

    places = ("past-label",)

    def __init__(self, transport: Transport, pool: ThreadPoolExecutor) -> None:
        self._transport = transport
        self._pool = pool

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        changed = [each for each in found if not each.moved and _has_changed(each)]
        waiting = [(each, self._pool.submit(self._changes, each)) for each in changed]
        return lambda: dict(_gathered(waiting))

    def _changes(self, found: Found) -> list[Change]:
        """All changes of the labels of one issue, in their order."""
        path: str = f"/projects/{found.project_id}/issues/{found.iid}/resource_label_events"
        parameters, changes = _EVENTS, list[Change]()
        for _ in range(_MAX_PAGES):
            answer = self._transport.get(path, parameters)
            changes.extend(_changes_in(answer.items, f"{path}, item"))
            following = answer.links.get("next")
            if following is None:
                return changes
            path, parameters = following.path, following.parameters
        where = f"{self._transport.site.base}{path}"
        raise UnreadError(where, "a list without an end", hint="report it to GitLab")


def erased(changes: Sequence[Change], labels: Collection[str]) -> tuple[str, ...]:
    """The scoped labels that gave way to another of their scope and are not on the issue now, in their order.

    Args:
        changes: all of an issue.
        labels: those on the issue now.
    """
    gone = (change.label for change in changes if not change.added and _gave_way(change, changes))
    return tuple(label for label in dict.fromkeys(gone) if label not in labels)


def _gave_way(removed: Change, changes: Sequence[Change]) -> bool:
    scope = scope_of(removed.label)
    return bool(scope) and any(
        change.added
        and change.label != removed.label
        and scope_of(change.label) == scope
        and abs(change.at - removed.at) <= _AT_ONCE
        for change in changes
    )


def scope_of(label: str) -> str:
    """The key of a scoped label, what stands before its last "::"; empty where it has none."""
    return label.rpartition(_SCOPE)[0].casefold()


def _has_changed(found: Found) -> bool:
    changed = found.issue.updated_at
    return changed is None or changed > found.issue.created_at


def _gathered(waiting: list[tuple[Found, Future[list[Change]]]]) -> Iterator[tuple[int, More]]:
    for each, future in waiting:
        past = erased(future.result(), each.issue.labels)
        if past:
            yield each.id, More(marks=tuple(("past-label", label) for label in past))


def _changes_in(items: list[object], where: str) -> Iterator[Change]:
    """The changes that events tell; those of labels that are deleted tell nothing."""
    for position, item in enumerate(items, start=1):
        event = Record.of(item, f"{where} {position}")
        label = event.record("label")
        if label is not None:
            added = event.needed_text("action") == "add"
            at = event.needed_moment("created_at")
            yield Change(label=label.needed_text("name"), added=added, at=at)
