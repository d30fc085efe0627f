"""The groups that a team's own rule puts work in, how large each is, and what could belong to any."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from seedcorn.model import Customer
from seedcorn.own.keys import By, Own
from seedcorn.own.looking import Looked, size, unknown
from seedcorn.report import Keys
from seedcorn.where import FACTS

if TYPE_CHECKING:  # A policy is read without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of them: its name, the customer that it is, if it is one, its size, and the issues behind it."""

    name: str
    customer: str | None
    size: Fraction
    evidence: Callable[[], Keys]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups, the largest first, and the `whole` that they are parts of.

    `anybodys` is what of the whole could be any group's, `joining` what is not in the whole and could be,
    `leaving` what of it could be out.
    """

    found: tuple[Group, ...]
    whole: Fraction
    anybodys: Fraction
    joining: Fraction
    leaving: Fraction


def grouped(context: "Context", seen: Looked, own: Own, by: By) -> Groups:
    """Put what a rule looks at together by customer, segment, or what stands at a place."""
    part = seen.part
    joining, leaving = unknown(seen.joining, own), unknown(seen.leaving, own)
    if not by.is_of_customers:
        forgotten = Fraction(0) if by.place in FACTS else size(part.work.unknown, own)
        found = _sorted(_of_marks(context, part, own, by))
        return Groups(
            found=found,
            whole=size(part.work.all, own),
            anybodys=forgotten,
            joining=joining,
            leaving=leaving,
        )
    customers = list(_of_customers(part, own))
    of_segments = by.place == "segment"
    homeless = (each.size for customer, each in customers if of_segments and not customer.segment)
    return Groups(
        found=_sorted(_of_segments(customers) if of_segments else (each for _, each in customers)),
        whole=size(part.work.requested, own),
        anybodys=size(part.work.nameless, own) + sum(homeless, Fraction(0)),
        joining=joining + size(part.work.unknown, own),
        leaving=leaving,
    )


def _sorted(found: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(found, key=lambda each: (-each.size, each.name)))


def _of_customers(part: "Backlog", own: Own) -> Iterator[tuple[Customer, Group]]:
    for demand in part.demands:
        of_effort = getattr(own, "of", "issues") == "effort"
        yield (
            demand.customer,
            Group(
                name=demand.customer.name,
                customer=demand.customer.id,
                size=demand.effort if of_effort else Fraction(demand.issues),
                evidence=partial(part.requests_of_any, (demand.code,)),
            ),
        )


def _of_segments(customers: list[tuple[Customer, Group]]) -> Iterator[Group]:
    found: dict[str, list[Group]] = {}
    for customer, group in customers:
        if customer.segment:
            found.setdefault(customer.segment, []).append(group)
    for name, groups in found.items():
        yield Group(
            name=name,
            customer=None,
            size=sum((each.size for each in groups), Fraction(0)),
            evidence=groups[0].evidence,
        )


def _of_marks(context: "Context", part: "Backlog", own: Own, by: By) -> Iterator[Group]:
    for group in context.grouped(part).by_mark(by.place, by.glob):
        bearing = partial(_bearers, part, (by.place, group.value))
        yield Group(name=group.value, customer=None, size=size(group.all, own), evidence=bearing)


def _bearers(part: "Backlog", mark: tuple[str, str]) -> Keys:
    return part.bearing((mark,)).everything()
