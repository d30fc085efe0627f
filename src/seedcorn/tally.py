"""How much work there is, by its kinds, and how much a customer asks for: so many issues and their effort."""

from dataclasses import dataclass, fields
from fractions import Fraction

from seedcorn.model import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many issues, and their effort in the run's unit."""

    issues: int = 0
    effort: Fraction = Fraction(0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(issues=self.issues + other.issues, effort=self.effort + other.effort)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(issues=self.issues - other.issues, effort=self.effort - other.effort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The kinds of work in one scope, which add up to `all`; requested is existing, prospects and nameless.

    `mismarked` are issues that carry the seed-corn mark and are requested or the team's own upkeep.
    """

    existing: Tally = Tally()
    prospects: Tally = Tally()
    nameless: Tally = Tally()
    own: Tally = Tally()
    seed_corn: Tally = Tally()
    unknown: Tally = Tally()
    mismarked: Tally = Tally()

    @property
    def requested(self) -> Tally:
        """All that somebody asked for."""
        return self.existing + self.prospects + self.nameless

    @property
    def all(self) -> Tally:
        """Everything in scope."""
        return self.requested + self.own + self.seed_corn + self.unknown

    def without(self, part: "Work") -> "Work":
        """What is left of it when a part of it is taken away."""
        sums = {each.name: getattr(self, each.name) - getattr(part, each.name) for each in fields(self)}
        return Work(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one customer asks for in one scope: issues, how many of them bugs, and effort after the split.

    `amount` is the effort in whole parts, see `Backlog.amount_of`.
    """

    customer: Customer
    code: int
    issues: int
    bugs: int
    amount: int
    effort: Fraction
