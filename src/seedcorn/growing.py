"""How the estimates of a backlog's issues have grown since these were first planned."""

from dataclasses import dataclass, replace
from fractions import Fraction

import narwhals as nw

from seedcorn.attributed import NO_ISSUE
from seedcorn.backlog import EVIDENCE, Backlog
from seedcorn.engine import Frame, rows
from seedcorn.estimates import estimated, sizes
from seedcorn.history import PLANNING_MINUTES, History
from seedcorn.meanings import NAMELESS, UNKNOWN
from seedcorn.model import ITERATION_KINDS
from seedcorn.report import Keys
from seedcorn.snapshot import TABLES, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """The effort of so many issues of a customer, by code: as first planned, and now; each in full."""

    customer: int
    issues: int
    planned: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How estimates grew: by customer, and of what anybody could have asked for.

    `unnamed` is that as (effort as planned, effort now, how many issues) of one issue each. Only
    issues with an estimate above 0 when they had been in their first iteration for a day, and one now.
    """

    frame: Frame
    backlog: Backlog
    customers: tuple[Grown, ...]
    unnamed: tuple[tuple[Fraction, Fraction, int], ...]

    def of(self, code: int) -> Keys:
        """Keys of those issues of a customer that have grown, what grew most first."""
        theirs = self.backlog.requests.filter(nw.col("customer") == code).select("issue")
        grew = self.frame.join(theirs, on="issue", how="semi").with_columns(
            gain=nw.col("after") - nw.col("effort")
        )
        return self._first(grew.filter(nw.col("gain") > 0))

    def in_doubt(self, limit: Fraction, issues: int) -> Keys:
        """Keys of so many issues that anybody could have asked for, the farthest from a limit first."""
        away = nw.col("after") * limit.denominator - nw.col("effort") * limit.numerator
        found = self.frame.filter(nw.col("kind").is_in((UNKNOWN, NAMELESS))).with_columns(gain=away.abs())
        return Keys(first=self._first(found).first[:issues], total=issues)

    def _first(self, frame: Frame) -> Keys:
        total = rows(frame.select(nw.len()))[0][0]
        first = rows(frame.sort("gain", "issue", descending=[True, False]).head(EVIDENCE).select("issue"))
        return Keys(first=self.backlog.attributed.keys([issue for (issue,) in first]), total=total)


def growth(history: History, backlog: Backlog) -> Growth | None:
    """How the estimates of a backlog's issues have grown; None where the policy counts by issues.

    Raises DataError for a source that none of the policy's several estimates is for.
    """
    if not history.effort.estimates:
        return None
    attributed = backlog.attributed
    said = sizes(attributed.snapshot.vocabulary(), history.effort)
    before = estimated(_as_planned(history), history.effort, said).filter(nw.col("effort") > 0)
    after = estimated(attributed.snapshot, history.effort, said).rename({"effort": "after"})
    kinds = backlog.issues.select("issue", "kind")
    frame = attributed.engine.keep(before.join(after, on="issue").join(kinds, on="issue"))
    sums = (
        backlog.requests.select("issue", "customer")
        .join(frame, on="issue")
        .group_by("customer")
        .agg(nw.len().alias("issues"), nw.col("effort").sum(), nw.col("after").sum())
    )
    unnamed = frame.filter(nw.col("kind").is_in((UNKNOWN, NAMELESS))).group_by("effort", "after")

    def size(effort: int) -> Fraction:
        return Fraction(int(effort), said.scale)

    return Growth(
        frame=frame,
        backlog=backlog,
        customers=tuple(
            Grown(customer=customer, issues=issues, planned=size(planned), now=size(now))
            for customer, issues, planned, now in sorted(rows(sums))
        ),
        unnamed=tuple(
            (size(planned), size(now), issues)
            for planned, now, issues in sorted(rows(unnamed.agg(nw.len().alias("issues"))))
        ),
    )


def _as_planned(history: History) -> Snapshot:
    """The marks that stood on each issue when it had been in its first iteration for a day."""
    words, snapshot = history.attributed.words, history.attributed.snapshot
    marks = [mark for kind in ITERATION_KINDS for mark, _, _ in words.get(kind, ())]
    planned = history.spells.filter(nw.col("mark").is_in(marks) if marks else NO_ISSUE)
    first = planned.group_by("issue").agg((nw.col("since").min() + PLANNING_MINUTES).alias("settled"))
    lasting = nw.col("until").is_null() | (nw.col("until") > nw.col("settled"))
    stood = history.spells.join(first, on="issue").filter(nw.col("since") <= nw.col("settled"), lasting)
    then = stood.with_columns(position=nw.lit(0)).select(*TABLES["marks"])
    return replace(snapshot, scratch=None, frames={**snapshot.frames, "marks": then})
