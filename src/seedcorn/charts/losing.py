"""Lose any tenth: how much of the requested work goes with customers, the largest first.

Source: 37signals, "The biggest customer conundrum" (02:00): a company should be able to lose any tenth of its
customers. It speaks of revenue; requested work is an analogy.
"""

from collections.abc import Sequence
from fractions import Fraction

from seedcorn.chart import Chart, Colours, Picture, Spec
from seedcorn.charts._axes import LINE, chart, layer
from seedcorn.charts._curves import HEIGHT, NEEDS, Square, demands, point, seen, tenths
from seedcorn.charts._notes import noted, shown
from seedcorn.document import Table, said
from seedcorn.metrics.resilience import a_tenth, worst_loss
from seedcorn.report import Report
from seedcorn.words import count

_ROOM_FOR_TWO = Fraction(1, 5)  # right of this there is room for two lines under the line of equals
_OF_REQUESTS = "It is of the requested work that names a customer, not of revenue."
_SQUARE = Square(across="customers lost, the largest first", up="goes with them, of what all ask for")


def _draw(report: Report) -> Picture | None:
    parts = demands(report)
    if not parts:
        return None
    return Picture(
        said=_said(parts),
        twin=_twin(parts),
        spec=lambda colours: _spec(parts, colours),
        note=noted(report, _OF_REQUESTS),
    )


CHART = Chart(title="Lose any tenth of the customers", place=40, draw=_draw, needs=NEEDS)


def _said(parts: Sequence[Fraction]) -> str:
    lost, everybody = a_tenth(len(parts)), len(parts)
    who = "the largest" if lost == 1 else f"the {lost} largest"
    goes, rounded = ("goes" if lost == 1 else "go"), ("" if 10 * lost == everybody else ", rounded up")
    work, alike = shown(worst_loss(parts, lost)), shown(Fraction(lost, everybody))
    return (
        f"If {who} of {everybody} customers {goes} (a tenth{rounded}), {work} of what customers ask for goes "
        f"too; if all asked alike, it would be {alike}."
    )


def _twin(parts: Sequence[Fraction]) -> Table:
    lost = tenths(len(parts))
    return Table(
        head=("the largest customers lost", "of all customers", "of what all ask for"),
        rows=tuple(
            (
                said(count(number, "customer")),
                said(shown(Fraction(number, len(parts)))),
                said(shown(worst_loss(parts, number))),
            )
            for number in lost
        ),
        right=frozenset((0, 1, 2)),
    )


def _spec(parts: Sequence[Fraction], colours: Colours) -> Spec:
    everybody, lost = len(parts), a_tenth(len(parts))
    curve = [point(Fraction(number, everybody), worst_loss(parts, number)) for number in seen(everybody)]
    share = Fraction(lost, everybody)
    work = worst_loss(parts, lost)
    marked, beside = point(share, work), point(Fraction(98, 100), Fraction(58, 100))
    layers = [
        _SQUARE.alike(colours),
        _SQUARE.words([beside | {"text": "if all asked alike"}], align="right"),
        _SQUARE.line([{**marked, "y": 0}, marked], stroke=colours.text, strokeDash=[2, 3], strokeWidth=1.5),
        _SQUARE.line(curve, stroke=colours.customer, strokeWidth=2.5),
        layer("circle", [marked], _SQUARE.here, fill=colours.text, opacity=1, size=80),
        *_words(share, work, f"{lost} of {everybody}"),
    ]
    return chart(HEIGHT, layers)


def _words(share: Fraction, work: Fraction, who: str) -> list[Spec]:
    """At the foot of the mark, where there is nothing else."""
    two = [f"a tenth: {who} customers,", f"{shown(work)} of the work"]
    lines = two if share > _ROOM_FOR_TWO else [" ".join(two)]
    foot = point(share, Fraction(0))
    above = ((text, 10 + LINE * place) for place, text in enumerate(reversed(lines)))
    return [_SQUARE.words([foot | {"text": text}], align="left", dx=6, dy=-up) for text, up in above]
