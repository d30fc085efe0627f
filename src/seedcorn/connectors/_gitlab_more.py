"""What is wanted of GitLab's issues beyond their own pages, asked for while the next pages are read."""

from collections.abc import Mapping

from seedcorn.connectors._gitlab_events import Events, Lists
from seedcorn.connectors._gitlab_extra import Extra, History, More, Pending
from seedcorn.connectors._gitlab_graphql import Asker, Fields, Organizations, Parents
from seedcorn.connectors._gitlab_history import PastLabels
from seedcorn.connectors._gitlab_payload import FIELDS, Found
from seedcorn.errors import DataError
from seedcorn.model import HISTORY
from seedcorn.transport.trouble import UnreadError

_FIELD = "field:"
Started = tuple[tuple[Extra, Pending], ...]


def wanted_of(places: frozenset[str] | None) -> tuple[str, ...]:
    """Which of these places cost GitLab's readers further requests; none where nobody named any.

    A field that is no field of every issue must be a custom one.
    """
    own = {f"{_FIELD}{name}" for name in FIELDS}
    fields = (place for place in places or () if place.startswith(_FIELD) and place.casefold() not in own)
    others = {HISTORY, "organization", "parent", "past-label"} & (places or frozenset())
    return tuple(sorted({*fields, *others}))


class Extras:
    """All that is wanted. What cannot be read of it is asked for no more, and is in `failed` by place."""

    def __init__(self, wanted: tuple[str, ...], asker: Asker) -> None:
        fields = tuple(place for place in wanted if place.startswith(_FIELD))
        lists = Lists(asker.transport, asker.pool)
        self._histories: tuple[History, ...] = (
            *((Events(lists, since=asker.since),) if HISTORY in wanted else ()),
            *((PastLabels(lists),) if "past-label" in wanted else ()),
        )
        self._lists: tuple[Extra, ...] = (
            *((Organizations(asker),) if "organization" in wanted else ()),
            *((Fields(asker, fields),) if fields else ()),
            *((Parents(asker),) if "parent" in wanted else ()),
        )
        self.failed: dict[str, UnreadError | DataError] = {}

    def __len__(self) -> int:
        """How many further requests a page costs, histories left out."""
        return len(self._lists)

    @property
    def histories(self) -> tuple[History, ...]:
        """What is wanted that costs requests for each issue; the first needs all that the others do."""
        return tuple(each for each in self._histories if each.places[0] not in self.failed)

    def begin(self, found: tuple[Found, ...]) -> Started:
        """Start to read all of it, for the issues of a page."""
        started = list[tuple[Extra, Pending]]()
        for extra in (*self._lists, *self._histories):
            if found and extra.places[0] not in self.failed:
                try:
                    started.append((extra, extra.begin(found)))
                except (UnreadError, DataError) as error:
                    self.fail(extra, error)
        return tuple(started)

    def end(self, started: Started) -> Mapping[int, More]:
        """What came of it, by the ids of the issues."""
        gathered = dict[int, More]()
        for extra, pending in started:
            try:
                found = pending()
            except (UnreadError, DataError) as error:
                self.fail(extra, error)
            else:
                for number, more in found.items():
                    gathered[number] = gathered.get(number, More()).with_also(more)
        return gathered

    def fail(self, extra: Extra, error: UnreadError | DataError) -> None:
        """Ask for it no more; the first reason is kept."""
        for place in extra.places:
            self.failed.setdefault(place, error)
