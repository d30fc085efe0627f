"""The search for the smallest set as an integer program: how many issues of each step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, isqrt

from seedcorn.metrics.concentration import HHI_OF_ONE
from seedcorn.planning.forms import Amounts, Limit, Linear, Squared
from seedcorn.planning.problem import Choice, Problem, helps
from seedcorn.planning.steps import SERVED, Amount, What

_FINE = 10**12  # a root is rounded up at its twelfth place


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The columns times their factors come to `lower` at least and `upper` at most."""

    terms: tuple[tuple[int, float], ...]
    lower: float = -inf
    upper: float = inf


@dataclass(slots=True, kw_only=True)
class Program:
    """Columns with bounds, some of them whole, and rows; `steps` are the columns of the problem's steps."""

    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    steps: dict[int, int] = field(default_factory=dict)

    def column(self, lower: float, upper: float, *, whole: bool) -> int:
        """A new column."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, terms: Iterable[tuple[int, int]], *, lower: float = -inf, upper: float = inf) -> None:
        """A new row, its largest factor made 1: solvers mind large numbers."""
        terms = tuple(terms)
        largest = max((abs(factor) for _, factor in terms), default=1) or 1
        scaled = tuple((column, factor / largest) for column, factor in terms)
        self.rows.append(Row(terms=scaled, lower=lower / largest, upper=upper / largest))

    def costs(self, worth: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """The columns of the steps with what each costs; `worth` is by step."""
        return tuple((column, worth[place]) for place, column in self.steps.items())

    def choice(self, values: Sequence[float]) -> Choice:
        """What a solution says of the steps."""
        rounded = ((place, round(values[column])) for place, column in self.steps.items())
        return {place: issues for place, issues in rounded if issues > 0}


def programmed(problem: Problem, active: Sequence[Limit], cuts: Sequence[tuple[Limit, Linear]]) -> Program:
    """The active limits over the steps that can help them; squares are known by their cuts alone."""
    builder = _Builder(problem, active)
    for limit in active:
        builder.limit(limit, [cut for of, cut in cuts if of is limit])
    return builder.program


def cut_at(form: Squared, amounts: Amounts) -> Linear:
    """A linear form that holds wherever the squares do, and not at these amounts if they do not.

    For any factors a, the demands times a come to at most |a| times their own length (Cauchy and Schwarz),
    and that length is at most the root of limit / 10,000 times the whole; a are the demands here. The root is
    rounded up, so that nothing allowed is cut off.
    """
    demands = [(amount, size) for amount, size in amounts.items() if amount.what is What.DEMAND and size]
    length = form.limit * sum(size**2 for _, size in demands) / HHI_OF_ONE
    root = Fraction(isqrt(int(length * _FINE**2)) + 1, _FINE)
    return Linear.of(*demands, *((amount, -root) for amount in form.whole))


class _Builder:
    """Writes a program: columns of steps first, then of amounts as limits ask for them."""

    def __init__(self, problem: Problem, active: Sequence[Limit]) -> None:
        self._problem, self.program = problem, Program()
        self._amounts: dict[Amount, int] = {}
        self._touching: dict[Amount, list[tuple[int, int]]] = {}
        groups: dict[int, list[int]] = {}
        for place, step in enumerate(problem.steps):
            if any(helps(step, limit) for limit in active):
                column = self.program.column(0, step.most, whole=True)
                self.program.steps[place] = column
                groups.setdefault(step.group, []).append(column)
                for amount, one in step.effect.items():
                    self._touching.setdefault(amount, []).append((column, one))
        for group, columns in groups.items():
            if len(columns) > 1:
                self.program.row(((column, 1) for column in columns), upper=problem.sizes[group])

    def limit(self, limit: Limit, cuts: Sequence[Linear]) -> None:
        """One of its forms holds; a form that need not is given all the room it could take."""
        forms = [(form, [form] if isinstance(form, Linear) else cuts) for form in limit.any_of]
        if len(forms) == 1:
            for linear in forms[0][1]:
                self._form(linear)
            return
        chosen = [self.program.column(0, 1, whole=True) for _ in forms]
        self.program.row(((column, 1) for column in chosen), lower=1)
        for column, (_, linears) in zip(chosen, forms, strict=True):
            for linear in linears:
                self._form(linear, unless=column)

    def _form(self, form: Linear, unless: int | None = None) -> None:
        terms = [(self._amount(amount), factor) for amount, factor in form.terms]
        room = 0
        if unless is not None:
            room = max(0, self._worst(form))
            terms.append((unless, room))
        self.program.row(terms, upper=room - form.constant)

    def _worst(self, form: Linear) -> int:
        """The most that the excess could come to."""
        harm: dict[int, int] = {}
        for place in self.program.steps:
            step = self._problem.steps[place]
            harm[step.group] = max(harm.get(step.group, 0), form.change(step.effect))
        served = sum(
            abs(factor) * self._problem.amounts.get(SERVED, 0)
            for amount, factor in form.terms
            if amount == SERVED
        )
        more = sum(most * self._problem.sizes[group] for group, most in harm.items())
        return form.excess(self._problem.amounts) + more + served

    def _amount(self, amount: Amount) -> int:
        """The column of an amount: what there is, and what the steps add to it."""
        if amount not in self._amounts:
            column = self.program.column(-inf, inf, whole=False)
            self._amounts[amount] = column
            if amount == SERVED:
                self._served(column)
            else:
                adding = [(step, -one) for step, one in self._touching.get(amount, ())]
                base = self._problem.amounts.get(amount, 0)
                self.program.row([(column, 1), *adding], lower=base, upper=base)
        return self._amounts[amount]

    def _served(self, column: int) -> None:
        """Each customer with an issue in the current iteration counts one."""
        asked = {
            amount
            for amount in (*self._problem.amounts, *self._touching)
            if amount.what is What.CURRENT_ASKED_ISSUES
        }
        ones: list[tuple[int, int]] = []
        for amount in sorted(asked):
            one = self.program.column(0, 1, whole=True)
            ones.append((one, -1))
            self.program.row([(one, 1), (self._amount(amount), -1)], upper=0)
        self.program.row([(column, 1), *ones], lower=0, upper=0)
