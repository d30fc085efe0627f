"""The words on issues, from wherever a mapping says that they stand: in columns, lists, joined tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw

from seedcorn.engine import Engine, Frame, Kind
from seedcorn.lake.cells import Cells, filled
from seedcorn.lake.headings import answer
from seedcorn.lake.iterations import Entry
from seedcorn.lake.keys import Mark
from seedcorn.lake.mapping import Lake
from seedcorn.lake.numbering import numbered
from seedcorn.lake.ways import Way
from seedcorn.yamlfile import Loc

_TITLE_PREFIX = r"^\s*\[[^\[\]]{1,80}\]"
_BEFORE_PREFIX = r"^\s*\["
_AFTER_PREFIX = r"\][\s\S]*$"
# The order in which the connectors read: of two customers on an issue the first may be the one that counts.
_ORDER = ("field", "label", "heading", "title-prefix", "type", "iterations", "author", "assignee")
_APART = 1_000_000  # more than there are words of one place on one issue
_SAID = ("issue", "place", "value", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A mark of the mapping, and the column of `carried` that holds its words, if issues carry them."""

    place: str
    mark: Mark
    loc: Loc
    column: str

    @property
    def listed(self) -> Way | None:
        """The way to a list, where the words stand in one."""
        first = self.mark.value[0]
        is_list = len(self.mark.value) == 1 and isinstance(first, Way) and first.inner is not None
        return first if is_list and isinstance(first, Way) else None

    def carried(self, cells: Cells) -> nw.Expr:
        """Its words in a row of issues, or the list that they stand in."""
        way = self.listed
        if way:
            return cells.column(way.steps, Kind.PART, self.loc)
        text = cells.text(self.mark.value, self.loc)
        kind, _, name = self.place.partition(":")
        return answer(text, name) if kind == "heading" else text


def told(lake: Lake) -> tuple[Told, ...]:
    """The marks of a mapping, in the order in which they count."""
    marks = (
        Told(place=place, mark=mark, loc=_loc(lake, written), column=f"mark_{index}")
        for index, (written, (place, mark)) in enumerate(
            zip(_written(lake), lake.file.marks.items(), strict=False)
        )
    )
    return tuple(sorted(marks, key=lambda one: _order(one.place)))


def marks_of(lake: Lake, issues: Frame, named: Frame, entries: Sequence[Entry]) -> tuple[Frame, Frame]:
    """The tables of marks and of vocabulary. `named` is (of, issue): how other tables name an issue."""
    found = [("title-prefix", "title-prefix", _title_prefixes(issues))]
    for one in told(lake):
        words = _joined(lake, one, named) if one.mark.table else _standing(lake, one, issues)
        found.append((one.place, one.place, words))
    found += [
        ("iterations", entry.kind, entry.members.select("issue", "position", value="name"))
        for entry in entries
    ]
    found.sort(key=lambda one: _order(one[0]))
    said = [_said(words, place, rank) for rank, (_, place, words) in enumerate(found)]
    return _coded(lake.engine, nw.concat(said))


def _coded(engine: Engine, said: Frame) -> tuple[Frame, Frame]:
    """Marks and vocabulary, of (issue, place, value, position) with a word on an issue once or more."""
    once = engine.keep(said.group_by("issue", "place", "value").agg(nw.col("position").min()))
    vocabulary = engine.keep(
        numbered(
            engine,
            once.select("place", "value").unique(),
            "mark",
            part=nw.col("place"),
            kind="VARCHAR",
            order=["value"],
        ).select("mark", "place", "value")
    )
    marks = once.join(vocabulary, on=["place", "value"]).with_columns(one=nw.lit(1))
    place = nw.col("one").cum_sum().over("issue", order_by=["position", "mark"]) - 1
    return engine.keep(marks.select("issue", "mark", position=place.cast(nw.Int32))), vocabulary


def _title_prefixes(issues: Frame) -> Frame:
    titled = issues.filter(nw.col("title").str.contains(_TITLE_PREFIX))
    value = nw.col("title").str.replace_all(_BEFORE_PREFIX, "").str.replace_all(_AFTER_PREFIX, "")
    return titled.select("issue", value=value, position=nw.lit(0))


def _standing(lake: Lake, one: Told, issues: Frame) -> Frame:
    """(issue, value, position) of words in the table of issues."""
    way = one.listed
    if way is None:
        return issues.select("issue", value=one.column, position=nw.lit(0))
    return _each(lake, one, way, issues, one.column)


def _joined(lake: Lake, one: Told, named: Frame) -> Frame:
    """(issue, value, position) of words in a table of their own."""
    cells, loc = Cells(lake.document), one.loc
    table = lake.scan(one.mark.table or "", (*loc, "table"))
    of, words = cells.text(one.mark.issue, (*loc, "issue")), one.carried(cells)
    counts = None if one.mark.where is None else cells.holds(one.mark.where, (*loc, "where"))
    read = cells.read(lake.engine, table)
    rows = (
        read.select(of=of, words=words) if counts is None else read.filter(counts).select(of=of, words=words)
    )
    found = rows.join(named, on="of")
    if one.listed:
        return _each(lake, one, one.listed, found, "words")
    return found.select("issue", value="words", position=nw.lit(0))


def _each(lake: Lake, one: Told, way: Way, rows: Frame, column: str) -> Frame:
    cells = Cells(lake.document, under=("item",))
    value = filled(cells.column(way.inner or (), Kind.TEXT, one.loc))
    items = lake.engine.each(rows, column, keep=["issue"])
    return cells.read(lake.engine, items, keep=["issue", "position"]).select("issue", "position", value=value)


def _said(words: Frame, place: str, rank: int) -> Frame:
    there = words.filter(~nw.col("value").is_null())
    position = (nw.col("position") + rank * _APART).cast(nw.Int32)
    return there.select("issue", "value", place=nw.lit(place), position=position).select(*_SAID)


def _order(place: str) -> int:
    kind = place.partition(":")[0]
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _written(lake: Lake) -> Iterator[str]:
    marks = lake.document.data.get("marks")
    yield from marks if isinstance(marks, dict) else ()


def _loc(lake: Lake, written: str) -> Loc:
    """Where the way of a mark stands: behind its place, or as `value` further down."""
    loc = ("marks", written)
    return (*loc, "value") if (*loc, "value") in lake.document.values else loc
