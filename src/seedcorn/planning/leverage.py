"""What steps do to some limits, worked out once: most limits are linear, and a step touches few of them."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from seedcorn.planning.forms import Limit, Linear, Standing
from seedcorn.planning.pressing import Pressing, pressing
from seedcorn.planning.problem import Problem, helps
from seedcorn.planning.steps import SERVED, Amount

Touched: TypeAlias = Sequence[tuple[int, int]]
"""(which limit, what one issue of a step adds to its excess), where that is not nothing."""


class Leverage:
    """Some limits of a problem; `helping` are the places of the steps that help each, limit by limit."""

    def __init__(self, problem: Problem, limits: Sequence[Limit]) -> None:
        self.problem, self.limits = problem, tuple(limits)
        self.helping: list[list[int]] = [[] for _ in self.limits]
        self._rows: dict[int, Touched] = {}
        self._best = [0] * len(self.limits)
        linear = {place: form for place, limit in enumerate(limits) if (form := _linear(limit))}
        self._other = [place for place in range(len(self.limits)) if place not in linear]
        factors: dict[Amount, list[tuple[int, int]]] = {}
        for place, form in linear.items():
            for amount, factor in form.terms:
                factors.setdefault(amount, []).append((place, factor))
        for number in range(len(problem.steps)):
            self._look_at(number, factors)

    def _look_at(self, number: int, factors: dict[Amount, list[tuple[int, int]]]) -> None:
        """What a step does to the linear limits, and which limits it helps."""
        step = self.problem.steps[number]
        changes: dict[int, int] = {}
        for amount, one in step.effect.items():
            for place, factor in factors.get(amount, ()):
                changes[place] = changes.get(place, 0) + factor * one
        helped = [place for place, change in changes.items() if change < 0]
        for place in helped:
            self._best[place] = max(self._best[place], -changes[place])
        helped += [place for place in self._other if helps(step, self.limits[place])]
        for place in helped:
            self.helping[place].append(number)
        if helped:
            self._rows[number] = [(place, change) for place, change in changes.items() if change]

    def forms(self, standing: Standing) -> dict[int, Pressing]:
        """Each limit as it presses now, by its place."""
        return {place: self.form(place, standing) for place in range(len(self.limits))}

    def form(self, place: int, standing: Standing) -> Pressing:
        """One limit as it presses now."""
        limit = self.limits[place]
        if place in self._other:
            return pressing(limit, standing, (self.problem.steps[one] for one in self.helping[place]))
        excess = limit.excess(standing)
        return Pressing(factors={}, excess=excess, start=excess, best=self._best[place])

    def touched(self, number: int, forms: Mapping[int, Pressing], standing: Standing) -> Touched:
        """What one issue of a step adds to the excess of each limit now; of bent ones, to that of `forms`."""
        row = self._rows.get(number, ())
        if not self._other:
            return row
        step = self.problem.steps[number]
        other = ((place, forms[place].change(step, standing)) for place in self._other if place in forms)
        return [*row, *((place, change) for place, change in other if change)]


def _linear(limit: Limit) -> Linear | None:
    """The one form of a limit, if it is linear and a step changes it by the same anywhere."""
    form = limit.any_of[0]
    is_linear = len(limit.any_of) == 1 and isinstance(form, Linear)
    if not is_linear or not isinstance(form, Linear):
        return None
    return None if any(amount == SERVED for amount, _ in form.terms) else form
