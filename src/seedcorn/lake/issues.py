"""The rows that are issues: their facts in the columns of a snapshot, each issue once and with its number."""

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw

from seedcorn.endings import COMPLETED, DECLINED, DUPLICATE
from seedcorn.engine import Frame, Kind, rows
from seedcorn.lake.cells import Cells, in_minutes
from seedcorn.lake.iterations import carried
from seedcorn.lake.keys import Issues
from seedcorn.lake.mapping import Lake
from seedcorn.lake.marks import told
from seedcorn.lake.numbering import numbered
from seedcorn.lake.unmatched import unmatched
from seedcorn.lake.ways import Said, Way
from seedcorn.words import count
from seedcorn.yamlfile import Loc

_MINUTES_A_DAY = 24 * 60
_AT: Loc = ("issues",)
_WHERE: Loc = (*_AT, "where")
_IS_CLOSED: Loc = (*_AT, "is-closed")
_NEEDED = ("source", "key", "created")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The issues with all that a mapping wants of their rows, and what of it could not be read.

    `empty` maps source, key and created to the rows that do not have it, and are no issues therefore; of
    `undated` ones nobody knows when they were closed, and of `unread` ones when they were opened, though it
    is written. `broken` maps a column, which should be JSON, to its rows that are none. `newest` is the last
    minute at which an issue was opened, touched or closed. Of all `rows` those that `left_out` counts are no
    issues by `where`, and `unnamed` ones for want of something; `older` ones are of issues that have a newer.
    """

    issues: Frame
    named: Frame
    empty: dict[str, int]
    unread: int
    undated: int
    broken: dict[str, int]
    newest: int | None
    rows: int
    left_out: int
    unnamed: int
    older: int


def find(lake: Lake) -> Found:
    """Read the table of issues once."""
    cells, keys = Cells(lake.document), lake.file.issues
    wanted = {**_facts(lake, cells), **_words(lake, cells), **carried(lake, cells)}
    columns = tuple(dict.fromkeys(_in_json(lake)))
    broken = {f"broken_{n}": _number(cells.column((name,), Kind.BROKEN, loc)) for n, (name, loc) in
              enumerate(columns)}  # fmt: skip  # one thought
    is_issue = cells.holds(keys.where, _WHERE) if keys.where else None
    table = lake.scan(keys.table, (*_AT, "table"))
    read = cells.read(lake.engine, table)
    there = read if is_issue is None else read.filter(is_issue)
    base = lake.engine.keep(there.select(**wanted, **broken))
    counted, unnamed, undated, dated, created, updated, closed, *sums = rows(_sums(base, broken))[0]
    total = counted if is_issue is None else _length(table)
    _check(lake, table, total if counted == 0 else 0, dated if closed is None else 0)
    empty = {name: int(number or 0) for name, number in zip(_NEEDED, sums, strict=False)}
    issues = _once_each(lake, base.filter(~_is_unnamed()), tuple(wanted))
    issues = lake.engine.keep(_numbered(lake, issues))
    named = issues.select("issue", of="id").filter(~nw.col("of").is_null())
    return Found(
        issues=_with_parents(issues, named),
        named=named,
        empty=empty,
        unread=_unread(lake, table) if empty["created"] else 0,
        undated=int(undated or 0),
        newest=max((one for one in (created, updated, closed) if one is not None), default=None),
        rows=total,
        left_out=total - counted,
        unnamed=int(unnamed or 0),
        older=counted - int(unnamed or 0) - _length(issues),
        broken={name: int(more or 0) for (name, _), more in zip(columns, sums[len(_NEEDED) :], strict=True)},
    )


def _length(frame: Frame) -> int:
    return int(rows(frame.select(nw.len().alias("rows")))[0][0])


def _check(lake: Lake, table: Frame, unwanted: int, dated: int | None) -> None:
    """Raise DataError where conditions left out all rows, or called none closed of some that say when."""
    keys = lake.file.issues
    if keys.where and unwanted:
        raise unmatched(lake, table, keys.where, _WHERE, f"this leaves none of {count(unwanted, 'row')}")
    if keys.is_closed and dated:
        said = f'this holds for no row, though "{keys.closed[0]}" is filled in {count(dated, "row")}'
        raise unmatched(lake, table, keys.is_closed, _IS_CLOSED, said)


def _unread(lake: Lake, table: Frame) -> int:
    """The rows whose moment of opening is written so that nobody can read it."""
    cells, keys = Cells(lake.document), lake.file.issues
    unread = cells.unread(keys.created, (*_AT, "created"))
    found = unread if keys.where is None else unread & cells.holds(keys.where, _WHERE)
    read = cells.read(lake.engine, table).select(unread=_number(found))
    return int(rows(read.select(nw.col("unread").sum()))[0][0] or 0)


def _facts(lake: Lake, cells: Cells) -> dict[str, nw.Expr]:
    keys = lake.file.issues
    created = cells.seconds(keys.created, (*_AT, "created"))
    updated = nw.coalesce(cells.seconds(keys.updated, (*_AT, "updated")), created)
    closed = _closed(keys, cells, updated)
    is_over = ~closed.is_null()
    return {
        "source": cells.text(lake.file.source, ("source",)),
        "key": cells.text(keys.key, (*_AT, "key")),
        "id": cells.text(keys.id or keys.key, (*_AT, "id")),
        "url": nw.coalesce(cells.text(keys.url, (*_AT, "url")), nw.lit("")),
        "title": nw.coalesce(cells.text(keys.title, (*_AT, "title")), nw.lit("")),
        "reason": nw.when(is_over).then(_reason(keys, cells)),
        "parent": cells.text(keys.parent, (*_AT, "parent")),
        "parent_id": cells.text(keys.parent_id, (*_AT, "parent-id")),
        "created": in_minutes(created),
        "updated": in_minutes(updated),
        "closed": in_minutes(closed),
        "seconds": updated,
        "undated": _number(_undated(keys, cells)),
        "dated": _number(_dated(keys, cells)),
    }


def _closed(keys: Issues, cells: Cells, updated: nw.Expr) -> nw.Expr:
    """When it was closed; of one that is closed on no known day, when it was last touched."""
    moments = [cells.seconds(way, (*_AT, "closed")) for way in keys.closed]
    if keys.is_closed is None:
        return nw.coalesce(*moments)
    is_closed = cells.holds(keys.is_closed, _IS_CLOSED)
    return nw.when(is_closed).then(nw.coalesce(*moments, updated))


def _dated(keys: Issues, cells: Cells) -> nw.Expr:
    """Whether the column that tells best when an issue was closed does; what stands in for it never tells."""
    first = keys.closed[0]
    if first in {keys.created, keys.updated}:
        return nw.lit(value=False)
    return ~cells.seconds(first, (*_AT, "closed")).is_null()


def _undated(keys: Issues, cells: Cells) -> nw.Expr:
    """Whether a moment of closing is written so that nobody can read it."""
    return nw.any_horizontal(*(cells.unread(way, (*_AT, "closed")) for way in keys.closed), ignore_nulls=True)


def _reason(keys: Issues, cells: Cells) -> nw.Expr:
    """Why it was closed, in the words of `Issue.state_reason`; null where no column says."""
    words = [_plain(cells.text((way,), (*_AT, "reason"))) for way in keys.reason or ()]
    if not words:
        return nw.lit(None).cast(nw.String)
    said = (
        (COMPLETED, nw.any_horizontal(*(~word.is_null() for word in words), ignore_nulls=True)),
        (DECLINED, _says(words, keys.declined)),
        (DUPLICATE, _says(words, keys.duplicate)),
    )
    found = nw.lit(None).cast(nw.String)
    for reason, holds in said:  # the last that holds counts
        found = nw.when(holds).then(nw.lit(reason)).otherwise(found)
    return found


def _says(words: list[nw.Expr], wanted: tuple[str, ...]) -> nw.Expr:
    plain = sorted({word.lower().replace("_", " ").replace("\u2019", "'").strip() for word in wanted})
    return nw.any_horizontal(*(word.is_in(plain).fill_null(value=False) for word in words), ignore_nulls=True)


def _plain(word: nw.Expr) -> nw.Expr:
    spaced = word.str.replace_all("_", " ", literal=True).str.replace_all("\u2019", "'", literal=True)
    return spaced.str.to_lowercase().str.strip_chars()


def _words(lake: Lake, cells: Cells) -> dict[str, nw.Expr]:
    return {one.column: one.carried(cells) for one in told(lake) if not one.mark.table}


def _in_json(lake: Lake) -> Iterator[tuple[str, Loc]]:
    """The columns of issues that marks and iterations go down into."""
    for one in told(lake):
        if not one.mark.table:
            yield from ((name, one.loc) for name in json_columns(one.mark.value))
    for index, keys in enumerate(lake.file.iterations):
        if keys.at:
            yield keys.at.steps[0], ("iterations", index, "at")


def json_columns(said: Said) -> Iterator[str]:
    """The columns that a text is read from further down than their top."""
    for part in said:
        if isinstance(part, Way) and (len(part.steps) > 1 or part.inner is not None):
            yield part.steps[0]


def _number(flag: nw.Expr) -> nw.Expr:
    return nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0))


def _is_unnamed() -> nw.Expr:
    return nw.any_horizontal(*(nw.col(name).is_null() for name in _NEEDED), ignore_nulls=False)


def _sums(base: Frame, broken: dict[str, nw.Expr]) -> Frame:
    return base.select(
        nw.len().alias("counted"),
        _number(_is_unnamed()).sum().alias("unnamed"),
        nw.col("undated").sum(),
        nw.col("dated").sum(),
        *(nw.col(name).max() for name in ("created", "updated", "closed")),
        *(_number(nw.col(name).is_null()).sum().alias(f"no_{name}") for name in _NEEDED),
        *(nw.col(name).sum() for name in broken),
    )


def _once_each(lake: Lake, issues: Frame, columns: tuple[str, ...]) -> Frame:
    """Of an issue with several rows the one that was touched last: loads that append leave the others."""
    kept = issues.select(*columns)
    counts = kept.group_by("source", "key").agg(nw.len().alias("rows"))
    if not rows(counts.filter(nw.col("rows") > 1).head(1)):
        return kept
    parts = {one.column for one in told(lake) if one.listed}
    parts |= {f"in_{index}" for index, keys in enumerate(lake.file.iterations) if keys.at}
    order = ["seconds", *(name for name in columns if name not in parts and name != "seconds")]
    return kept.unique(subset=["source", "key"], keep="last", order_by=order)


def _numbered(lake: Lake, issues: Frame) -> Frame:
    """With a number each, from the oldest on; by days, so that none has to put all of them in order."""
    day = nw.col("created") // _MINUTES_A_DAY
    order = ["created", "source", "key"]
    return numbered(lake.engine, issues, "issue", part=day, kind="INTEGER", order=order)


def _with_parents(issues: Frame, named: Frame) -> Frame:
    """The key of the issue above, where it is named by its id."""
    keys = issues.select("issue", above="key").join(named, on="issue").select("above", parent_id="of")
    once = keys.group_by("parent_id").agg(nw.col("above").min())
    found = issues.join(once, on="parent_id", how="left")
    return found.with_columns(parent=nw.coalesce("above", "parent"))
