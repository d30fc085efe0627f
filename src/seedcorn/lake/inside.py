"""Ways into JSON that lead nowhere in any row: a name that is misspelt there is known to no table."""

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw

from seedcorn.engine import Frame, Kind, rows
from seedcorn.lake.cells import Cells
from seedcorn.lake.mapping import Lake
from seedcorn.lake.marks import told
from seedcorn.lake.ways import Condition, Said, Way
from seedcorn.yamlfile import Loc

_ISSUES: Loc = ("issues",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A way that `count` issues could have gone, for they have something at `above`, and none could."""

    place: str
    written: str
    above: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Rows in which a way is gone: those that count, and the column that names their issue."""

    name: str
    where: Condition | None
    key: Said | None
    loc: Loc


def missed(lake: Lake, vocabulary: Frame) -> Iterator[Missed]:
    """Of the places at which nothing was found, those whose way is known nowhere, though it could be.

    What is null everywhere, or an empty list, is no mistake; nor is a place that the mapping says is empty.
    """
    found = {place for (place,) in rows(vocabulary.select("place").unique())}
    found |= {place.casefold() for place in lake.file.without}
    keys = lake.file.issues
    issues = _Table(name=keys.table, where=keys.where, key=keys.key, loc=_ISSUES)
    for one in told(lake):
        if one.place not in found:
            mark = one.mark
            own = _Table(name=mark.table or "", where=mark.where, key=mark.issue, loc=one.loc)
            for way in _ways(mark.value):
                yield from _missed(lake, own if mark.table else issues, one.place, way, one.loc)
    for index, iteration in enumerate(lake.file.iterations):
        if iteration.kind not in found and not iteration.table:
            for way in _ways(iteration.name):
                full = way if iteration.at is None else Way(steps=iteration.at.steps, inner=way.steps)
                yield from _missed(lake, issues, iteration.kind, full, ("iterations", index, "name"))


def _ways(said: Said) -> Iterator[Way]:
    yield from (part for part in said if isinstance(part, Way))


def _missed(lake: Lake, table: _Table, place: str, way: Way, loc: Loc) -> Iterator[Missed]:
    if len(way.steps) == 1 and not way.inner:
        return
    cells = Cells(lake.document)
    columns = {
        "key": cells.text(table.key, table.loc),
        "lacks": cells.column(way.steps, Kind.LACKS, loc),
        "part": cells.column(way.steps, Kind.PART, loc),
    }
    counts = None if table.where is None else cells.holds(table.where, table.loc)
    read = cells.read(lake.engine, lake.scan(table.name, table.loc))
    there = (read if counts is None else read.filter(counts)).select(**columns)
    outer, inner = str(Way(steps=way.steps)), str(way)
    count = _lacking(there)
    if count:
        yield Missed(place=place, written=outer, above=str(Way(steps=way.steps[:1])), count=count)
    elif way.inner:
        items, within = lake.engine.each(there, "part", keep=["key"]), Cells(lake.document, under=("item",))
        lacks = within.column(way.inner, Kind.LACKS, loc)
        count = _lacking(within.read(lake.engine, items, keep=["key"]).select("key", lacks=lacks))
        if count:
            yield Missed(place=place, written=inner, above=outer, count=count)


def _lacking(frame: Frame) -> int:
    """The issues that lack a name; none, if an issue has it."""
    once = frame.select("key", "lacks").unique()
    found: dict[bool | None, int] = dict(rows(once.group_by("lacks").agg(nw.len().alias("issues"))))
    return 0 if False in found else found.get(True, 0)
