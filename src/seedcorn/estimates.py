"""How much effort each issue is: the estimates on it in one unit, and what it counts where it has none."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from re import compile as compile_regex

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.errors import DataError
from seedcorn.meanings import COUNTED, LONGEST_MARK, glob_regex
from seedcorn.model import Effort, Estimate, Missing
from seedcorn.register import normalised
from seedcorn.snapshot import Snapshot

_LARGEST_EFFORT = 10**6
# No exponents and no fractions: nobody estimates in them, and "1e999999999" would take for ever to read.
_DECIMAL = compile_regex(r"\+?[0-9]{1,9}(?:\.[0-9]{0,9})?")
_SIZE = {"mark": "INTEGER", "measure": "INTEGER", "effort": "BIGINT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The marks that state an effort, as (mark, which of the policy's estimates reads it, effort).

    One unit of effort is `scale` in all tables.
    """

    rows: tuple[tuple[int, int, int], ...]
    scale: int


def sizes(vocabulary: Iterable[tuple[int, str, str]], effort: Effort) -> Sizes:
    """What the marks (code, place, value) say of effort, in the one unit of the run."""
    if not effort.estimates:
        return Sizes(rows=(), scale=1)
    places = {estimate.place for estimate in effort.estimates}
    short = [word for word in vocabulary if word[1] in places and len(word[2]) <= LONGEST_MARK]
    said = [
        (mark, measure, size)
        for measure, estimate in enumerate(effort.estimates)
        for mark, place, value in short
        if (size := effort_said(estimate, place, value)) is not None
    ]
    # Twice as fine as they are written: the median of two estimates may fall between them.
    scale = 2 * lcm(*(size.denominator for _, _, size in said))
    return Sizes(rows=tuple((mark, measure, int(size * scale)) for mark, measure, size in said), scale=scale)


def effort_said(estimate: Estimate, place: str, value: str) -> Fraction | None:
    """The effort that one mark states, at most in thousandths; None if it states none."""
    if place != estimate.place:
        return None
    for glob, size in estimate.sizes:
        if glob_regex(glob).fullmatch(normalised(value)):
            return _in_thousandths(size * estimate.counts)
    if estimate.sizes or not _DECIMAL.fullmatch(value.strip()):
        return None
    number = Fraction(value.strip()) * estimate.counts
    return _in_thousandths(number) if number <= _LARGEST_EFFORT else None


def _in_thousandths(effort: Fraction) -> Fraction:
    return Fraction(round(effort * 1000), 1000)


def estimated(snapshot: Snapshot, effort: Effort, said: Sizes) -> Frame:
    """(issue, effort) of every issue with an estimate in all that was fetched; of several the largest.

    Raises DataError for a source that none of the policy's several estimates is for.
    """
    engine = snapshot.engine
    sizes_frame = engine.table(_SIZE, said.rows)
    marks = snapshot.frame("marks").select("issue", "mark").join(sizes_frame, on="mark")
    if effort.by_source:
        measures = engine.table({"source": "VARCHAR", "measure": "INTEGER"}, _measures(snapshot, effort))
        measured = snapshot.frame("issues").select("issue", "source").join(measures, on="source")
        marks = marks.join(measured, on=["issue", "measure"])
    return marks.group_by("issue").agg(nw.col("effort").max())


def _measures(snapshot: Snapshot, effort: Effort) -> Iterator[tuple[str, int]]:
    """Which estimate is for which source: the first that fits it."""
    for (source,) in sorted(rows(snapshot.frame("issues").select("source").unique())):
        measure = measure_of(source, effort)
        if measure is None:
            raise DataError(
                f"no estimate is declared for {source}, so its effort cannot be added to that of the others",
                hint="Add an entry for it to `effort: from:`, with what one counts in " + effort.unit,
            )
        yield source, measure


def measure_of(source: str, effort: Effort) -> int | None:
    """Which of the policy's estimates is for a source; None if none is."""
    fits = (glob_regex(each.source).fullmatch(normalised(source)) is not None for each in effort.estimates)
    return next((place for place, fit in enumerate(fits) if fit), None)


def default_efforts(snapshot: Snapshot, facts: Frame, effort: Effort, said: Sizes) -> Frame:
    """Fill the missing efforts of `facts`, in units of `said.scale` to one.

    Raises DataError where the policy says `missing: fail`.
    """
    match effort.missing:
        case Missing.FAIL:
            keys = facts.filter(nw.col("effort").is_null(), nw.col("ignored") == COUNTED)
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
            return facts.with_columns(nw.col("effort").fill_null(said.scale))
        case Missing.MEDIAN:
            medians = snapshot.engine.table(
                {"source": "VARCHAR", "usual": "BIGINT"}, _medians(snapshot, effort, said).items()
            )
            usual = nw.coalesce(nw.col("effort"), nw.col("usual"), nw.lit(said.scale))
            return facts.join(medians, on="source", how="left").with_columns(effort=usual).drop("usual")


def _medians(snapshot: Snapshot, effort: Effort, said: Sizes) -> dict[str, int]:
    """The median effort of each source, over everything fetched so that it does not change with the scope."""
    sources = snapshot.frame("issues").select("issue", "source")
    known = estimated(snapshot, effort, said).join(sources, on="issue")
    counts: dict[str, list[tuple[int, int]]] = {}
    for source, size, issues in rows(known.group_by("source", "effort").agg(nw.len().alias("issues"))):
        counts.setdefault(source, []).append((size, issues))
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
