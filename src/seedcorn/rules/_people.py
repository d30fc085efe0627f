"""What rules on people share: who works enough to be judged, for whom, and what could decide about them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from seedcorn.metrics.team import (
    answers_of_one,
    fewest_answers,
    part_of_people,
    people_to_settle,
    works_for_one,
)
from seedcorn.model import Customer, Interval
from seedcorn.report import Keys
from seedcorn.rule import Measure, Remedy
from seedcorn.words import count, listed, percent

if TYPE_CHECKING:  # Rules are listed and explained without the table engine.
    from seedcorn.assigned import Person
    from seedcorn.backlog import Backlog

ASSIGNEE = "assignee"
FEWEST_PEOPLE = 3  # ours; a part of one or two people says nothing
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people who are judged, of everybody: those who work for one customer for certain, and perhaps.

    `most` is the largest part of somebody's effort that may be one customer's, `everybody` how many people
    there are in all.
    """

    most: Fraction
    everybody: int
    certain: tuple["Person", ...]
    perhaps: tuple["Person", ...]

    @property
    def measured(self) -> Interval:
        """The part of everybody who works for one customer."""
        certain = len(self.certain)
        return part_of_people(certain, certain + len(self.perhaps), self.everybody)

    @property
    def captor(self) -> Customer | None:
        """The customer whom most of them work for, of equals the one with more of their effort."""
        found: dict[str, tuple[int, Fraction, str]] = {}
        customers: dict[str, Customer] = {}
        for person in self.certain:
            if person.customer:
                so_far = found.get(person.customer.id, (0, Fraction(0), person.customer.id))
                found[person.customer.id] = (so_far[0] + 1, so_far[1] + person.part, person.customer.id)
                customers[person.customer.id] = person.customer
        return customers[max(found, key=found.__getitem__)] if found else None

    def held_by(self, customer: Customer | None) -> tuple["Person", ...]:
        """Those who work for one customer."""
        theirs = (one for one in self.certain if one.customer and customer)
        return tuple(one for one in theirs if one.customer and customer and one.customer.id == customer.id)

    def evidence(self, backlog: "Backlog", people: tuple["Person", ...]) -> Keys:
        """What some people do for whom they work most, the largest issues first."""
        codes = {one.code for one in people if one.code is not None}
        return _work_of(backlog, people).requests_of_any(codes)

    def settle(self, backlog: "Backlog") -> Callable[[Fraction], Keys]:
        """The issues whose answer could decide, of those whom one does not know about."""

        def settle(limit: Fraction) -> Keys:
            certain = len(self.certain)
            people = people_to_settle(certain, certain + len(self.perhaps), self.everybody, limit)
            answers = [answers_of_one(one.part, one.effort, one.unnamed, self.most) for one in self.perhaps]
            return _work_of(backlog, self.perhaps).unnamed(fewest_answers(answers, people))

        return settle

    def details(self) -> tuple[tuple[str, str], ...]:
        """A line for each customer: who does nothing else, and who does little else; the first of them."""
        first = self.certain[:_MOST_TOLD]
        whole = tuple(one for one in first if one.part >= one.effort)
        rest = tuple(one for one in first if one not in whole)
        over = f"over {percent(self.most)} of their work"
        return (*_told("all of their work", whole), *_told(over, rest))


def team(people: tuple["Person", ...], everybody: int, most: Fraction) -> Team:
    """Some people, as a part of everybody."""
    certain = tuple(one for one in people if works_for_one(one.part, one.effort, most))
    perhaps = tuple(
        one for one in people if one not in certain and works_for_one(one.could_be, one.effort, most)
    )
    return Team(most=most, everybody=everybody, certain=certain, perhaps=perhaps)


def measure(backlog: "Backlog", judged: Team, *, doing: str, remedy: str) -> Measure:
    """The part of the people who work for one customer, about the customer whom most of them work for.

    `doing` is what the people do, before "almost only for one customer".
    """
    captor = judged.captor
    theirs = judged.held_by(captor)
    return Measure(
        scope=backlog.scope,
        subject=captor.id if captor else None,
        message=_message(judged, doing, len(theirs)),
        measured=judged.measured,
        evidence=lambda: judged.evidence(backlog, theirs),
        settle=judged.settle(backlog),
        details=judged.details,
        remedy=lambda limit: Remedy(text=remedy),
    )


def _message(judged: Team, doing: str, theirs: int) -> str:
    certain = len(judged.certain)
    customer = "this customer" if 0 < theirs == certain else "one customer"
    of_whom = f"; {theirs} of these {certain} for this one" if theirs < certain else ""
    return f"of the people, {certain} of {judged.everybody}, {doing} almost only for {customer}{of_whom}"


def too_few_people(people: tuple["Person", ...], fewest_issues: int) -> str:
    """Why a part of the people says nothing, or ""."""
    if len(people) >= FEWEST_PEOPLE:
        return ""
    issues = count(fewest_issues, "issue")
    return f"needs {FEWEST_PEOPLE} people who have {issues} or more assigned to them, found {len(people)}"


def _work_of(backlog: "Backlog", people: tuple["Person", ...]) -> "Backlog":
    return backlog.bearing({(ASSIGNEE, one.name) for one in people})


def _told(how_much: str, people: tuple["Person", ...]) -> Iterator[tuple[str, str]]:
    """A line for each customer: how much of whose work is for it."""
    customers = {one.customer.id: one.customer for one in people if one.customer}
    for customer in customers.values():
        names = [one.name for one in people if one.customer and one.customer.id == customer.id]
        yield how_much, f"{listed(names)}, for {customer.name}"
