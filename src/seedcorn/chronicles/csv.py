"""The course of a backlog as a table for spreadsheets: one row a point and measure, no cell a formula."""

from collections.abc import Iterator

from seedcorn.chronicle import Chronicle
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.chronicles._measures import Measure, measures
from seedcorn.format import Look
from seedcorn.formats._cells import cell, decimal, ends, table
from seedcorn.report import Report

_HEAD = ("date", "iteration", "measure", "customer", "name", "unit", "value", "low", "high")


def render(found: Chronicle, report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format
    """Comma-separated, with a head; empty cells where too little is known, and of a range its ends alone."""
    return table(_HEAD, _rows(found))


CHRONICLE = ChronicleFormat(title="CSV for spreadsheets: one row a point and measure", render=render)


def _rows(found: Chronicle) -> Iterator[tuple[str, ...]]:
    told = list(measures(found))
    for number, point in enumerate(found.points):
        for one in told:
            about = (f"{point.at:%Y-%m-%d}", cell(point.name), one.id, *_who(one), one.unit)
            yield (*about, *map(decimal, ends(one.values[number])))


def _who(one: Measure) -> tuple[str, str]:
    return (cell(one.leader.id), cell(one.leader.name)) if one.leader else ("", "")
