"""What came: each issue of a journal that counts with its number, and each event with its issue's.

All of it goes through files and none of it stays in memory, but for the keys by which an issue that came
twice is found; those the engine puts on disk where they are too many.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from seedcorn.engine import Cell, rows
from seedcorn.engines.duckdb import DuckDB
from seedcorn.snapshot.columns import Lines, Types
from seedcorn.snapshot.lines import COLUMNS
from seedcorn.snapshot.lines import EVENTS as EVENT_LINES

_LINES_AT_ONCE = 4_096
_KEY: Types = {"source": "VARCHAR", "key": "VARCHAR"}
_NUMBER: Types = {"issue": "INTEGER"}
_LATEST: Types = {**_KEY, "asked": "INTEGER", "n": "INTEGER", "created": "INTEGER"}
_NUMBERED: Types = {**_NUMBER, "n": "INTEGER", "known": "BOOLEAN", **_KEY}
_HAPPENED: Types = {
    **_NUMBER,
    **{name: kind for name, kind in EVENT_LINES.items() if name not in ("event", *_KEY)},
}
# Of an issue that was read twice the newer text counts, then that of the later source, then the later one:
# how the lines of several sources lie among each other makes no difference. One number in place of the three
# is compared sooner, and the engine can put it on disk; no instant is before -2^36.
_FIND_LATEST = """
select source, key, (last // 4294967296 % 4294967296)::integer as asked, (last % 4294967296)::integer as n,
    created
from (
    select source, key, min(created) as created, max(
        (seconds + 68719476736)::hugeint * 18446744073709551616 + asked::hugeint * 4294967296 + n) as last
    from line join counted using (asked) where n >= first group by source, key)
"""
_FIND_OLD = """
select issue, source, key from old_issues
semi join (select source, key from latest union select source, key from told) using (source, key)
order by issue
"""
# An issue that was there keeps its number; others get the next ones, in the order in which their sources were
# asked for and then from the oldest on, whoever was faster.
_NUMBER_THEM = """
select issue, n, true as known, source, key from (
    select found.issue, n, source, key from latest join found using (source, key) order by issue)
union all
select (row_number() over () - 1 + (select coalesce(max(issue) + 1, 0) from old_issues))::integer,
    n, false, source, key
from (select * from latest anti join found using (source, key) order by asked, source, created, n)
"""
_FIND_WHAT_HAPPENED = f"""
select {", ".join(_HAPPENED)} from told join numbered using (source, key)
union all
select {", ".join(_HAPPENED)} from told
join (select * from found anti join numbered using (issue)) using (source, key)
"""  # noqa: S608  # names of columns, all of them written here
_FIND_GONE = """
select issue from old_issues semi join replaced using (source) anti join numbered using (issue) order by issue
"""


def arrive(engine: DuckDB, lines: Lines, again: Collection[str], folder: Path) -> None:
    """Make what came known, beside the `old_issues` that are known already; `folder` is for files meanwhile.

    Tables: line (as it was read), numbered (issue, n: the line that counts of it, `known`: it was there),
    happened (what was told of an issue) and gone: the old issues of sources read `again` that did not come.
    """
    _read(engine, lines, folder)
    put(engine, "counted", {"asked": "INTEGER", "first": "INTEGER"}, list(enumerate(lines.firsts)))
    _spool(engine, "latest", _LATEST, _FIND_LATEST, folder)
    has_old = bool(rows(engine.frame("old_issues").select("issue").head(1)))
    _spool(engine, "found", {**_NUMBER, **_KEY}, _FIND_OLD if has_old else "", folder)
    _spool(engine, "numbered", _NUMBERED, _NUMBER_THEM, folder)
    _spool(engine, "happened", _HAPPENED, _FIND_WHAT_HAPPENED if lines.events else "", folder)
    put(engine, "replaced", {"source": "VARCHAR"}, [(source,) for source in sorted(again)])
    _spool(engine, "gone", _NUMBER, _FIND_GONE if again else "", folder)


def _read(engine: DuckDB, lines: Lines, folder: Path) -> None:
    """The lines in columns: each kind in a file of its own."""
    engine.read_lines("every_one", {**COLUMNS, **EVENT_LINES}, lines.path, longest=lines.longest)
    _spool(engine, "line", COLUMNS, _lines_of(COLUMNS, "n"), folder, rows_at_once=_LINES_AT_ONCE)
    _spool(engine, "told", EVENT_LINES, _lines_of(EVENT_LINES, "event") if lines.events else "", folder)


def _lines_of(types: Types, number: str) -> str:
    return f"select {', '.join(types)} from every_one where {number} is not null"  # noqa: S608  # our names


def _spool(
    engine: DuckDB, name: str, types: Types, query: str, folder: Path, *, rows_at_once: int | None = None
) -> None:
    """Compute a table once, into a file, and make that known under the name; without a query it is empty."""
    if not query:
        engine.create(name, types)
        return
    path = folder / f"{name}.parquet"
    engine.execute(f"create view making_{name} as {query}")
    if rows_at_once:
        engine.write(f"making_{name}", path, rows_at_once=rows_at_once)
    else:
        engine.write(f"making_{name}", path)
    engine.read(name, types, path)


def put(engine: DuckDB, name: str, types: Types, table_rows: Sequence[Sequence[Cell]]) -> None:
    """A small table under a name."""
    engine.create(name, types)
    engine.append(name, types, list(zip(*table_rows, strict=True)))
