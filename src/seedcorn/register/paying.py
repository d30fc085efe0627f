"""Who pays how much: the active customers of a register, each group as one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from seedcorn.model import Customer, Status
from seedcorn.register.lookup import Register

Told: TypeAlias = Callable[[Customer], Fraction | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """An active customer or group and what it pays, as the register counts money; None if untold.

    `members` are the active entries of the group.
    """

    customer: Customer
    revenue: Fraction | None
    members: tuple[Customer, ...] = ()

    def together(self, told: Told) -> Fraction | None:
        """What its members have of something together; None where none of them tells."""
        return _sum(told(member) for member in self.members)


def active(register: Register | None, on: date) -> tuple[Customer, ...]:
    """The entries that are customers on a day, also those who pay nothing, in the register's order."""
    return tuple(entry for entry in register.customers if _is_active(entry, on)) if register else ()


def payers(register: Register | None, on: date) -> tuple[Payer, ...]:
    """The customers active on a day, rolled up to their groups, those known to pay nothing left out.

    A group pays what its members pay together. Source: ASC 280-10-50-42 (common control is one customer).
    """
    groups: dict[str, list[Customer]] = {}
    for entry in active(register, on):
        if register:
            groups.setdefault(register.root(entry.id).id, []).append(entry)
    found = (
        Payer(
            customer=register.root(group),
            revenue=_sum(member.revenue for member in members),
            members=tuple(members),
        )
        for group, members in groups.items()
        if register
    )
    return tuple(payer for payer in found if payer.revenue != 0)


def _is_active(entry: Customer, on: date) -> bool:
    """By the dates where the register has them, else by its status today."""
    if entry.status not in (Status.ACTIVE, Status.CHURNED) or (entry.started and entry.started > on):
        return False
    return entry.ended > on if entry.ended else entry.status is Status.ACTIVE


def _sum(amounts: Iterable[Fraction | int | None]) -> Fraction | None:
    told = [amount for amount in amounts if amount is not None]
    return Fraction(sum(told[1:], told[0])) if told else None
