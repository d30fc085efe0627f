"""Reads sources through their connectors, all with the same means, and says how it went."""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from seedcorn.branch import BRANCH
from seedcorn.cli._progress import Watch
from seedcorn.cli._sources import connector_of, public_form
from seedcorn.cli._speech import say
from seedcorn.connector import COMMON, Collecting, Connector, Item, rests
from seedcorn.errors import CollectionError
from seedcorn.model import HISTORY, Gap
from seedcorn.side_by_side import Piece, Way, side_by_side
from seedcorn.transport.patience import Allowance
from seedcorn.words import count, plain

EVERY_FIELD = "field:*"
_AT_ONCE = 8  # sources: as many as a host is asked at once
_MOST_GAPS = 50  # that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what a run reads: one allowance for all its sources, and the places that somebody looks at.

    `public` says that what is told on the way is read by everybody.
    """

    allowance: Allowance
    places: frozenset[str] | None = None
    public: bool = False


def looking_back(places: frozenset[str], *, history: bool = True) -> frozenset[str]:
    """Places that somebody looks at, and where the past is wanted what happened there."""
    return places | {HISTORY} if history else places


def streams(
    sources: Sequence[str], means: Means, watch: Watch, bookmarks: Sequence[Mapping[str, str]] = ()
) -> list[Generator[Item]]:
    """What each source gives, from its bookmarks on if there are any; whether all make sense is known now.

    Raises UsageError where one makes none.
    """
    wanted = [(source, *connector_of(source)) for source in sources]
    lefts = bookmarks or [{} for _ in sources]
    begun = [
        (source, connector.collect(target, collecting(means, watch, connector, os.environ, left)))
        for (source, connector, target), left in zip(wanted, lefts, strict=True)
    ]
    # Of a tracker without repositories the rule on branches says itself that there are none.
    told = COMMON.union([BRANCH], *(_told(connector) for _, connector, _ in wanted))
    untold = sorted(place for place in means.places or () if place.partition(":")[0] not in told)
    return [
        watch.counted(public_form(source), chain(_untold(source, untold), _gapped(source, items)))
        for source, items in begun
    ]


def together(found: Mapping[int, Generator[Item]], means: Means) -> Generator[Piece[Item]]:
    """What the streams of sources give, several side by side; an error or an interruption ends them all.

    Within a budget they are read one after another: else it would be spent on the halves of many.
    """
    threads = _AT_ONCE if means.allowance.budget is None else 1
    return side_by_side(found, Way(threads=threads, ends=rests, stop=means.allowance.stop))


def tells(source: str, place: str) -> bool:
    """Whether a source's tracker can tell a place at all. Raises UsageError where it is no source."""
    return place.partition(":")[0] in _told(connector_of(source)[0])


def tell(lines: Iterable[str], gaps: Iterable[Gap]) -> None:
    """Say what was read, and what was not."""
    for line in lines:
        say(line)
    told = list(gaps)
    for gap in told[:_MOST_GAPS]:
        parts = (plain(part) for part in (gap.source, gap.what, gap.why))
        say(", ".join(filter(None, parts)), lead="not read", color="yellow")
    if more := told[_MOST_GAPS:]:
        of_sources = count(len({gap.source for gap in more}), "source")
        say(f"{count(len(more), 'more part')} of {of_sources}", lead="not read", color="yellow")


def _told(connector: Connector) -> frozenset[str]:
    return COMMON | connector.tells


def collecting(
    means: Means,
    watch: Watch,
    connector: Connector,
    environ: Mapping[str, str],
    bookmarks: Mapping[str, str] | None = None,
) -> Collecting:
    """What a connector may use; of the places those that it tells: others are no reason to read again."""
    told = _told(connector)
    looked_at = (place for place in means.places or () if place.partition(":")[0] in told)
    return Collecting(
        environ=environ,
        allowance=means.allowance,
        progress=watch.tell,
        places=None if means.places is None else frozenset(looked_at),
        bookmarks=bookmarks or {},
    )


def _untold(source: str, places: Iterable[str]) -> Iterator[Gap]:
    """What is looked at and none of the sources can tell: a policy for another tracker, most likely."""
    why = "no source here tells it; let the policy look where this tracker has names"
    for place in places:
        yield Gap(
            source=public_form(source), what=place.replace(":", " ", 1), why=why, place=place, absent=True
        )


def _gapped(source: str, items: Iterator[Item]) -> Generator[Item]:
    """The items; a source that cannot be gone on with is a gap, and leaves the others."""
    try:
        yield from items
    except CollectionError as error:
        yield Gap(
            source=public_form(source), what="the rest of it", why=f"{error}; {error.hint}".rstrip("; ")
        )
