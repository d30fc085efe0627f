"""The course of a number as one line of little columns, from the first date to now."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.format import Look
from seedcorn.report import Bound
from seedcorn.sparks import spark

CELLS = 20
_NOTHING = "_"


def course(values: Sequence[Fraction | None], bound: Bound, look: Look) -> str:
    """What was measured on each date, 0 to the highest; a dot where nobody could say. Empty for nothing.

    Of several dates that share a column the worst is drawn: the highest, or of a floor the lowest.
    """
    cells = [_cell(values, place) for place in range(min(CELLS, len(values)))]
    known = [value for each in cells for value in each]
    if not known:
        return ""
    worst = min if bound is Bound.FLOOR else max
    columns = (worst(each) if each else None for each in cells)
    return "".join(spark(each, max(known), unicode=look.unicode, nothing=_NOTHING) for each in columns)


def _cell(values: Sequence[Fraction | None], place: int) -> list[Fraction]:
    """What was measured on the dates that one column stands for."""
    cells = min(CELLS, len(values))
    first, last = place * len(values) // cells, (place + 1) * len(values) // cells
    return [value for value in values[first:last] if value is not None]
