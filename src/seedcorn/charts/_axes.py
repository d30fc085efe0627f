"""What charts share: layers of marks on data, axes in percent, and how much room words need."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import Any, TypeAlias

from rich.cells import cell_len

from seedcorn.chart import WIDTH, Colours, Spec
from seedcorn.words import shorten

LETTER = 8  # how wide one is, about
_WIDEST_LETTER = 13
_SLACK = 10  # for short names of wide letters
_LAST_WHOLE = 0xFFFF
LINE = 16  # from one line of words to the next
_MOST_TICKS = 5
_STEPS = (1, 2, 5, 10, 20, 25)
_VEGA_LITE = "https://vega.github.io/schema/vega-lite/v5.json"
Values: TypeAlias = Iterable[dict[str, Any]]


def chart(height: int, layers: Iterable[Spec]) -> Spec:
    """A specification of layers, the first being the lowest."""
    return {"$schema": _VEGA_LITE, "width": WIDTH, "height": height, "layer": list(layers)}


def layer(mark: str, values: Values, encoding: Spec, **look: Any) -> Spec:
    """Marks of one kind on data: names of fields are ours, whatever a tracker says is a value."""
    return {"data": {"values": list(values)}, "mark": {"type": mark, **look}, "encoding": encoding}


def words(values: Values, encoding: Spec, *, most: int = 0, **look: Any) -> Spec:
    """A text for each of the values, of its field "text"; of at most so many units, where that is given."""
    drawn = {**encoding, "text": {"field": "text", "type": "nominal"}}
    if not most:
        return layer("text", values, drawn, baseline="middle", **look)
    fitted = [
        {**each, "text": shorten(each["text"], most // _WIDEST_LETTER), "whole": True}
        if is_beyond(each["text"])
        else each
        for each in values
    ]
    return layer(
        "text", fitted, drawn, baseline="middle", limit={"expr": f"datum.whole ? 0 : {most}"}, **look
    )


def is_beyond(text: str) -> bool:
    """Whether it has characters that the library cuts in two halves, which nobody can draw then."""
    return any(ord(char) > _LAST_WHOLE for char in text)


def by(field: str, scale: Spec, axis: Spec | None) -> Spec:
    """A place on a scale of numbers. All layers share one axis, so each has to name the same one."""
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis, "title": None}


def own(field: str) -> Spec:
    """A look that stands in the data: a colour, a dash."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def between(first: int, last: int, domain: tuple[float, float]) -> Spec:
    """A scale onto these units of the drawing."""
    return {"domain": list(domain), "range": [first, last], "nice": False, "zero": False}


def as_drawn(height: int) -> Spec:
    """A scale of what is already in units of the drawing."""
    return between(0, height, (0, height))


def ticks(top: Fraction) -> list[Fraction]:
    """Round shares from 0 to at least `top`, six or fewer; those of a part of 1 end at 1 or before."""
    steps = (Fraction(step, 100) for step in _STEPS)
    step = next((each for each in steps if top <= _MOST_TICKS * each), Fraction(_STEPS[-1], 100))
    return [step * number for number in range(max(ceil(top / step), 1) + 1)]


def percents(at: Iterable[Fraction], **look: Any) -> Spec:
    """An axis with a line and its percent at each of these shares."""
    values, label = [float(each) for each in at], "round(datum.value * 100) + ' %'"
    plain = {"labelFlush": False, "labelOverlap": False, "ticks": False}
    return {"values": values, "grid": True, "labelExpr": label, **plain, **look}


def lines(at: Iterable[Fraction], across: Spec, down: tuple[int, int], colours: Colours) -> Spec:
    """Faint lines at shares of an axis that has none, from here to there down."""
    top, bottom = down
    values = [{across["field"]: float(each), "line_top": top, "line_end": bottom} for each in at]
    tall = {"y": by("line_top", as_drawn(bottom), None), "y2": {"field": "line_end"}}
    return layer("rule", values, {"x": across, **tall}, stroke=colours.faint)


def width_of(text: str) -> int:
    """How wide a text is, about."""
    return LETTER * cell_len(text) + _SLACK


def spread(wanted: Iterable[float], top: float, bottom: float) -> list[float]:
    """Heights for lines of words, in the order given: near where each is wanted, none upon another.

    Those wanted come from above. Where there is no room for all, they go beyond the top.
    """
    found: list[float] = []
    for each in wanted:
        found.append(max(each, found[-1] + LINE if found else top))
    last = bottom
    for place in range(len(found) - 1, -1, -1):
        found[place] = min(found[place], last)
        last = found[place] - LINE
    return found
