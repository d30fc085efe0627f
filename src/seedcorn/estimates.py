"""What an issue without an estimate counts: by default the median of its source's estimated issues."""

from collections.abc import Sequence
from fractions import Fraction

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.errors import DataError
from seedcorn.model import Effort, Missing
from seedcorn.snapshot import Snapshot


def default_efforts(snapshot: Snapshot, facts: Frame, meant: Frame, effort: Effort, scale: int) -> Frame:
    """Fill the missing efforts of `facts`, in units of `scale` to one.

    Raises DataError where the policy says `missing: fail`.
    """
    match effort.missing:
        case Missing.FAIL:
            keys = facts.filter(nw.col("effort").is_null(), nw.col("ignored") == 0)
            found = rows(
                keys.join(snapshot.frame("issues").select("issue", "key"), on="issue").select("key").head(5)
            )
            raise DataError(
                f"issues without an estimate in {effort.unit}: {', '.join(key for (key,) in found)} ...",
                hint="Estimate them, or choose `effort: {missing: median}`.",
            )
        case Missing.ZERO:
            return facts.with_columns(nw.col("effort").fill_null(0))
        case Missing.ONE:
            return facts.with_columns(nw.col("effort").fill_null(scale))
        case Missing.MEDIAN:
            medians = snapshot.engine.table(
                {"source": "VARCHAR", "usual": "BIGINT"}, _medians(snapshot, meant).items()
            )
            usual = nw.coalesce(nw.col("effort"), nw.col("usual"), nw.lit(scale))
            return facts.join(medians, on="source", how="left").with_columns(effort=usual).drop("usual")


def _medians(snapshot: Snapshot, meant: Frame) -> dict[str, int]:
    """The median effort of each source, over everything fetched so that it does not change with the scope."""
    estimated = (
        snapshot.frame("marks")
        .join(meant.filter(~nw.col("effort").is_null()), on="mark")
        .group_by("issue")
        .agg(nw.col("effort").max())
        .join(snapshot.frame("issues").select("issue", "source"), on="issue")
        .group_by("source", "effort")
        .agg(nw.len().alias("issues"))
    )
    counts: dict[str, list[tuple[int, int]]] = {}
    for source, effort, issues in rows(estimated):
        counts.setdefault(source, []).append((effort, issues))
    return {source: weighted_median(sorted(pairs)) for source, pairs in counts.items()}


def weighted_median(pairs: Sequence[tuple[int, int]]) -> int:
    """The median of values given as (value, how often), sorted. Halves are whole: the scale is even."""
    half = Fraction(sum(often for _, often in pairs), 2)
    seen = 0
    for place, (value, often) in enumerate(pairs):
        seen += often
        if seen > half:
            return value
        if seen == half:
            return (value + pairs[place + 1][0]) // 2
    return 0
