"""What may be supposed of a backlog: an issue closed or never there, a customer who asks, one who is gone."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from seedcorn.model import Issue, Iteration


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """An issue is closed now: done, or else declined."""

    key: str
    is_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An issue is open, whatever it was."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An issue was never there."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An issue is there as it stands here, also in place of one with the same key."""

    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """These labels stand on an issue besides its own."""

    key: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """An issue is planned for an open iteration, or taken out of it."""

    key: str
    iteration: Iteration
    is_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A customer asks for one issue more, of so much effort; of the usual effort where it is None."""

    customer: str
    effort: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Losing:
    """A customer is gone, and what it alone asked for with it."""

    customer: str


Change: TypeAlias = Closing | Opening | Absence | Presence | Labelling | Planning | Asking | Losing
