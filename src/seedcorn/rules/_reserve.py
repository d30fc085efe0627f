"""What rules on seed corn share: where it is planned, and which part of that is kept for it."""

from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.metrics.work import seed_corn_share
from seedcorn.model import Interval

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

NO_SEED = "needs issues marked as seed corn"


def planned(context: "Context") -> "Backlog":
    """The current iteration if there is enough in it, or capacity to leave free; else the open backlog."""
    current = context.current
    if current is None:
        return context.open
    work = current.work.all
    enough = work.issues >= FEWEST_IN_ITERATION and work.effort
    return current if enough or context.current_capacity else context.open


def reserved(context: "Context", backlog: "Backlog") -> Interval:
    """The part of what is planned, or of its capacity where the policy states that, which is seed corn."""
    work = backlog.work
    capacity = context.current_capacity or work.all.effort
    return seed_corn_share(
        work.seed_corn.effort,
        work.unknown.effort,
        max(capacity, work.all.effort),
        max(Fraction(0), capacity - work.all.effort),
        in_use=context.seed_in_use,
    )
