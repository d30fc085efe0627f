"""How it came to be so: the leading customers' shares and seed corn, week by week.

Source: ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from seedcorn.band import Band
from seedcorn.chart import WIDTH, Chart, Colours, Picture, Spec
from seedcorn.charts._axes import as_drawn, between, by, chart, layer, own, percents, spread, ticks, words
from seedcorn.charts._notes import noted, shown
from seedcorn.document import Line, Table, said
from seedcorn.headline import customer_name, share_limit, whales
from seedcorn.report import Report
from seedcorn.words import limit, percent, sentence

_WEEK = timedelta(days=7)
_FEWEST_WEEKS = 2
_ROOM_FOR_THREE = 12  # weeks, of which one is near enough to the middle for a date of its own
_LEFT, _TOP, _BOTTOM, _DATES = 48, 10, 270, 20
_RIGHT = 306  # of the lines; their words come after
_WORDS = _RIGHT + 18
_DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [1, 3])
_SEED_CORN = "seed corn"
_UNTOLD = "too little to say"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """One line: whose, what is known of it as (week, share), its colour, and its place among the lines."""

    name: str
    known: tuple[tuple[int, Fraction], ...]
    is_now: bool
    colour: str
    place: int

    def parts(self) -> Iterator[list[tuple[int, Fraction]]]:
        """What is known of weeks that follow each other."""
        apart = groupby(enumerate(self.known), key=lambda each: each[1][0] - each[0])
        for _, part in apart:
            yield [point for _, point in part]


def _draw(report: Report) -> Picture | None:
    courses = tuple(_courses(report))
    if not any(len(course.known) >= _FEWEST_WEEKS for course in courses):
        return None
    of_customers = [course for course in courses if course.colour != "seed_corn"]
    shares = [share for course in of_customers for _, share in course.known]
    in_bands = any(isinstance(share, Band) for share in shares)
    if report.banded and not all(isinstance(share, Band) for share in shares):
        return None  # it would tell what the rest of the report does not
    whole = "Customers' shares are of the requested work, seed corn's is of all work."
    ranges = "Shares are told as ranges; a line is in the middle of them." if in_bands else ""
    return Picture(
        said=_said(report, courses),
        twin=_twin(report, courses),
        spec=lambda colours: _spec(report, courses, colours),
        note=noted(report, whole, ranges),
    )


CHART = Chart(
    title="How it came to be so",
    place=60,
    draw=_draw,
    needs="what happened to the issues in the past weeks, and enough requests in them",
    needs_history=True,
)


def _courses(report: Report) -> Iterator[_Course]:
    over = whales(report)
    for place, trace in enumerate(report.traces):
        known = ((week, share.value) for week, share in enumerate(trace.shares) if share is not None)
        colour = "whale" if trace.customer in over else "customer"
        yield _Course(
            name=_SEED_CORN if trace.customer is None else customer_name(report, trace.customer),
            known=tuple(known),
            is_now=bool(trace.shares) and trace.shares[-1] is not None,
            colour="seed_corn" if trace.customer is None else colour,
            place=place,
        )


def _weeks(report: Report) -> int:
    return max(len(trace.shares) for trace in report.traces) - 1


def _day(report: Report, week: int) -> str:
    return f"{report.as_of - (_weeks(report) - week) * _WEEK:%Y-%m-%d}"


def _percent(report: Report, share: Fraction) -> str:
    most = share_limit(report)
    return shown(share, beside=() if most is None else (most,))


def _said(report: Report, courses: Sequence[_Course]) -> str:
    """Of whoever leads and of seed corn, from when something is known of them."""
    known = [course for course in courses if course.known]
    told = [*known[:1], *(course for course in known[1:] if course.colour == "seed_corn")]
    return " ".join(f"{_sentence(report, course)}." for course in told)


def _sentence(report: Report, course: _Course) -> str:
    (first, was), (last, share) = course.known[0], course.known[-1]
    now = "now" if course.is_now else f"on {_day(report, last)}"
    name = sentence(course.name) if course.colour == "seed_corn" else course.name
    return f"{name}: {_percent(report, was)} on {_day(report, first)}, {_percent(report, share)} {now}"


def _twin(report: Report, courses: Sequence[_Course]) -> Table:
    return Table(
        head=("whose", "first", "lowest", "highest", "now"),
        rows=tuple(_row(report, course) for course in courses),
        right=frozenset((1, 2, 3, 4)),
    )


def _row(report: Report, course: _Course) -> tuple[Line, ...]:
    """The earliest of those that are alike."""
    known = course.known
    if not known:
        return tuple(map(said, (course.name, *[_UNTOLD] * 4)))

    def dated(point: tuple[int, Fraction]) -> str:
        return f"{_percent(report, point[1])} ({_day(report, point[0])})"

    lowest, highest = (least(known, key=lambda each: each[1]) for least in (min, max))
    now = _percent(report, known[-1][1]) if course.is_now else _UNTOLD
    return tuple(map(said, (course.name, *map(dated, (known[0], lowest, highest)), now)))


def _spec(report: Report, courses: Sequence[_Course], colours: Colours) -> Spec:
    most = share_limit(report)
    drawn = [course for course in courses if course.known]
    at = ticks(max([most or Fraction(0), *(share for course in drawn for _, share in course.known)]))
    weeks, top = _weeks(report), float(at[-1])
    x = by("x", as_drawn(WIDTH), None)
    y = by("y", between(_BOTTOM, _TOP, (0, top)), percents(at, offset=-_LEFT, domain=False))
    here = {"x": x, "y": y}
    points = [point for course in drawn for point in _points(course, weeks, colours)]
    looks = {"stroke": own("colour"), "strokeDash": own("dash"), "detail": {"field": "part"}}
    lonely = [point for point in points if point["alone"]]
    layers = [
        layer("line", points, {**here, "order": {"field": "x", "type": "quantitative"}, **looks}),
        layer("circle", lonely, {**here, "fill": own("colour")}, size=20, opacity=1),
        *_ends(report, drawn, top, here, colours),
        *_dates(report, weeks, x),
    ]
    return chart(_BOTTOM + _DATES, layers)


def _across(week: int, weeks: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * week / weeks, 2)


def _points(course: _Course, weeks: int, colours: Colours) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(course.parts()):
        for week, share in part:
            yield {
                "x": _across(week, weeks),
                "y": round(float(share), 5),
                "part": 1000 * course.place + number,
                "alone": len(part) == 1,
                "colour": getattr(colours, course.colour),
                "dash": _DASHES[course.place % len(_DASHES)],
            }


def _ends(report: Report, drawn: Sequence[_Course], top: float, here: Spec, colours: Colours) -> list[Spec]:
    """What each line is, beside its end, and the limit among them."""
    weeks, most = _weeks(report), share_limit(report)
    ends = [
        {
            "x": _across(course.known[-1][0], weeks),
            "y": round(float(course.known[-1][1]), 5),
            "text": _label(report, course),
            "colour": getattr(colours, course.colour),
        }
        for course in drawn
    ]
    rules: list[dict[str, Any]] = []
    if most is not None:
        rules = [{"x": _LEFT, "y": float(most), "x2": _RIGHT, "colour": colours.limit}]
        ends.append({**rules[0], "x": _RIGHT, "text": f"customer limit {limit(most, 'share')}"})
    ends.sort(key=lambda end: -end["y"])
    heights = spread((_BOTTOM - (_BOTTOM - _TOP) * end["y"] / top for end in ends), _TOP, _BOTTOM)
    placed = [
        {**end, "x2": _WORDS - 3, "y2": round((_BOTTOM - height) / (_BOTTOM - _TOP) * top, 5)}
        for end, height in zip(ends, heights, strict=True)
    ]
    lead = {**here, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "stroke": own("colour")}
    beside = {"y": {**here["y"], "field": "y2"}}
    return [
        layer("rule", rules, {**here, "x2": {"field": "x2"}}, stroke=colours.limit, strokeWidth=2),
        layer("rule", placed, lead, strokeWidth=1),
        words(placed, beside, x=_WORDS, align="left", most=WIDTH - _WORDS),
    ]


def _label(report: Report, course: _Course) -> str:
    most = share_limit(report)
    share = percent(course.known[-1][1], beside=() if most is None else (most,))
    return f"{share} {course.name}" if course.is_now else f"was {share}: {course.name}"


def _dates(report: Report, weeks: int, x: Spec) -> list[Spec]:
    """The first week, one in the middle, and now."""
    whens = ((0, "left"), (weeks // 2, "center"), (weeks, "right"))
    told = [(week, align) for week, align in whens if align != "center" or weeks >= _ROOM_FOR_THREE]
    said_at = [({"x": _across(week, weeks), "text": _day(report, week)}, align) for week, align in told]
    return [words([here], {"x": x}, y=_BOTTOM + 12, align=align) for here, align in said_at]
