"""The course of a number as one line of little columns, from the first date to now."""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.format import Look
from seedcorn.report import Bound

CELLS = 20
_RAMPS = {True: "▁▂▃▄▅▆▇█", False: "_-~:=+*#"}
_UNSAID = {True: "·", False: "."}


def course(values: Sequence[Fraction | None], bound: Bound, look: Look) -> str:
    """What was measured on each date, 0 to the highest; a dot where nobody could say. Empty for nothing.

    Of several dates that share a column the worst is drawn: the highest, or of a floor the lowest.
    """
    cells = [_cell(values, place) for place in range(min(CELLS, len(values)))]
    known = [value for each in cells for value in each]
    if not known:
        return ""
    highest, ramp = max(*known, Fraction(0)), _RAMPS[look.unicode]
    worst = min if bound is Bound.FLOOR else max
    return "".join(_column(worst(each), highest, ramp) if each else _UNSAID[look.unicode] for each in cells)


def _cell(values: Sequence[Fraction | None], place: int) -> list[Fraction]:
    """What was measured on the dates that one column stands for."""
    cells = min(CELLS, len(values))
    first, last = place * len(values) // cells, (place + 1) * len(values) // cells
    return [value for value in values[first:last] if value is not None]


def _column(value: Fraction, highest: Fraction, ramp: str) -> str:
    return ramp[min(int(value / highest * len(ramp)), len(ramp) - 1)] if highest and value > 0 else ramp[0]
