"""Who works on a backlog: the people whom its issues are assigned to, and for whom they do the most."""

from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import rows
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The issues of one person that are of one kind and size."""

    kind: int
    effort: int
    issues: int
    first: int


def people(backlog: Backlog, since: int) -> tuple[Person, ...]:
    """Everybody who works on a backlog, by name; new is who has nothing from before a minute since 1970."""
    grouped, parts = Grouped(backlog=backlog), _parts(backlog)
    most = grouped.leading(ASSIGNEE)
    # Only of those who have nothing older here one has to look at all that was fetched.
    young = [name for name, theirs in parts.items() if min(part.first for part in theirs) > since]
    first = grouped.first_work(ASSIGNEE, young)
    return tuple(
        _person(backlog, name, theirs, most.get(name), is_new=first.get(name, since) > since)
        for name, theirs in sorted(parts.items())
    )


def _person(
    backlog: Backlog, name: str, parts: list[_Part], most: tuple[int, Fraction] | None, *, is_new: bool
) -> Person:
    """What is known of somebody; `most` is the customer, by code, with the most effort, and that effort."""
    code, part = most or (None, Fraction(0))
    customers, scale = backlog.attributed.meanings.customers, backlog.attributed.effort_scale
    unnamed: dict[int, int] = {}
    for one in parts:
        if one.kind in (UNKNOWN, NAMELESS):
            unnamed[one.effort] = unnamed.get(one.effort, 0) + one.issues
    return Person(
        name=name,
        issues=sum(one.issues for one in parts),
        effort=Fraction(sum(one.effort * one.issues for one in parts), scale),
        customer=None if code is None else customers[code],
        code=code,
        part=part,
        unnamed=tuple((Fraction(size, scale), unnamed[size]) for size in sorted(unnamed, reverse=True)),
        is_new=is_new,
    )


def _parts(backlog: Backlog) -> dict[str, list[_Part]]:
    """What everybody works on, by name."""
    grouped = Grouped(backlog=backlog)
    marks = grouped.marks(ASSIGNEE)
    if not marks:
        return {}
    sums = (
        backlog.issues.select("issue", "kind", "effort", "created")
        .join(grouped.marked(marks), on="issue")
        .group_by("mark", "kind", "effort")
        .agg(nw.len().alias("issues"), nw.col("created").min())
    )
    found: dict[str, list[_Part]] = {}
    for mark, kind, effort, issues, first in rows(sums):
        part = _Part(kind=kind, effort=int(effort), issues=issues, first=first)
        found.setdefault(marks[mark], []).append(part)
    return found
