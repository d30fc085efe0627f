"""From lines to columns: what the tables of a snapshot hold, and how the engine fills them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw

from seedcorn.branch import Branch
from seedcorn.engine import rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.snapshot.lines import BRANCH_COLUMNS, COLUMNS, FACTS, branch_row
from seedcorn.snapshot.lines import EVENTS as EVENT_LINES
from seedcorn.snapshot.spells import EVENTS, SPELLS, spells

Types = Mapping[str, str]
_LINES_AT_ONCE = 4_096
TABLES: Mapping[str, Types] = {
    "issues": {"issue": "INTEGER", **FACTS},
    "marks": {"issue": "INTEGER", "mark": "INTEGER", "position": "INTEGER"},
    "vocabulary": {"mark": "INTEGER", "place": "VARCHAR", "value": "VARCHAR"},
    "iterations": {
        "source": "VARCHAR",
        "kind": "VARCHAR",
        "name": "VARCHAR",
        "starts": "INTEGER",
        "ends": "INTEGER",
        "closed": "BOOLEAN",
    },
    "branches": BRANCH_COLUMNS,
    "events": EVENTS,
    "spells": SPELLS,
}

_LINES = f"""
create view every_line as select {", ".join(COLUMNS)} from every_one where n is not null;
create view every_told as select {", ".join(EVENT_LINES)} from every_one where event is not null;
"""  # noqa: S608  # names of columns, all of them written here
# Of an issue that was read twice the newer text counts, then the one that was read later. Sources that are
# read side by side come mixed: numbers follow the order in which they were asked for, whoever was faster.
_READ = """
create table chosen as
    with last as (
        select max_by(n, {'seconds': seconds, 'n': n}) as n
        from line semi join counted on line.asked = counted.asked and n >= first
        group by source, key)
    select n, (row_number() over (order by asked, source, n) - 1)::integer as issue
    from line semi join last using (n);
create view standing as
    select n, mark[1] as place, mark[2] as value, position from (
        select n, unnest(marks) as mark, unnest(range(len(marks)))::integer as position
        from line semi join chosen using (n));
create view read_issues as
    select issue, source, key, url, title, reason, parent, created, updated, closed
    from line join chosen using (n);
create view read_told as
    select distinct * exclude event from told semi join read_issues using (source, key);
create table read_vocabulary as
    select (row_number() over (order by place, value) - 1)::integer as mark, place, value from (
        select place, value from standing
        union
        select place, value from read_told
        union
        select 'closed', coalesce(reason, '') from read_issues
        where closed is not null and exists (from read_told));
create view read_marks as
    select issue, mark, position
    from standing join chosen using (n) join read_vocabulary using (place, value);
create view read_events as
    select issue, mark, seconds, number, is_on, actor
    from read_told join read_issues using (source, key) join read_vocabulary using (place, value);
create view read_iterations as
    select source, it[1] as kind, it[2] as name, min(it[3]::integer) as starts, max(it[4]::integer) as ends,
        bool_and(it[5]::boolean) as closed
    from (select source, unnest(iterations) as it from line semi join chosen using (n))
    group by all order by all;
"""
# What a tracker tells anew of an event counts: it may have renamed a label. An issue that was there keeps its
# number. Of an iteration the source that was read again says how it is now.
_MERGE = """
create table numbered as
    with free as (select coalesce(max(issue) + 1, 0) as first from old_issues)
    select read.issue as n, coalesce(old.issue, read.issue + (select first from free))::integer as issue
    from read_issues read left join old_issues old using (source, key);
create view known as
    select issue from numbered semi join old_issues using (issue);
create table staying as
    select issue from old_issues anti join replaced using (source) anti join numbered using (issue);
create view merged_issues as
    select * from old_issues semi join staying using (issue)
    union all
    select numbered.issue, read.* exclude (issue) from read_issues read join numbered on read.issue = n;
create view old_told as
    select source, key, seconds, number, place, value, is_on, actor
    from old_events join old_issues using (issue) join old_vocabulary using (mark);
create view stale as
    select old.* from old_told old
    semi join told using (source, key, seconds, number, place, is_on)
    anti join told using (source, key, seconds, number, place, is_on, value)
    where number <> 0;
create table merged_told as
    select distinct * from (
        select * from old_told
        anti join stale using (source, key, seconds, number, place, is_on, value)
        union all
        select * exclude event from told)
    semi join merged_issues using (source, key);
create table merged_vocabulary as
    select (row_number() over (order by place, value) - 1)::integer as mark, place, value from (
        select place, value from standing
        union
        select place, value from old_vocabulary
        semi join (select mark from old_marks semi join staying using (issue)) using (mark)
        union
        select place, value from merged_told
        union
        select 'closed', coalesce(reason, '') from merged_issues
        where closed is not null and exists (from merged_told));
create view merged_events as
    select issue, mark, seconds, number, is_on, actor
    from merged_told join merged_issues using (source, key) join merged_vocabulary using (place, value);
create view merged_marks as
    select marks.issue, new.mark, position
    from old_marks marks semi join staying using (issue)
        join old_vocabulary old using (mark)
        join merged_vocabulary new on old.place = new.place and old.value = new.value
    union all
    select numbered.issue, new.mark, position
    from read_marks marks join numbered on marks.issue = n
        join read_vocabulary old using (mark)
        join merged_vocabulary new on old.place = new.place and old.value = new.value;
create view merged_iterations as
    select * from (
        select * from old_iterations
        anti join replaced using (source) anti join read_iterations using (source, kind, name)
        union all
        select * from read_iterations)
    semi join merged_vocabulary on kind = place and name = value
    order by all;
