"""The course of a backlog as a table for spreadsheets: one row a point and measure, no cell a formula."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO

from seedcorn.band import Band
from seedcorn.chronicle import Chronicle
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.chronicles._measures import Measure, measures
from seedcorn.format import Look
from seedcorn.model import Interval
from seedcorn.report import Report
from seedcorn.words import exact, not_a_command, plain

_HEAD = ("date", "iteration", "measure", "customer", "name", "unit", "value", "low", "high")
# A cell that begins so is worked out by a spreadsheet; the wide ones by some of Asia.
_FORMULA = tuple("=+-@|\t\r\n＝＋－＠")


def render(found: Chronicle, report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format
    """Comma-separated, with a head; empty cells where too little is known, and of a range its ends alone."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(_rows(found))
    return not_a_command(text.getvalue())


CHRONICLE = ChronicleFormat(title="CSV for spreadsheets: one row a point and measure", render=render)


def _rows(found: Chronicle) -> Iterator[tuple[str, ...]]:
    told = list(measures(found))
    for number, point in enumerate(found.points):
        for one in told:
            about = (f"{point.at:%Y-%m-%d}", _safe(point.name), one.id, *_who(one), one.unit)
            yield (*about, *_numbers(one.values[number]))


def _who(one: Measure) -> tuple[str, str]:
    return (_safe(one.leader.id), _safe(one.leader.name)) if one.leader else ("", "")


def _numbers(interval: Interval | None) -> tuple[str, str, str]:
    if interval is None:
        return "", "", ""
    if isinstance(interval.value, Band):
        outer = Band.around(interval.low, interval.high)
        return "", exact(outer.low), exact(outer.high)
    return _number(interval.value), _number(interval.low), _number(interval.high)


def _number(value: Fraction) -> str:
    return exact(value)


def _safe(text: str) -> str:
    """A tracker's text on one line, never a formula."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
