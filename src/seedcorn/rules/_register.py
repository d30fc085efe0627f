"""What rules on the register share: how they abstain, and what some customers ask for."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.model import Status
from seedcorn.register import Payer, active
from seedcorn.rule import Abstention
from seedcorn.words import percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.tally import Demand

REVENUE = "revenue"
NO_PERIOD = "needs “period: year” (or month, quarter) in the register"


def without(missing: str) -> Abstention:
    """Nothing to say of revenue, for want of something in the register."""
    return Abstention(scope=REVENUE, missing=missing)


def largest(paying: Iterable[Payer]) -> Payer:
    """Who pays most, of equals the last by id. Raises ValueError where nobody pays."""
    return max(paying, key=lambda payer: (payer.revenue or 0, payer.customer.id))


def asked_for_by(backlog: "Backlog", some: Iterable[Payer]) -> str:
    """How much of the requested work some customers ask for, in a sentence; empty where nothing is."""
    whole = backlog.amount_of(backlog.work.requested)
    if not whole:
        return ""
    theirs = {payer.customer.id for payer in some}
    part = Fraction(sum(each.amount for each in backlog.demands if each.customer.id in theirs), whole)
    return f" They ask for {percent(min(part, Fraction(1)))} of the requested work that is open."


def gone_by_now(context: "Context", demands: "Iterable[Demand]") -> "tuple[Demand, ...]":
    """Those who ask and of whose group nobody is a customer any more; not who has yet to become one."""
    register, today = context.register, context.now.date()
    here = {register.root(entry.id).id for entry in active(register, today)} if register else set()
    return tuple(
        each
        for each in demands
        if each.customer.registered
        and each.customer.status in (Status.ACTIVE, Status.CHURNED)
        and each.customer.id not in here
        and not (each.customer.started and each.customer.started > today)
    )
