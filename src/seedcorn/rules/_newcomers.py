"""Who is new, as rules on newcomers share it: prospects, and customers who began not long ago."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from seedcorn.model import Customer, Status

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context

UNTOLD = "needs prospects among those who ask, or “started” of customers in a register"


def is_new(context: "Context", days: int) -> Callable[[Customer], bool | None]:
    """Whether a customer is a prospect or began at most so many days ago; None where that is not known."""
    first = context.now.date() - timedelta(days=days)

    def answer(customer: Customer) -> bool | None:
        if customer.status is Status.PROSPECT:
            return True
        return None if customer.started is None else customer.started >= first

    return answer


def is_told(context: "Context", *backlogs: "Backlog") -> bool:
    """Whether it can be known of anybody: of a customer who asks, or of one in the register."""
    asking = [demand.customer for backlog in backlogs for demand in backlog.demands]
    entries = context.register.customers if context.register else ()
    return any(one.status is Status.PROSPECT or one.started is not None for one in (*asking, *entries))
