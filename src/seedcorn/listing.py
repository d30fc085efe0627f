"""What a listing is: the attributed issues themselves, one line each, for those who may see names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from seedcorn.confidence import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A customer who asks for an issue, and its part of the effort after the split, in the run's unit."""

    id: str
    name: str
    effort: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """One issue as it was counted.

    `kind` is "requested", "own", "seed corn" or "unknown". `closed` is when it was completed, None while it
    is open. `askers` come by id; none on a requested issue that names nobody. `places` are where they were
    read, in the words of `Pattern.place`, and `confidence` how sure that is; empty and None where none was.
    `url` is an address of the web, or empty.
    """

    key: str
    url: str
    title: str
    source: str
    created: datetime
    closed: datetime | None
    kind: str
    askers: tuple[Asker, ...]
    effort: Fraction
    is_bug: bool
    places: tuple[str, ...]
    confidence: Confidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A member of `listings/`: from issues to pieces of text, a few of both at a time in memory."""

    title: str
    render: Callable[[Iterable[IssueLine]], Iterator[str]]
