"""What a plan has to solve, and a choice of steps with what it costs and what it leaves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from seedcorn.metrics.settling import fewest
from seedcorn.planning.forms import Limit, Linear, Standing, broken
from seedcorn.planning.steps import SERVED, Amount, Step, What

Choice: TypeAlias = Mapping[int, int]
"""So many issues of each step, by its place among the problem's."""

Cost: TypeAlias = tuple[int, int]
"""What is to be small: how many issues are changed, then how much effort is."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What can be done, what there is before anything is, and the limits to come back to.

    `sizes` is how many issues each group has: all steps of one group share them.
    """

    steps: tuple[Step, ...]
    sizes: tuple[int, ...]
    amounts: Mapping[Amount, int]
    limits: tuple[Limit, ...]

    @cached_property
    def broken(self) -> tuple[Limit, ...]:
        """The limits that do not hold before anything is done."""
        return tuple(broken(self.limits, self.amounts))

    def after(self, choice: Choice) -> Standing:
        """The amounts that a choice leaves."""
        standing = Standing(self.amounts)
        for place, issues in choice.items():
            standing.take(self.steps[place].effect, issues)
        return standing

    def cost(self, choice: Choice) -> Cost:
        """How many issues a choice changes, and their effort."""
        effort = sum(self.steps[place].effort * issues for place, issues in choice.items())
        return sum(choice.values()), effort

    def left_broken(self, choice: Choice) -> tuple[Limit, ...]:
        """The limits that do not hold after a choice."""
        return tuple(broken(self.limits, self.after(choice)))


def helps(step: Step, limit: Limit) -> bool:
    """Whether a step can bring a limit nearer: for what is not linear, at any point."""
    return any(
        _helps(step, form) if isinstance(form, Linear) else _is_asked(step, What.DEMAND)
        for form in limit.any_of
    )


def _helps(step: Step, form: Linear) -> bool:
    if form.change(step.effect) < 0:
        return True
    serving = any(amount == SERVED for amount, _ in form.terms)
    return serving and any(
        one > 0 and amount.what is What.CURRENT_ASKED_ISSUES for amount, one in step.effect.items()
    )


def _is_asked(step: Step, what: What) -> bool:
    return any(amount.what is what for amount in step.effect)


def fewest_alone(problem: Problem, limit: Limit) -> int | None:
    """The fewest issues that could mend one limit, all others aside; None where all of them would not do.

    Largest gain first is optimal for one linear limit; of others it says only that it takes at least one.
    """
    form = limit.any_of[0]
    if len(limit.any_of) > 1 or not isinstance(form, Linear) or any(a == SERVED for a, _ in form.terms):
        return 1 if any(helps(step, limit) for step in problem.steps) else None
    needed = form.excess(problem.amounts)
    gains = sorted(_best_gains(problem, form), reverse=True)
    if sum(gain * issues for gain, issues in gains) < needed:
        return None
    return fewest(((Fraction(gain), issues) for gain, issues in gains), Fraction(needed))


def _best_gains(problem: Problem, form: Linear) -> Iterator[tuple[int, int]]:
    """(what one issue gains at most, how many there are) of each group that can gain anything."""
    best: dict[int, int] = {}
    for step in problem.steps:
        gain = -form.change(step.effect)
        if gain > best.get(step.group, 0):
            best[step.group] = gain
    return ((gain, problem.sizes[group]) for group, gain in best.items())
