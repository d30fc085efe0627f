"""The time of each issue, cut at the points of a grid where anything changes that a policy reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import narwhals as nw

from seedcorn.attributed import NO_ISSUE, View
from seedcorn.engine import Frame, rows
from seedcorn.estimates import sizes
from seedcorn.meanings import Meanings
from seedcorn.model import CLOSED, Counting
from seedcorn.parents import LEVELS, ties
from seedcorn.snapshot import TABLES, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """So many moments, equally far apart, in minutes since 1970: the last one is `ends`."""

    ends: int
    step: int
    points: int

    @property
    def starts(self) -> int:
        """The first of them."""
        return self.ends - (self.points - 1) * self.step

    @property
    def moments(self) -> tuple[datetime, ...]:
        """All of them, in UTC."""
        return tuple(
            datetime.fromtimestamp((self.starts + place * self.step) * 60, UTC)
            for place in range(self.points)
        )

    def first(self, column: str) -> nw.Expr:
        """The place of the first moment that is not before that of a column; `points` where it is null."""
        distance = nw.col(column) - self.starts
        place = nw.when(distance <= 0).then(0).otherwise((distance + (self.step - 1)) // self.step)
        place = nw.when(place >= self.points).then(self.points).otherwise(place).fill_null(self.points)
        return place.cast(nw.Int32)


class Stretches:
    """The stretches of all issues in which nothing changes that a policy reads, in their engine.

    `lasting` are they: (issue, of, first, last), a number of each, its issue, and from which point to before
    which it is. Those in which an issue was closed are left out, unless others may be below it.
    """

    def __init__(self, snapshot: Snapshot, counting: Counting, meant: Meanings, grid: Grid) -> None:
        self._snapshot = snapshot
        self._engine = snapshot.engine
        self._grid = grid
        self._counting = counting
        self._seed = [one.mark for one in meant.meant if one.seed_marked]
        said = sizes(snapshot.vocabulary(), counting.effort)
        read = {one.mark for one in meant.meant} | {mark for mark, _, _ in said.rows}
        closing = {mark for mark, place, _ in snapshot.vocabulary() if place == CLOSED}
        closings = self._placed(closing) if snapshot.has_history else self._closed()
        self._closings = self._engine.keep(closings.select("issue", "first", "last"))
        self._lives = self._engine.keep(self._lived())
        self._marks = self._engine.keep(self._alive(self._placed(read - closing)))
        self._further = self._engine.keep(self._changes())
        self._away = self._engine.keep(self._closed_at_first())
        self.lasting = self._engine.keep(self._stretches())

    @property
    def points(self) -> int:
        """How many points the grid has."""
        return self._grid.points

    def first_seed_mark(self) -> int | None:
        """The place from which on something had borne the seed-corn mark."""
        if not self._seed:
            return None
        first: int | None = rows(self._placed(self._seed).select(nw.col("first").min()))[0][0]
        return first

    def facts(self) -> Snapshot:
        """The stretches as issues, with the marks that stand on each."""
        frames = {
            "issues": self._told().select(*TABLES["issues"]),
            "marks": self._standing().select(*TABLES["marks"]),
        }
        return replace(self._snapshot, scratch=None, frames={**self._snapshot.frames, **frames})

    def view(self) -> View:
        """The stretches in which an issue was open, with their first points and those after their last."""
        issues = self._told().filter(nw.col("closed").is_null())
        source = ["source"] if self._counting.effort.estimates else []
        issues = issues.select("issue", "created", "closed", *source, "first", "last")
        return View(
            issues=self._engine.keep(issues) if self._has_parents else issues,
            now=self._grid.ends,
            carried=("first", "last"),
            is_whole=not self._has_parents,
        )

    def _standing(self) -> Frame:
        """(issue, mark, position) of the stretches; a whole life bears all of its marks."""
        several = nw.concat([self._further.select("issue"), self._away.select("issue")])
        whole = self._marks.join(several, on="issue", how="anti")
        others = (
            self._marks.join(several, on="issue", how="semi")
            .select("mark", "position", of="issue", began="first", ended="last")
            .join(self.lasting, on="of")
            .filter(nw.col("began") <= nw.col("first"), nw.col("first") < nw.col("ended"))
        )
        columns = ("issue", "mark", "position")
        return nw.concat(
            [
                whole.select("mark", "position", issue=self._number("born")).select(*columns),
                others.select(*columns),
            ]
        )

    def _told(self) -> Frame:
        """The stretches with what is known of their issues, as far as anybody asks for it."""
        columns = ["created"] if self._counting.unlabelled_is_own else []
        columns += ["source"] if self._counting.effort.estimates or self._has_parents else []
        columns += ["key", "parent"] if self._has_parents else []
        told = self.lasting
        if columns:
            told = told.join(self._snapshot.frame("issues").select(*columns, of="issue"), on="of")
        words, moments = ("source", "key", "url", "title", "reason", "parent"), ("created", "updated")
        told = told.with_columns(
            **{name: nw.lit(None).cast(nw.String) for name in words if name not in columns},
            **{name: _whole_number(0) for name in moments if name not in columns},
        )
        if not self._has_parents:
            return told.with_columns(closed=_whole_number(None))
        place = nw.col("first").cast(nw.String)
        return told.join(self._over(), on="issue", how="left").with_columns(
            key=nw.concat_str([nw.col("key"), place], separator="@"),
            parent=nw.concat_str([nw.col("parent"), place], separator="@"),
        )

    def _over(self) -> Frame:
        """(issue, closed) of the stretches in which an issue was closed."""
        closed = self.lasting.join(self._closings.select(began="first", ended="last", of="issue"), on="of")
        within = closed.filter(nw.col("began") <= nw.col("first"), nw.col("first") < nw.col("ended"))
        return self._engine.keep(within.select("issue").unique().with_columns(closed=nw.lit(0)))

    @cached_property
    def _has_parents(self) -> bool:
        named = self._snapshot.frame("issues").filter(~nw.col("parent").is_null())
        return bool(rows(named.select("issue").head(1)))

    def _placed(self, marks: Iterable[int]) -> Frame:
        """(issue, mark, position, first, last): from which point to before which one a mark stood.

        As known at the end of the grid; without a history it stood from the start.
        """
        wanted = self._engine.table({"mark": "INTEGER"}, ((mark,) for mark in sorted(marks)))
        if self._snapshot.has_history:
            spells = self._snapshot.frame("spells").filter(nw.col("since") <= self._grid.ends)
        else:
            created = self._snapshot.frame("issues").select("issue", since="created")
            stood = self._snapshot.frame("marks").join(created, on="issue")
            spells = stood.with_columns(until=_whole_number(None))
        placed = spells.join(wanted, on="mark", how="semi").select(
            "issue", "mark", "position", first=self._grid.first("since"), last=self._grid.first("until")
        )
        return placed.filter(nw.col("first") < nw.col("last"))

    def _closed(self) -> Frame:
        ends = self._snapshot.frame("issues").filter(nw.col("closed") <= self._grid.ends)
        return ends.select("issue", first=self._grid.first("closed"), last=_whole_number(self.points))

    def _lived(self) -> Frame:
        """(issue, born, dead): from which point to before which an issue matters, once it was made."""
        made = self._snapshot.frame("issues").filter(nw.col("created") <= self._grid.ends)
        lives = made.select("issue", born=self._grid.first("created")).filter(nw.col("born") < self.points)
        if self._has_parents:
            return lives.with_columns(dead=_whole_number(self.points))
        for_good = self._closings.filter(nw.col("last") == self.points).select("issue", dead="first")
        ended = lives.join(for_good, on="issue", how="left")
        return ended.with_columns(dead=nw.col("dead").fill_null(self.points)).filter(
            nw.col("born") < nw.col("dead")
        )

    def _alive(self, placed: Frame) -> Frame:
        """What stood while an issue mattered, with (born, dead) of that."""
        met = placed.join(self._lives, on="issue")
        return met.filter(nw.col("first") < nw.col("dead"), nw.col("last") > nw.col("born"))

    @property
    def _for_a_time(self) -> Frame:
        """(issue, first, last): the closings that anything depends on but the end of an issue's life."""
        return self._closings if self._has_parents else self._closings.filter(nw.col("last") < self.points)

    def _changes(self) -> Frame:
        """(issue, first, dead): the points within each issue's life at which anything changed."""
        changing = (self._marks, self._for_a_time.join(self._lives, on="issue"))
        cuts = nw.concat(
            [
                _within(frame.select("issue", "born", "dead", first=nw.col(end)))
                for frame in changing
                for end in ("first", "last")
            ]
        )
        if self._has_parents:
            cuts = self._with_families(self._engine.keep(cuts.select("issue", "first")))
            cuts = _within(cuts.join(self._lives, on="issue"))
        return cuts.select("issue", "first", "dead").unique()

    def _closed_at_first(self) -> Frame:
        """(issue, first) of the stretches in which an issue was closed; none where others may be below it."""
        closed = self._for_a_time.select("issue", began="first", ended="last")
        if self._has_parents:
            closed = closed.filter(NO_ISSUE)
        births = self._lives.select("issue", first="born")
        begun = nw.concat([births, self._further.select("issue", "first")]).join(closed, on="issue")
        within = (nw.col("began") <= nw.col("first")) & (nw.col("first") < nw.col("ended"))
        return begun.filter(within).select("issue", "first")

    def _stretches(self) -> Frame:
        """A row of each stretch, as `lasting` says."""
        nearest = self._further.group_by("issue").agg(nw.col("first").min().alias("next"))
        opening = self._lives.join(nearest, on="issue", how="left")
        after = nw.col("first").shift(-1).over("issue", order_by="first")
        every = nw.concat(
            [
                opening.select("issue", first="born", last=nw.coalesce("next", "dead")),
                self._further.select("issue", "first", last=nw.coalesce(after, nw.col("dead"))),
            ]
        )
        lasting = every.join(self._away, on=["issue", "first"], how="anti")
        return lasting.select("first", "last", of="issue", issue=self._number("first"))

    def _number(self, first: str) -> nw.Expr:
        """The number of the stretch of an issue that begins at a point."""
        return nw.col("issue").cast(nw.Int64) * self.points + nw.col(first)

    def _with_families(self, cuts: Frame) -> Frame:
        """The cuts, where an issue that is tied to others is cut where any of them is."""
        tied = ties(self._snapshot, self._lives.select("issue"))
        if tied is None:
            return cuts
        roots = self._roots(tied)
        births = self._lives.select("issue", first=nw.col("born"))
        of_family = (
            nw.concat([cuts, births.select("issue", "first")])
            .join(roots, on="issue")
            .select("root", "first")
            .unique()
        )
        shared = roots.join(of_family, on="root").select("issue", "first")
        return nw.concat([cuts.select("issue", "first"), shared]).unique()

    def _roots(self, tied: Frame) -> Frame:
        """(issue, root) of every issue with a parent or a child; one root for all that are tied together.

        It is the highest above it, or the least number of those that are above each other in a circle.
        """
        members = nw.concat([tied.select("issue"), tied.select(issue="parent")]).unique()
        above = members.join(tied, on="issue", how="left").select(
            "issue", root=nw.coalesce("parent", "issue"), least=nw.col("issue")
        )
        for _ in range(LEVELS.bit_length()):  # each time twice as far up
            above = self._engine.keep(above)
            further = above.select(root="issue", higher="root", lower="least")
            above = above.join(further, on="root").select(
                "issue", root="higher", least=nw.min_horizontal("least", "lower")
            )
        above = self._engine.keep(above)
        return above.select("issue", on="root").join(above.select(on="issue", root="least"), on="on")


def _within(cuts: Frame) -> Frame:
    """The points between those at which a life begins and ends."""
    return cuts.filter(nw.col("first") > nw.col("born"), nw.col("first") < nw.col("dead"))


def _whole_number(value: int | None) -> nw.Expr:
    return nw.lit(value).cast(nw.Int32)
