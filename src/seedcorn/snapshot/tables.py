"""The tables of a snapshot, built from a stream or opened from a folder, and what to ask of them."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from types import MappingProxyType

import narwhals as nw

from seedcorn.branch import Branch
from seedcorn.connector import Item, rests
from seedcorn.engine import Engine, Frame, rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import OutputError
from seedcorn.model import Gap, Iteration
from seedcorn.side_by_side import Piece, pieces_of
from seedcorn.snapshot.building import Folders, build, lines_of
from seedcorn.snapshot.columns import TABLES, Again, Files, Lines, plain
from seedcorn.snapshot.journal import Journal
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.manifest import Manifest, Reading, digest_of


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Facts of one collection.

    Tables (see TABLES): issues, one row each, times in minutes since 1970, `closed` null while open; marks
    (issue, mark): which words stand on which issue; vocabulary: each distinct (place, value) once;
    iterations: each distinct one once a source; branches, where somebody looked for them; events, where
    somebody looked for those, and spells (issue, mark, since, until): when which word stood on which issue,
    `until` null while it does, `dated` and `ended` where an event says so. `readings` and
    `places` are as in its manifest, `files` are where the tables lie. `frames` stand in place of the tables
    of their names. `stands_at` is the past moment that its facts are of, None if they are those of its
    collection. Use as a context, or close.
    """

    engine: Engine
    sources: tuple[str, ...]
    gaps: tuple[Gap, ...]
    collected_at: datetime
    readings: tuple[Reading, ...] = ()
    places: frozenset[str] | None = None
    stands_at: datetime | None = None
    files: Files = field(default_factory=Files, repr=False, compare=False)
    scratch: TemporaryDirectory[str] | None = field(default=None, repr=False, compare=False)
    frames: Mapping[str, Frame] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def collect(
        cls, items: Iterable[Item], *, sources: tuple[str, ...], collected_at: datetime
    ) -> "Snapshot":
        """Build the columns from a stream, on disk; of an issue that comes twice the newer text counts."""
        pieces = pieces_of(0, items, rests)
        return cls.collect_together(pieces, sources=sources, collected_at=collected_at)

    @classmethod
    def collect_together(
        cls, pieces: Iterable[Piece[Item]], *, sources: tuple[str, ...], collected_at: datetime
    ) -> "Snapshot":
        """As `collect`, from sources that are read side by side, numbered as they are named."""
        scratch = TemporaryDirectory(prefix="seedcorn-", ignore_cleanup_errors=True)
        with ExitStack() as unfinished:
            unfinished.callback(scratch.cleanup)
            engine, folder = unfinished.enter_context(DuckDB()), Path(scratch.name)
            with Journal.begin(folder / "journal", {"sources": sources}) as journal:
                journal.take(pieces, is_anew=lambda number: True)
            asked = [journal.asked(number) for number in range(max(len(sources), 1))]
            files = _built(engine, lines_of(journal, asked), folder, now=minutes(collected_at))
            unfinished.pop_all()
        return cls(
            engine=engine,
            sources=sources,
            gaps=tuple(gap for one in asked for gap in one.gaps),
            collected_at=collected_at,
            scratch=scratch,
            files=files,
        )

    @classmethod
    def load(cls, folder: Path, engine: Engine | None = None) -> "Snapshot":
        """Open a saved snapshot, in DuckDB unless told otherwise; the engine is closed with it.

        Raises DataError if the folder does not hold one of this version, whole.
        """
        manifest = Manifest.of(folder)
        manifest.check(folder)
        with ExitStack() as unfinished:
            engine = unfinished.enter_context(engine or DuckDB())
            files = manifest.files(folder)
            _open(engine, files)
            unfinished.pop_all()
        return cls.told(manifest, engine, files)

    @classmethod
    def told(cls, manifest: Manifest, engine: Engine, files: Files) -> "Snapshot":
        """What a manifest says of tables that are open in an engine."""
        return cls(
            engine=engine,
            sources=manifest.sources,
            gaps=manifest.gaps,
            collected_at=manifest.collected_at,
            readings=manifest.readings,
            places=manifest.places,
            files=files,
        )

    def save(self, folder: Path) -> None:
        """Write a folder of Parquet files and a manifest, for their owner alone, whole or not at all."""
        if folder.exists():
            raise OutputError(f"{folder} exists already", hint="Name a new folder, or remove that one.")
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=folder.parent, prefix=".snapshot-") as scratch:
                for name, path in self.files.paths.items():
                    copyfile(path, Path(scratch) / plain(name))
                self._manifest().put(Path(scratch), folder)
        except OSError as error:
            raise OutputError(f"{folder} could not be written: {error.strerror}") from error

    def close(self) -> None:
        """Let go of the tables; frames made from them are unusable afterwards."""
        self.engine.close()
        if self.scratch is not None:
            self.scratch.cleanup()

    @property
    def read_whole_at(self) -> datetime | None:
        """When everything was last read from its start to its end; None if some of it never was."""
        moments = [reading.read_whole_at for reading in self.readings]
        known = [moment for moment in moments if moment is not None]
        return min(known) if known and len(known) == len(moments) else None

    def frame(self, table: str) -> Frame:
        """One of the TABLES."""
        return self.frames.get(table) or self.engine.frame(table)

    @cached_property
    def has_history(self) -> bool:
        """Whether any tracker told when a mark came or went: else all stood from the start as they do now."""
        return bool(rows(self.frame("spells").select("issue").head(1)))

    def vocabulary(self) -> list[tuple[int, str, str]]:
        """Every distinct (mark, place, value)."""
        return [(mark, place, value) for mark, place, value in rows(self.frame("vocabulary"))]

    def reasons(self) -> frozenset[str]:
        """Why issues were closed, every word that any of them says; empty where no tracker has such words."""
        said = self.frame("issues").filter(~nw.col("reason").is_null()).select("reason").unique()
        return frozenset(reason for (reason,) in rows(said))

    def uses(self) -> list[tuple[str, str, int, int]]:
        """Every distinct (place, value), on how many issues it stands and on how many open ones."""
        is_open = nw.when(nw.col("closed").is_null()).then(1).otherwise(0).sum()
        counts = (
            self.frame("marks")
            .join(self.frame("issues").select("issue", "closed"), on="issue")
            .group_by("mark")
            .agg(nw.len().alias("issues"), is_open.alias("open"))
        )
        said = counts.join(self.frame("vocabulary"), on="mark")
        ordered = said.sort("issues", "place", "value", descending=[True, False, False])
        return [
            (place, value, issues, int(open_ones))
            for place, value, issues, open_ones in rows(ordered.select("place", "value", "issues", "open"))
        ]

    def iterations(self) -> tuple[Iteration, ...]:
        """Every distinct iteration. The same name and kind in several repositories is one."""
        found: dict[tuple[str, str], Iteration] = {}
        for _, kind, name, starts, ends, closed in rows(self.frame("iterations").sort("kind", "name")):
            seen = Iteration(kind=kind, name=name, start=_moment(starts), end=_moment(ends), closed=closed)
            found[kind, name] = _merged(found.get((kind, name)), seen)
        return tuple(found.values())

    def branches(self) -> tuple[Branch, ...]:
        """Every branch that was read, by source and name."""
        found = rows(self.frame("branches").sort("source", "name"))
        return tuple(
            Branch(
                source=source,
                name=name,
                committed_at=datetime.fromtimestamp(committed * 60, UTC),
                is_default=is_default,
                merged=merged,
            )
            for source, name, committed, is_default, merged in found
        )

    def count(self) -> int:
        """How many issues it holds."""
        return int(rows(self.frame("issues").select(nw.len()))[0][0])

    def _manifest(self) -> Manifest:
        return Manifest(
            sources=self.sources,
            collected_at=self.collected_at,
            gaps=self.gaps,
            readings=self.readings,
            places=self.places,
            tables={name: digest_of(path) for name, path in self.files.paths.items()},
            span=self.files.span,
        )


def _built(engine: DuckDB, lines: Lines, folder: Path, *, now: int) -> Files:
    """The tables of what was read, made and opened."""
    folders = Folders(tables=folder, meanwhile=folder / "meanwhile")
    folders.meanwhile.mkdir()
    with engine.apart(folders.meanwhile):
        files = build(engine, lines, Files(), Again(), folders, now=now).files
    _open(engine, files)
    return files


def _open(engine: Engine, files: Files) -> None:
    for name, types in TABLES.items():
        engine.read(name, types, *files.of(name))


def _merged(known: Iteration | None, seen: Iteration) -> Iteration:
    """One iteration of a name met twice: it lasts as long as the longer one, and is closed when both are."""
    if known is None or known == seen:
        return seen
    starts = [moment for moment in (known.start, seen.start) if moment]
    ends = [moment for moment in (known.end, seen.end) if moment]
    return Iteration(
        kind=seen.kind,
        name=seen.name,
        start=min(starts, default=None),
        end=max(ends, default=None),
        closed=known.closed and seen.closed,
    )


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)
