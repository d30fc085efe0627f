"""Cuts of a backlog by how many ask and who: what one alone wants, what some want, what anybody could."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import rows
from seedcorn.report import Keys
from seedcorn.snapshot import minutes

_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A backlog, to be cut by who asks and by how many do."""

    backlog: Backlog

    def of_one(self) -> "Asking":
        """What exactly one customer asks for."""
        return Asking(backlog=self.backlog.part(nw.col("askers") == 1))

    def of_any(self, codes: Collection[int]) -> "Asking":
        """What any of these customers asks for."""
        return Asking(backlog=self.backlog.asked_by(codes))

    def in_doubt(self, codes: Collection[int] = ()) -> "Asking":
        """What is unknown, what was requested with nobody named, and what any of these customers asks for."""
        unnamed, asked = self.backlog.in_doubt, self.backlog.asked_by(codes)
        if not codes:
            return Asking(backlog=unnamed)
        return Asking(
            backlog=self.backlog.among(
                lambda: nw.concat([one.issues.select("issue") for one in (unnamed, asked)])
            )
        )

    def efforts(self) -> list[tuple[Fraction, int]]:
        """(effort of one issue, how many issues) of all in it, the largest first."""
        return self.backlog.efforts()

    def first(self, issues: int) -> Keys:
        """Keys of so many issues, the largest first."""
        return self.backlog.largest(issues)

    def newest(self, now: datetime) -> int | None:
        """How many whole days before a moment the last of them was opened; None where there are none."""
        last = rows(self.backlog.issues.select(nw.col("created").max()))[0][0]
        return None if last is None else (minutes(now) - int(last)) // _A_DAY

    def younger(self, now: datetime, days: int) -> "Asking":
        """What was opened at most so many whole days before a moment."""
        return Asking(backlog=self.backlog.part((minutes(now) - nw.col("created")) // _A_DAY <= days))
