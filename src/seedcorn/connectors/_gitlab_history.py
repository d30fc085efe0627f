"""Labels that GitLab's scoped labels have erased: of `customer::*` an issue bears one at a time."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta

from seedcorn.connectors._gitlab_events import Lists, Told, has_changed
from seedcorn.connectors._gitlab_extra import More, Pending
from seedcorn.connectors._gitlab_payload import Found
from seedcorn.model import Event

_AT_ONCE = timedelta(seconds=1)
_SCOPE = "::"


class PastLabels:
    """One request for each issue that changed after it was made; the price of a label's history."""

    places = ("past-label",)
    requests = 1
    told = "erased labels are looked for in the history of each issue"
    name = "the history of labels"
    without = "take past-label out of the policy"

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """As Extra says."""
        changed = [each for each in found if not each.moved and has_changed(each)]
        waiting = [(each, self._lists.labels(each)) for each in changed]
        return lambda: dict(_gathered(waiting))


def erased(events: Sequence[Event], labels: Collection[str]) -> tuple[str, ...]:
    """The scoped labels that gave way to another of their scope and are not on the issue now, in their order.

    Args:
        events: all of the labels of an issue.
        labels: those on the issue now.
    """
    gone = (event.value for event in events if not event.is_on and _gave_way(event, events))
    return tuple(label for label in dict.fromkeys(gone) if label not in labels)


def _gave_way(removed: Event, events: Sequence[Event]) -> bool:
    scope = scope_of(removed.value)
    return bool(scope) and any(
        event.is_on
        and event.value != removed.value
        and scope_of(event.value) == scope
        and abs(event.at - removed.at) <= _AT_ONCE
        for event in events
    )


def scope_of(label: str) -> str:
    """The key of a scoped label, what stands before its last "::"; empty where it has none."""
    return label.rpartition(_SCOPE)[0].casefold()


def _gathered(waiting: list[tuple[Found, Future[Told]]]) -> Iterator[tuple[int, More]]:
    for each, future in waiting:
        past = erased(future.result(), each.issue.labels)
        if past:
            yield each.id, More(marks=tuple(("past-label", label) for label in past))
