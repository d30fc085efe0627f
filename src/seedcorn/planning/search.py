"""A small set of changes found at once: the best gain for each issue, until every limit holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from typing import TypeAlias

from seedcorn.planning.forms import Limit
from seedcorn.planning.leverage import Leverage, Touched
from seedcorn.planning.polish import polished
from seedcorn.planning.pressing import Pressing, served
from seedcorn.planning.problem import Choice, Problem

_MOST_TO_LOOK_AT = 300_000  # steps times limits: what takes a second
_Weighing: TypeAlias = Callable[[Pressing], float]


def searched(problem: Problem) -> Choice | None:
    """A set after which every limit holds; None where none was found, which proves nothing.

    Limits that hold before come in once a set would break them. The same problem gives the same set.
    """
    active = problem.broken
    while True:
        found = _best(problem, active)
        if found is None:
            is_small = len(problem.limits) * len(problem.steps) <= _MOST_TO_LOOK_AT
            return _best(problem, problem.limits) if is_small and active != problem.limits else None
        more = tuple(limit for limit in problem.left_broken(found) if limit not in active)
        if not more:
            return found
        active += more


def _best(problem: Problem, active: Sequence[Limit]) -> Choice | None:
    """The cheapest of what several ways to weigh limits against each other come to."""
    leverage = Leverage(problem, active)
    covered: list[Choice] = []
    for weighing in (_by_excess, _by_steps, _between):
        choice = _Search(leverage, weighing).covered()
        if choice is not None and choice not in covered:
            covered.append(choice)
    found = (polished(leverage, choice) for choice in covered)
    return min(found, key=problem.cost, default=None)


def _by_excess(form: Pressing) -> float:
    """Every broken limit counts the same."""
    return 1 / form.excess if form.excess > 0 else _by_steps(form)


def _by_steps(form: Pressing) -> float:
    """A limit counts by how many of the best steps it is away from."""
    return 1 / max(form.best, 1)


def _between(form: Pressing) -> float:
    """Neither of the two, which can both lead astray."""
    return 1 / sqrt(max(form.best, 1) * max(abs(form.excess), 1))


class _Search:
    """Covers the broken ones of some limits, and looks at its gains again whenever they could be others."""

    def __init__(self, leverage: Leverage, weighing: _Weighing) -> None:
        self._leverage, self._weighing = leverage, weighing
        self._steps = leverage.problem.steps
        self._standing = leverage.problem.after({})
        self._left = list(leverage.problem.sizes)
        self._choice: dict[int, int] = {}

    def covered(self) -> Choice | None:
        """Steps after which all hold; None where it got stuck."""
        while True:
            forms = self._leverage.forms(self._standing)
            broken = [place for place, form in forms.items() if form.excess > 0]
            if not broken:
                return self._choice
            helping = sorted({step for place in broken for step in self._leverage.helping[place]})
            useful = [step for step in helping if self._left[self._steps[step].group]]
            touched = {step: self._leverage.touched(step, forms, self._standing) for step in useful}
            ranked = self._ranked(forms, touched)
            if not ranked:
                return None
            self._follow(forms, [(step, touched[step]) for step in ranked])

    def _ranked(self, forms: Mapping[int, Pressing], touched: Mapping[int, Touched]) -> list[int]:
        """The steps by what they gain for each issue, of equals the smaller first.

        Where each does more harm than good, what it gains alone; that harm is then to be mended too.
        """
        weights = {place: self._weighing(form) for place, form in forms.items()}
        for worth in (_worth, _gain):
            scores = {
                step: sum(worth(forms[place], change, weights[place]) for place, change in changes)
                for step, changes in touched.items()
            }
            good = [step for step, score in scores.items() if score > 0]
            if good:
                return sorted(good, key=lambda step: (-scores[step], self._steps[step].effort, step))
        return []

    def _follow(self, forms: Mapping[int, Pressing], ranked: Iterable[tuple[int, Touched]]) -> None:
        """The ranked steps in turn, the first in any case, as long as what they gain is what it was."""
        serving = any(form.serving for form in forms.values())
        is_first = True
        for number, changes in ranked:
            step = self._steps[number]
            left = self._left[step.group]
            if not left:
                continue
            if not is_first and not all(forms[place].fits(change) for place, change in changes):
                return
            serves = serving and served(step, self._standing) != 0
            issues = 1 if serves else _times(forms, changes, left)
            self._take(number, issues)
            for place, change in changes:
                forms[place].excess += change * issues
            if serves or any(forms[place].is_passed() for place, _ in changes):
                return
            is_first = False

    def _take(self, number: int, issues: int) -> None:
        step = self._steps[number]
        self._standing.take(step.effect, issues)
        self._left[step.group] -= issues
        self._choice[number] = self._choice.get(number, 0) + issues


def _times(forms: Mapping[int, Pressing], changes: Touched, left: int) -> int:
    """How many of so many issues fit all forms."""
    fitting = (forms[place].times(change) for place, change in changes)
    return min((left, *(times for times in fitting if times is not None)))


def _worth(form: Pressing, change: int, weight: float) -> float:
    """What is needed of a gain, less the harm that there is no room for."""
    if change < 0:
        return _gain(form, change, weight)
    return -weight * (change if form.excess > 0 else max(0, change + form.excess))


def _gain(form: Pressing, change: int, weight: float) -> float:
    return weight * min(-change, form.excess) if change < 0 < form.excess else 0.0
