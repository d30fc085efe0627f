"""From what was asked for on the command line to the facts: collected now, or opened from a folder."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from seedcorn.cli._engine import DEFAULT, opened
from seedcorn.cli._progress import Watch
from seedcorn.cli._reading import Means, streams, tell, together
from seedcorn.cli._sources import connector_of, missing, public_form
from seedcorn.cli._speech import say
from seedcorn.connector import COMMON, Item
from seedcorn.errors import UsageError
from seedcorn.model import HISTORY, Gap
from seedcorn.side_by_side import Piece
from seedcorn.snapshot import Snapshot, lacking, load_distant

_MAPPINGS = (".yml", ".yaml")
Folder = Path | str  # an address, as in s3://bucket/folder, stays as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where facts are to come from: `sources`, else a snapshot or a mapping, else the policy's sources.

    `reported` says that what could not be read stands in what is printed, and need not be said before it.
    """

    sources: tuple[str, ...]
    folder: Folder | None
    means: Means
    reported: bool = False
    engine: str = DEFAULT


def facts(asked: Asked, policy_sources: tuple[str, ...], *, now: datetime) -> Snapshot:
    """Open or collect the facts. Raises UsageError where nothing, or two things at once, are asked for."""
    if asked.folder and asked.sources:
        raise UsageError("a snapshot and sources cannot be audited at once", hint="leave one of them out")
    if asked.folder:
        return _opened(asked.folder, asked, now)
    if asked.engine != DEFAULT:
        raise UsageError(
            f"--engine {asked.engine.partition(':')[0]} counts tables that are there already",
            hint="Name them with --from: a snapshot's folder, or a file that says where your tables are.",
        )
    sources = tuple(dict.fromkeys(asked.sources or policy_sources))
    if not sources:
        raise missing()
    named = tuple(map(public_form, sources))
    with (
        Watch(public=asked.means.public) as watch,
        closing(_together(streams(sources, asked.means, watch), asked.means)) as pieces,
    ):
        snapshot = Snapshot.collect_together(pieces, sources=named, collected_at=now)
    tell(watch.summary(), () if asked.means.public else _untold(snapshot, asked))
    return snapshot


def _untold(snapshot: Snapshot, asked: Asked) -> Iterator[Gap]:
    """The gaps that no report tells: of the past it says only that some of it is missing."""
    yield from (gap for gap in snapshot.gaps if gap.place == HISTORY or not asked.reported)


def _together(found: list[Generator[Item]], means: Means) -> Generator[Piece[Item]]:
    """The streams side by side, which end with this."""
    with ExitStack() as open_streams:
        for items in found:
            open_streams.enter_context(closing(items))
        yield from open_streams.enter_context(closing(together(dict(enumerate(found)), means)))


def _opened(folder: Folder, asked: Asked, now: datetime) -> Snapshot:
    """A snapshot, or tables that a mapping names, with gaps for what the policy looks at and is not there."""
    places = asked.means.places or frozenset()
    if isinstance(folder, Path) and folder.suffix in _MAPPINGS and not folder.is_dir():
        from seedcorn.lake import open_lake  # noqa: PLC0415  # 40 ms that only a mapping needs

        engine, public = opened(asked.engine), asked.means.public
        return open_lake(folder, engine, now=now, places=places, public=public, tell=say)
    engine = opened(asked.engine)
    snapshot = load_distant(folder, engine) if isinstance(folder, str) else Snapshot.load(folder, engine)
    if snapshot.places is None:
        return snapshot
    lacks = lacking(snapshot.places, places)
    return replace(snapshot, gaps=(*snapshot.gaps, *_unread(snapshot.sources, lacks, folder)))


def _unread(sources: Iterable[str], places: Iterable[str], folder: Folder) -> Iterator[Gap]:
    """A gap for each place that a source could have told."""
    why = f"it was not read into this snapshot; take it again: seedcorn snapshot -o {folder}"
    told = [(source, COMMON | connector_of(source)[0].tells) for source in sources]
    for place in places:
        kind = place.partition(":")[0]
        said = place.replace(":", " ", 1)
        yield from (Gap(source=one, what=said, why=why, place=place) for one, tells in told if kind in tells)
