"""Who works on a backlog: the people whom its issues are assigned to, and for whom they do the most."""

from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.grouping import Grouped
from seedcorn.meanings import NAMELESS, UNKNOWN
from seedcorn.model import Customer

ASSIGNEE = "assignee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom issues are assigned to: how many, their effort, and how much of it is for whom.

    An issue that several people are assigned to is wholly each one's. `customer` is the one whom most of the
    effort is for, None where nobody is named on any, and `part` the effort for that one. `unnamed` are the
    efforts of what is unknown or says nobody's name, as (effort of one issue, how many issues), the largest
    first. `is_new` says that all that this person ever had, in what was fetched, was opened lately.
    """

    name: str
    issues: int
    effort: Fraction
    customer: Customer | None
    code: int | None
    part: Fraction
    unnamed: tuple[tuple[Fraction, int], ...]
    is_new: bool

    @property
    def could_be(self) -> Fraction:
        """The most of the effort that could be for one customer."""
        return self.part + sum((effort * issues for effort, issues in self.unnamed), Fraction(0))


def people(backlog: Backlog, since: int) -> tuple[Person, ...]:
    """Everybody who works on a backlog, by name; new is who has nothing from before a minute since 1970."""
    grouped = Grouped(backlog=backlog)
    most, customers = grouped.leading(ASSIGNEE), backlog.attributed.meanings.customers
    unnamed, first = _unnamed(backlog), grouped.first_work(ASSIGNEE)
    return tuple(
        Person(
            name=group.value,
            issues=group.all.issues,
            effort=group.all.effort,
            customer=customers[most[group.value][0]] if group.value in most else None,
            code=most[group.value][0] if group.value in most else None,
            part=most[group.value][1] if group.value in most else Fraction(0),
            unnamed=unnamed.get(group.value, ()),
            is_new=first[group.value] > since,
        )
        for group in grouped.by_mark(ASSIGNEE)
    )


def _unnamed(backlog: Backlog) -> dict[str, tuple[tuple[Fraction, int], ...]]:
    """The efforts of what nobody is named on, by the person who works on it."""
    unnamed = backlog.issues.filter(nw.col("kind").is_in((UNKNOWN, NAMELESS)))
    counted = (
        unnamed.select("issue", "effort")
        .join(_assignments(backlog), on="issue")
        .group_by("value", "effort")
        .agg(nw.len().alias("issues"))
        .sort("value", "effort", descending=[False, True])
    )
    found: dict[str, list[tuple[Fraction, int]]] = {}
    for name, effort, issues in rows(counted):
        size = Fraction(int(effort), backlog.attributed.effort_scale)
        found.setdefault(name, []).append((size, issues))
    return {name: tuple(efforts) for name, efforts in found.items()}


def _assignments(backlog: Backlog) -> Frame:
    """(issue, value) of everything that was fetched and everybody it is assigned to."""
    snapshot, engine = backlog.attributed.snapshot, backlog.attributed.engine
    accounts = [(mark, value) for mark, place, value in snapshot.vocabulary() if place == ASSIGNEE]
    names = engine.table({"mark": "INTEGER", "value": "VARCHAR"}, accounts)
    return snapshot.frame("marks").select("issue", "mark").join(names, on="mark").select("issue", "value")
