"""One leaf of a snapshot: what was in it before, and what came, put together in bounded memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seedcorn.engines.duckdb import DuckDB
from seedcorn.snapshot.columns import IN_LEAVES, TABLES, Files, leaf_name, plain
from seedcorn.snapshot.lines import FACTS
from seedcorn.snapshot.spells import spells

# Rows go into files in an order of their own, so that the same facts are the same bytes.
_ISSUES = f"""
create table part as select issue, n, known from numbered where issue between {{first}} and {{last}};
create view came as select part.issue, line.* exclude (n, asked, seconds) from line join part using (n);
create table staying as
    select issue from was_issues
    anti join (select issue from gone where issue between {{first}} and {{last}}) using (issue)
    anti join part using (issue);
create view next_issues as
    select issue, {", ".join(FACTS)} from came
    union all
    select * from was_issues semi join staying using (issue)
    order by issue;
"""  # noqa: S608  # names of columns, all of them written here
# A word keeps its code as long as it stands anywhere: other leaves have it too.
_MARKS = """
create view standing as
    select issue, mark[1] as place, mark[2] as value, position from (
        select issue, unnest(marks) as mark, unnest(range(len(marks)))::integer as position from came);
create view happened_here as
    select * from happened semi join leaf_issues using (issue) where issue between {first} and {last};
insert into vocabulary
    select (last + row_number() over (order by place, value))::integer, place, value
    from (
        select place, value from standing
        union
        select place, value from happened_here
        union
        select 'closed', coalesce(reason, '') from leaf_issues where closed is not null and {tells})
    anti join vocabulary using (place, value),
    (select coalesce(max(mark), -1) as last from vocabulary);
create view next_marks as
    select issue, mark, position from was_marks semi join staying using (issue)
    union all
    select issue, mark, position from standing join vocabulary using (place, value)
    order by issue, position, mark;
"""
# What a tracker tells anew of an event counts: it may have renamed a label.
_EVENTS = """
create view coming as
    select issue, mark, seconds, number, is_on, actor, place
    from happened_here join vocabulary using (place, value);
create view known_events as
    select issue, mark, seconds, number, is_on, actor, place
    from was_events semi join leaf_issues using (issue) join vocabulary using (mark);
create view stale as
    select issue, mark, seconds, number, is_on from known_events
    semi join coming using (issue, seconds, number, place, is_on)
    anti join coming using (issue, seconds, number, place, is_on, mark)
    where number <> 0;
create view next_events as
    select distinct issue, mark, seconds, number, is_on, actor from (
        select * from known_events anti join stale using (issue, mark, seconds, number, is_on)
        union all
        select * from coming)
    order by issue, seconds, number, mark, is_on, actor;
create view leaf_vocabulary as from vocabulary;
"""
# What went without an event had gone when that was first seen, whenever one looks again.
_SPELLS = """
update leaf_spells set until = was.until
from (select issue, mark, since, until from was_spells where until is not null and not ended) was
where leaf_spells.issue = was.issue and leaf_spells.mark = was.mark and leaf_spells.since = was.since
    and not leaf_spells.ended and leaf_spells.until > was.until;
create view next_spells as from leaf_spells order by issue, since, mark, until, position;
"""
_ITERATIONS = """
insert into came_iterations
    select source, it[1] as kind, it[2] as name,
        min(it[3]::integer), max(it[4]::integer), bool_and(it[5]::boolean)
    from (select source, unnest(iterations) as it from came) group by all;
"""
_COMPARED = """
insert into dropped
    select mark from (
        select mark from was_marks union select mark from was_events union select mark from was_spells)
    anti join (
        select mark from leaf_marks union select mark from leaf_events union select mark from leaf_spells)
    using (mark);
create view came_again as select issue from part where known;
create view said as
    select issue, list(mark order by position) as words
    from leaf_marks semi join came_again using (issue) group by issue;
create view was_said as
    select issue, list(mark order by position) as words
    from was_marks semi join came_again using (issue) group by issue;
insert into differing
    select issue from came_again join leaf_issues new using (issue) join was_issues old using (issue)
        left join said using (issue) left join was_said using (issue)
    where new is distinct from old or said.words is distinct from was_said.words;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What holds of all leaves of one reading: at which minute it was, whether anybody told of any event."""

    now: int
    tells: bool


def put_together(engine: DuckDB, number: int, was: Files, reading: Reading, folder: Path) -> int:
    """Write the tables of a leaf into a folder. Returns how many issues it holds.

    `arrive` was called before, and vocabulary, dropped, came_iterations and differing are there to add to:
    the words, the codes of those that this leaf has no more, and the issues that came again otherwise.
    """
    first = number * was.span
    said = {"first": first, "last": first + was.span - 1, "tells": "true" if reading.tells else "false"}
    there = was.leaf(number)
    with _by_itself(engine):
        _open(engine, there)
        for table, statements in (("issues", _ISSUES), ("marks", _MARKS)):
            engine.execute(statements.format(**said))
            _write(engine, table, number, folder)
        _tell(engine, number, reading, folder)
        engine.execute(_ITERATIONS)
        if there:
            engine.execute(_COMPARED)
        return engine.size("leaf_issues")


def _tell(engine: DuckDB, number: int, reading: Reading, folder: Path) -> None:
    """What happened to the issues, and when which mark stood there."""
    if reading.tells:
        engine.execute(_EVENTS)
        _write(engine, "events", number, folder)
        engine.execute(spells("leaf_", reading.now) + _SPELLS)
        engine.write("next_spells", folder / plain(leaf_name("spells", number)))
    else:
        for table in ("events", "spells"):
            engine.create(f"next_{table}", TABLES[table])
            _write(engine, table, number, folder)


def _open(engine: DuckDB, paths: dict[str, Path]) -> None:
    """What was in the leaf, nothing if it is new."""
    for table in IN_LEAVES:
        if table in paths:
            engine.read(f"was_{table}", TABLES[table], paths[table])
        else:
            engine.create(f"was_{table}", TABLES[table])


def _write(engine: DuckDB, table: str, number: int, folder: Path) -> None:
    path = folder / plain(leaf_name(table, number))
    engine.write(f"next_{table}", path)
    engine.read(f"leaf_{table}", TABLES[table], path)


@contextmanager
def _by_itself(engine: DuckDB) -> Iterator[None]:
    """What is made meanwhile goes at its end."""
    engine.execute("create schema leaf; set search_path = 'leaf,apart'")
    try:
        yield
    finally:
        engine.execute("set schema = apart; drop schema leaf cascade")
