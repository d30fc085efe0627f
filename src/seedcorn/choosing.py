"""The part of a backlog that a condition holds for, in a few columnar steps; and what is left of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import and_, ge, gt, le, lt, or_
from re import DOTALL, IGNORECASE
from re import Pattern as Regex
from re import compile as compile_regex

import narwhals as nw

from seedcorn.attributed import NO_ISSUE, Attributed
from seedcorn.backlog import Backlog
from seedcorn.engine import Frame
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN, glob_regex
from seedcorn.model import Customer
from seedcorn.register import Register, names, normalised
from seedcorn.snapshot import minutes
from seedcorn.where import WORDS, Compared, Where

_A_DAY = 24 * 60
_COMPARE: Mapping[str, Callable[[nw.Expr, int], nw.Expr]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_KINDS = {
    "requested": nw.col("kind").is_in((EXISTING, PROSPECT, NAMELESS)),
    "prospect": nw.col("kind") == PROSPECT,
    "own": nw.col("kind") == OWN,
    "bug": nw.col("bug") == 1,
    "seed-corn": nw.col("kind") == SEED_CORN,
    "unknown": nw.col("kind") == UNKNOWN,
}
_PLAIN = {place.replace("-", "_") for place in WORDS} | {"field", "project_field", "form_heading"}
_WILD = {"*", "?"}
_STATES = {"open": False, "completed": True, "declined": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The two parts that a condition cuts a backlog into, and whether a mark that it looks for is in use."""

    chosen: Backlog
    rest: Backlog
    in_use: bool


def choose(
    backlog: Backlog, where: Where, *, now: datetime, register: Register | None = None, declined: bool = False
) -> Choice:
    """Cut a backlog in two by a condition. `declined` says that it is of what was declined."""
    attributed = backlog.attributed
    chooser = _Chooser(attributed, register, now, declined=declined)
    if _is_of_columns(where):
        chosen = backlog.part(chooser.condition(where))
    else:
        said = where.model_dump_json()
        chosen = backlog.among(
            lambda: attributed.once(said, lambda: attributed.engine.keep(chooser.holding(where)))
        )
    in_use = any(chooser.codes(place, globs) for place, globs in _marked(where))
    return Choice(chosen=chosen, rest=backlog.without(chosen), in_use=in_use)


def _marked(where: Where) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from where.marked()
    for one in where.inner():
        yield from _marked(one)


def _is_of_columns(where: Where) -> bool:
    """Whether it looks at nothing but columns of the issues."""
    looks_beyond = where.customer or where.segment or any(where.marked())
    return not looks_beyond and all(map(_is_of_columns, where.inner()))


class _Chooser:
    """Turns conditions into columns that say of each issue whether one holds."""

    def __init__(
        self, attributed: Attributed, register: Register | None, now: datetime, *, declined: bool
    ) -> None:
        self._attributed = attributed
        self._register = register
        self._now = minutes(now)
        self._is_declined = declined
        self._flagged: Frame = attributed.issues
        self._flags = 0

    def holding(self, where: Where) -> Frame:
        """(issue) of all in view that a condition holds for."""
        marked = list(where.marked())
        if where.model_fields_set <= _PLAIN and len(marked) == 1:
            return self._attributed.bearers(self.codes(*marked[0])).select("issue").unique()
        condition = self.condition(where)
        return self._flagged.filter(condition).select("issue")

    def codes(self, place: str, globs: tuple[str, ...]) -> tuple[int, ...]:
        """The marks that stand at a place and fit any of the patterns."""
        words = self._attributed.words.get(place, ())

        def fitting() -> tuple[int, ...]:
            patterns = _Patterns(globs)
            return tuple(mark for mark, _, text in words if patterns.fit(text))

        return self._attributed.once((place, globs), fitting)

    def condition(self, where: Where) -> nw.Expr:
        """One column for all that is said at one level."""
        return reduce(and_, self._conditions(where))

    def _conditions(self, where: Where) -> Iterator[nw.Expr]:
        for place, globs in where.marked():
            yield self._bears(self.codes(place, globs))
        if where.customer or where.segment:
            yield self._asked_by(where)
        if where.work:
            yield reduce(or_, (_KINDS[kind] for kind in where.work))
        if where.state:
            yield self._stands(where.state)
        if where.age:
            yield _compared((self._now - nw.col("created")) // _A_DAY, where.age)
        if where.askers:
            yield _compared(nw.col("askers"), where.askers)
        if where.any:
            yield reduce(or_, map(self.condition, where.any))
        yield from map(self.condition, where.all)
        if where.not_:
            yield ~self.condition(where.not_)

    def _stands(self, state: str) -> nw.Expr:
        if (state == "declined") is not self._is_declined:
            return NO_ISSUE
        return ~nw.col("closed").is_null() if _STATES[state] else nw.col("closed").is_null()

    def _bears(self, codes: tuple[int, ...]) -> nw.Expr:
        return self._flag(self._attributed.bearers(codes))

    def _asked_by(self, where: Where) -> nw.Expr:
        """A customer who fits asks for it: by a name, and by the segment that the register puts it in."""
        by_name, by_segment = _Patterns(where.customer), _Patterns(where.segment)
        codes = tuple(
            code
            for code, customer in enumerate(self._attributed.meanings.customers)
            if (not where.customer or any(by_name.fit(normalised(name)) for name in self._names(customer)))
            and (not where.segment or (customer.segment and by_segment.fit(normalised(customer.segment))))
        )
        asked = self._attributed.requests.filter(nw.col("customer").is_in(codes) if codes else NO_ISSUE)
        return self._flag(asked)

    @cached_property
    def _members(self) -> Mapping[str, tuple[Customer, ...]]:
        """The entries of the register by the id of the group that they are counted with."""
        groups: dict[str, list[Customer]] = {}
        for entry in self._register.customers if self._register else ():
            if self._register:
                groups.setdefault(self._register.root(entry.id).id, []).append(entry)
        return {group: tuple(entries) for group, entries in groups.items()}

    def _names(self, customer: Customer) -> Iterator[str]:
        """Every name of a customer and of those whom it controls."""
        for entry in self._members.get(customer.id, (customer,)):
            yield from names(entry)

    def _flag(self, found: Frame) -> nw.Expr:
        """A column that is true on the issues of a frame."""
        name, self._flags = f"flag_{self._flags}", self._flags + 1
        flag = found.select("issue").unique().with_columns(**{name: nw.lit(1)})
        self._flagged = self._flagged.join(flag, on="issue", how="left")
        return ~nw.col(name).is_null()


class _Patterns:
    """Patterns of which there may be thousands that are just words."""

    def __init__(self, globs: tuple[str, ...]) -> None:
        wild = "|".join(glob_regex(glob, names=False).pattern for glob in globs if set(glob) & _WILD)
        self._wild = compile_regex(wild, IGNORECASE | DOTALL) if wild else None
        self._words: dict[str, list[Regex[str]]] = {}
        for glob in globs:
            if not set(glob) & _WILD:
                regex = glob_regex(glob, names=False)
                self._words.setdefault(_squeezed(normalised(glob)), []).append(regex)

    def fit(self, text: str) -> bool:
        """Whether a normal text is one of them."""
        if self._wild is not None and self._wild.fullmatch(text):
            return True
        return any(regex.fullmatch(text) for regex in self._words.get(_squeezed(text), ()))


def _squeezed(text: str) -> str:
    """Without its spaces, which a pattern may have or not."""
    return text.replace(" ", "")


def _compared(column: nw.Expr, said: Compared) -> nw.Expr:
    return _COMPARE[said.operator](column, said.number)
