"""What of a backlog came into an iteration before older issues that went on waiting.

How many were overtaken is counted by days, on a grid of the days that matter: no issue meets another.
"""

from collections.abc import Sequence

import narwhals as nw

from seedcorn.attributed import NO_ISSUE
from seedcorn.backlog import Backlog
from seedcorn.engine import Frame
from seedcorn.grouping import Grouped
from seedcorn.history import History
from seedcorn.model import ITERATION_KINDS

_A_DAY = 24 * 60
_NO_LEVEL = -1
_NEVER, _FAR = -1, 10**8  # no day that there is
_LEVELS = {"mark": "INTEGER", "level": "INTEGER"}


def jumps(history: History, backlog: Backlog, enough: int, place: str, levels: Sequence[str]) -> Backlog:
    """What came into its first iteration in the window, on a known day, before so many older issues or more.

    Those are the issues of the backlog that were opened on an earlier day, have the same priority now, by the
    patterns `levels` of marks at a place, or none either, and were on that day neither closed nor had ever
    been in an iteration by its end.
    """
    keep = backlog.attributed.engine.keep
    standing = keep(_standing(history, backlog, place, levels))
    entries = keep(
        standing.filter(nw.col("dated") == 1, nw.col("planned") > history.since).select(
            "issue", "level", "born", came=nw.col("planned") // _A_DAY
        )
    )
    overtaken = _overtaken(keep(_cells(standing, entries)), entries)
    jumped = entries.join(overtaken, on=["level", "born", "came"]).filter(nw.col("ahead") >= enough)
    return backlog.among(lambda: jumped.select("issue"))


def _standing(history: History, backlog: Backlog, place: str, levels: Sequence[str]) -> Frame:
    """(issue, level, born, ends, planned, dated): the days of each issue, and when it was first planned."""
    words = backlog.attributed.words
    marks = [mark for kind in ITERATION_KINDS for mark, _, _ in words.get(kind, ())]
    spells = history.spells.filter(nw.col("mark").is_in(marks) if marks else NO_ISSUE)
    first = spells.group_by("issue").agg(nw.col("since").min().alias("planned"))
    dated = spells.join(first, on="issue").filter(nw.col("since") == nw.col("planned"), nw.col("dated"))
    dated = dated.select("issue").unique().with_columns(dated=nw.lit(1))
    ends = nw.min_horizontal(nw.col("planned").fill_null(_FAR), nw.col("closed").fill_null(_FAR))
    return (
        backlog.issues.select("issue", "created", "closed")
        .join(first, on="issue", how="left")
        .join(dated, on="issue", how="left")
        .join(_levels(backlog, place, levels), on="issue", how="left")
        .with_columns(
            level=nw.col("level").fill_null(_NO_LEVEL),
            born=nw.col("created") // _A_DAY,
            ends=ends // _A_DAY,
        )
    )


def _levels(backlog: Backlog, place: str, levels: Sequence[str]) -> Frame:
    """(issue, level) of the issues with a priority, the highest of several, from 0."""
    grouped = Grouped(backlog=backlog)
    ranks: dict[int, int] = {}
    for level, glob in enumerate(levels):
        for mark in grouped.marks(place, glob):
            ranks.setdefault(mark, level)
    table = backlog.attributed.engine.table(_LEVELS, sorted(ranks.items()))
    return grouped.marked(ranks).join(table, on="mark").group_by("issue").agg(nw.col("level").min())


def _cells(standing: Frame, entries: Frame) -> Frame:
    """(level, born, came, issues): what each issue was overtaken by, if at all, at the least.

    That is whatever was opened on a day from `born` on, and came in on a day up to `came`; both are days of
    entries of its own level.
    """
    after = _days(standing, entries, "born", no_day=_FAR).with_columns(
        next=nw.col("entry").cum_min(reverse=True).over("level", order_by="day")
    )
    after = after.with_columns(next=nw.col("next").shift(-1).over("level", order_by="day"))
    before = _days(standing, entries, "ends", "came", no_day=_NEVER).with_columns(
        last=nw.col("entry").cum_max().over("level", order_by="day")
    )
    before = before.with_columns(last=nw.col("last").shift(1).over("level", order_by="day"))
    places = (
        standing.group_by("level", "born", "ends")
        .agg(nw.len().alias("issues"))
        .join(after.select("level", "next", born="day"), on=["level", "born"])
        .join(before.select("level", "last", ends="day"), on=["level", "ends"])
        .filter(nw.col("next") < _FAR, nw.col("last") > _NEVER)
    )
    summed = places.group_by("level", "next", "last").agg(nw.col("issues").sum())
    return summed.select("level", "issues", born="next", came="last")


def _days(standing: Frame, entries: Frame, column: str, entry: str = "", *, no_day: int) -> Frame:
    """(level, day, entry): the days of a column, and which of them are those of an entry, else no day."""
    theirs = standing.select("level", day=nw.col(column)).with_columns(entry=nw.lit(no_day))
    of_entries = entries.select("level", day=nw.col(entry or column)).with_columns(entry=nw.col("day"))
    days = nw.concat([theirs.unique(), of_entries.unique()])
    return days.group_by("level", "day").agg(
        nw.col("entry").min() if no_day == _FAR else nw.col("entry").max()
    )


def _overtaken(cells: Frame, entries: Frame) -> Frame:
    """(level, born, came, ahead): how many each entry of these days came before."""
    grid = entries.select("level", "born").unique().join(entries.select("level", "came").unique(), on="level")
    counts = grid.join(cells, on=["level", "born", "came"], how="left").with_columns(
        issues=nw.col("issues").fill_null(0)
    )
    older = counts.with_columns(older=nw.col("issues").cum_sum().over("level", "came", order_by="born"))
    ahead = nw.col("older").cum_sum(reverse=True).over("level", "born", order_by="came")
    return older.with_columns(ahead=ahead).select("level", "born", "came", "ahead")
