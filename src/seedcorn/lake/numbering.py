"""Numbers for rows that every engine gives alike: by an order that all know, part by part."""

from collections.abc import Sequence

import narwhals as nw

from seedcorn.engine import Engine, Frame, rows


def numbered(
    engine: Engine, frame: Frame, name: str, *, part: nw.Expr, kind: str, order: Sequence[str]
) -> Frame:
    """The rows with a number each, from 0 and without holes: by their part, then by these columns.

    A part is of the engine's type `kind` and never null. Within one the rows are ordered where they lie; how
    many there are in each is all that comes here.
    """
    parted = frame.with_columns(part=part, one=nw.lit(1))
    firsts, total = [], 0
    for value, count in sorted(rows(parted.group_by("part").agg(nw.len().alias("rows")))):
        firsts.append((value, total))
        total += count
    before = engine.table({"part": kind, "before": "INTEGER"}, firsts)
    place = nw.col("before") + nw.col("one").cum_sum().over("part", order_by=list(order)) - 1
    return (
        parted.join(before, on="part")
        .with_columns(place.cast(nw.Int32).alias(name))
        .drop("part", "one", "before")
    )
