"""What stands on a GitHub repository and so on each of its issues: its name, topics, custom properties."""

from collections.abc import Iterator, Mapping
from typing import Any

from seedcorn.connectors._github_target import PROPERTY, TOPIC, Repository, Wanted, topics_of
from seedcorn.connectors._record import Record, storable
from seedcorn.errors import DataError
from seedcorn.model import Gap
from seedcorn.transport.listing import Listing
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

Marks = tuple[tuple[str, str], ...]
PERMISSION = "give the token the organization permission Custom properties: read"
_UNSEEN = (403, 404)


class Properties:
    """Reads what stands on repositories; what it cannot read is in `gaps` until they are taken."""

    def __init__(self, transport: Transport, listing: Listing, wanted: Wanted) -> None:
        self._transport = transport
        self._listing = listing
        self._wanted = wanted
        self._of_owner: Mapping[str, Marks] | None = None
        self._gaps: list[Gap] = []

    def gaps(self) -> Iterator[Gap]:
        """What could not be read since the last call."""
        while self._gaps:
            yield self._gaps.pop(0)

    def read_owner(self, owner: str, source: str) -> None:
        """Read the custom properties of all of an organization's repositories: 100 a request."""
        if not self._wanted.of_kind(PROPERTY):
            return
        found: dict[str, Marks] = {}
        try:
            for page in self._listing.pages(f"/orgs/{owner}/properties/values", {"per_page": 100}):
                for item in page.answer.items:
                    repository = Record.of(item, f"custom properties, page {page.number}")
                    name = repository.needed_text("repository_full_name").casefold()
                    found[name] = tuple(self._properties_in(repository.items("properties")))
        except (UnreadError, DataError) as error:
            self._miss(PROPERTY, source, f"/orgs/{owner}/properties/values", error)
        self._of_owner = found

    def of_listed(self, repository: Repository) -> Marks:
        """What stands on a repository of a list whose owner was read."""
        topics = ((TOPIC, topic) for topic in repository.topics if TOPIC in self._wanted)
        properties = (self._of_owner or {}).get(repository.full_name.casefold(), ())
        return (*topics, *properties)

    def of_one(self, full_name: str, source: str) -> Marks:
        """What stands on one repository: a request for its topics, and one for its properties."""
        return (*self._topics(full_name, source), *self._properties(full_name, source))

    def _topics(self, full_name: str, source: str) -> Marks:
        if TOPIC not in self._wanted:
            return ()
        path = f"/repos/{full_name}"
        try:
            topics = topics_of(self._transport.get(path).record)
        except UnreadError as error:
            self._miss(TOPIC, source, path, error)
            return ()
        return tuple((TOPIC, storable(topic)) for topic in topics)

    def _properties(self, full_name: str, source: str) -> Marks:
        if not self._wanted.of_kind(PROPERTY):
            return ()
        path = f"/repos/{full_name}/properties/values"
        try:
            return tuple(self._properties_in(self._transport.get(path).items))
        except (UnreadError, DataError) as error:
            self._miss(PROPERTY, source, path, error)
            return ()

    def _properties_in(self, items: list[Any]) -> Iterator[tuple[str, str]]:
        for item in items:
            found = Record.of(item, "custom properties")
            place = f"{PROPERTY}{found.needed_text('property_name').casefold()}"
            value = found.get("value")
            values = value if isinstance(value, list) else [value] if value else []
            if place in self._wanted:
                yield from ((place, found.as_text(each, "value")) for each in values)

    def _miss(self, kind: str, source: str, path: str, error: UnreadError | DataError) -> None:
        why, hint = str(error), error.hint
        if isinstance(error, UnreadError):
            why, hint = error.why, PERMISSION if error.status in _UNSEEN and kind == PROPERTY else hint
        what = f"{self._transport.site.base}{path}"
        for place in self._wanted.of_kind(kind):
            self._gaps.append(Gap(source=source, what=what, why=f"{why}; {hint}", place=place))
