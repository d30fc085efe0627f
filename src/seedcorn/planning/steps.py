"""What a plan may do with issues that are alike, and what each step does to what limits are on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from seedcorn.meanings import EXISTING, NAMELESS, PROSPECT, SEED_CORN, UNKNOWN

NOBODY = NOWHERE = -1


class What(StrEnum):
    """What there is so much of. Efforts are whole parts of one size; what ends in "issues" are counts.

    Without an iteration it is in the open backlog; those of an iteration are of its open issues; the
    `CURRENT` ones are of the current iteration with what of it was completed. `SQUARES` is the sum of the
    squared demands, `SERVED` how many customers the current iteration has an issue of.
    """

    ALL = "effort"
    REQUESTED = "requested"
    EXISTING = "requested by existing customers"
    UNKNOWN = "unknown"
    SEED_CORN = "seed corn"
    DEMAND = "demand of a customer"
    SQUARES = "squared demands"
    PLANNED = "effort in an iteration"
    PLANNED_ISSUES = "issues in an iteration"
    PLANNED_DEMAND = "demand of a customer in an iteration"
    CURRENT = "effort in the current iteration"
    CURRENT_SEED_CORN = "seed corn in the current iteration"
    CURRENT_UNKNOWN = "unknown in the current iteration"
    CURRENT_ISSUES = "issues in the current iteration"
    CURRENT_POSSIBLE_ISSUES = "issues in the current iteration that could be requests"
    CURRENT_UNNAMED_ISSUES = "issues in the current iteration that could be anybody's"
    CURRENT_ASKED_ISSUES = "issues of a customer in the current iteration"
    SERVED = "customers with an issue in the current iteration"


class Amount(NamedTuple):
    """Which amount it is: of what, in which iteration, of which customer (both by their codes)."""

    what: What
    iteration: int = NOWHERE
    customer: int = NOBODY


SQUARES, SERVED = Amount(What.SQUARES), Amount(What.SERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Open issues that a plan cannot tell apart, and how many there are.

    `kind` is the kind of work (see meanings), `effort` that of one issue and `part` each asker's part of it,
    in whole parts. `planned` are the iterations it is in that limits look at. `may_wait` says that it can be
    deferred without changing what another issue counts; `elsewhere` that it is planned for another iteration
    of the current one's kind.
    """

    kind: int
    effort: int
    part: int = 0
    askers: tuple[int, ...] = ()
    planned: tuple[int, ...] = ()
    issues: int = 1
    may_wait: bool = True
    elsewhere: bool = False


class Way(StrEnum):
    """What is done with an issue: it waits, leaves an iteration, or comes into the current one."""

    DEFER = "defer"
    TAKE_OUT = "take out"
    PULL_IN = "pull in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One way to change issues that are alike, `group` being their place among all that there are.

    `effect` is what one issue of them adds to each amount.
    """

    group: int
    way: Way
    iteration: int = NOWHERE
    effort: int = 0
    most: int = 1
    effect: Mapping[Amount, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where issues may be moved: the current iteration, and the iterations that issues may leave or enter.

    `same_kind` are the iterations of which an issue is in one at a time, the current one among them.
    """

    current: int = NOWHERE
    movable: frozenset[int] = frozenset()
    same_kind: frozenset[int] = frozenset()


def steps_of(groups: Iterable[Alike], field: Field) -> Iterator[Step]:
    """Everything that can be done with each group; what is not planned elsewhere is pulled in first."""
    for place, alike in sorted(enumerate(groups), key=lambda pair: (pair[1].elsewhere, pair[0])):
        for way, iteration in _ways(alike, field):
            yield Step(
                group=place,
                way=way,
                iteration=iteration,
                effort=alike.effort,
                most=alike.issues,
                effect=_effect(alike, way, iteration, field),
            )


def _ways(alike: Alike, field: Field) -> Iterator[tuple[Way, int]]:
    """The gentler first, of equally good ones that is the one to take."""
    for iteration in alike.planned:
        if iteration in field.movable:
            yield Way.TAKE_OUT, iteration
    if field.current in field.movable and field.current not in alike.planned:
        yield Way.PULL_IN, field.current
    if alike.may_wait:
        yield Way.DEFER, NOWHERE


def _effect(alike: Alike, way: Way, iteration: int, field: Field) -> dict[Amount, int]:
    match way:
        case Way.TAKE_OUT:
            return dict(_planned(alike, iteration, -1, field.current))
        case Way.PULL_IN:
            left = (_planned(alike, each, -1, field.current) for each in alike.planned)
            left_ones = {
                amount: change
                for each in left
                for amount, change in each
                if amount.iteration in field.same_kind
            }
            return {**left_ones, **dict(_planned(alike, iteration, 1, field.current))}
        case Way.DEFER:
            effect = dict(_open(alike, -1))
            for each in alike.planned:
                effect.update(_planned(alike, each, -1, field.current))
            return effect


def amounts_of(groups: Iterable[Alike]) -> dict[Amount, int]:
    """All amounts of the open backlog and of the open issues of its iterations."""
    found: dict[Amount, int] = {}
    for alike in groups:
        adding = [*_open(alike, alike.issues)]
        for iteration in alike.planned:
            adding.extend(_planned(alike, iteration, alike.issues, NOWHERE))
        for amount, change in adding:
            found[amount] = found.get(amount, 0) + change
    found[SQUARES] = sum(size**2 for amount, size in found.items() if amount.what is What.DEMAND)
    return found


def _open(alike: Alike, issues: int) -> Iterator[tuple[Amount, int]]:
    effort = alike.effort * issues
    yield Amount(What.ALL), effort
    if alike.kind >= PROSPECT:
        yield Amount(What.REQUESTED), effort
    if alike.kind in (EXISTING, NAMELESS):
        yield Amount(What.EXISTING), effort
    elif alike.kind == UNKNOWN:
        yield Amount(What.UNKNOWN), effort
    elif alike.kind == SEED_CORN:
        yield Amount(What.SEED_CORN), effort
    for customer in alike.askers:
        yield Amount(What.DEMAND, NOWHERE, customer), alike.part * issues


def _planned(alike: Alike, iteration: int, issues: int, current: int) -> Iterator[tuple[Amount, int]]:
    yield Amount(What.PLANNED, iteration), alike.effort * issues
    yield Amount(What.PLANNED_ISSUES, iteration), issues
    for customer in alike.askers:
        yield Amount(What.PLANNED_DEMAND, iteration, customer), alike.part * issues
    if iteration == current:
        yield from _currently(alike, issues)


def _currently(alike: Alike, issues: int) -> Iterator[tuple[Amount, int]]:
    effort = alike.effort * issues
    yield Amount(What.CURRENT), effort
    yield Amount(What.CURRENT_ISSUES), issues
    if alike.kind == SEED_CORN:
        yield Amount(What.CURRENT_SEED_CORN), effort
    if alike.kind >= PROSPECT or alike.kind == UNKNOWN:
        yield Amount(What.CURRENT_POSSIBLE_ISSUES), issues
    if alike.kind == UNKNOWN:
        yield Amount(What.CURRENT_UNKNOWN), effort
    if alike.kind in (UNKNOWN, NAMELESS):
        yield Amount(What.CURRENT_UNNAMED_ISSUES), issues
    for customer in alike.askers:
        yield Amount(What.CURRENT_ASKED_ISSUES, NOWHERE, customer), issues
