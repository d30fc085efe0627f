"""What a mapping wants of one table, read at once; what is not there is shown in the line that wants it."""

from collections.abc import Iterable

import narwhals as nw

from seedcorn.engine import Engine, Frame, Kind, NotThereError, Reach
from seedcorn.errors import DataError
from seedcorn.lake.ways import Condition, Said, Way
from seedcorn.yamlfile import Document, Loc, render

_HELP = "name a column of this table; seedcorn reads none but those that are named here"
_SECONDS_A_MINUTE = 60


class Cells:
    """Columns that are wanted, each once, with the place of the mapping that wants it.

    `under` is the column that all ways begin in, where they are ways in the elements of a list.
    """

    def __init__(self, document: Document, *, under: tuple[str, ...] = ()) -> None:
        self._document = document
        self._under = under
        self._names: dict[Reach, str] = {}
        self._locs: dict[str, Loc] = {}

    def text(self, said: Said | None, loc: Loc) -> nw.Expr:
        """A text put together; null where a part of it is not there, or where nothing is written."""
        if said is None:
            return nw.lit(None).cast(nw.String)
        parts = [nw.lit(one) if isinstance(one, str) else self._text(one, loc) for one in said]
        return filled(parts[0] if len(parts) == 1 else nw.concat_str(parts))

    def seconds(self, way: Way | None, loc: Loc) -> nw.Expr:
        """A point in time in seconds since 1970."""
        return nw.lit(None).cast(nw.Int64) if way is None else self.column(way.steps, Kind.SECONDS, loc)

    def minutes(self, way: Way | None, loc: Loc) -> nw.Expr:
        """A point in time as the tables of a snapshot keep it."""
        return in_minutes(self.seconds(way, loc))

    def unread(self, way: Way, loc: Loc) -> nw.Expr:
        """Whether something is written that is no point in time."""
        is_there = ~filled(self._text(way, loc)).is_null()
        return is_there & self.seconds(way, loc).is_null()

    def holds(self, condition: Condition, loc: Loc) -> nw.Expr:
        """Whether a condition holds; never null."""
        groups = []
        for place, group in enumerate(condition.any_of):
            at = (*loc, place) if len(condition.any_of) > 1 else loc
            groups.append(nw.all_horizontal(*(self._held(*one, at) for one in group), ignore_nulls=False))
        return nw.any_horizontal(*groups, ignore_nulls=False)

    def column(self, steps: tuple[str, ...], kind: Kind, loc: Loc) -> nw.Expr:
        """What lies at a way, as it is read."""
        reach = Reach(steps=(*self._under, *steps), kind=kind)
        name = self._names.setdefault(reach, f"cell_{len(self._names)}")
        self._locs.setdefault(name, loc)
        return nw.col(name)

    def read(self, engine: Engine, table: Frame, *, keep: Iterable[str] = ()) -> Frame:
        """The columns of a table that were wanted, beside those to keep.

        Raises DataError that shows each that is not there, at its place in the mapping.
        """
        try:
            return engine.reach(table, {name: reach for reach, name in self._names.items()}, keep=tuple(keep))
        except NotThereError as error:
            wrong = (self._document.place(self._locs[name]).wrong(said, _HELP)
                     for name, said in error.problems.items())  # fmt: skip  # one thought
            raise DataError(render(wrong)) from error

    def _text(self, way: Way, loc: Loc) -> nw.Expr:
        return self.column(way.steps, Kind.TEXT, loc)

    def _held(self, way: Way, words: frozenset[str | None], loc: Loc) -> nw.Expr:
        named = sorted(word for word in words if word is not None)
        is_null = ~self.column(way.steps, Kind.THERE, loc)
        if not named:
            return is_null
        is_named = self._text(way, loc).str.to_lowercase().is_in(named).fill_null(value=False)
        return is_named | is_null if None in words else is_named


def filled(text: nw.Expr) -> nw.Expr:
    """A text, null where it is empty: many tools write nothing so."""
    return nw.when(text != "").then(text)


def in_minutes(seconds: nw.Expr) -> nw.Expr:
    """Seconds since 1970 in whole minutes."""
    return (seconds // _SECONDS_A_MINUTE).cast(nw.Int32)
