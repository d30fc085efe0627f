"""A snapshot of tables that lie somewhere else: the same facts as a tracker's, read where they are."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from seedcorn.engine import Engine, Frame, rows
from seedcorn.lake.inside import missed
from seedcorn.lake.issues import Found, find, json_columns
from seedcorn.lake.iterations import entries, iterations_of
from seedcorn.lake.mapping import Lake
from seedcorn.lake.marks import marks_of, told
from seedcorn.lake.ways import written
from seedcorn.model import HISTORY, PARENT, Gap
from seedcorn.snapshot import TABLES, Snapshot
from seedcorn.words import count

_EMPTY = ("branches", "events", "spells")
# What is not declared counts as not there; nobody who looks for these by default need have them.
_UNTOLD = ("title-prefix", "heading", PARENT)


def open_lake(
    path: Path,
    engine: Engine,
    *,
    now: datetime,
    places: frozenset[str] | None = None,
    public: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Snapshot:
    """Open the tables that a mapping names; the engine is closed with the snapshot, or if this fails.

    Its facts are as of the last moment at which an issue was opened, touched or closed, and never later than
    `now`. `places` are those that somebody will look at: there is a gap for each that the mapping does not
    give. `public` says that errors are read by everybody, and keeps the tables' values out of them. `tell`
    is told in a line how many rows were read, and how many of them are no issues and why.

    Raises:
        PolicyError: the mapping is none; shows all problems, each with file, line and column.
        DataError: a table or column that it names is not there, or no row is as a condition wants it, shown
            in the same way.
    """
    with ExitStack() as unfinished:
        unfinished.enter_context(engine)
        lake = Lake.of(path, engine, public=public)
        found = find(lake)
        if tell:
            tell(_read(lake, found))
        joined = entries(lake, found.issues, found.named)
        marks, vocabulary = marks_of(lake, found.issues, found.named, joined)
        frames = {
            "issues": engine.keep(found.issues.select(*TABLES["issues"])),
            "marks": marks,
            "vocabulary": vocabulary,
            "iterations": iterations_of(engine, found.issues, joined),
            **{name: engine.table(TABLES[name], ()) for name in _EMPTY},
        }
        snapshot = Snapshot(
            engine=engine,
            sources=_sources(lake, frames["issues"]),
            gaps=(*_gaps(lake, found, places or frozenset()), *_missed(lake, vocabulary)),
            collected_at=_collected_at(found.newest, now),
            places=given(lake),
            frames=MappingProxyType(frames),
        )
        unfinished.pop_all()
    return snapshot


def given(lake: Lake) -> frozenset[str]:
    """The places that a mapping gives."""
    kinds = {keys.kind for keys in lake.file.iterations}
    return frozenset({"title-prefix", *lake.file.marks, *kinds})


def _sources(lake: Lake, issues: Frame) -> tuple[str, ...]:
    found = sorted(source for (source,) in rows(issues.select("source").unique()))
    return tuple(found) or (lake.path.name,)


def _collected_at(newest: int | None, now: datetime) -> datetime:
    moment = now if newest is None else datetime.fromtimestamp(newest * 60, UTC)
    return min(moment, now)


def _gaps(lake: Lake, found: Found, wanted: Iterable[str]) -> Iterator[Gap]:
    name = lake.path.name
    for number, why in _unnamed(lake, found):
        if number:
            yield Gap(source=name, what=count(number, "row"), why=why)
    if found.undated:
        why = "what is written in `closed` is no point in time"
        yield Gap(source=name, what=_rows(found.undated), why=why)
    for place, column in _places_in_json(lake):
        number = found.broken.get(column, 0)
        if number:
            why = f'"{column}" is no JSON in {_rows(number)}'
            yield Gap(source=name, what=place.replace(":", " ", 1), why=why, place=place)
    without = {place.casefold() for place in lake.file.without}
    for place in sorted(set(wanted) - given(lake) - without):
        if place.partition(":")[0] not in _UNTOLD:
            why = f"{name} names no column; if there is none, it says so with `without: [{place}]`"
            why = "tables say how issues are, not how they were" if place == HISTORY else why
            yield Gap(source=name, what=place.replace(":", " ", 1), why=why, place=place)


def _unnamed(lake: Lake, found: Found) -> Iterator[tuple[int, str]]:
    """Of the rows that are no issues for want of something: how many, and of what; no value of theirs."""
    keys = lake.file.issues
    yield found.empty["source"], f'no source, for "{written(lake.file.source)}" is empty'
    yield found.empty["key"], f'no key, for "{written(keys.key)}" is empty'
    yield found.unread, f'"{keys.created}" is no point in time'
    unopened = found.empty["created"] - found.unread
    yield unopened, f'nobody knows when they were opened, for "{keys.created}" is empty'


def _read(lake: Lake, found: Found) -> str:
    """What became of all rows."""
    issues = found.rows - found.left_out - found.unnamed - found.older
    others = (
        (found.left_out, "by `where`"),
        (found.unnamed, "without what an issue needs"),
        (found.older, "older states of others"),
    )
    why = ", ".join(f"{number:,} {said}" for number, said in others if number)
    total = f" in {count(found.rows, 'row')}; left out: {why}" if why else ""
    return f"{lake.path.name}: {count(issues, 'issue')}{total}"


def _missed(lake: Lake, vocabulary: Frame) -> Iterator[Gap]:
    for one in missed(lake, vocabulary):
        why = f'"{one.written}" was found nowhere in {_rows(one.count)} with "{one.above}"'
        yield Gap(source=lake.path.name, what=one.place.replace(":", " ", 1), why=why, place=one.place)


def _places_in_json(lake: Lake) -> Iterator[tuple[str, str]]:
    for one in told(lake):
        if not one.mark.table:
            yield from ((one.place, column) for column in json_columns(one.mark.value))
    yield from ((keys.kind, keys.at.steps[0]) for keys in lake.file.iterations if keys.at)


def _rows(number: int) -> str:
    return count(number, "issue")
