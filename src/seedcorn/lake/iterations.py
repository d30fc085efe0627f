"""Milestones, sprints and versions, as a mapping finds them on issues or in tables of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from seedcorn.engine import Engine, Frame, Kind
from seedcorn.lake.cells import Cells
from seedcorn.lake.keys import IterationKeys, Members
from seedcorn.lake.mapping import Lake
from seedcorn.snapshot import TABLES
from seedcorn.yamlfile import Loc

_FACTS = ("name", "starts", "ends", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One kind of iteration. `members`: issue, position, name, starts, ends, closed (1 or 0)."""

    kind: str
    members: Frame


def carried(lake: Lake, cells: Cells) -> dict[str, nw.Expr]:
    """What the rows of issues hold of iterations, in columns that `entries` knows again."""
    found: dict[str, nw.Expr] = {}
    for index, keys in enumerate(lake.file.iterations):
        if keys.table:
            continue
        loc: Loc = ("iterations", index)
        if keys.at:
            found[f"in_{index}"] = cells.column(keys.at.steps, Kind.PART, (*loc, "at"))
        else:
            found |= {f"in_{index}_{name}": fact for name, fact in _facts(keys, cells, loc).items()}
    return found


def entries(lake: Lake, issues: Frame, named: Frame) -> tuple[Entry, ...]:
    """All that a mapping names. `named` is (of, issue): how other tables name an issue."""
    return tuple(
        Entry(
            kind=keys.kind,
            members=lake.engine.keep(_members(lake, keys, index, issues, named)),
        )
        for index, keys in enumerate(lake.file.iterations)
    )


def iterations_of(engine: Engine, issues: Frame, found: Sequence[Entry]) -> Frame:
    """The table of iterations: each once a source, and only those that an issue is in."""
    if not found:
        return engine.table(TABLES["iterations"], ())
    sources = issues.select("issue", "source")
    every = nw.concat(
        [entry.members.select("issue", *_FACTS).with_columns(kind=nw.lit(entry.kind)) for entry in found]
    )
    once = (
        every.join(sources, on="issue")
        .group_by("source", "kind", "name")
        .agg(nw.col("starts").min(), nw.col("ends").max(), nw.col("closed").min())
    )
    return engine.keep(once.with_columns(closed=nw.col("closed") == 1).select(*TABLES["iterations"]))


def _members(lake: Lake, keys: IterationKeys, index: int, issues: Frame, named: Frame) -> Frame:
    loc: Loc = ("iterations", index)
    if keys.issues:
        return _joined(lake, keys, keys.issues, named, loc)
    if not keys.at:
        facts = {name: nw.col(f"in_{index}_{name}") for name in _FACTS}
        return issues.select("issue", position=nw.lit(0), **facts).filter(~nw.col("name").is_null())
    cells = Cells(lake.document, under=("item",))
    facts = _facts(keys, cells, loc)
    items = lake.engine.each(issues, f"in_{index}", keep=["issue"])
    read = cells.read(lake.engine, items, keep=["issue", "position"])
    return read.select("issue", "position", **facts).filter(~nw.col("name").is_null())


def _joined(lake: Lake, keys: IterationKeys, members: Members, named: Frame, loc: Loc) -> Frame:
    """Of two tables: one of iterations, and one that says which issue is in which."""
    cells = Cells(lake.document)
    facts = {"id": cells.text(keys.id, (*loc, "id")), **_facts(keys, cells, loc)}
    known = cells.read(lake.engine, lake.scan(keys.table or "", (*loc, "table"))).select(**facts)
    beside, links = (*loc, "issues"), Cells(lake.document)
    pair = {
        "of": links.text(members.issue, (*beside, "issue")),
        "id": links.text(members.iteration, (*beside, "iteration")),
    }
    joined = links.read(lake.engine, lake.scan(members.table, (*beside, "table"))).select(**pair)
    found = joined.join(named, on="of").join(known.filter(~nw.col("name").is_null()), on="id")
    return found.select("issue", *_FACTS, position=nw.lit(0)).select("issue", "position", *_FACTS)


def _facts(keys: IterationKeys, cells: Cells, loc: Loc) -> dict[str, nw.Expr]:
    over = cells.holds(keys.closed, (*loc, "closed")) if keys.closed else nw.lit(value=False)
    return {
        "name": cells.text(keys.name, (*loc, "name")),
        "starts": cells.minutes(keys.starts, (*loc, "starts")),
        "ends": cells.minutes(keys.ends, (*loc, "ends")),
        "closed": nw.when(over).then(nw.lit(1)).otherwise(nw.lit(0)),
    }
