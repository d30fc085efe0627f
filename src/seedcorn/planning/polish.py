"""Makes a set that will do smaller: nothing superfluous, one step for two, a smaller for a larger one."""

from collections.abc import Mapping
from itertools import combinations_with_replacement, islice

from seedcorn.planning.leverage import Leverage
from seedcorn.planning.pressing import Pressing
from seedcorn.planning.problem import Choice

_MOST_PAIRS = 300
_MOST_LOOKS = 200_000  # steps looked at in all
_MOST_TRIED = 40
_MOST_ROUNDS = 60


def polished(leverage: Leverage, choice: Choice) -> Choice:
    """A choice that still keeps the limits it was made for, and costs no more."""
    work = _Polish(leverage, choice)
    work.drop()
    for _ in range(_MOST_ROUNDS):
        if not (work.swap_two() or work.swap_one()):
            break
        work.drop()
    return work.choice


class _Polish:
    """One choice while it is made smaller."""

    def __init__(self, leverage: Leverage, choice: Choice) -> None:
        self._leverage, self._problem = leverage, leverage.problem
        self.choice = dict(choice)
        self._standing = self._problem.after(choice)
        self._used = [0] * len(self._problem.sizes)
        for place, issues in choice.items():
            self._used[self._problem.steps[place].group] += issues
        self._budget = _MOST_LOOKS
        self._at_first = self._problem.after({})
        self._forms = leverage.forms(self._at_first)

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
        steps, sizes = self._problem.steps, self._problem.sizes
        wanting = [
            place for place, limit in enumerate(self._leverage.limits) if limit.excess(self._standing) > 0
        ]
        forms = {place: self._leverage.form(place, self._standing) for place in wanting}
        helping = min((self._leverage.helping[place] for place in wanting), key=len, default=[])
        self._budget -= len(helping)
        fitting = [
            step
            for step in helping
            if self._used[steps[step].group] < sizes[steps[step].group]
            and (below is None or steps[step].effort < below)
            and self._mends(step, forms)
        ]
        for place in sorted(fitting, key=lambda one: (steps[one].effort, one))[:_MOST_TRIED]:
            self._change(place, 1)
            if self._holds():
                return True
            self._change(place, -1)
        return False

    def _mends(self, step: int, forms: Mapping[int, Pressing]) -> bool:
        """Whether one issue of a step gains all that is wanted, as far as that can be told without trying."""
        gained = dict(self._leverage.touched(step, forms, self._standing))
        return all(form.is_bent or -gained.get(place, 0) >= form.excess for place, form in forms.items())

    def _change(self, place: int, issues: int) -> None:
        step = self._problem.steps[place]
        self._standing.take(step.effect, issues)
        self._used[step.group] += issues
        self.choice[place] = self.choice.get(place, 0) + issues
        if not self.choice[place]:
            del self.choice[place]

    def _holds(self) -> bool:
        return all(limit.excess(self._standing) <= 0 for limit in self._leverage.limits)

    def _weakness(self, step: int) -> tuple[float, int]:
        """How little a step of the choice gains on the limits that were broken at first."""
        gains = (
            max(0, -change) / max(self._forms[place].best, 1)
            for place, change in self._leverage.touched(step, self._forms, self._at_first)
            if self._forms[place].excess > 0
        )
        return sum(gains), step
