"""Cuts of a backlog by how many ask and who: what one alone wants, what some want, what anybody could."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.meanings import PROSPECT, UNKNOWN
from seedcorn.report import Keys
from seedcorn.snapshot import minutes

_A_DAY = 24 * 60
_NOBODY = -1  # no customer's code: a condition that nothing fits, where none are given


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A backlog, to be cut by who asks and by how many do."""

    backlog: Backlog

    def of_one(self) -> "Asking":
        """What exactly one customer asks for."""
        return self._part(self.backlog.issues.filter(nw.col("askers") == 1))

    def of_any(self, codes: Collection[int]) -> "Asking":
        """What any of these customers asks for."""
        return self._part(self._asked_by(codes))

    def in_doubt(self, codes: Collection[int] = ()) -> "Asking":
        """What is unknown, what was requested with nobody named, and what any of these customers asks for."""
        nobody = (nw.col("kind") == UNKNOWN) | ((nw.col("kind") >= PROSPECT) & (nw.col("askers") == 0))
        unnamed = self.backlog.issues.filter(nobody).select("issue")
        return self._part(nw.concat([unnamed, self._asked_by(codes).select("issue")]))

    def efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of all in it, the largest first."""
        scale = self.backlog.attributed.effort_scale
        sums = self.backlog.issues.group_by("effort").agg(nw.len().alias("issues"))
        return sorted(((Fraction(int(effort), scale), issues) for effort, issues in rows(sums)), reverse=True)

    def first(self, issues: int) -> Keys:
        """Keys of so many issues, the largest first."""
        every = self.backlog.everything()
        return Keys(first=every.first[:issues], total=issues)

    def newest(self, now: datetime) -> int | None:
        """How many whole days before a moment the last of them was opened; None where there are none."""
        last = rows(self.backlog.issues.select(nw.col("created").max()))[0][0]
        return None if last is None else (minutes(now) - int(last)) // _A_DAY

    def younger(self, now: datetime, days: int) -> "Asking":
        """What was opened at most so many whole days before a moment."""
        return self._part(self.backlog.issues.filter((minutes(now) - nw.col("created")) // _A_DAY <= days))

    def _asked_by(self, codes: Collection[int]) -> Frame:
        return self.backlog.requests.filter(nw.col("customer").is_in((*codes, _NOBODY)))

    def _part(self, found: Frame) -> "Asking":
        chosen = found.select("issue").unique()
        return Asking(
            backlog=replace(
                self.backlog,
                issues=self.backlog.issues.join(chosen, on="issue", how="semi"),
                requests=self.backlog.requests.join(chosen, on="issue", how="semi"),
            )
        )
