"""From lines to the tables of a snapshot, leaf by leaf; of one that was there only the leaves they touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from seedcorn.engine import rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.snapshot.arriving import arrive, put
from seedcorn.snapshot.columns import (
    IN_LEAVES,
    TABLES,
    WHOLE,
    Again,
    Difference,
    Files,
    Lines,
    Types,
    leaf_name,
    plain,
)
from seedcorn.snapshot.journal import Asked, Journal
from seedcorn.snapshot.leaf import Reading, put_together
from seedcorn.snapshot.lines import branch_row

_MARK: Types = {"mark": "INTEGER"}
_SOURCE: Types = {"source": "VARCHAR"}
_TOLD = """
create view old_told as select issue from old_events anti join gone using (issue);
create view new_told as select issue from happened anti join gone using (issue);
"""
_TOUCHED = """
create table touched as
    select distinct issue // {span} as leaf from (
        select issue from numbered
        union all
        select issue from happened
        union all
        select issue from gone
        union all
        select issue from ahead);
"""
# What was dated after the reading counted as of then: now it may be known better.
_AHEAD = """
create view ahead as
    select issue from old_events where seconds >= ({then} + 1) * 60
    union all
    select issue from old_issues where closed > {then};
"""
_WHOLE = """
create table next_vocabulary as
    select * from vocabulary
    anti join (
        select mark from dropped
        anti join (
            select mark from all_marks semi join dropped using (mark)
            union
            select mark from all_events semi join dropped using (mark)
            union
            select mark from all_spells semi join dropped using (mark))
        using (mark))
    using (mark)
    order by mark;
create view read_iterations as
    select source, kind, name, min(starts) as starts, max(ends) as ends, bool_and(closed) as closed
    from came_iterations group by all;
create table next_iterations as
    select * from (
        select * from old_iterations
        anti join replaced using (source) anti join read_iterations using (source, kind, name)
        union all
        select * from read_iterations)
    semi join next_vocabulary on kind = place and name = value
    order by all;
create table next_branches as
    select * from (
        select * from old_branches anti join listed using (source) anti join read_branches using (source)
        union all
        select * from read_branches)
    order by all;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Where the tables are now, how many issues and events they hold, and what is new since those before."""

    files: Files
    issues: int
    events: int
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where the tables are written, and what is only there meanwhile."""

    tables: Path
    meanwhile: Path


def build(engine: DuckDB, lines: Lines, was: Files, again: Again, folders: Folders, *, now: int) -> Built:
    """Put what was read at minute `now` into the tables that were there, if any; what is untouched stays.

    Issues that were read again are no more, unless they came. Writes the leaves that are touched, and what is
    kept for the whole.
    """
    for table, types in TABLES.items():
        _read(engine, f"old_{table}", types, was.of(table))
    arrive(engine, lines, again.issues, folders.meanwhile)
    _prepare(engine)
    engine.execute(_TOLD)
    reading = Reading(now=now, tells=engine.has_rows("old_told") or engine.has_rows("new_told"))
    touched = _touched(engine, was, reading)
    held = {leaf: put_together(engine, leaf, was, reading, folders.tables) for leaf in touched}
    kept = [leaf for leaf in was.leaves if leaf not in touched]
    files = _files(was, kept, [leaf for leaf, issues in held.items() if issues or not leaf], folders.tables)
    _write_whole(engine, files, lines, again, folders.tables)
    new = engine.size("numbered") - engine.size("known")
    return Built(
        files=files,
        issues=engine.size("all_issues"),
        events=engine.size("all_events"),
        difference=Difference(new=new, changed=engine.size("differing"), gone=engine.size("gone")),
    )


def lines_of(journal: Journal, asked: Sequence[Asked]) -> Lines:
    """What a journal holds of the sources that were asked for, in their order."""
    return Lines(
        path=journal.path,
        longest=journal.longest,
        firsts=tuple(one.first for one in asked),
        branches=tuple(branch for one in asked for branch in one.branches),
        events=journal.events,
    )


def _prepare(engine: DuckDB) -> None:
    """What the leaves add to."""
    engine.execute("create table vocabulary as from old_vocabulary")
    engine.execute("create view known as select issue from numbered where known")
    engine.create("dropped", _MARK)
    engine.create("differing", {"issue": "INTEGER"})
    engine.create("came_iterations", TABLES["iterations"])


def _touched(engine: DuckDB, was: Files, reading: Reading) -> list[int]:
    """The leaves that what came belongs to, or may have another past now; the first where there are none.

    Where nobody told of any event there are no spells: with the first event all leaves have some.
    """
    engine.execute(_AHEAD.format(then=was.now) if reading.tells else "create view ahead as from gone")
    engine.execute(_TOUCHED.format(span=was.span))
    touched = {leaf for (leaf,) in rows(engine.frame("touched"))}
    if reading.tells != engine.has_rows("old_events"):
        touched |= set(was.leaves)
    return sorted(touched if was.leaves else touched | {0})


def _files(was: Files, kept: Iterable[int], written: Iterable[int], folder: Path) -> Files:
    """Those that stay as they were and those that are new; the first leaf is there even where it is empty."""
    paths = {leaf_name(table, leaf): path for leaf in kept for table, path in was.leaf(leaf).items()}
    names = [*(leaf_name(table, leaf) for leaf in written for table in IN_LEAVES), *WHOLE]
    return Files(paths=paths | {name: folder / plain(name) for name in names}, span=was.span)


def _write_whole(engine: DuckDB, files: Files, lines: Lines, again: Again, folder: Path) -> None:
    """Vocabulary, iterations and branches, of words that still stand somewhere."""
    for table in IN_LEAVES:
        _read(engine, f"all_{table}", TABLES[table], files.of(table))
    last = {(branch.source, branch.name): branch_row(branch) for branch in lines.branches}
    put(engine, "read_branches", TABLES["branches"], sorted(last.values()))
    put(engine, "listed", _SOURCE, [(source,) for source in sorted(again.branches | again.issues)])
    engine.execute(_WHOLE)
    for table in WHOLE:
        engine.write(f"next_{table}", folder / plain(table))


def _read(engine: DuckDB, name: str, types: Types, paths: tuple[Path, ...]) -> None:
    if paths:
        engine.read(name, types, *paths)
    else:
        engine.create(name, types)