create view said as
    select issue, list([place, value] order by position) as words
    from merged_marks semi join numbered using (issue) join merged_vocabulary using (mark)
    group by issue;
create view was_said as
    select issue, list([place, value] order by position) as words
    from old_marks semi join numbered using (issue) join old_vocabulary using (mark)
    group by issue;
create view differing as
    select numbered.issue
    from numbered join merged_issues new using (issue) join old_issues old using (issue)
        left join said using (issue) left join was_said using (issue)
    where new is distinct from old or said.words is distinct from was_said.words;
"""
# What went without an event had gone when that was first seen, whenever one looks again.
_KEEP_ENDS = """
update merged_spells set until = was.until
from (
    select issue, new.mark, since, until
    from old_spells join old_vocabulary using (mark) join merged_vocabulary new using (place, value)
    where until is not null and not ended) was
where merged_spells.issue = was.issue and merged_spells.mark = was.mark and merged_spells.since = was.since
    and not merged_spells.ended and merged_spells.until > was.until;
"""
# The branches of a source come all at once, or not at all.
_MERGE_BRANCHES = """
create view merged_branches as
    select * from (
        select * from old_branches anti join listed using (source) anti join read_branches using (source)
        union all
        select * from read_branches)
    order by all;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A file of lines, the length of the longest, and from which number on those of each source count.

    `branches` are those that were read besides; of one that came twice the later counts.
    """

    path: Path
    longest: int
    firsts: tuple[int, ...]
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The sources whose issues were read again from the start, and those whose branches were all listed."""

    issues: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many issues came, changed and went since the tables that were there before."""

    new: int = 0
    changed: int = 0
    gone: int = 0


def read(engine: DuckDB, lines: Lines, folder: Path, *, now: int) -> int:
    """Write the tables of what was read at minute `now` into a folder, one Parquet file each.

    Returns how many issues there are.
    """
    engine.read_lines("every_one", {**COLUMNS, **EVENT_LINES}, lines.path, longest=lines.longest)
    engine.execute(_LINES)
    for name, types in (("line", COLUMNS), ("told", EVENT_LINES)):
        engine.write(f"every_{name}", folder / f"{name}.parquet", rows_at_once=_LINES_AT_ONCE)
        engine.read(name, types, folder / f"{name}.parquet")
    engine.create("counted", {"asked": "INTEGER", "first": "INTEGER"})
    engine.append("counted", {"asked": "INTEGER", "first": "INTEGER"}, _columns(enumerate(lines.firsts)))
    engine.execute(_READ)
    _read_branches(engine, lines.branches)
    _make_spells(engine, "read_", now)
    for name in TABLES:
        engine.write(f"read_{name}", folder / f"{name}.parquet")
    return _count(engine, "read_issues")


def merge(
    engine: DuckDB, old: Mapping[str, Path], again: Again, folder: Path, *, now: int
) -> tuple[int, Difference]:
    """Put what was read at minute `now` into older tables; what was read again is no more, unless it came.

    `read` was called before. Writes into `folder`; returns how many issues there are now, and what is new.
    """
    for name, types in TABLES.items():
        engine.read(f"old_{name}", types, old[name])
    _name(engine, "replaced", again.issues)
    _name(engine, "listed", again.branches | again.issues)
    engine.execute(_MERGE)
    engine.execute(_MERGE_BRANCHES)
    _make_spells(engine, "merged_", now)
    engine.execute(_KEEP_ENDS)
    for name in TABLES:
        engine.write(f"merged_{name}", folder / f"{name}.parquet")
    known, staying = _count(engine, "known"), _count(engine, "staying")
    new = _count(engine, "numbered") - known
    gone = _count(engine, "old_issues") - staying - known
    changed = _count(engine, "differing")
    return staying + known + new, Difference(new=new, changed=changed, gone=gone)


def merge_branches(engine: DuckDB, old: Path, again: Again, branches: Iterable[Branch], folder: Path) -> None:
    """As `merge`, where nothing but branches was read."""
    engine.read("old_branches", TABLES["branches"], old)
    _read_branches(engine, branches)
    _name(engine, "listed", again.branches)
    engine.execute(_MERGE_BRANCHES)
    engine.write("merged_branches", folder / "branches.parquet")


def count_of(engine: DuckDB, issues: Path) -> int:
    """How many issues a file of that table holds."""
    engine.read("old_issues", TABLES["issues"], issues)
    return _count(engine, "old_issues")


def events_in(engine: DuckDB, events: Path) -> int:
    """How many events a file of that table holds."""
    engine.read("kept_events", TABLES["events"], events)
    return _count(engine, "kept_events")


def _make_spells(engine: DuckDB, prefix: str, now: int) -> None:
    """The spells of a generation of tables; none where no tracker told of any event."""
    if _count(engine, f"{prefix}events"):
        engine.execute(spells(prefix, now))
    else:
        engine.create(f"{prefix}spells", SPELLS)


def _count(engine: DuckDB, table: str) -> int:
    return int(rows(engine.frame(table).select(nw.len()))[0][0])


def _read_branches(engine: DuckDB, branches: Iterable[Branch]) -> None:
    last = {(branch.source, branch.name): branch_row(branch) for branch in branches}
    engine.create("read_branches", TABLES["branches"])
    engine.append("read_branches", TABLES["branches"], list(zip(*sorted(last.values()), strict=True)))


def _name(engine: DuckDB, table: str, sources: Iterable[str]) -> None:
    engine.create(table, {"source": "VARCHAR"})
    engine.append(table, {"source": "VARCHAR"}, [sorted(sources)])


def _columns(table_rows: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    return list(zip(*table_rows, strict=True))
