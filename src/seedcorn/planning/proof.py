"""Whether a set is the smallest there is: proven by what each limit takes alone, or else by the solver."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from seedcorn.planning.forms import Limit, Linear, Squared
from seedcorn.planning.problem import Choice, Problem, fewest_alone
from seedcorn.planning.program import cut_at, programmed
from seedcorn.planning.search import searched

if TYPE_CHECKING:  # The solver is an extra.
    from seedcorn.planning.solver import Solved

SECONDS = 10.0
_MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The smallest set that was found, None where none was.

    `fewest` is the least number of issues that any set has, as far as that is known; `is_proven` says that
    none is smaller, or that there is none at all. `asked_solver` says that the solver was there to ask.
    """

    choice: Choice | None
    fewest: int = 0
    is_proven: bool = False
    asked_solver: bool = False


def answered(problem: Problem, seconds: float = SECONDS) -> Answer:
    """The smallest set that brings every limit to hold, as far as it can be found in so many seconds."""
    if not problem.broken:
        return Answer(choice={}, is_proven=True)
    alone = [fewest_alone(problem, limit) for limit in problem.broken]
    if None in alone:
        return Answer(choice=None, is_proven=True)
    found = searched(problem)
    fewest = max((one for one in alone if one is not None), default=0)
    if seconds <= 0 or find_spec("highspy") is None:
        is_proven = found is not None and sum(found.values()) == fewest
        return Answer(choice=found, fewest=fewest, is_proven=is_proven)
    return _Proof(problem, found, fewest, seconds).answer()


class _Proof:
    """Looks for ever better sets by the solver, over the limits that matter and cuts for squares."""

    def __init__(self, problem: Problem, found: Choice | None, fewest: int, seconds: float) -> None:
        self._problem, self._best, self._fewest, self._seconds = problem, found, fewest, seconds
        self._active: list[Limit] = list(problem.broken)
        self._cuts: list[tuple[Limit, Linear]] = []
        self._cut(problem.broken, {})
        if found is not None:
            self._cut(problem.limits, found)

    def answer(self) -> Answer:
        """Fewest issues first, then least effort among as few."""
        is_fewest = self._best is not None and sum(self._best.values()) == self._fewest
        is_proven = (is_fewest or self._improve_issues()) and (self._best is None or self._improve_effort())
        return Answer(choice=self._best, fewest=self._fewest, is_proven=is_proven, asked_solver=True)

    def _improve_issues(self) -> bool:
        """Whether it is known that no set has fewer issues than the best one."""
        is_decided = self._improve([1] * len(self._problem.steps), is_for_effort=False)
        if is_decided and self._best is not None:
            self._fewest = sum(self._best.values())
        return is_decided

    def _improve_effort(self) -> bool:
        """Whether it is known that none as small has less effort."""
        return self._improve([step.effort for step in self._problem.steps], is_for_effort=True)

    def _improve(self, worth: Sequence[int], *, is_for_effort: bool) -> bool:
        """Put cheaper sets in the place of the best; whether it is known that there is none any more."""
        for _ in range(_MOST_ROUNDS):
            if self._seconds <= 0:
                return False
            result, choice = self._cheaper(worth, is_for_effort=is_for_effort)
            self._seconds -= result.seconds
            if not is_for_effort:
                self._fewest = max(self._fewest, result.least)
            if not result.is_decided or not result.values:
                return result.is_decided
            left = self._problem.left_broken(choice)
            if not left:
                self._best = min(choice, self._best or choice, key=self._problem.cost)
                return True
            if not self._learn(left, choice):
                return False
        return False

    def _cheaper(self, worth: Sequence[int], *, is_for_effort: bool) -> tuple["Solved", Choice]:
        """The cheapest set that keeps what is known of the limits, if it is cheaper than the best one."""
        from seedcorn.planning.solver import solved  # noqa: PLC0415 - an extra, imported only where it is used

        program = programmed(self._problem, self._active, self._cuts)
        costs = program.costs(worth)
        if self._best is not None:
            best = sum(worth[place] * issues for place, issues in self._best.items())
            program.row(costs, upper=best - 1)
            if is_for_effort:
                ones = program.costs([1] * len(worth))
                program.row(ones, upper=sum(self._best.values()))
        result = solved(program, costs, self._seconds)
        return result, program.choice(result.values) if result.values else {}

    def _learn(self, left: Sequence[Limit], choice: Choice) -> bool:
        """Look from now on at the limits that such a set breaks; whether any of that is new."""
        known = len(self._active) + len(self._cuts)
        self._active += [limit for limit in left if limit not in self._active]
        self._cut(left, choice)
        return len(self._active) + len(self._cuts) > known

    def _cut(self, limits: Sequence[Limit], choice: Choice) -> None:
        """Cut off what breaks the squares of limits as this choice does."""
        squared = [limit for limit in limits if any(isinstance(form, Squared) for form in limit.any_of)]
        amounts = self._problem.after(choice) if squared else {}
        for limit in squared:
            for form in limit.any_of:
                if isinstance(form, Squared):
                    cut = limit, cut_at(form, amounts)
                    if cut not in self._cuts:
                        self._cuts.append(cut)
