"""The Lorenz curve: which part of the requested work the smaller customers ask for together.

Source: Lorenz, Methods of Measuring the Concentration of Wealth (1905); of a backlog's requests it is an
analogy.
"""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.chart import Chart, Colours, Picture, Spec
from seedcorn.charts._axes import chart, layer
from seedcorn.charts._curves import HEIGHT, NEEDS, Square, demands, point, seen, tenths
from seedcorn.charts._notes import noted, shown
from seedcorn.document import Table, said
from seedcorn.headline import as_customers
from seedcorn.metrics.resilience import worst_loss
from seedcorn.report import Facts, Report
from seedcorn.words import count, measured

_SQUARE = Square(across="customers, the smallest first", up="their part of what all ask for")


def _draw(report: Report) -> Picture | None:
    parts, facts = demands(report), report.facts
    if not parts or facts.gini is None:
        return None
    return Picture(
        said=_said(facts),
        twin=_twin(parts),
        spec=lambda colours: _spec(parts, facts, colours),
        note=noted(report, "The further the curve hangs below the straight line, the more a few ask for."),
    )


CHART = Chart(title="How unequal customers' requests are", place=50, draw=_draw, needs=NEEDS)


def _said(facts: Facts) -> str:
    lead = f"The Gini coefficient of what customers ask for is {_gini(facts)}"
    told = f"{lead}: 0 if all asked alike, near 1 if one asked for everything."
    if facts.hhi is None:
        return told
    points = measured(facts.hhi, "points")
    return f"{told} Their HHI is {points} of 10000 points, as if it were {as_customers(facts.hhi)}."


def _gini(facts: Facts) -> str:
    return "" if facts.gini is None else measured(facts.gini, "index")


def _of_smallest(parts: Sequence[Fraction], number: int) -> Fraction:
    """Which part of the work so many of the smallest ask for: what is left without the others."""
    return 1 - worst_loss(parts, len(parts) - number)


def _twin(parts: Sequence[Fraction]) -> Table:
    everybody = len(parts)
    return Table(
        head=("the smallest customers", "of all customers", "of what all ask for"),
        rows=tuple(
            (
                said(count(number, "customer")),
                said(shown(Fraction(number, everybody))),
                said(shown(_of_smallest(parts, number))),
            )
            for number in tenths(everybody)
        ),
        right=frozenset((0, 1, 2)),
    )


def _spec(parts: Sequence[Fraction], facts: Facts, colours: Colours) -> Spec:
    everybody = len(parts)
    # It bends most where the largest are, at its end.
    numbers = sorted({everybody - number for number in seen(everybody)})
    curve = [point(Fraction(number, everybody), _of_smallest(parts, number)) for number in numbers]
    between = [each | {"alike": each["x"]} for each in curve]
    told = [f"Gini {_gini(facts)}", *([] if facts.hhi is None else [f"as if {as_customers(facts.hhi)}"])]
    corner = [
        point(Fraction(3, 100), Fraction(95 - 6 * place, 100)) | {"text": text}
        for place, text in enumerate(told)
    ]
    beside = point(Fraction(55, 100), Fraction(63, 100)) | {"text": "if all asked alike"}
    hanging = {**_SQUARE.here, "y2": {"field": "alike"}}
    layers = [
        layer("area", between, hanging, fill=colours.customer, opacity=0.15),
        _SQUARE.alike(colours),
        _SQUARE.line(curve, stroke=colours.customer, strokeWidth=2.5),
        _SQUARE.words([beside], align="right"),
        _SQUARE.words(corner, align="left"),
    ]
    return chart(HEIGHT, layers)
