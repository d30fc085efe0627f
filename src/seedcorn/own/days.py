"""How old the issues are that a team's own rule looks at: the median, or the group with the longest."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from seedcorn.metrics.ages import Ages, median_age
from seedcorn.metrics.sufficiency import FEWEST_IN_ITERATION
from seedcorn.model import Customer, Interval
from seedcorn.own.keys import OwnDays
from seedcorn.own.looking import Looked
from seedcorn.report import Keys, Unit
from seedcorn.rule import Abstention, Measure, Outcome
from seedcorn.where import FACTS, Where

if TYPE_CHECKING:  # A policy is read without the table engine.
    from seedcorn.backlog import Backlog
    from seedcorn.context import Context


def days(context: "Context", seen: Looked, own: OwnDays) -> Outcome:
    """The median age; of groups with five issues or more the longest one."""
    scope = seen.scope.scope
    unknown = _unknown(context, seen, own)
    groups = {name: ages for name, ages in _groups(context, seen, own).items() if _many(ages)}
    if not groups:
        return Abstention(scope=scope, missing=f"needs {FEWEST_IN_ITERATION} such issues")
    measured = {name: median_age(ages, unknown) for name, ages in groups.items()}
    longest = max(measured, key=lambda name: (measured[name].value, name))
    of_customer = own.by is not None and own.by.place == "customer"
    return Measure(
        scope=scope if of_customer or not own.by else f"{own.by.place}: {longest}",
        subject=longest if of_customer else None,
        message=f"median age ({own.title})",
        measured=Interval(
            value=measured[longest].value,
            low=max(each.low for each in measured.values()),
            high=max(each.high for each in measured.values()),
        ),
        unit=Unit.DAYS,
        evidence=partial(_evidence, seen, own, longest),
    )


def _evidence(seen: Looked, own: OwnDays, longest: str) -> Keys:
    """The issues of the group that is told."""
    if own.by is None:
        return seen.part.everything()
    if not own.by.is_of_customers:
        return seen.part.bearing(((own.by.place, longest),)).everything()
    customers = enumerate(seen.part.attributed.meanings.customers)
    return seen.part.requests_of_any(
        tuple(code for code, customer in customers if _name(customer, own) == longest)
    )


def _name(customer: Customer, own: OwnDays) -> str | None:
    return customer.id if own.by is not None and own.by.place == "customer" else customer.segment


def _many(ages: Ages) -> bool:
    return sum(ages.values()) >= FEWEST_IN_ITERATION


def _groups(context: "Context", seen: Looked, own: OwnDays) -> dict[str, Ages]:
    """The ages by the name of each group; all together where the rule names no groups."""
    grouped = context.grouped(seen.part)
    if own.by is None:
        return {"": grouped.ages(context.now)}
    if not own.by.is_of_customers:
        return grouped.ages_by_mark(context.now, own.by.place, own.by.glob)
    customers = seen.part.attributed.meanings.customers
    found: dict[str, Counter[int]] = {}
    for code, ages in grouped.ages_by_customer(context.now).items():
        if name := _name(customers[code], own):
            found.setdefault(name, Counter()).update(ages)
    return {name: dict(ages) for name, ages in found.items()}


def _unknown(context: "Context", seen: Looked, own: OwnDays) -> Ages:
    """The ages of the unknown issues that could be among them, or that could be in another group."""
    backlogs: tuple[Backlog, ...] = (*seen.joining, *seen.leaving)
    if own.by is not None and own.by.place not in FACTS:
        backlogs = (*backlogs, seen.part)
    together: Counter[int] = Counter()
    for each in backlogs:
        together.update(
            context.grouped(context.choose(each, Where(work=("unknown",))).chosen).ages(context.now)
        )
    return dict(together)
