"""When marks came on the issues and went: what was pulled in, taken out, opened again, raised."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import narwhals as nw

from seedcorn.attributed import NO_ISSUE, Attributed
from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.meanings import glob_regex
from seedcorn.model import CLOSED, DECLINED, ITERATION_KINDS, Effort, Iteration
from seedcorn.register import normalised

PLANNING_MINUTES = 24 * 60
_RANKS = {"mark": "INTEGER", "level": "INTEGER"}
_TURNS = (("dated", "since"), ("ended", "until"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An iteration with the minutes since 1970 between which it runs; its first day is for planning."""

    iteration: Iteration
    marks: tuple[int, ...]
    starts: int
    ends: int

    @property
    def scope(self) -> str:
        """The iteration as findings name it."""
        return f"{self.iteration.kind}: {self.iteration.name}"


@dataclass(frozen=True, kw_only=True)
class History:
    """What happened to issues until `now`, and lately since `since`, in minutes since 1970.

    Marks are those of issues in view or not: every question is about a backlog, and answered for its issues.
    """

    attributed: Attributed
    iterations: tuple[Iteration, ...]
    effort: Effort
    now: int
    since: int

    @cached_property
    def spells(self) -> Frame:
        """(issue, mark, since, until, dated, ended), as known now: what happened later did not happen."""
        spells = self.attributed.snapshot.frame("spells").filter(nw.col("since") <= self.now)
        is_over = nw.col("until") <= self.now
        return spells.with_columns(
            until=nw.when(is_over).then(nw.col("until")), ended=nw.when(is_over).then(nw.col("ended"))
        )

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The iterations that are dated, the oldest first; one without a start follows the one before it."""
        words = self.attributed.words
        marks = {(kind, value): mark for kind in ITERATION_KINDS for mark, value, _ in words.get(kind, ())}
        found: list[Span] = []
        last: dict[str, int] = {}
        for one in sorted(self.iterations, key=lambda one: one.end or datetime.max.replace(tzinfo=UTC)):
            if one.end is None:
                continue
            ends = _minute(one.end)
            starts = _minute(one.start) if one.start else last.get(one.kind)
            last[one.kind] = ends
            if starts is not None and starts < ends and (one.kind, one.name) in marks:
                mark = marks[one.kind, one.name]
                found.append(Span(iteration=one, marks=(mark,), starts=starts, ends=ends))
        return tuple(found)

    @cached_property
    def lately(self) -> tuple[Span, ...]:
        """The spans that ran for more than their planning since `since`, the latest first."""
        begun = (one for one in self.spans if one.starts + PLANNING_MINUTES < self.now)
        return tuple(one for one in reversed(tuple(begun)) if one.ends > self.since)

    def started_with(self, backlog: Backlog, span: Span) -> Backlog:
        """What was in an iteration when its planning was over."""
        planned = span.starts + PLANNING_MINUTES
        there = self._stays(span).filter(
            nw.col("since") <= planned, nw.col("until").is_null() | (nw.col("until") > planned)
        )
        return self._among(backlog, there)

    def pulled_in(self, backlog: Backlog, span: Span) -> Backlog:
        """What came into an iteration while it ran, and was not in it before."""
        came = self._stays(span).group_by("issue").agg(nw.col("since").min())
        while_running = (nw.col("since") > span.starts + PLANNING_MINUTES) & (nw.col("since") < span.ends)
        return self._among(backlog, came.filter(while_running))

    def taken_out(self, backlog: Backlog, span: Span) -> Backlog:
        """What was taken out of an iteration while it ran, not done, and did not come back."""
        left = self._stays(span).with_columns(until=nw.col("until").fill_null(span.ends))
        gone = left.group_by("issue").agg(nw.col("until").max())
        while_running = (nw.col("until") > span.starts + PLANNING_MINUTES) & (nw.col("until") < span.ends)
        closed = backlog.issues.select("issue", "closed")
        undone = nw.col("closed").is_null() | (nw.col("closed") >= nw.col("until"))
        return self._among(backlog, gone.filter(while_running).join(closed, on="issue").filter(undone))

    def ended_in(self, backlog: Backlog, span: Span) -> Backlog:
        """What was closed while it was in an iteration that ran; of what was declined, what was dropped."""
        closed = backlog.issues.select("issue", "closed")
        there = self._stays(span).join(closed, on="issue")
        ran = (nw.col("closed") > span.starts + PLANNING_MINUTES) & (nw.col("closed") < span.ends)
        within = (nw.col("since") <= nw.col("closed")) & (
            nw.col("until").is_null() | (nw.col("until") >= nw.col("closed"))
        )
        return self._among(backlog, there.filter(ran, within))

    def last_moved(self, backlog: Backlog) -> datetime | None:
        """When anything but planning happened to any of its issues for the last time; None without issues.

        To be put off from one iteration to the next moves nothing; neither does what is dated by guess.
        """
        theirs = backlog.issues.select("issue", "created", "closed")
        no_planning = ~nw.col("mark").is_in([-1, *self._planning])  # of no marks at all none could be asked
        moved = self.spells.filter(no_planning).join(theirs, on="issue")
        turns = (nw.when(nw.col(told)).then(nw.col(at)).max().alias(at) for told, at in _TURNS)
        made = theirs.select(nw.col("created").max(), nw.col("closed").max())
        known = [int(at) for at in (*rows(moved.select(*turns))[0], *rows(made)[0]) if at is not None]
        return datetime.fromtimestamp(max(known) * 60, UTC) if known else None

    def reopened(self, backlog: Backlog) -> Backlog:
        """What had been declined and was reopened since `since`."""
        marks = [mark for mark, value, _ in self.attributed.words.get(CLOSED, ()) if value == DECLINED]
        undone = self._of_marks(marks).filter(nw.col("until") > self.since, nw.col("ended"))
        return self._among(backlog, undone)

    def planned_now(self, backlog: Backlog) -> Backlog:
        """What is in any iteration that is not closed."""
        members = self.attributed.memberships
        return backlog.among(lambda: members.select("issue").unique())

    def unseen(self, backlog: Backlog, kinds: Iterable[str]) -> Backlog:
        """What bears a mark that means anything and that nobody saw come: it counts from the start.

        `kinds` are the places of such marks, by their first word.
        """
        words, wanted = self.attributed.words, frozenset(kinds)
        at = [place for place in words if place.partition(":")[0] in wanted]
        meant = {one.mark for one in self.attributed.meanings.meant}
        marks = [mark for place in at for mark, _, _ in words[place] if mark in meant]
        there = self._of_marks(marks).filter(~nw.col("dated"), nw.col("until").is_null())
        return self._among(backlog, there)

    def in_use(self, place: str, globs: Sequence[str]) -> bool:
        """Whether any issue ever bore a mark like these."""
        return bool(self._codes(place, globs))

    def raised(self, backlog: Backlog, place: str, levels: Sequence[str]) -> Backlog:
        """What has, or had, a higher level of these, the highest first, than the one that it had at first."""
        codes = [(mark, level) for level, glob in enumerate(levels) for mark in self._codes(place, (glob,))]
        first_level = dict(reversed(codes))
        ranked = self.spells.join(
            self.attributed.engine.table(_RANKS, sorted(first_level.items())), on="mark"
        )
        began = ranked.group_by("issue").agg(nw.col("since").min().alias("began"))
        ranked = ranked.join(began, on="issue")
        at_first = nw.when(nw.col("since") == nw.col("began")).then(nw.col("level"))
        later = nw.when((nw.col("since") > nw.col("began")) & (nw.col("since") > self.since))
        extremes = ranked.group_by("issue").agg(
            at_first.min().alias("was"), later.then(nw.col("level")).min().alias("became")
        )
        return self._among(backlog, extremes.filter(nw.col("became") < nw.col("was")))

    def _stays(self, span: Span) -> Frame:
        """The spells of an iteration's mark, those of what was in it without a known date too."""
        if span not in self.lately:
            return self._of_marks(span.marks)
        return self._late.filter(nw.col("mark").is_in(span.marks))

    @cached_property
    def _late(self) -> Frame:
        """The spells of the marks of iterations that ran lately, read once for all that is asked of them."""
        marks = [mark for span in self.lately for mark in span.marks]
        return self.attributed.engine.keep(self._of_marks(marks))

    def _of_marks(self, marks: Sequence[int]) -> Frame:
        return self.spells.filter(nw.col("mark").is_in(sorted(marks)) if marks else NO_ISSUE)

    @property
    def _planning(self) -> list[int]:
        """The marks of all iterations."""
        return [mark for kind in ITERATION_KINDS for mark, _, _ in self.attributed.words.get(kind, ())]

    def _codes(self, place: str, globs: Sequence[str]) -> list[int]:
        """The marks at a place that any of these patterns fits."""
        fits: list[Callable[[str], object]] = [glob_regex(glob, names=False).fullmatch for glob in globs]
        words = self.attributed.words.get(place, ())
        return [mark for mark, value, _ in words if any(fit(normalised(value)) for fit in fits)]

    def _among(self, backlog: Backlog, some: Frame) -> Backlog:
        return backlog.among(lambda: some.select("issue").unique())


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
