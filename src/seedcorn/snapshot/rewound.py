"""A snapshot as it would have been on a past day: the same tables, but for what has changed since."""

from dataclasses import replace
from datetime import datetime

import narwhals as nw

from seedcorn.engine import Frame, rows
from seedcorn.model import CLOSED
from seedcorn.snapshot.columns import TABLES
from seedcorn.snapshot.lines import minutes
from seedcorn.snapshot.tables import Snapshot

_REASONS = {"mark": "INTEGER", "because": "VARCHAR"}


def rewound(snapshot: Snapshot, moment: datetime) -> Snapshot:
    """The facts as they stood at a moment, in the same engine: it lasts as long as the first one is open.

    What has no history stands as it does at the collection: parents, texts and branches. What was touched
    later was touched then. Without any history, or after the collection, it is the snapshot itself.
    """
    if moment >= snapshot.collected_at or not snapshot.has_history or snapshot.stands_at == moment:
        return snapshot
    minute = minutes(moment)
    begun = snapshot.frame("spells").filter(nw.col("since") <= minute)
    standing = begun.filter(nw.col("until").is_null() | (nw.col("until") > minute))
    closings = snapshot.engine.table(_REASONS, _reasons(snapshot))
    frames = {
        "issues": _issues(snapshot, standing.join(closings, on="mark"), minute),
        "marks": standing.join(closings, on="mark", how="anti").select(*TABLES["marks"]),
        "vocabulary": _known(snapshot, begun),
        "iterations": snapshot.engine.keep(_iterations(snapshot, standing, minute)),
    }
    return replace(snapshot, scratch=None, stands_at=moment, frames={**snapshot.frames, **frames})


def _reasons(snapshot: Snapshot) -> list[tuple[int, str | None]]:
    """What the marks that end an issue say of why."""
    return [(mark, value or None) for mark, place, value in snapshot.vocabulary() if place == CLOSED]


def _issues(snapshot: Snapshot, closed: Frame, minute: int) -> Frame:
    ends = closed.select("issue", closed="since", reason="because")
    issues = snapshot.frame("issues").filter(nw.col("created") <= minute)
    touched = nw.when(nw.col("updated") > minute).then(minute).otherwise(nw.col("updated"))
    rewound_issues = issues.drop("closed", "reason").join(ends, on="issue", how="left")
    return rewound_issues.with_columns(updated=touched).select(*TABLES["issues"])


def _known(snapshot: Snapshot, begun: Frame) -> Frame:
    """The words that stood anywhere until then: whether the seed-corn mark is in use depends on it."""
    marks = [mark for (mark,) in rows(begun.select("mark").unique())]
    vocabulary = snapshot.frame("vocabulary")
    return vocabulary.join(snapshot.engine.table({"mark": "INTEGER"}, ((mark,) for mark in marks)), on="mark")


def _iterations(snapshot: Snapshot, standing: Frame, minute: int) -> Frame:
    """The iterations that any issue was in; what is closed now was so on the day that it was due.

    Nobody tells on which day it was closed.
    """
    words = snapshot.frame("vocabulary").join(standing, on="mark", how="semi")
    was_due = nw.col("ends").is_null() | (nw.col("ends") <= minute)
    return (
        snapshot.engine.frame("iterations")  # all of them, also where the snapshot was put back before
        .join(words, left_on=["kind", "name"], right_on=["place", "value"], how="semi")
        .with_columns(closed=nw.col("closed") & was_due)
    )
