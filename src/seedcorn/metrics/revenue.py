"""Who pays how much: the active customers of a register, each group as one."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from seedcorn.model import Customer, Status
from seedcorn.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """An active customer or group and what it pays, as the register counts money; None if untold."""

    customer: Customer
    revenue: Fraction | None


def payers(register: Register | None, on: date) -> tuple[Payer, ...]:
    """The customers active on a day, rolled up to their groups, those known to pay nothing left out.

    A group pays what its members pay together. Source: ASC 280-10-50-42 (common control is one customer).
    """
    groups: dict[str, list[Customer]] = {}
    for entry in register.customers if register else ():
        if register and _is_active(entry, on):
            groups.setdefault(register.root(entry.id).id, []).append(entry)
    found = (
        Payer(customer=register.root(group), revenue=_together(members))
        for group, members in groups.items()
        if register
    )
    return tuple(payer for payer in found if payer.revenue != 0)


def _is_active(entry: Customer, on: date) -> bool:
    """By the dates where the register has them, else by its status today."""
    if entry.status not in (Status.ACTIVE, Status.CHURNED) or (entry.started and entry.started > on):
        return False
    return entry.ended > on if entry.ended else entry.status is Status.ACTIVE


def _together(members: list[Customer]) -> Fraction | None:
    told = [member.revenue for member in members if member.revenue is not None]
    return sum(told, Fraction(0)) if told else None


def revenues(everybody: tuple[Payer, ...]) -> tuple[Fraction, ...]:
    """What each pays, in their order; empty unless it is known of all."""
    told = tuple(payer.revenue for payer in everybody if payer.revenue is not None)
    return told if len(told) == len(everybody) else ()


def untold(everybody: tuple[Payer, ...]) -> str:
    """What is missing to judge revenue, or "" if nothing is."""
    missing = sum(payer.revenue is None for payer in everybody)
    if not everybody or missing == len(everybody):
        return "needs revenue in a register of customers"
    return (
        f"needs the revenue of every active customer; {missing} of {len(everybody)} have none"
        if missing
        else ""
    )
