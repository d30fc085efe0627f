"""What rules on who asks for how much share: why they abstain, and which part some customers hold."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.metrics.concentration import share
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.metrics.sufficiency import too_few_requests
from seedcorn.model import Customer, Interval
from seedcorn.report import Bound, Keys

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.tally import Demand

_NOBODY = "needs requests that name their customer"
_SEVERAL_TIMES = "needs issues divided among those who ask: not “customers: {split: fully}”"

Settle = Callable[[Fraction], Keys]


def silent(backlog: "Backlog") -> str:
    """Why nothing can be said of who asks for how much, or "" if it can."""
    work = backlog.work
    known, unknown = work.requested.effort, work.unknown.effort
    missing = too_few_requests(work.requested.issues, known, unknown, work.all.effort)
    return missing or ("" if backlog.demands else _NOBODY)


def undivided(backlog: "Backlog") -> str:
    """The same of what several hold together, which is too much where an issue counts fully for each."""
    return silent(backlog) or (_SEVERAL_TIMES if nobodys(backlog) < 0 else "")


def nobodys(backlog: "Backlog") -> Fraction:
    """The requested effort that nobody is named on; less than 0 where issues count several times."""
    named = sum(demand.amount for demand in backlog.demands)
    parts = backlog.attributed.amount_scale
    return Fraction(backlog.amount_of(backlog.work.requested) - named, parts)


def settle(
    context: "Context",
    backlog: "Backlog",
    measured: Interval,
    bound: Bound,
    codes: frozenset[int] = frozenset(),
) -> Settle:
    """The fewest issues that name nobody, or one of these customers, whose answer could decide."""
    doubtful = context.asking(backlog).in_doubt(codes)
    return lambda limit: doubtful.first(fewest_to_settle(doubtful.efforts(), measured, limit, bound))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The part of the requested work that some customers hold, and who they are, by code.

    `unsure` are those of whom it is not known whether they are some of them.
    """

    measured: Interval
    codes: frozenset[int]
    unsure: frozenset[int]


def held(backlog: "Backlog", is_meant: Callable[[Customer], bool | None]) -> Held:
    """What the customers hold of whom this is true; None says that it is not known of one."""
    answers = {demand.code: is_meant(demand.customer) for demand in backlog.demands}
    codes = frozenset(code for code, answer in answers.items() if answer)
    unsure = frozenset(code for code, answer in answers.items() if answer is None)
    work = backlog.work
    anybodys = nobodys(backlog) + _effort(backlog, unsure)
    measured = share(_effort(backlog, codes), work.requested.effort, work.unknown.effort, anybodys)
    return Held(measured=measured, codes=codes, unsure=unsure)


def of_the(few: int, demands: "tuple[Demand, ...]") -> Fraction:
    """What the first so many ask for together."""
    return sum((demand.effort for demand in demands[:few]), Fraction(0))


def _effort(backlog: "Backlog", codes: frozenset[int]) -> Fraction:
    amount = sum(demand.amount for demand in backlog.demands if demand.code in codes)
    return Fraction(amount, backlog.attributed.amount_scale)
