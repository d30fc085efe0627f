"""Television static: every customer a dot, as large as its share; the whale is impossible to miss.

Source: 37signals, "The biggest customer conundrum" (00:55): on a picture of a healthy company's customers all
dots are about the same size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from rich.cells import cell_len

from seedcorn.band import Band
from seedcorn.chart import WIDTH, Chart, Colours, Picture, Spec
from seedcorn.charts._axes import is_beyond
from seedcorn.charts._notes import noted, rows_of, shown
from seedcorn.document import Line, Table, said
from seedcorn.headline import shown_name, whales
from seedcorn.report import Report
from seedcorn.words import count

_HEIGHT = 400
_ROOM = 14  # a dot of a smaller radius has no room for a word
_LETTER, _WIDEST = 8.5, 13  # how wide one is, about and at most, where letters are 13 high
_MOST = 500  # more of them are not seen apart
_AREA = "The area of a dot is its part of all open work. Where all is well, no customer's stands out."
_KINDS = tuple(
    {"name": name, "source": "dots", "transform": [{"type": "filter", "expr": which}]}
    for name, which in (
        ("solid", "datum.known"),
        ("pale", "!datum.known"),
        ("roomy", f"datum.r >= {_ROOM} && datum.cells * {_WIDEST} <= 2 * datum.r - 4"),
    )
)
_FULL: Spec = MappingProxyType({})
_PALE: Spec = MappingProxyType(
    {"fillOpacity": {"value": 0.15}, "stroke": {"field": "colour"}, "strokeDash": {"value": [4, 3]}}
)
_VEGA = "https://vega.github.io/schema/vega/v5.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dot:
    """One dot: whose, which part of all open work it is, and which colour means that.

    `share` is a customer's share of what was requested, None of what is no customer's.
    """

    name: str
    part: Fraction
    colour: str
    share: Fraction | None = None


def _draw(report: Report) -> Picture | None:
    dots = tuple(_dots(report))
    if not dots:
        return None
    return Picture(
        said=_said(dots),
        twin=_twin(dots),
        spec=lambda colours: _spec(dots, colours),
        note=noted(report, _AREA, _undrawn(len(dots))),
    )


CHART = Chart(title="Every customer a dot", place=10, draw=_draw)


def _dots(report: Report) -> Iterator[_Dot]:
    """Those of customers, the largest first, and one for each other kind of work that there is."""
    work, over = report.attribution.work, whales(report)
    everything = work.all.effort
    if not everything:
        return
    named, customers = Fraction(0), report.attribution.customers
    for one in customers:
        share = Fraction(one.share.value)
        named += share
        part = share * work.requested.effort / everything
        colour = "whale" if one.id in over else "customer"
        yield _Dot(name=shown_name(one.name), part=part, colour=colour, share=one.share.value)
    left = Fraction(0) if report.banded else max(1 - named, Fraction(0))
    others = (
        ("requested, nobody named", left * work.requested.effort, "unknown"),
        ("the team's own", work.own.effort, "own"),
        ("seed corn", work.seed_corn.effort, "seed_corn"),
        ("unknown", work.unknown.effort, "unknown"),
    )
    for name, effort, colour in others:
        if effort:
            yield _Dot(name=name, part=effort / everything, colour=colour)


def _said(dots: tuple[_Dot, ...]) -> str:
    customers = [dot for dot in dots if dot.share is not None]
    rest = "; ".join(f"{dot.name} {shown(dot.part)}" for dot in dots if dot.share is None)
    if not customers:
        return f"Of all open work no customer is named: {rest}."
    largest = customers[0]
    lead = count(len(customers), "customer")
    held = f"the largest dot is {largest.name}" if len(customers) > 1 else f"the one dot is {largest.name}"
    share = "" if largest.share is None else f", with {shown(largest.share)} of what was requested"
    return f"{lead}; {held}{share}.{f' Beside them, of all open work: {rest}.' if rest else ''}"


def _undrawn(dots: int) -> str:
    return f"Only the {_MOST} largest of {count(dots, 'dot')} are drawn." if dots > _MOST else ""


def _twin(dots: tuple[_Dot, ...]) -> Table:
    customers = rows_of([dot for dot in dots if dot.share is not None], _row)
    return Table(
        head=("dot", "of all open work", "of what was requested"),
        rows=(*customers, *(_row(dot) for dot in dots if dot.share is None)),
        right=frozenset((1, 2)),
    )


def _row(dot: _Dot) -> tuple[Line, ...]:
    """Of a range no part of all work is told: it would be a number as exact as the range is not."""
    part = "" if isinstance(dot.share, Band) else shown(dot.part)
    return said(dot.name), said(part), said("" if dot.share is None else shown(dot.share))


def _spec(dots: tuple[_Dot, ...], colours: Colours) -> Spec:
    """Dots packed by the library; what nobody asked for has a dashed edge, so that no colour is needed."""
    drawn = sorted((dot for dot in dots if dot.part), key=lambda dot: -dot.part)[:_MOST]
    return {
        "$schema": _VEGA,
        "width": WIDTH,
        "height": _HEIGHT,
        "data": [{"name": "dots", "values": list(_values(drawn, colours)), "transform": _packed()}, *_KINDS],
        "marks": [_circles("solid", _FULL), _circles("pale", _PALE), _words()],
    }


def _values(dots: Sequence[_Dot], colours: Colours) -> Iterator[dict[str, Any]]:
    yield {"id": -1}
    for place, dot in enumerate(dots):
        is_unknown = dot.colour == "unknown"
        yield {
            "id": place,
            "above": -1,
            "part": float(dot.part),
            "name": dot.name,
            "colour": getattr(colours, dot.colour),
            "cells": max(cell_len(dot.name), 1) if is_beyond(dot.name) else 0,  # of what must not be cut
            "known": not is_unknown,
            "ink": colours.text if is_unknown else colours.paper,
        }


def _packed() -> list[dict[str, Any]]:
    return [
        {"type": "stratify", "key": "id", "parentKey": "above"},
        {
            "type": "pack",
            "field": "part",
            "sort": {"field": ["part", "id"], "order": ["descending", "ascending"]},
            "size": [WIDTH, _HEIGHT],
            "padding": 2,
        },
        {"type": "filter", "expr": "datum.id >= 0"},
    ]


def _circles(kind: str, look: Spec) -> dict[str, Any]:
    drawn = {
        **{name: {"field": name} for name in ("x", "y")},
        "size": {"signal": "4 * datum.r * datum.r"},
        "shape": {"value": "circle"},
        "fill": {"field": "colour"},
        **look,
    }
    return {"type": "symbol", "from": {"data": kind}, "encode": {"enter": drawn}}


def _words() -> dict[str, Any]:
    """The names of those that have room for some of it."""
    room = "2 * (datum.r - 6)"
    drawn = {
        **{name: {"field": name} for name in ("x", "y")},
        "align": {"value": "center"},
        "baseline": {"value": "middle"},
        "fill": {"field": "ink"},
        "text": {"field": "name"},
        "limit": {"signal": "datum.cells ? 0 : 2 * datum.r - 4"},
        "fontSize": {"signal": f"clamp(floor({room} / (length(datum.name) * {_LETTER / 13})), 11, 22)"},
    }
    return {"type": "text", "from": {"data": "roomy"}, "encode": {"enter": drawn}}
