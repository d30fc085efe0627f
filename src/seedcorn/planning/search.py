"""A small set of changes found at once: the best gain for each issue, until every limit holds."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from seedcorn.planning.forms import Limit
from seedcorn.planning.polish import polished
from seedcorn.planning.pressing import Change, Pressing, pressing, served
from seedcorn.planning.problem import Choice, Problem, helps

_Weighing: TypeAlias = Callable[[Pressing], float]


def searched(problem: Problem) -> Choice | None:
    """A set after which every limit holds; None where none was found, which proves nothing.

    Limits that hold before come in once a set would break them. The same problem gives the same set.
    """
    active = list(problem.broken)
    while True:
        covered = (_Search(problem, active, weighing).covered() for weighing in (_by_excess, _by_steps))
        found = [polished(problem, active, choice) for choice in covered if choice is not None]
        if not found:
            return None
        best = min(found, key=problem.cost)
        more = [limit for limit in problem.left_broken(best) if limit not in active]
        if not more:
            return best
        active += more


def _by_excess(form: Pressing) -> float:
    """Every broken limit counts the same."""
    return 1 / form.excess if form.excess > 0 else _by_steps(form)


def _by_steps(form: Pressing) -> float:
    """A limit counts by how many of the best steps it is away from."""
    return 1 / max(form.best, 1)


class _Search:
    """Covers the broken ones of some limits, and looks at its gains again whenever they could be others."""

    def __init__(self, problem: Problem, active: Sequence[Limit], weighing: _Weighing) -> None:
        self._steps, self._active, self._weighing = problem.steps, active, weighing
        self._standing = problem.after({})
        self._left = list(problem.sizes)
        self._choice: dict[int, int] = {}
        self._useful = [
            place for place, step in enumerate(problem.steps) if any(helps(step, limit) for limit in active)
        ]

    def covered(self) -> Choice | None:
        """Steps after which all hold; None where it got stuck."""
        while any(limit.excess(self._standing) > 0 for limit in self._active):
            self._useful = [place for place in self._useful if self._left[self._steps[place].group]]
            useful = [self._steps[place] for place in self._useful]
            forms = [pressing(limit, self._standing, useful) for limit in self._active]
            changes = [[form.change(step, self._standing) for form in forms] for step in useful]
            ranked = self._ranked(forms, changes)
            if not ranked:
                return None
            self._follow(forms, [(self._useful[rank], changes[rank]) for rank in ranked])
        return self._choice

    def _ranked(self, forms: Sequence[Pressing], changes: Sequence[Sequence[Change]]) -> list[int]:
        """The steps by what they gain for each issue, of equals the smaller first.

        Where each does more harm than good, what it gains alone; that harm is then to be mended too.
        """
        weights = [self._weighing(form) for form in forms]
        for worth in (_worth, _gain):
            scores = [sum(map(worth, forms, each, weights)) for each in changes]
            places = [place for place, score in enumerate(scores) if score > 0]
            if places:
                effort = [self._steps[place].effort for place in self._useful]
                return sorted(places, key=lambda place: (-scores[place], effort[place], place))
        return []

    def _follow(self, forms: Sequence[Pressing], ranked: Iterable[tuple[int, Sequence[Change]]]) -> None:
        """The ranked steps in turn, the first in any case, as long as what they gain is what it was."""
        is_first = True
        for place, changes in ranked:
            step = self._steps[place]
            left = self._left[step.group]
            if not left:
                continue
            if not is_first and not all(
                form.fits(change) for form, change in zip(forms, changes, strict=True)
            ):
                return
            serves = any(form.serving for form in forms) and served(step, self._standing) != 0
            issues = 1 if serves else _times(forms, changes, left)
            self._take(place, issues)
            for form, change in zip(forms, changes, strict=True):
                form.excess += change * issues
            if serves or any(form.is_passed() for form in forms):
                return
            is_first = False

    def _take(self, place: int, issues: int) -> None:
        step = self._steps[place]
        self._standing.take(step.effect, issues)
        self._left[step.group] -= issues
        self._choice[place] = self._choice.get(place, 0) + issues


def _times(forms: Iterable[Pressing], changes: Iterable[Change], left: int) -> int:
    """How many of so many issues fit all forms."""
    fitting = (form.times(change) for form, change in zip(forms, changes, strict=True))
    return min((left, *(times for times in fitting if times is not None)))


def _worth(form: Pressing, change: Change, weight: float) -> float:
    """What is needed of a gain, less the harm that there is no room for."""
    if change < 0:
        return _gain(form, change, weight)
    return -weight * (change if form.excess > 0 else max(0, change + form.excess))


def _gain(form: Pressing, change: Change, weight: float) -> float:
    return weight * min(-change, form.excess) if change < 0 < form.excess else 0.0
