"""What `seedcorn snapshot info` finds out about a snapshot: how whole it is, how fresh, and what it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from seedcorn.model import Gap
from seedcorn.snapshot import Holding, Reading, Snapshot, holding, is_under_way, lacking

FRESH = timedelta(days=1)
Named = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source as it was asked for: its issues, how many sources are in it, and when it was read.

    `read_at` is the last time that it was read to its end, None where that is not known: the last run did
    not. `whole_at` is when it was last read from its start, which alone notices what was deleted.
    """

    name: str
    issues: int
    holds: int
    read_at: datetime | None
    whole_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a folder holds, as those may see it who read along."""

    folder: Path
    collected_at: datetime
    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]
    holding: Holding
    places: tuple[str, ...]
    lacks: tuple[str, ...]
    size: int
    is_under_way: bool

    @property
    def missing(self) -> tuple[Gap, ...]:
        """The gaps behind which issues are missing."""
        return tuple(gap for gap in self.gaps if not gap.place and not gap.absent)

    @property
    def issues(self) -> int:
        """How many there are."""
        return sum(self.holding.issues.values())

    def state(self, now: datetime) -> str:
        """In one word: unfinished, incomplete, fresh or old."""
        if self.missing or any(source.whole_at is None for source in self.sources):
            return "incomplete"
        return "fresh" if now - self.collected_at <= FRESH else "old"

    @property
    def stalest(self) -> tuple[Source, ...]:
        """Those first that were never read whole, then the oldest; of one age the largest."""
        return tuple(sorted(self.sources, key=lambda one: (_when(one.whole_at), -one.issues, one.name)))

    @property
    def largest(self) -> tuple[Source, ...]:
        """The largest first."""
        return tuple(sorted(self.sources, key=lambda one: (-one.issues, one.name)))


def inside(folder: Path, looked_at: frozenset[str], named: Named) -> Inside:
    """Look into a folder. Raises DataError where it is no snapshot, or a damaged one."""
    with Snapshot.load(folder) as snapshot:
        held = holding(snapshot)
        places = snapshot.places
        readings = snapshot.readings or tuple(Reading(asked=source) for source in snapshot.sources)
        return Inside(
            folder=folder,
            collected_at=snapshot.collected_at,
            sources=tuple(_source(one, held, snapshot, named) for one in readings),
            gaps=snapshot.gaps,
            holding=held,
            places=tuple(sorted(places or ())),
            lacks=() if places is None else lacking(places, looked_at),
            size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
            is_under_way=is_under_way(folder),
        )


def as_data(found: Inside, *, now: datetime, named: Named, is_public: bool) -> dict[str, Any]:
    """The same for programs."""
    held = found.holding
    return {
        "folder": str(found.folder),
        "state": found.state(now),
        "collected_at": found.collected_at.isoformat(),
        "age_days": (now - found.collected_at).days,
        "bytes": found.size,
        "issues": found.issues,
        "open_issues": held.open_issues,
        "marks": held.marks,
        "words": held.words,
        "events": {"count": held.events, "first": _text(held.first), "last": _text(held.last)},
        "sources": [
            {
                "source": one.name,
                "issues": one.issues,
                "holds": one.holds,
                "read_at": _text(one.read_at),
                "read_whole_at": _text(one.whole_at),
            }
            for one in found.sources
        ],
        "gaps": [
            {
                "source": named(gap.source),
                "what": "" if is_public else gap.what,
                "why": "" if is_public else gap.why,
                "place": gap.place,
                "absent": gap.absent,
            }
            for gap in found.gaps
        ],
        "places": list(found.places),
        "lacking": list(found.lacks),
        "unfinished_run": found.is_under_way,
    }


def _source(reading: Reading, held: Holding, snapshot: Snapshot, named: Named) -> Source:
    holds = reading.holds or (reading.asked,)
    failed = {gap.source for gap in snapshot.gaps if not gap.place and not gap.absent}
    return Source(
        name=named(reading.asked),
        issues=sum(held.issues.get(source, 0) for source in holds),
        holds=sum(source in held.issues for source in holds),
        read_at=None if failed & {reading.asked, *holds} else snapshot.collected_at,
        whole_at=reading.read_whole_at,
    )


def _when(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("-inf")


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
