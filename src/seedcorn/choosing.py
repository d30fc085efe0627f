"""The part of a backlog that a condition holds for, in a few columnar steps; and what is left of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import and_, ge, gt, le, lt, or_
from re import DOTALL, IGNORECASE
from re import compile as compile_regex

import narwhals as nw

from seedcorn.attributed import NO_ISSUE, Attributed
from seedcorn.backlog import Backlog
from seedcorn.engine import Frame
from seedcorn.meanings import EXISTING, NAMELESS, OWN, PROSPECT, SEED_CORN, UNKNOWN, glob_regex
from seedcorn.model import Customer
from seedcorn.register import Register, names, normalised
from seedcorn.snapshot import minutes
from seedcorn.where import Compared, Where

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
        chosen = backlog.shared(lambda: attributed.once(said, lambda: chooser.chosen(where)))
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
    """Finds the issues in view that conditions hold for."""

    def __init__(
        self, attributed: Attributed, register: Register | None, now: datetime, *, declined: bool
    ) -> None:
        self._attributed = attributed
        self._register = register
        self._now = minutes(now)
        self._is_declined = declined

    def chosen(self, where: Where) -> Frame:
        """The issues in view that a condition holds for."""
        attributed = self._attributed
        return attributed.engine.keep(attributed.issues.join(self.holding(where), on="issue", how="semi"))

    def holding(self, where: Where) -> Frame:
        """(issue) of all in view that a condition holds for, some more than once."""
        if _is_of_columns(where):
            return self._attributed.issues.filter(self.condition(where)).select("issue")
        parts = list(self._parts(where)) or [self._attributed.issues.select("issue")]
        found = reduce(lambda part, other: part.join(other, on="issue", how="semi"), parts)
        return found.join(self.holding(where.not_), on="issue", how="anti") if where.not_ else found

    def _parts(self, where: Where) -> Iterator[Frame]:
        """What must all hold, as the issues that each holds for."""
        if columns := list(self._columns(where)):
            yield self._attributed.issues.filter(*columns).select("issue")
        for place, globs in where.marked():
            yield self._attributed.bearers(self.codes(place, globs)).select("issue")
        if where.customer or where.segment:
            yield self._asked_by(where)
        if where.any:
            yield nw.concat([self.holding(one) for one in where.any])
        yield from map(self.holding, where.all)

    def codes(self, place: str, globs: tuple[str, ...]) -> tuple[int, ...]:
        """The marks that stand at a place and fit any of the patterns."""
        words = self._attributed.words.get(place, ())

        def fitting() -> tuple[int, ...]:
            patterns = _Patterns(globs)
            return tuple(mark for mark, _, text in words if patterns.fit(text))

        return self._attributed.once((place, globs), fitting)

    def condition(self, where: Where) -> nw.Expr:
        """A condition that looks at nothing but columns of the issues."""
        said = [*self._columns(where), *map(self.condition, where.all)]
        if where.any:
            said.append(reduce(or_, map(self.condition, where.any)))
        if where.not_:
            said.append(~self.condition(where.not_))
        return reduce(and_, said)

    def _columns(self, where: Where) -> Iterator[nw.Expr]:
        """What it says of columns of the issues, at its own level."""
        if where.work:
            yield reduce(or_, (_KINDS[kind] for kind in where.work))
        if where.state:
            yield self._stands(where.state)
        if where.age:
            yield _compared((self._now - nw.col("created")) // _A_DAY, where.age)
        if where.askers:
            yield _compared(nw.col("askers"), where.askers)

    def _stands(self, state: str) -> nw.Expr:
        if (state == "declined") is not self._is_declined:
            return NO_ISSUE
        return ~nw.col("closed").is_null() if _STATES[state] else nw.col("closed").is_null()

    def _asked_by(self, where: Where) -> Frame:
        """What a customer who fits asks for: by a name, and by the segment that the register puts it in."""
        by_name, by_segment = _Patterns(where.customer), _Patterns(where.segment)
        customers = self._attributed.meanings.customers
        every_name = self._attributed.once("names of customers", lambda: tuple(map(self._names, customers)))
        codes = tuple(
            code
            for code, customer in enumerate(customers)
            if (not where.customer or any(map(by_name.fit, every_name[code])))
            and (not where.segment or (customer.segment and by_segment.fit(normalised(customer.segment))))
        )
        return self._attributed.requests.join(
            self._attributed.customers(codes), on="customer", how="semi"
        ).select("issue")

    @cached_property
    def _members(self) -> Mapping[str, tuple[Customer, ...]]:
        """The entries of the register by the id of the group that they are counted with."""
        groups: dict[str, list[Customer]] = {}
        for entry in self._register.customers if self._register else ():
            if self._register:
                groups.setdefault(self._register.root(entry.id).id, []).append(entry)
        return {group: tuple(entries) for group, entries in groups.items()}

    def _names(self, customer: Customer) -> tuple[str, ...]:
        """Every name of a customer and of those whom it controls, as names are compared."""
        members = self._members.get(customer.id, (customer,))
        return tuple(normalised(name) for entry in members for name in names(entry))


class _Patterns:
    """Patterns of which there may be thousands that are just words."""

    def __init__(self, globs: tuple[str, ...]) -> None:
        wild = "|".join(glob_regex(glob, names=False).pattern for glob in globs if set(glob) & _WILD)
        self._wild = compile_regex(wild, IGNORECASE | DOTALL) if wild else None
        words = [glob for glob in globs if not set(glob) & _WILD]
        self._words = set(map(normalised, words))
        self._spaced: dict[str, list[str]] = {}
        for word in words:
            self._spaced.setdefault(_squeezed(normalised(word)), []).append(word)

    def fit(self, text: str) -> bool:
        """Whether a normal text is one of them."""
        if text in self._words or (self._wild is not None and self._wild.fullmatch(text)):
            return True
        alike = self._spaced.get(_squeezed(text), ())
        return any(glob_regex(word, names=False).fullmatch(text) for word in alike)


def _squeezed(text: str) -> str:
    """Without its spaces, which a pattern may have or not."""
    return text.replace(" ", "")


def _compared(column: nw.Expr, said: Compared) -> nw.Expr:
    return _COMPARE[said.operator](column, said.number)
