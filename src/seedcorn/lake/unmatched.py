"""Conditions that hold for no row: most often a word is misspelt, so what is there is said."""

from collections.abc import Iterator

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.errors import DataError
from seedcorn.lake.cells import Cells
from seedcorn.lake.mapping import Lake
from seedcorn.lake.ways import Condition, Way
from seedcorn.words import plain
from seedcorn.yamlfile import Loc, render

_SHOWN = 5
_MOST = 20  # different values; a column with more holds no states
_LONGEST = 40


def unmatched(lake: Lake, table: Frame, condition: Condition, loc: Loc, said: str) -> DataError:
    """The error that shows a condition, with up to five values of each column that it names.

    In public they stay out, for they may be names; so do those of a column in which hardly two rows agree.
    """
    there = "" if lake.public else "; ".join(_values(lake, table, condition, loc))
    hint = f"there is {there}" if there else "compare it with what its columns hold"
    return DataError(render([lake.document.place(loc).wrong(said, hint)]))


def _values(lake: Lake, table: Frame, condition: Condition, loc: Loc) -> Iterator[str]:
    named = {way: None for group in condition.any_of for way, words in group if words != {None}}
    for way in named:
        found = _most(lake, table, way, loc)
        if len(found) <= _MOST:
            shown = ", ".join(_shown(value) for value in found[:_SHOWN])
            yield f"{way}: {shown}{', and more' if len(found) > _SHOWN else ''}"


def _most(lake: Lake, table: Frame, way: Way, loc: Loc) -> list[str | None]:
    """The values of a column, the most frequent first, and one more than are few."""
    cells = Cells(lake.document)
    value = cells.text((way,), loc)
    each = cells.read(lake.engine, table).select(value=value).group_by("value").agg(nw.len().alias("rows"))
    return [value for value, _ in rows(each.sort("rows", "value", descending=[True, False]).head(_MOST + 1))]


def _shown(value: str | None) -> str:
    return "null" if value is None else f'"{plain(value)[:_LONGEST]}"'
