"""What it takes to read something of GitLab's issues that does not stand on their own pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from seedcorn.connectors._gitlab_payload import Found
from seedcorn.model import Event, Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What was read of one issue elsewhere; `events` are what happened to it."""

    marks: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    parent: str | None = None
    events: tuple[Event, ...] = ()

    def with_also(self, other: "More") -> "More":
        """Both together."""
        return More(
            marks=self.marks + other.marks,
            fields=self.fields + other.fields,
            parent=self.parent or other.parent,
            events=self.events + other.events,
        )

    def on(self, issue: Issue) -> Issue:
        """The issue with what stands on it, each thing once."""
        return replace(
            issue,
            marks=tuple(dict.fromkeys((*issue.marks, *self.marks))),
            fields=tuple(dict.fromkeys((*issue.fields, *self.fields))),
            parent=self.parent or issue.parent,
        )


Pending = Callable[[], Mapping[int, More]]


class Extra(Protocol):
    """One thing more to read. `places` are those that cannot be judged where it fails."""

    @property
    def places(self) -> tuple[str, ...]:
        """In the words of `Pattern.place`."""
        ...

    def begin(self, found: tuple[Found, ...]) -> Pending:
        """Start to read it of the issues of a page.

        Returns:
            what waits for it: by the ids of issues, only those that have any; it raises UnreadError where it
            cannot be read, and DataError where what came makes no sense.
        """
        ...


class History(Extra, Protocol):
    """A thing more that costs requests for each issue, so that it is told before, and not begun in vain."""

    @property
    def requests(self) -> int:
        """How many for an issue at most."""
        ...

    @property
    def told(self) -> str:
        """What is done, for the progress."""
        ...

    @property
    def name(self) -> str:
        """What it is called where it is left."""
        ...

    @property
    def without(self) -> str:
        """How to do without."""
        ...
