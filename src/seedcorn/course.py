"""The course of iterations: what each began with, what came in while it ran, what left it, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import Frame
from seedcorn.history import PLANNING_MINUTES, History, Span

_MOST_ITERATIONS = 20
_RUNNING = {"mark": "INTEGER", "planned": "INTEGER", "ends": "INTEGER"}


@dataclass(frozen=True, kw_only=True)
class Course:
    """What happened in one iteration while it ran, to what is in hand and to what was declined since."""

    history: History
    span: Span
    in_hand: Backlog
    declined: Backlog

    @property
    def scope(self) -> str:
        """The iteration as findings name it."""
        return self.span.scope

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.span.ends <= self.history.now

    @cached_property
    def began(self) -> tuple[Backlog, Backlog]:
        """What was in it, not done, when its planning was over: of what is in hand, and of the declined."""
        return self._began(self.in_hand), self._began(self.declined)

    @cached_property
    def came(self) -> Backlog:
        """What came into it while it ran, and was not taken out again."""
        came = self.history.pulled_in(self.in_hand, self.span)
        return came.without(self.history.taken_out(came, self.span))

    @cached_property
    def left(self) -> tuple[Backlog, ...]:
        """What it began with and lost while it ran: taken out undone, or declined; each in one part."""
        in_hand, declined = self.began
        out = self.history.taken_out(in_hand, self.span)
        if not declined.work.all.issues:
            return (out,)
        out_and_declined = self.history.taken_out(declined, self.span)
        dropped = self.history.ended_in(declined.without(out_and_declined), self.span)
        return out, out_and_declined, dropped

    @cached_property
    def done(self) -> Backlog:
        """What was completed in it."""
        return self.history.ended_in(self.in_hand, self.span)

    def _began(self, backlog: Backlog) -> Backlog:
        planned = self.span.starts + PLANNING_MINUTES
        undone = nw.col("closed").is_null() | (nw.col("closed") > planned)
        return self.history.started_with(backlog, self.span).part(undone)


def courses(history: History, in_hand: Backlog, declined: Backlog) -> tuple[Course, ...]:
    """The iterations that began lately, the latest first, at most 20; of older ones not all is in view."""
    begun = [span for span in history.lately if span.starts >= history.since]
    return tuple(
        Course(history=history, span=span, in_hand=in_hand, declined=declined)
        for span in begun[:_MOST_ITERATIONS]
    )


def broke_in(courses: Sequence[Course], urgent: Backlog) -> Backlog:
    """What came into any of these iterations while it ran, and was asked for only then or is urgent.

    `urgent` is a part of what is in hand. Raises IndexError without iterations.
    """
    in_hand, came = courses[0].in_hand, _came(courses)
    asked = in_hand.issues.select("issue", "created").join(came, on="issue")
    asked_then = asked.filter(nw.col("created") > nw.col("planned")).select("issue")
    pressing = came.join(urgent.issues, on="issue", how="semi").select("issue")
    return in_hand.among(lambda: nw.concat([asked_then, pressing]).unique())


def _came(courses: Sequence[Course]) -> Frame:
    """(issue, planned) of what came into iterations while they ran, and the minute planning was over."""
    history = courses[0].history
    spans = (course.span for course in courses)
    running = history.attributed.engine.table(
        _RUNNING,
        ((mark, span.starts + PLANNING_MINUTES, span.ends) for span in spans for mark in span.marks),
    )
    first = history.spells.join(running, on="mark").group_by("issue", "planned", "ends")
    came = first.agg(nw.col("since").min())
    return came.filter(nw.col("since") > nw.col("planned"), nw.col("since") < nw.col("ends"))
