"""A snapshot in the making: kept beside its folder while it is read, so that it may be cut off anywhere."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from seedcorn.branch import BRANCH
from seedcorn.connector import Item, rests
from seedcorn.engines.duckdb import DuckDB
from seedcorn.errors import DataError, OutputError, UsageError
from seedcorn.side_by_side import Piece, pieces_of
from seedcorn.snapshot.building import Built, Folders, build, lines_of
from seedcorn.snapshot.columns import Again, Difference, Files
from seedcorn.snapshot.journal import DamagedError, Journal, header_of
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.manifest import VERSION, Manifest, Reading, digest_of, has_tables, moment
from seedcorn.snapshot.partial import Partial
from seedcorn.snapshot.reading import Outcome, in_force, lacking, listed, outcome, replaced

_UNFIT = "what a stopped run had collected is of other sources, places or another time, and is not used"
_DAMAGED = "what a stopped run had collected is damaged, and is read anew"
_REPLACED = "cannot be used as it is, and is replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a snapshot is to hold: the sources as they are asked for, and the places that somebody looks at.

    Without `asked` it is what the folder's snapshot is of. `full` reads everything again. `tells` says
    whether a source, as it is asked for, can tell a place at all: one that cannot is not read again for it.
    """

    asked: tuple[str, ...]
    places: frozenset[str]
    full: bool = False
    tells: Callable[[str, str], bool] = lambda asked, place: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the folder holds now, and how that differs from what it held before: None if it is new."""

    manifest: Manifest
    issues: int
    difference: Difference | None
    events: int = 0


class Draft:
    """A snapshot in the making. Use it as a context: it goes on where one of the same wish was cut off.

    For each number of `asked`: `read` what its connector gives for `places` and `bookmarks(number)`; at last
    `finish`. `remarks` are what is to be said about what it starts from. `lacks` are the places that were not
    read so far, for which the sources `anew` are read again.

    Raises:
        UsageError: the folder holds a snapshot of other sources.
        DataError: it holds one that is damaged, or of another version, and not everything is to be read.
        OutputError: nothing can be written there.
    """

    def __init__(self, folder: Path, wish: Wish, *, now: datetime) -> None:
        self._folder = folder
        found = _snapshot_in(folder, wish)
        self._base = found.manifest
        self.asked = found.asked
        self.remarks = list(found.remarks)
        known = self._base.places if self._base else None
        self.lacks = lacking(known, wish.places) if self._base else ()
        told = ((asked, any(wish.tells(asked, place) for place in self.lacks)) for asked in self.asked)
        self.anew = tuple(asked for asked, again in told if again or (self.lacks and known is None))
        self._full = wish.full or self.anew == self.asked
        kept = frozenset() if self._full or known is None else known
        self.places = kept if kept and not self.lacks else kept | wish.places
        self._now = now
        self._partial = Partial(folder)

    def __enter__(self) -> Self:
        self._partial.lock()
        with ExitStack() as unfinished:
            unfinished.callback(self._partial.unlock)
            self._journal = self._taken_up() or Journal.begin(self._partial.journal, self._header())
            unfinished.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._journal.close()
        finally:
            self._partial.unlock()

    @property
    def resumed(self) -> tuple[tuple[str, int], ...]:
        """The sources of which there are issues to go on from, and how many."""
        states = ((asked, self._journal.asked(number)) for number, asked in enumerate(self.asked))
        here = ((asked, state.issues) for asked, state in states if in_force({}, state.bookmarks))
        return tuple((asked, issues) for asked, issues in here if issues)

    @property
    def order(self) -> list[int]:
        """The numbers of the sources, in the order to read them in: those that are not whole yet come first.

        Else a small budget would be spent on the same ones each time.
        """
        return sorted(range(len(self.asked)), key=self._is_whole)

    def _is_whole(self, number: int) -> bool:
        state, was = self._journal.asked(number), self._was(number)
        if state.ended:
            return not any(not gap.place for gap in state.gaps)
        if self._journal.header["full"] or was.read_whole_at is None or self._base is None:
            return False
        return not any(not gap.place and gap.source in was.holds for gap in self._base.gaps)

    def bookmarks(self, number: int) -> dict[str, str]:
        """From where on the source of that number is to be read; none: from its start."""
        known = {} if self._from_start(number) else self._was(number).bookmarks
        return in_force(known, self._journal.asked(number).bookmarks)

    def read(self, number: int, items: Iterable[Item]) -> None:
        """Take what the source of that number gives, to its end."""
        self.read_together(pieces_of(number, items, rests))

    def read_together(self, pieces: Iterable[Piece[Item]]) -> None:
        """Take what sources give that are read side by side, each to its end."""
        self._journal.take(pieces, is_anew=lambda number: not self.bookmarks(number))

    def finish(self, *, sources: tuple[str, ...]) -> Taken:
        """Make the tables and let the folder hold them, all at once; `sources` are their names in reports.

        Raises OutputError if they cannot be written: what was read, and what was there, is as it was.
        """
        outcomes = [self._outcome(number) for number in range(len(self.asked))]
        self._journal.close()
        scratch, meanwhile = self._partial.scratch("tables"), self._partial.scratch("meanwhile")
        with DuckDB() as engine, engine.apart(meanwhile):
            built = self._build(engine, outcomes, Folders(tables=scratch, meanwhile=meanwhile))
        manifest = Manifest(
            sources=sources,
            collected_at=self._now,
            gaps=tuple(gap for one in outcomes for gap in one.gaps),
            readings=tuple(one.reading for one in outcomes),
            places=self.places,
            tables=self._digests(built.files, scratch),
            span=built.files.span,
        )
        manifest.put(scratch, self._folder)
        self._partial.remove()
        difference = built.difference if self._base else None
        return Taken(manifest=manifest, issues=built.issues, difference=difference, events=built.events)

    def _build(self, engine: DuckDB, outcomes: list[Outcome], folders: Folders) -> Built:
        """The tables: those that change are written, and the others stay where they are."""
        states = [self._journal.asked(number) for number in range(len(self.asked))]
        readings = self._readings()
        branches = listed(states, readings) if BRANCH in self.places else frozenset[str]()
        again = Again(issues=replaced(outcomes, readings), branches=branches)
        was = self._base.files(self._folder) if self._base else Files()
        return build(engine, lines_of(self._journal, states), was, again, folders, now=minutes(self._now))

    def _digests(self, files: Files, scratch: Path) -> dict[str, str]:
        """What each file is: those that were written now, and those that the folder holds already."""
        known = self._base.tables if self._base else {}
        return {
            name: digest_of(path) if path.parent == scratch else known[name]
            for name, path in files.paths.items()
        }

    def _outcome(self, number: int) -> Outcome:
        was = self._was(number)
        return outcome(
            self._journal.asked(number),
            was,
            [gap for gap in self._base.gaps if gap.source in was.holds] if self._base else [],
            began_at=moment(self._journal.header["began_at"]),
            from_start=self._from_start(number),
        )

    def _was(self, number: int) -> Reading:
        return self._readings()[number]

    def _readings(self) -> tuple[Reading, ...]:
        """How each source stood before."""
        return self._base.readings if self._base else tuple(Reading(asked=asked) for asked in self.asked)

    def _from_start(self, number: int) -> bool:
        """Whether a source is read anew: so is one of which a place could not be read, as it may be now."""
        holds = self._was(number).holds
        unread = self._base and any(
            gap.place and not gap.absent and gap.source in holds for gap in self._base.gaps
        )
        again = self._journal.header["full"] or self.asked[number] in self._journal.header["anew"]
        return bool(again or unread or not self._was(number).bookmarks)

    def _header(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "base": self._base.digest if self._base else "",
            "asked": list(self.asked),
            "places": sorted(self.places),
            "full": self._full,
            "anew": list(self.anew),
            "began_at": self._now.isoformat(),
        }

    def _taken_up(self) -> Journal | None:
        """What a stopped run left, if it fits; a full reading that was stopped is gone on with as one."""
        if not self._partial.journal.exists():
            return None
        try:
            journal = Journal.resume(self._partial.journal)
        except DamagedError:
            self.remarks.append(_DAMAGED)
            return None
        if _fits(journal.header, self._header()):
            return journal
        journal.close()
        self.remarks.append(_UNFIT)
        return None


def unfinished(folder: Path) -> tuple[str, ...]:
    """The sources of a snapshot that was begun and is not there yet, as they were asked for; none if so."""
    if folder.exists():
        return ()
    asked = header_of(Partial(folder).journal).get("asked")
    return tuple(map(str, asked)) if isinstance(asked, list) else ()


def places_of(folder: Path) -> frozenset[str]:
    """The places that a snapshot there, or one that was begun, was read for; none if neither can be told."""
    try:
        told = Manifest.of(folder).places if folder.exists() else None
    except DataError:  # whoever goes on with it says so
        told = None
    begun = header_of(Partial(folder).journal).get("places")
    return (told or frozenset()) | frozenset(map(str, begun if isinstance(begun, list) else ()))


def _fits(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    same = all(found.get(name) == wanted[name] for name in ("version", "base", "asked", "places"))
    same = same and set(wanted["anew"]) <= set(found.get("anew", ()))
    return same and (found.get("full") or not wanted["full"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a folder holds to start from: its manifest, None for nothing, and which sources to ask."""

    manifest: Manifest | None
    asked: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def _snapshot_in(folder: Path, wish: Wish) -> _Found:
    """The snapshot that is there already, if its files are as they were written."""
    if folder.is_symlink():
        raise OutputError(f"{folder} is a symbolic link and is not followed", hint="Name the folder itself.")
    if not folder.exists():
        return _Found(manifest=None, asked=wish.asked)
    if not (folder / "manifest.json").exists() and not has_tables(folder):
        raise OutputError(f"{folder} exists already, and is no snapshot", hint="Name a new folder.")
    asked = wish.asked
    try:
        manifest = Manifest.of(folder)
        asked = _asked(folder, manifest, wish)
        manifest.check(folder)
    except DataError:
        if not (wish.full and asked and has_tables(folder)):
            raise
        return _Found(manifest=None, asked=asked, remarks=(f"{folder} {_REPLACED}",))
    return _Found(manifest=manifest, asked=asked)


def _asked(folder: Path, base: Manifest, wish: Wish) -> tuple[str, ...]:
    """The sources to ask: those of the snapshot that is there, in its order."""
    known = tuple(reading.asked for reading in base.readings)
    if not known or (wish.asked and set(wish.asked) != set(known)):
        named = ", ".join(base.sources)
        hint = "Name another folder; or name no sources, and those of the snapshot are read again."
        raise UsageError(f"{folder} is a snapshot of other sources: {named}", hint=hint)
    return known
