"""What iterations are made of: seed corn, requested work, the team's own and what is unknown.

Source: ours; the floor under seed corn is that of the rule `seed.reserve`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

from seedcorn.background import IterationWork
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
from seedcorn.charts._notes import limit_of, noted, shown
from seedcorn.document import Line, Table, said
from seedcorn.report import Report
from seedcorn.tally import Tally, Work
from seedcorn.words import count, exact, limit, plain, shorten, span

_RESERVE = "seed.reserve"
_ROW, _BAR, _HEAD = 26, 18, 54
_WIDEST = 170  # of names
_FOR_COUNTS = 90
_APART = 14  # from one kind of work to the next, above
_MIDDLE = Fraction(1, 5)  # further left the words of the floor begin at it
_EDGE, _LETTER = 5, 10  # a letter stands so far from the left edge of its part, and is so wide
_SEVERAL = 2
_IN_VIEW = "In view is what is open, or was completed within the time that the policy looks back."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of work: its letter, its name in words, and the colour that means it."""

    letter: str
    name: str
    colour: str

    def of(self, work: Work) -> Tally:
        """How much of it there is."""
        tally: Tally = getattr(work, "requested" if self.colour == "customer" else self.colour)
        return tally


_KINDS = (
    _Kind(letter="S", name="seed corn", colour="seed_corn"),
    _Kind(letter="R", name="requested", colour="customer"),
    _Kind(letter="O", name="the team's own", colour="own"),
    _Kind(letter="U", name="unknown", colour="unknown"),
)
_SEED_CORN, _REQUESTED, *_ = _KINDS


def _draw(report: Report) -> Picture | None:
    told = tuple(one for one in report.iterations if one.work.all.effort)
    if not told:
        return None
    floor = limit_of(report, _RESERVE)
    return Picture(
        said=_said(report, told, floor),
        twin=_twin(report, told),
        spec=lambda colours: _spec(report, told, floor, colours),
        note=noted(report, _IN_VIEW, _empty(len(report.iterations) - len(told))),
    )


CHART = Chart(title="What iterations are made of", place=30, draw=_draw, needs="issues in iterations")


def _name(report: Report, one: IterationWork) -> str:
    """In public it may be a number alone, which says too little."""
    name = plain(one.iteration.name) or "(no name)"
    return shorten(f"{plain(one.iteration.kind)} {name}" if report.public else name, 40)


def _share(kind: _Kind, work: Work) -> Fraction:
    return kind.of(work).effort / work.all.effort


def _empty(iterations: int) -> str:
    are = "is" if iterations == 1 else "are"
    return f"{count(iterations, 'iteration')} without any effort {are} left out." if iterations else ""


def _said(report: Report, told: tuple[IterationWork, ...], floor: Fraction | None) -> str:
    beside = () if floor is None else (floor,)
    where = f"In {_name(report, told[0])}" if len(told) == 1 else f"In {count(len(told), 'iteration')}"

    def of(kind: _Kind) -> str:
        shares = [_share(kind, one.work) for one in told]
        low, high = min(shares), max(shares)
        return shown(low, beside=beside) if low == high else span(low, high, "share", beside=beside)

    lead = f"{where}, seed corn is {of(_SEED_CORN)} of the work and requested work {of(_REQUESTED)}."
    if floor is None:
        return lead
    enough = sum(_share(_SEED_CORN, one.work) >= floor for one in told)
    have = f"{enough or 'none'} of them {'has' if enough < _SEVERAL else 'have'} as much"
    if len(told) == 1:
        have = "it has as much" if enough else "it has less"
    return f"{lead} At least {limit(floor, 'share')} should be seed corn; {have}."


def _twin(report: Report, told: tuple[IterationWork, ...]) -> Table:
    unit = plain(report.attribution.unit)
    effort = () if unit == "issues" else (f"effort, {unit}",)
    return Table(
        head=("iteration", "issues", *effort, *(kind.name for kind in _KINDS)),
        rows=tuple(_row(report, one, with_effort=bool(effort)) for one in told),
        right=frozenset(range(1, 2 + len(effort) + len(_KINDS))),
    )


def _row(report: Report, one: IterationWork, *, with_effort: bool) -> tuple[Line, ...]:
    everything = one.work.all
    effort = (exact(everything.effort),) if with_effort else ()
    shares = (shown(_share(kind, one.work)) for kind in _KINDS)
    return tuple(map(said, (_name(report, one), str(everything.issues), *effort, *shares)))


