"""Who asks for how much: a bar for each of the largest customers, what could be, and the limit.

Source: ours; a share of revenue by analogy, ASC 280-10-50-42.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from seedcorn.band import Band
from seedcorn.chart import WIDTH, Chart, Colours, Picture, Spec
from seedcorn.charts._axes import (
    as_drawn,
    between,
    by,
    chart,
    layer,
    lines,
    own,
    percents,
    ticks,
    width_of,
    words,
)
from seedcorn.charts._notes import noted, rows_of, shown
from seedcorn.document import Line, Table, said
from seedcorn.headline import share_limit, shown_name, whales
from seedcorn.report import CustomerShare, Report
from seedcorn.unread import is_partly
from seedcorn.words import count, limit, percent, span

_MOST = 12
_ROW, _BAR, _END, _HEAD = 26, 16, 10, 20
_NOT_SEEN = 25  # a line is not seen on its bar that is shorter than such a part of the axis
_APART = 8  # a name from its bar
_WIDEST = 180  # of names
_FOR_WORDS = 84  # what could be said of a share: "60-80 % each"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """One bar: whose, its share in words, from where to where it goes, and what could be; in shares of 1.

    `is_one` says that it is of one customer, not of all others together.
    """

    name: str
    text: str
    start: Fraction = Fraction(0)
    end: Fraction = Fraction(0)
    low: Fraction
    high: Fraction
    is_over: bool = False
    is_one: bool = True


def _draw(report: Report) -> Picture | None:
    if not report.attribution.customers:
        return None
    bars, most = tuple(_bars(report)), share_limit(report)
    unsure = any(bar.low < bar.high for bar in bars)
    lines = "A thin line is what could be, as far as it is not known who asks." if unsure else ""
    ranges = "A bar is the range that a share lies in." if report.banded else ""
    return Picture(
        said=_said(report, most),
        twin=_twin(report, most),
        spec=lambda colours: _spec(bars, most, colours),
        note=noted(report, lines, ranges),
    )


CHART = Chart(title="Who asks for how much", place=20, draw=_draw)


def _bars(report: Report) -> Iterator[_Bar]:
    """Those of the largest customers, and one of the others."""
    customers, over, most = report.attribution.customers, whales(report), share_limit(report)
    first = customers if len(customers) == _MOST + 1 else customers[:_MOST]
    for one in first:
        share, end = one.share.value, _end(one.share.value)
        is_sure = is_partly(report) or one.share.low == one.share.high
        yield _Bar(
            name=shown_name(one.name),
            text=_percent(share, most),
            start=share.low if isinstance(share, Band) else Fraction(0),
            end=end,
            low=end if is_sure else _start(one.share.low),
            high=end if is_sure else _end(one.share.high),
            is_over=one.id in over,
        )
    if others := customers[len(first) :]:
        yield _others(report, others, most)


def _others(report: Report, others: tuple[CustomerShare, ...], most: Fraction | None) -> _Bar:
    """All others, added up where that makes sense: not of ranges, nor where requests count several times."""
    name, nothing = f"and {count(len(others), 'other')}", Fraction(0)
    shares = [one.share.value for one in others]
    if report.banded:
        each = Band.around(min(shares), max(shares))
        return _Bar(name=name, text=f"{percent(each)} each", low=nothing, high=nothing, is_one=False)
    if sum(one.share.value for one in report.attribution.customers) > 1:
        return _Bar(name=name, text="", low=nothing, high=nothing, is_one=False)
    together = sum(shares, nothing)
    text = _percent(together, most)
    return _Bar(name=name, text=text, end=together, low=together, high=together, is_one=False)


def _start(share: Fraction) -> Fraction:
    return share.low if isinstance(share, Band) else share


def _end(share: Fraction) -> Fraction:
    return share.high if isinstance(share, Band) else share


def _percent(share: Fraction, most: Fraction | None) -> str:
    return shown(share, beside=() if most is None else (most,))


def _said(report: Report, most: Fraction | None) -> str:
    customers = report.attribution.customers
    first, over = customers[0], len(whales(report))
    beside = () if most is None else (most,)
    could = span(first.share.low, first.share.high, "share", beside=beside)
    is_sure = is_partly(report) or first.share.low == first.share.high
    maybe = "" if is_sure else f" ({could} is possible)"
    lead = f"{shown_name(first.name)} asks for {_percent(first.share.value, most)} of the requested work"
    of_all = f"{lead}{maybe}, the most of {count(len(customers), 'customer')}."
    if len(customers) == 1:
        of_all = f"{lead}{maybe} and is the one customer who is named."
    if most is None:
        return of_all
    certainly = "nobody is" if not over else f"{count(over, 'customer')} {'is' if over == 1 else 'are'}"
    return f"{of_all} The limit is {limit(most, 'share')}, and {certainly} certainly over it."


def _twin(report: Report, most: Fraction | None) -> Table:
    bounds = () if is_partly(report) else ("at least", "at most")

    def row(one: CustomerShare) -> tuple[Line, ...]:
        shares = (one.share.value, one.share.low, one.share.high)[: 1 + len(bounds)]
        return said(shown_name(one.name)), *(said(_percent(share, most)) for share in shares)

    return Table(
        head=("customer", "of the requested work", *bounds),
        rows=rows_of(report.attribution.customers, row),
        right=frozenset(range(1, 2 + len(bounds))),
    )


def _spec(bars: tuple[_Bar, ...], most: Fraction | None, colours: Colours) -> Spec:
    left = min(max(width_of(bar.name) for bar in bars), _WIDEST) + _APART
    height = _HEAD + _ROW * len(bars)
    at = ticks(max([most or Fraction(0), *(max(bar.end, bar.high) for bar in bars)]))
    scale = between(left, WIDTH - _FOR_WORDS, (0, float(at[-1])))
    across, down = by("start", scale, percents(at, grid=False)), as_drawn(height)
    rows = [_values(place, bar, colours) for place, bar in enumerate(bars)]
    middle = {"y": by("y", down, None)}
    layers = [
        lines(at, across, (_HEAD, height), colours),
        _boxes(rows, across, down),
        *_unsure(bars, across, down, colours),
        words(rows, middle, x=left - _APART, align="right", most=left - _APART),
        words([row | {"text": row["share"]} for row in rows], middle, x=WIDTH, align="right"),
    ]
    if most is not None:
        layers += _limit(most, height, across, colours)
    return chart(height, layers)


def _values(place: int, bar: _Bar, colours: Colours) -> dict[str, Any]:
    return {
        **_span(bar.start, bar.end),
        **_heights(place, _BAR),
        "text": bar.name,
        "share": bar.text,
        "colour": colours.whale if bar.is_over else colours.customer,
        "filled": 1 if bar.is_one else 0.4,
    }


def _span(start: Fraction, end: Fraction) -> dict[str, float]:
    return {"start": round(float(start), 5), "end": round(float(end), 5)}


def _heights(place: int, tall: int) -> dict[str, int]:
    middle = _HEAD + _ROW * place + _ROW // 2
    return {"y": middle, "top": middle - tall // 2, "bottom": middle + tall // 2}


def _boxes(values: list[dict[str, Any]], across: Spec, down: Spec) -> Spec:
    tall = {"y": by("top", down, None), "y2": {"field": "bottom"}}
    looks = {"fill": own("colour"), "fillOpacity": own("filled")}
    return layer("rect", values, {"x": across, "x2": {"field": "end"}, **tall, **looks}, opacity=1)


def _unsure(bars: tuple[_Bar, ...], across: Spec, down: Spec, colours: Colours) -> list[Spec]:
    """A thin line from what is certain to what is possible, with its ends; light where it is on a bar."""
    least = Fraction(across["scale"]["domain"][1]) / _NOT_SEEN
    pieces, ends = [], []
    for place, bar in enumerate(bars):
        spots = _spots(bar, least)
        pieces += [_piece(place, bar, spot, colours) for spot in pairwise(spots)]
        ends += [_piece(place, bar, (spot, spot), colours) for spot in {bar.low, bar.high} & set(spots)]
    ends.sort(key=lambda end: (end["y"], end["start"]))
    looks = {"x": across, "stroke": own("colour")}
    tall = {"y": by("top", down, None), "y2": {"field": "bottom"}}
    along = {"y": by("y", down, None), "x2": {"field": "end"}}
    ways = ((pieces, along), (ends, tall))
    return [layer("rule", drawn, {**looks, **way}, strokeWidth=1.5) for drawn, way in ways]


def _spots(bar: _Bar, least: Fraction) -> list[Fraction]:
    """Where the line of a bar begins, changes and ends; not on the bar where it would hide most of that."""
    if not bar.low < bar.high:
        return []
    is_short = bar.start <= bar.low and 0 <= bar.end - bar.low < least
    first = bar.end if is_short else bar.low
    spots = {first, bar.high, *(each for each in (bar.start, bar.end) if first < each < bar.high)}
    return sorted(spots) if first < bar.high else []


def _piece(place: int, bar: _Bar, spot: tuple[Fraction, Fraction], colours: Colours) -> dict[str, Any]:
    start, end = spot
    is_on = bar.start <= start and end <= bar.end and not start == end == bar.end
    return {
        **_span(start, end),
        **_heights(place, _END),
        "colour": colours.paper if is_on else colours.text,
    }


def _limit(most: Fraction, height: int, across: Spec, colours: Colours) -> list[Spec]:
    """A line through all bars with its words above them."""
    here = [{"start": float(most), "from": _HEAD - 4, "to": height, "text": f"limit {limit(most, 'share')}"}]
    tall = {"y": by("from", as_drawn(height), None), "y2": {"field": "to"}}
    return [
        layer("rule", here, {"x": across, **tall}, stroke=colours.limit, strokeWidth=2),
        words(here, {"x": across}, y=7, align="center"),
    ]
