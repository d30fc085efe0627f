"""Makes a set that will do smaller: nothing superfluous, one step for two, a smaller for a larger one."""

from collections.abc import Sequence
from itertools import combinations_with_replacement, islice

from seedcorn.planning.forms import Limit
from seedcorn.planning.pressing import pressing
from seedcorn.planning.problem import Choice, Problem, helps

_MOST_PAIRS = 300
_MOST_LOOKS = 600_000  # steps looked at in all: half a second
_MOST_TRIED = 40
_MOST_ROUNDS = 60


def polished(problem: Problem, active: Sequence[Limit], choice: Choice) -> Choice:
    """A choice that still keeps the active limits, and costs no more."""
    work = _Polish(problem, active, choice)
    work.drop()
    for _ in range(_MOST_ROUNDS):
        if not (work.swap_two() or work.swap_one()):
            break
        work.drop()
    return work.choice


class _Polish:
    """One choice while it is made smaller."""

    def __init__(self, problem: Problem, active: Sequence[Limit], choice: Choice) -> None:
        self._problem, self._active = problem, active
        self.choice = dict(choice)
        self._standing = problem.after(choice)
        self._useful = [
            place for place, step in enumerate(problem.steps) if any(helps(step, limit) for limit in active)
        ]
        self._used = [0] * len(problem.sizes)
        for place, issues in choice.items():
            self._used[problem.steps[place].group] += issues
        self._budget = _MOST_LOOKS
        self._at_first = problem.after({})
        steps = [problem.steps[place] for place in self._useful]
        self._forms = [pressing(limit, self._at_first, steps) for limit in problem.broken]

    def drop(self) -> None:
        """Take back what nothing needs, the largest effort first, as many as possible at once."""
        for place in sorted(self.choice, key=lambda one: (-self._problem.steps[one].effort, one)):
            issues = self.choice[place]
            while issues and place in self.choice:
                issues = min(issues, self.choice[place])
                self._change(place, -issues)
                if self._holds():
                    continue
                self._change(place, issues)
                issues //= 2

    def swap_two(self) -> bool:
        """Put one step in the place of two; whether that could be done."""
        weakest = sorted(self.choice, key=self._weakness)
        pairs = combinations_with_replacement(weakest, 2)
        for one, other in islice(pairs, _MOST_PAIRS):
            if self._budget > 0 and (one != other or self.choice[one] > 1):
                self._change(one, -1)
                self._change(other, -1)
                if self._stands_in(None):
                    return True
                self._change(other, 1)
                self._change(one, 1)
        return False

    def swap_one(self) -> bool:
        """Put a step of less effort in the place of another; whether that could be done."""
        steps = self._problem.steps
        largest = sorted(self.choice, key=lambda place: (-steps[place].effort, place))
        for place in largest[:_MOST_PAIRS] if self._budget > 0 else ():
            self._change(place, -1)
            if self._stands_in(steps[place].effort):
                return True
            self._change(place, 1)
        return False

    def _stands_in(self, below: int | None) -> bool:
        """Add the one step of the least effort, under `below` if given, that makes all hold again, if any."""
        self._budget -= len(self._useful)
        steps = self._problem.steps
        free = [
            place
            for place in self._useful
            if self._used[steps[place].group] < self._problem.sizes[steps[place].group]
        ]
        wanting = [limit for limit in self._active if limit.excess(self._standing) > 0]
        forms = [pressing(limit, self._standing, ()) for limit in wanting]
        fitting = [
            place
            for place in free
            if (below is None or steps[place].effort < below)
            and all(
                -form.change(steps[place], self._standing) >= form.excess or form.is_bent for form in forms
            )
        ]
        for place in sorted(fitting, key=lambda one: (steps[one].effort, one))[:_MOST_TRIED]:
            self._change(place, 1)
            if self._holds():
                return True
            self._change(place, -1)
        return False

    def _change(self, place: int, issues: int) -> None:
        step = self._problem.steps[place]
        self._standing.take(step.effect, issues)
        self._used[step.group] += issues
        self.choice[place] = self.choice.get(place, 0) + issues
        if not self.choice[place]:
            del self.choice[place]

    def _holds(self) -> bool:
        return all(limit.excess(self._standing) <= 0 for limit in self._active)

    def _weakness(self, place: int) -> tuple[float, int]:
        """How little a step of the choice gains on the limits that were broken at first."""
        step = self._problem.steps[place]
        gains = (max(0, -form.change(step, self._at_first)) / max(form.best, 1) for form in self._forms)
        return sum(gains), place
