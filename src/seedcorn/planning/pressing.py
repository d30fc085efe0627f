"""A limit as steps see it from where the search stands: what each adds to its excess."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from seedcorn.planning.forms import Amounts, Form, Limit, Linear, Standing
from seedcorn.planning.steps import SERVED, Amount, Step, What

_BENT_FOR = 10  # a tangent is believed for a tenth of the way
Change: TypeAlias = int


@dataclass(slots=True, kw_only=True)
class Pressing:
    """One form of a limit: by how much it does not hold (below 0 is room), now and when it was looked at.

    `serving` is the factor of customers served, which no step changes by itself alone; `is_bent` says that it
    is a tangent. `best` is what the best step gains.
    """

    factors: Amounts
    excess: int
    start: int
    serving: int = 0
    is_bent: bool = False
    best: int = 0

    def change(self, step: Step, standing: Standing) -> Change:
        """What one issue of a step adds to the excess."""
        few, many = self.factors, step.effect
        if len(few) > len(many):
            few, many = many, few
        change = sum(one * many[amount] for amount, one in few.items() if amount in many)
        return change + self.serving * served(step, standing) if self.serving else change

    def fits(self, change: Change) -> bool:
        """Whether all that a step gains is needed, and all that it harms there is room for."""
        return -change <= self.excess if self.excess > 0 else change <= -self.excess

    def times(self, change: Change) -> int | None:
        """How many issues of a step fit; None where any number does."""
        ahead = max(self.excess // _BENT_FOR, 1) if self.is_bent and self.excess > 0 else abs(self.excess)
        presses = change < 0 if self.excess > 0 else change > 0
        return max(1, ahead // abs(change)) if presses else None

    def is_passed(self) -> bool:
        """Whether gains have to be looked at again: it holds now, or no more, or a tangent has bent."""
        if (self.start > 0) != (self.excess > 0):
            return True
        return self.is_bent and _BENT_FOR * abs(self.start - self.excess) >= abs(self.start)


def served(step: Step, standing: Standing) -> int:
    """How many customers one issue of a step adds to those served."""
    found = 0
    for amount, one in step.effect.items():
        if amount.what is What.CURRENT_ASKED_ISSUES:
            before = standing.get(amount, 0)
            found += (before + one > 0) - (before > 0)
    return found


def pressing(limit: Limit, standing: Standing, steps: Iterable[Step]) -> Pressing:
    """A limit by that of its forms that the fewest of the best steps bring to hold."""
    steps = tuple(steps)
    found = [_of(form, standing) for form in limit.any_of]
    for each in found:
        each.best = max((-each.change(step, standing) for step in steps), default=0)
    return min(found, key=lambda each: each.excess / each.best if each.best > 0 else float(each.excess))


def _of(form: Form, standing: Standing) -> Pressing:
    linear = form if isinstance(form, Linear) else form.tangent(standing)
    factors: dict[Amount, int] = dict(linear.terms)
    excess = form.excess(standing)
    return Pressing(
        serving=factors.pop(SERVED, 0),
        factors=factors,
        excess=excess,
        start=excess,
        is_bent=not isinstance(form, Linear),
    )
