"""Sums over a backlog by something else than the customer: a person, a milestone, a label, how many ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

import narwhals as nw

from seedcorn.backlog import Backlog
from seedcorn.engine import Frame, rows
from seedcorn.meanings import PROSPECT, UNKNOWN, glob_regex
from seedcorn.model import Customer, Iteration
from seedcorn.snapshot import minutes
from seedcorn.tally import Tally

_A_DAY = 24 * 60
Ages: TypeAlias = dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What bears one mark: its value, how much there is, and how much of it is unknown work."""

    value: str
    all: Tally
    requested: Tally
    unknown: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What a customer asks for of what bears one mark, in issues and in effort after the split.

    `amount` is the effort in whole parts, of which one unit has `scale`.
    """

    value: str
    customer: Customer
    code: int
    issues: int
    amount: int
    scale: int

    @property
    def effort(self) -> Fraction:
        """The effort in the run's unit."""
        return Fraction(self.amount, self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """An open iteration, its effort, and the customer who asks for most of it."""

    iteration: Iteration
    code: int
    issues: int
    effort: Fraction
    unknown: Fraction
    leader: Customer
    leader_code: int
    leader_effort: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A backlog, to be summed by something else than the customer."""

    backlog: Backlog

    def by_mark(self, place: str, glob: str = "*") -> tuple[Group, ...]:
        """The work by what stands at a place ("assignee"), by value; an issue with two of them is in both."""
        marks = self.marks(place, glob)
        if not marks:
            return ()
        sums = (
            self.backlog.issues.select("issue", "kind", "effort")
            .join(self.marked(marks), on="issue")
            .group_by("mark", "kind")
            .agg(nw.len().alias("issues"), nw.col("effort").sum())
        )
        found: dict[str, list[Tally]] = {}
        for mark, kind, issues, effort in rows(sums):
            here = found.setdefault(marks[mark], [Tally()] * 3)
            tally = Tally(issues=issues, effort=Fraction(int(effort), self.backlog.attributed.effort_scale))
            here[0] += tally
            if kind >= PROSPECT:
                here[1] += tally
            if kind == UNKNOWN:
                here[2] += tally
        return tuple(
            Group(value=value, all=all_, requested=requested, unknown=unknown)
            for value, (all_, requested, unknown) in sorted(found.items())
        )

    def crossings(self, place: str, *globs: str) -> tuple[Crossing, ...]:
        """What each customer asks for, by what stands at a place; the largest first."""
        marks = self.marks(place, *globs)
        if not marks:
            return ()
        sums = (
            self.backlog.requests.select("issue", "customer", "amount")
            .join(self.marked(marks), on="issue")
            .group_by("mark", "customer")
            .agg(nw.len().alias("issues"), nw.col("amount").sum())
        )
        attributed = self.backlog.attributed
        found = [
            Crossing(
                value=marks[mark],
                customer=attributed.meanings.customers[code],
                code=code,
                issues=issues,
                amount=int(amount),
                scale=attributed.amount_scale,
            )
            for mark, code, issues, amount in rows(sums)
        ]
        return tuple(sorted(found, key=lambda one: (-one.amount, one.value, one.customer.id)))

    def leading(self, place: str, glob: str = "*") -> dict[str, tuple[int, Fraction]]:
        """The customer, by code, with the most effort of what bears each mark, and that effort."""
        marks, scale = self.marks(place, glob), self.backlog.attributed.amount_scale
        if not marks:
            return {}
        members = self.marked(marks).rename({"mark": "iteration"})
        return {
            marks[mark]: (code, Fraction(int(amount), scale))
            for mark, code, amount in rows(self._leaders(members))
        }

    def alone(self) -> dict[int, Tally]:
        """What each customer, by code, is the only one to ask for."""
        single = self.backlog.issues.filter(nw.col("askers") == 1).select("issue")
        sums = (
            self.backlog.requests.join(single, on="issue", how="semi")
            .group_by("customer")
            .agg(nw.len().alias("issues"), nw.col("effort").sum())
        )
        scale = self.backlog.attributed.effort_scale
        return {
            code: Tally(issues=issues, effort=Fraction(int(effort), scale))
            for code, issues, effort in sorted(rows(sums))
        }

    def median_opened(self) -> int | None:
        """The minute since 1970 in the middle of those on which its issues were opened; None without any."""
        middle = rows(self.backlog.issues.select(nw.col("created").median()))[0][0]
        return None if middle is None else int(middle)

    def first_work(self, place: str, values: Collection[str]) -> dict[str, int]:
        """When the first issue with each of these values at a place was opened, in minutes since 1970.

        That is of all that was fetched, not only of what is in view.
        """
        snapshot, words = self.backlog.attributed.snapshot, self.backlog.attributed.words.get(place, ())
        wanted = {mark: value for mark, value, _ in words if value in values}
        if not wanted:
            return {}
        marks = snapshot.frame("marks").filter(nw.col("mark").is_in(sorted(wanted))).select("issue", "mark")
        opened = snapshot.frame("issues").select("issue", "created").join(marks, on="issue")
        first = rows(opened.group_by("mark").agg(nw.col("created").min()))
        return {wanted[mark]: minute for mark, minute in first}

    def ages(self, now: datetime) -> Ages:
        """How many issues have each age in days: since they were opened, or until they were closed."""
        return dict(rows(_aged(self.backlog.issues, now).group_by("age").agg(nw.len())))

    def ages_by_customer(self, now: datetime) -> dict[int, Ages]:
        """The same of what each customer, by code, asks for."""
        return _by_group(_aged(self.backlog.requests, now), "customer")

    def ages_by_mark(self, now: datetime, place: str, glob: str = "*") -> dict[str, Ages]:
        """The same by what stands at a place."""
        marks = self.marks(place, glob)
        if not marks:
            return {}
        found = _by_group(_aged(self.backlog.issues.join(self.marked(marks), on="issue"), now), "mark")
        return {marks[mark]: ages for mark, ages in found.items()}

    def led(self, iterations: tuple[Iteration, ...]) -> tuple[Led, ...]:
        """Each open iteration that somebody asks for something in, the most one-sided first."""
        members = self.backlog.attributed.memberships
        unknown = nw.when(nw.col("kind") == UNKNOWN).then(nw.col("effort")).otherwise(0).sum()
        totals = {
            code: (issues, self._effort(effort), self._effort(unknown_effort))
            for code, issues, effort, unknown_effort in rows(
                members.join(self.backlog.issues, on="issue")
                .group_by("iteration")
                .agg(nw.len().alias("issues"), nw.col("effort").sum(), unknown.alias("unknown"))
            )
        }
        customers = self.backlog.attributed.meanings.customers
        led = (
            Led(
                iteration=iterations[code],
                code=code,
                issues=totals[code][0],
                effort=totals[code][1],
                unknown=totals[code][2],
                leader=customers[leader],
                leader_code=leader,
                leader_effort=Fraction(int(amount), self.backlog.attributed.amount_scale),
            )
            for code, leader, amount in rows(self._leaders(members))
        )
        return tuple(
            sorted(led, key=lambda one: (-one.leader_effort / (one.effort or 1), one.iteration.name))
        )

    def _leaders(self, members: Frame) -> Frame:
        """(iteration, customer, amount) of the customer with the most in each; of equals the first one."""
        sums = self.backlog.attributed.engine.keep(
            members.join(self.backlog.requests.select("issue", "customer", "amount"), on="issue")
            .group_by("iteration", "customer")
            .agg(nw.col("amount").sum())
        )
        most = sums.group_by("iteration").agg(nw.col("amount").max())
        leaders = sums.join(most, on=["iteration", "amount"], how="inner")
        return (
            leaders.group_by("iteration", "amount")
            .agg(nw.col("customer").min())
            .select("iteration", "customer", "amount")
        )

    def _effort(self, effort: int) -> Fraction:
        return Fraction(int(effort), self.backlog.attributed.effort_scale)

    def marks(self, place: str, *globs: str) -> dict[int, str]:
        """The marks in use at a place that fit any of the patterns, and their values; of no patterns all."""
        regexes = [glob_regex(glob, names=False) for glob in globs or ("*",)]
        return {
            mark: value
            for mark, value, text in self.backlog.attributed.words.get(place, ())
            if any(regex.fullmatch(text) for regex in regexes)
        }

    def marked(self, marks: Collection[int]) -> Frame:
        """(issue, mark) of all in view that bear any of these marks, of which there may be thousands."""
        attributed = self.backlog.attributed

        def find() -> Frame:
            wanted = attributed.engine.table({"mark": "INTEGER"}, ((mark,) for mark in marks))
            return attributed.engine.keep(attributed.marks.join(wanted, on="mark", how="semi"))

        return attributed.once(("marked", *marks), find)


def _aged(issues: Frame, now: datetime) -> Frame:
    until = nw.coalesce(nw.col("closed"), nw.lit(minutes(now)))
    return issues.with_columns(age=(until - nw.col("created")) // _A_DAY)


def _by_group(aged: Frame, group: str) -> dict[Any, Ages]:
    found: dict[Any, Ages] = {}
    for of, age, issues in rows(aged.group_by(group, "age").agg(nw.len().alias("issues"))):
        found.setdefault(of, {})[age] = issues
    return found
