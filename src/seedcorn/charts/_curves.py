"""What curves over all customers share: the points that are seen, the tenths, and a square to draw in."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seedcorn.chart import WIDTH, Colours, Spec
from seedcorn.charts._axes import Values, between, by, layer, percents, ticks, words
from seedcorn.metrics.whole_numbers import whole_numbers
from seedcorn.report import Report

HEIGHT = 330
NEEDS = "open requests of two customers or more; in public, of so many that their shares may be told"
_LEFT, _RIGHT, _TOP = 84, 20, 10
_FEWEST = 2  # of one customer everything is said
_MOST_POINTS = 120
_ACROSS = between(_LEFT, WIDTH - _RIGHT, (0, 1))
_UP = between(HEIGHT, _TOP, (0, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A square to draw in: both axes from 0 to 100 %, each with a title."""

    across: str
    up: str

    @property
    def here(self) -> dict[str, Any]:
        """Where a point of the data is."""
        at = ticks(Fraction(1))
        up = percents(at[1:], offset=-_LEFT, domain=False)
        return {
            "x": {**by("x", _ACROSS, percents(at)), "title": self.across},
            "y": {**by("y", _UP, up), "title": self.up},
        }

    def line(self, points: Sequence[dict[str, Any]], **look: Any) -> Spec:
        """A line through points, in their order."""
        return layer("line", points, {**self.here, "order": {"field": "x", "type": "quantitative"}}, **look)

    def alike(self, colours: Colours) -> Spec:
        """The line of customers who all ask for the same."""
        corners = [point(Fraction(0), Fraction(0)), point(Fraction(1), Fraction(1))]
        return self.line(corners, stroke=colours.unknown, strokeDash=[5, 4], strokeWidth=1.5)

    def words(self, values: Values, **look: Any) -> Spec:
        """Words at points."""
        return words(values, self.here, **look)


def demands(report: Report) -> list[Fraction]:
    """What each customer asks for, as whole numbers in the same proportions; none where it is not told."""
    customers = report.attribution.customers
    if report.banded or len(customers) < _FEWEST or not any(one.demand for one in customers):
        return []
    return [Fraction(each) for each in whole_numbers([one.demand for one in customers])]


def tenths(customers: int) -> list[int]:
    """How many customers each tenth is, rounded up; each number once."""
    return sorted({-(-customers * tenth // 10) for tenth in range(1, 11)})


def seen(customers: int) -> list[int]:
    """The numbers of customers at which a curve is drawn, 0 and all of them among these; closest near 0."""
    if customers <= _MOST_POINTS:
        return list(range(customers + 1))
    places = {round(customers * (place / _MOST_POINTS) ** 2) for place in range(_MOST_POINTS + 1)}
    return sorted(places | set(tenths(customers)))


def point(customers: Fraction, work: Fraction) -> dict[str, Any]:
    """A point of a curve: shares of customers and of their work."""
    return {"x": round(float(customers), 5), "y": round(float(work), 5)}
