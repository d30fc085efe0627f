"""What a changelog only gives the ids of: names as they are today, people, and which statuses are an end."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from seedcorn.connectors import _jira_values as values
from seedcorn.connectors._jira_sprints import names_by_id
from seedcorn.connectors._record import Record, storable
from seedcorn.transport.transport import Transport
from seedcorn.transport.trouble import UnreadError

_STATUSES, _USER = "/rest/api/2/status", "/rest/api/2/user"
_NOBODY = (400, 403, 404)  # what Data Center says of who is deleted, or whom the account may not see
_NEW_KEY = "JIRAUSER"  # since 8.4 a user's key; before, it was the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a status is called, and whether its category is "done"; None where Jira does not say."""

    name: str
    is_end: bool | None


class Known:
    """What an issue says itself: what its own sprints, options and people are called today.

    Others say more, but which of them come before it is chance: the same Jira would have several pasts. What
    was asked for is kept.
    """

    def __init__(self, transport: Transport, *, is_cloud: bool) -> None:
        self._transport = transport
        self._is_cloud = is_cloud
        self._names: dict[tuple[str, str], str] = {}
        self._people: dict[str, str | None] = {}

    def learn(self, item: Any, sprints: Collection[str]) -> None:
        """Know what this issue of a search says alone; `sprints` are the ids of the fields that hold such."""
        self._names.clear()
        if self._is_cloud:
            self._people.clear()
        for field, value in item["fields"].items():
            if field in sprints:
                self._names |= {(field, id_): name for id_, name in names_by_id(value).items()}
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    self._learn(field, each)

    def meet(self, user: object) -> str | None:
        """A user as an answer has it: what marks call them."""
        name = values.person(user)
        for named in ("accountId", "key"):
            id_ = user.get(named) if isinstance(user, dict) else None
            if name and isinstance(id_, str) and id_:
                self._people[id_] = name
        return name

    def name(self, field: str, id_: str, then: str) -> str:
        """What an id stands for in a field: as it is called today, else as it was called `then`; or empty."""
        return self._names.setdefault((field, id_), then) if then else self._names.get((field, id_), "")

    def person(self, id_: str, shown: str) -> str | None:
        """Whom a changelog means, as marks call them; None where that cannot be known.

        Cloud shows the very name; Data Center shows one, and marks have another.

        Raises:
            UnreadError: who that is was asked for in vain.
        """
        if self._is_cloud:
            return self._people.get(id_) or next(values.texts(shown), None)
        if id_ not in self._people:
            self._people[id_] = self._asked(id_)
        return self._people[id_]

    @cached_property
    def statuses(self) -> dict[str, Status]:
        """All statuses by id, asked for when first looked at. Raises UnreadError or DataError."""
        found = {}
        for number, item in enumerate(self._transport.get(_STATUSES).items, start=1):
            status = Record.of(item, f"status {number}")
            category = status.record("statusCategory")
            is_end = category.text("key") == "done" if category else None
            found[status.needed_text("id")] = Status(name=status.needed_text("name"), is_end=is_end)
        return found

    def _learn(self, field: str, value: dict[str, Any]) -> None:
        if "displayName" in value:
            self.meet(value)
            return
        name = next((value[key] for key in ("value", "name") if isinstance(value.get(key), str)), "")
        if isinstance(value.get("id"), str) and name.strip():
            self._names[field, value["id"]] = storable(name)

    def _asked(self, key: str) -> str | None:
        """The name of a user of Data Center by the key."""
        try:
            return values.person(self._transport.get(_USER, {"key": key}).record)
        except UnreadError as error:
            if error.status not in _NOBODY:
                raise
            return None if key.startswith(_NEW_KEY) else next(values.texts(key), None)
