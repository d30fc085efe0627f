"""Whether those who ask now are much larger than those who use the product.

## What it measures

The median size, in employees (`size-employees` in the register), of the customers and prospects who ask for
something in the open backlog, as a multiple of the median size of all active customers. A group's size is
that of its entries together. Issues that name nobody could be of anybody else in the register, so the result
is a range.

## Example

Five active customers have 10, 20, 30, 40 and 1,000 employees: the median is 30. In the open backlog ask the
one of 1,000 and a prospect of 500; their median is 750. That is 25 times the usual size, over the limit of
10, so the rule warns.

## Why it matters

Sam McAfee's "The One Big Customer Trap" says not to begin with large customers: nail the small ones first and
work your way up. When those who ask are far larger than those who pay, the product is on its way to another
market, mostly without anybody's decision.

## What to do

Decide whether you want to be in that market, and say for how many more of that size you would build this.
Until then ask customers of the usual size the same question.

## What it cannot know

Sizes that the register does not have: it abstains until it has them all. Who is in no register at all. A
median says nothing of how much each asks for: that is what `concentration.top-share` is about.

## Where the limits come from

Ten times is our own choice; nobody published a limit for this.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.citations import OURS, TRAP
from seedcorn.metrics.enterprise import times_the_usual
from seedcorn.metrics.revenue import FEWEST_TO_COMPARE
from seedcorn.model import Customer, Status
from seedcorn.report import Unit
from seedcorn.rule import Abstention, Measure, Need, Number, Outcome, Params, Remedy, Rule

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context
    from seedcorn.register import Register


class Limits(Params):
    """How many times the usual size those who ask may have."""

    warning: Number | None = Fraction(10)
    error: Number | None = None


def evaluate(context: "Context", limits: Limits) -> Iterator[Outcome]:
    """One measure, of the open backlog."""
    backlog, sizes = context.open, _sizes(context.register)
    asking = [demand.customer.id for demand in backlog.demands]
    base = [payer.customer.id for payer in context.paying]
    if missing := _missing(asking, base, sizes):
        yield Abstention(scope=backlog.scope, missing=missing)
        return
    yield _measure(backlog, asking, base, sizes)


def _measure(backlog: "Backlog", asking: list[str], base: list[str], sizes: dict[str, int]) -> Measure:
    heard = frozenset(asking)
    unnamed = backlog.work.unknown.issues + backlog.work.nameless.issues
    others = [size for one, size in sizes.items() if one not in heard]
    measured = times_the_usual([sizes[one] for one in asking], others, [sizes[one] for one in base], unnamed)
    return Measure(
        scope=backlog.scope,
        message="the usual size is the size of those who ask",
        measured=measured,
        unit=Unit.TIMES,
        settle=lambda limit: backlog.unnamed(unnamed),
        remedy=lambda limit: Remedy(
            text="Decide whether you want to be in the market of those; until then ask customers of the "
            "usual size the same question."
        ),
    )


def _sizes(register: "Register | None") -> dict[str, int]:
    """The employees of each customer or group, by id, where any of it tells."""
    groups: dict[str, list[Customer]] = {}
    for entry in register.customers if register else ():
        if register and entry.status not in (Status.INTERNAL, Status.CROWD):
            groups.setdefault(register.root(entry.id).id, []).append(entry)
    return {group: size for group, entries in groups.items() if (size := _together(entries))}


def _together(entries: list[Customer]) -> int:
    """The employees of them all; 0 where none of them tells."""
    return sum(entry.size_employees or 0 for entry in entries)


def _missing(asking: list[str], base: list[str], sizes: dict[str, int]) -> str:
    """What is missing to compare sizes, or ""."""
    if not any(one in sizes for one in base):
        return "needs “size-employees” in the register"
    if len(base) < FEWEST_TO_COMPARE:
        return f"needs {FEWEST_TO_COMPARE} active customers, found {len(base)}"
    if not asking:
        return "needs requests that name their customer"
    untold = {one for one in (*asking, *base) if one not in sizes}
    counted = len({*asking, *base})
    return (
        f"needs “size-employees” of all who are active or ask; {len(untold)} of {counted} have none"
        if untold
        else ""
    )


RULE = Rule(
    module=__name__,
    question="Are those who ask much larger than those who use the product?",
    title="The size of those who ask",
    sources=(TRAP, OURS),
    params=Limits,
    evaluate=evaluate,
    needs=frozenset((Need.CUSTOMERS,)),
    private=True,
)
