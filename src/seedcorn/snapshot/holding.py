"""What a snapshot holds, counted: issues by source, what stands on them, what happened to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import narwhals as nw

from seedcorn.engine import rows
from seedcorn.snapshot.partial import Partial
from seedcorn.snapshot.tables import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Counts of one snapshot; `first` and `last` are of its events, None where it has none."""

    issues: Mapping[str, int]
    open_issues: int
    marks: int
    words: int
    events: int
    first: datetime | None
    last: datetime | None


def holding(snapshot: Snapshot) -> Holding:
    """Count them: two numbers a source and a handful besides come back from the engine."""
    issues, seconds = snapshot.frame("issues"), nw.col("seconds")
    is_open = nw.when(nw.col("closed").is_null()).then(1).otherwise(0).sum()
    by_source = rows(issues.group_by("source").agg(nw.len().alias("issues"), is_open.alias("open")))
    events = snapshot.frame("events").select(
        nw.len().alias("events"), seconds.min().alias("first"), seconds.max().alias("last")
    )
    ((count, first, last),) = rows(events)
    return Holding(
        issues={source: int(issues) for source, issues, _ in sorted(by_source)},
        open_issues=sum(int(open_ones) for _, _, open_ones in by_source),
        marks=_count(snapshot, "marks"),
        words=_count(snapshot, "vocabulary"),
        events=int(count),
        first=_moment(first),
        last=_moment(last),
    )


def is_under_way(folder: Path) -> bool:
    """Whether a run is at work beside a snapshot's folder, or was cut off there."""
    return Partial(folder).journal.exists()


def _count(snapshot: Snapshot, table: str) -> int:
    return int(rows(snapshot.frame(table).select(nw.len()))[0][0])


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