def _spec(report: Report, told: tuple[IterationWork, ...], floor: Fraction | None, colours: Colours) -> Spec:
    names = [_name(report, one) for one in told]
    left = min(max(map(width_of, names)), _WIDEST) + 8
    height = _HEAD + _ROW * len(told)
    down = as_drawn(height)
    at = ticks(Fraction(1))
    scale, across = between(left, WIDTH - _FOR_COUNTS, (0, 1)), percents(at, grid=False)
    parts = [part for place, one in enumerate(told) for part in _parts(place, one.work, colours)]
    letters = list(_letters(parts, floor, _wide(left)))
    rows = [
        {"y": _middle(place), "text": name, "count": count(one.work.all.issues, "issue")}
        for place, (name, one) in enumerate(zip(names, told, strict=True))
    ]
    here = {"x": by("start", scale, across), "x2": {"field": "end"}}
    tall = {"y": by("top", down, None), "y2": {"field": "bottom"}}
    middle = {"y": by("y", down, None)}
    layers = [
        lines(at, here["x"], (_HEAD, height), colours),
        _boxes(parts, {**here, **tall}),
        words(letters, {"x": by("start", scale, across), **middle, "fill": own("ink")}, align="left"),
        words(rows, middle, x=left - 8, align="right", most=left - 8),
        words([row | {"text": row["count"]} for row in rows], middle, x=WIDTH, align="right"),
        *_legend(left, here["x"], down, colours),
    ]
    if floor is not None:
        layers += _floor(floor, height, here["x"], colours)
    return chart(height, layers)


def _middle(place: int) -> int:
    return _HEAD + _ROW * place + _ROW // 2


def _boxes(values: list[dict[str, Any]], encoding: Spec) -> Spec:
    """What is not known is pale, with a dashed edge, as it is elsewhere."""
    drawn = {**encoding, "fill": own("colour"), "strokeDash": own("dash"), "stroke": own("edge")}
    return layer("rect", values, {**drawn, "fillOpacity": own("filled")}, strokeWidth=1, opacity=1)


def _look(kind: _Kind, colours: Colours) -> dict[str, Any]:
    colour, is_unknown = getattr(colours, kind.colour), kind.colour == "unknown"
    return {
        "text": kind.letter,
        "colour": colour,
        "edge": colour if is_unknown else colours.paper,
        "dash": [3, 2] if is_unknown else [1, 0],
        "filled": 0.15 if is_unknown else 1,
        "ink": colours.text if is_unknown else colours.paper,
    }


def _parts(place: int, work: Work, colours: Colours) -> Iterator[dict[str, Any]]:
    """The parts of one row, from left to right."""
    ends = list(accumulate((_share(kind, work) for kind in _KINDS), initial=Fraction(0)))
    middle = _middle(place)
    for kind, start, end in zip(_KINDS, ends[:-1], ends[1:], strict=True):
        if start < end:
            yield {
                **_look(kind, colours),
                "start": round(float(start), 5),
                "end": round(float(end), 5),
                "y": middle,
                "top": middle - _BAR // 2,
                "bottom": middle + _BAR // 2,
            }


def _letters(parts: list[dict[str, Any]], floor: Fraction | None, wide: int) -> Iterator[dict[str, Any]]:
    """Each at the left of its part, not under the line of the floor; none where there is no room for it."""
    edge, letter = _EDGE / wide, _LETTER / wide
    for part in parts:
        start = part["start"] + edge
        if floor is not None and start - edge < floor < start + letter + edge:
            start = float(floor) + edge
        if start + letter <= part["end"]:
            yield part | {"start": round(start, 5)}


def _legend(left: int, across: Spec, down: Spec, colours: Colours) -> list[Spec]:
    """What each letter and colour means, in one line above."""
    at, found = 0, []
    for kind in _KINDS:
        ends = {"start": at, "middle": at + _BAR / 2, "end": at + _BAR, "said": at + _BAR + 5}
        placed = {name: round((end - left) / _wide(left), 5) for name, end in ends.items()}
        look = _look(kind, colours) | {"name": kind.name}
        found.append({**look, **placed, "y": _BAR / 2, "top": 0, "bottom": _BAR})
        at += _BAR + 5 + width_of(kind.name) + _APART
    named = [{**each, "text": each["name"]} for each in found]
    middle = {"y": by("y", down, None)}
    tall = {"y": by("top", down, None), "y2": {"field": "bottom"}}
    return [
        _boxes(found, {"x": across, "x2": {"field": "end"}, **tall}),
        words(found, {"x": {**across, "field": "middle"}, **middle, "fill": own("ink")}, align="center"),
        words(named, {"x": {**across, "field": "said"}, **middle}, align="left"),
    ]


def _floor(floor: Fraction, height: int, across: Spec, colours: Colours) -> list[Spec]:
    """A line through all rows with its words above them."""
    text = f"at least {limit(floor, 'share')} seed corn"
    here = [{"start": float(floor), "from": _HEAD - 4, "to": height, "text": text}]
    tall = {"y": by("from", as_drawn(height), None), "y2": {"field": "to"}}
    return [
        layer("rule", here, {"x": across, **tall}, stroke=colours.limit, strokeWidth=2),
        words(here, {"x": across}, y=_HEAD - 12, align="center" if floor > _MIDDLE else "left"),
    ]


def _wide(left: int) -> int:
    return WIDTH - _FOR_COUNTS - left
