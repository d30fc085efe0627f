"""The time of each issue, cut at the points of a grid where anything changes that a policy reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import narwhals as nw

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
        return nw.when(place >= self.points).then(self.points).otherwise(place).fill_null(self.points)


class Stretches:
    """The stretches of all issues in which nothing changes that a policy reads, in their engine.

    `lasting` are they: (issue, of, first, last), a number of each, its issue, and from which point to before
    which it is. Those in which an issue was closed are left out, unless others may be below it.
    """

    def __init__(self, snapshot: Snapshot, counting: Counting, meant: Meanings, grid: Grid) -> None:
        self._snapshot = snapshot
        self._engine = snapshot.engine
        self._grid = grid
        self._sized = bool(counting.effort.estimates)
        self._seed = [one.mark for one in meant.meant if one.seed_marked]
        said = sizes(snapshot.vocabulary(), counting.effort)
        read = {one.mark for one in meant.meant} | {mark for mark, _, _ in said.rows}
        closing = {mark for mark, place, _ in snapshot.vocabulary() if place == CLOSED}
        spells = self._spells()
        self._marks = self._placed(spells, read - closing)
        self._closings = self._placed(spells, closing) if snapshot.has_history else self._closed()
        self._lives = self._engine.keep(self._lived())
        self.lasting = self._engine.keep(self._stretches())

    @property
    def points(self) -> int:
        """How many points the grid has."""
        return self._grid.points

    def first_seed_mark(self) -> int | None:
        """The place from which on something had borne the seed-corn mark."""
        seed = self._marks.filter(nw.col("mark").is_in(self._seed or [-1]))
        first: int | None = rows(seed.select(nw.col("first").min()))[0][0]
        return first

    def places(self) -> tuple[nw.Expr, nw.Expr]:
        """The first point of a stretch and the one after its last, from its number in a column `issue`."""
        return nw.col("issue") // self._after % self._grid.points, nw.col("issue") % self._after

    def facts(self) -> Snapshot:
        """The stretches as issues, with the marks that stand on each; those that were closed are old."""
        standing = (
            self._marks.rename({"issue": "of", "first": "began", "last": "ended"})
            .join(self.lasting, on="of")
            .filter(nw.col("began") <= nw.col("first"), nw.col("first") < nw.col("ended"))
        )
        frames = {
            "issues": self._told().select(*TABLES["issues"]),
            "marks": standing.select(*TABLES["marks"]),
        }
        return replace(self._snapshot, scratch=None, frames={**self._snapshot.frames, **frames})

    def _told(self) -> Frame:
        """The stretches with what is known of their issues, as far as anybody asks for it."""
        nothing, no_minute = nw.lit(None).cast(nw.String), nw.lit(None).cast(nw.Int32)
        columns = ["created", *(["source"] if self._sized or self._has_parents else [])]
        columns += ["key", "parent"] if self._has_parents else []
        issues = self._snapshot.frame("issues").select(*columns, of="issue")
        told = self.lasting.join(issues, on="of").with_columns(
            **{name: nothing for name in ("source", "key", "parent") if name not in columns},
            url=nothing,
            title=nothing,
            reason=nothing,
            updated=no_minute,
        )
        if not self._has_parents:
            return told.with_columns(closed=no_minute)
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

    @property
    def _after(self) -> int:
        return self._grid.points + 1

    @cached_property
    def _has_parents(self) -> bool:
        named = self._snapshot.frame("issues").filter(~nw.col("parent").is_null())
        return bool(rows(named.select("issue").head(1)))

    def _spells(self) -> Frame:
        """(issue, mark, position, since, until) as known at the end of the grid."""
        if self._snapshot.has_history:
            return self._snapshot.frame("spells").filter(nw.col("since") <= self._grid.ends)
        created = self._snapshot.frame("issues").select("issue", since="created")
        no_minute = nw.lit(None).cast(nw.Int32)
        return self._snapshot.frame("marks").join(created, on="issue").with_columns(until=no_minute)

    def _placed(self, spells: Frame, marks: Iterable[int]) -> Frame:
        """(issue, mark, position, first, last): from which point to before which one a mark stood."""
        wanted = self._engine.table({"mark": "INTEGER"}, ((mark,) for mark in sorted(marks)))
        placed = spells.join(wanted, on="mark", how="semi").select(
            "issue", "mark", "position", first=self._grid.first("since"), last=self._grid.first("until")
        )
        return self._engine.keep(placed.filter(nw.col("first") < nw.col("last")))

    def _closed(self) -> Frame:
        ends = self._snapshot.frame("issues").filter(nw.col("closed") <= self._grid.ends)
        return ends.select("issue", first=self._grid.first("closed"), last=nw.lit(self._grid.points))

    def _lived(self) -> Frame:
        """(issue, born, dead): from which point to before which an issue matters, once it was made."""
        made = self._snapshot.frame("issues").filter(nw.col("created") <= self._grid.ends)
        lives = made.select("issue", born=self._grid.first("created")).filter(
            nw.col("born") < self._grid.points
        )
        if self._has_parents:
            return lives.with_columns(dead=nw.lit(self._grid.points))
        for_good = self._closings.filter(nw.col("last") == self._grid.points).select("issue", dead="first")
        ended = lives.join(for_good, on="issue", how="left")
        return ended.with_columns(dead=nw.col("dead").fill_null(self._grid.points)).filter(
            nw.col("born") < nw.col("dead")
        )

    def _stretches(self) -> Frame:
        """A row of each stretch, as `lasting` says."""
        both = (self._marks, self._closings)
        ends = [frame.select("issue", first=nw.col(end)) for frame in both for end in ("first", "last")]
        cuts = nw.concat([end.with_columns(first=nw.col("first").cast(nw.Int64)) for end in ends])
        if self._has_parents:
            cuts = self._with_families(self._engine.keep(cuts))
        within = (nw.col("first") > nw.col("born")) & (nw.col("first") < nw.col("dead"))
        further = self._engine.keep(
            cuts.join(self._lives, on="issue").filter(within).select("issue", "first", "dead").unique()
        )
        births = self._lives.select("issue", "dead", first=nw.col("born").cast(nw.Int64))
        whole = births.join(further.select("issue").unique(), on="issue", how="anti")
        cut = births.join(further.select("issue").unique(), on="issue", how="semi")
        columns = ("issue", "first", "dead")
        several = nw.concat([further.select(*columns), cut.select(*columns)])
        after = nw.col("first").shift(-1).over("issue", order_by="first")
        lasting = nw.concat(
            [
                whole.select("issue", "first", last=nw.col("dead").cast(nw.Int64)),
                several.select("issue", "first", last=nw.coalesce(after, nw.col("dead")).cast(nw.Int64)),
            ]
        )
        return self._open(lasting).select("first", "last", of="issue", issue=self._number)

    def _open(self, lasting: Frame) -> Frame:
        """Those in which an issue was open, where no other can be below a closed one."""
        if self._has_parents:
            return lasting
        closed = self._closings.filter(nw.col("last") < self._grid.points).select(
            "issue", began="first", ended="last"
        )
        within = (nw.col("began") <= nw.col("first")) & (nw.col("first") < nw.col("ended"))
        away = lasting.join(closed, on="issue").filter(within).select("issue", "first")
        return lasting.join(away, on=["issue", "first"], how="anti")

    @property
    def _number(self) -> nw.Expr:
        number = nw.col("issue").cast(nw.Int64) * self._grid.points + nw.col("first")
        return number * self._after + nw.col("last")

    def _with_families(self, cuts: Frame) -> Frame:
        """The cuts, where an issue that is tied to others is cut where any of them is."""
        tied = ties(self._snapshot, self._lives.select("issue"))
        if tied is None:
            return cuts
        roots = self._roots(tied)
        births = self._lives.select("issue", first=nw.col("born").cast(nw.Int64))
        of_family = nw.concat([cuts, births]).join(roots, on="issue").select("root", "first").unique()
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
