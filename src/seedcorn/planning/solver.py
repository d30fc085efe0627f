"""The one page that knows the solver: HiGHS, of the extra `plan`; import it only where it is installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite

import highspy
import numpy as np

from seedcorn.planning.program import Program

_TOLERANCE = 1e-9
_LESS_THAN_ONE = 0.99  # costs are whole: a gap under one is none
_IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What came of it: `values` by column where it was solved, none where nothing can be.

    `is_decided` says that time was enough; `least` is what it costs at least in any case.
    """

    values: tuple[float, ...] = ()
    is_decided: bool = False
    least: int = 0
    seconds: float = 0.0


class _Silent(highspy.Highs):
    """Says nothing: its first line would stand in what we print."""

    def enableCallbacks(self) -> None:  # noqa: N802 - called so by what it is made of, before anything is said
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it untyped


def solved(program: Program, costs: Sequence[tuple[int, int]], seconds: float) -> Solved:
    """The values of the columns that cost least, found in so many seconds."""
    solver = _Silent()  # type: ignore[no-untyped-call]  # highspy leaves making one untyped
    for option, value in (
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", _LESS_THAN_ONE),
        ("mip_feasibility_tolerance", _TOLERANCE),
        ("primal_feasibility_tolerance", _TOLERANCE),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(program, costs))
    solver.run()
    status, spent = solver.getModelStatus(), solver.getRunTime()
    if status in _IMPOSSIBLE:
        return Solved(is_decided=True, seconds=spent)
    bound = solver.getInfo().mip_dual_bound
    least = max(0, ceil(bound - _TOLERANCE)) if isfinite(bound) else 0
    if status != highspy.HighsModelStatus.kOptimal:
        return Solved(least=least, seconds=spent)
    return Solved(values=tuple(solver.getSolution().col_value), is_decided=True, least=least, seconds=spent)


def _model(program: Program, costs: Sequence[tuple[int, int]]) -> highspy.HighsLp:
    """The program as the solver's own."""
    model = highspy.HighsLp()
    columns = len(program.upper)
    cost = np.zeros(columns)
    for column, worth in costs:
        cost[column] = worth
    model.num_col_, model.num_row_ = columns, len(program.rows)
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.array(program.lower), np.array(program.upper)
    model.row_lower_ = np.array([row.lower for row in program.rows])
    model.row_upper_ = np.array([row.upper for row in program.rows])
    kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
    model.integrality_ = [kinds[whole] for whole in program.whole]
    entries = [term for row in program.rows for term in row.terms]
    ends = np.cumsum([0, *(len(row.terms) for row in program.rows)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = ends
    model.a_matrix_.index_ = np.array([column for column, _ in entries])
    model.a_matrix_.value_ = np.array([factor for _, factor in entries])
    return model
