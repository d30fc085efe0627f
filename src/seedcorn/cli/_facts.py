"""From what was asked for on the command line to the facts: collected now, or opened from a folder."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seedcorn.cli._progress import Watch
from seedcorn.cli._reading import Means, streams, tell
from seedcorn.cli._sources import missing, public_form
from seedcorn.cli._speech import say
from seedcorn.connector import Item
from seedcorn.errors import UsageError
from seedcorn.policy import Policy
from seedcorn.register import Register, load_register
from seedcorn.snapshot import Snapshot, lacking
from seedcorn.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where facts are to come from: `sources`, else the folder of a snapshot, else the policy's sources."""

    sources: tuple[str, ...]
    folder: Path | None
    means: Means


def facts(asked: Asked, policy_sources: tuple[str, ...], *, now: datetime) -> Snapshot:
    """Open or collect the facts. Raises UsageError where nothing, or two things at once, are asked for."""
    if asked.folder and asked.sources:
        raise UsageError("a snapshot and sources cannot be audited at once", hint="leave one of them out")
    if asked.folder:
        return _opened(asked.folder, asked.means)
    sources = tuple(dict.fromkeys(asked.sources or policy_sources))
    if not sources:
        raise missing()
    named = tuple(map(public_form, sources))
    with (
        Watch(public=asked.means.public) as watch,
        closing(_chained(streams(sources, asked.means, watch))) as items,
    ):
        snapshot = Snapshot.collect(items, sources=named, collected_at=now)
    tell(watch.summary(), () if asked.means.public else snapshot.gaps)
    return snapshot


def register_of(file: Path | None, policy: Policy) -> Register | None:
    """The register named on the command line, else the policy's, else none."""
    path = file or policy.register
    return load_register(path) if path else None


def _chained(all_streams: Iterable[Iterable[Item]]) -> Generator[Item]:
    for items in all_streams:
        yield from items


def _opened(folder: Path, means: Means) -> Snapshot:
    """A snapshot as it is, with a word on what the policy looks at and nobody read into it."""
    snapshot = Snapshot.load(folder)
    known = snapshot.places
    lacks = lacking(known, means.places) if known is not None and means.places else ()
    if lacks:
        places = listed([place.replace(":", " ", 1) for place in lacks])
        said = f"not read into this snapshot, though the policy looks there: {places}"
        say(f"{said}. Take it again: seedcorn snapshot -o {folder}", lead="warning", color="yellow")
    return snapshot
