"""The course of a backlog for programs: one JSON object, version 1, every number exact."""

from collections.abc import Iterator

from seedcorn.chronicle import Chronicle, Moment, Point
from seedcorn.chronicle_words import NO_HISTORY, headline, moments
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.format import Look
from seedcorn.formats._json_values import Value, bounds, instant, twins, written
from seedcorn.model import Interval
from seedcorn.report import Report

VERSION = 1


def render(found: Chronicle, report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format
    """In the shape of docs/history.schema.json, in ASCII, indented by two."""
    return written(
        {
            "version": VERSION,
            "headline": headline(found),
            "complete": report.complete,
            "gaps": [
                {"source": gap.source, "what": gap.what, "why": gap.why, "place": gap.place}
                for gap in report.gaps
            ],
            "public": report.public,
            "banded": found.is_banded,
            "policy": report.policy.name,
            "sources": list(report.sources),
            "per": "week" if found.is_weekly else "iteration",
            "history": found.has_history,
            "unit": found.unit,
            "leaders": [{"id": leader.id, "name": leader.name} for leader in found.leaders],
            "points": [_point(found, point) for point in found.points],
            "moments": list(_moments(found)),
            "notes": [] if found.has_history else [NO_HISTORY],
        }
    )


CHRONICLE = ChronicleFormat(title="JSON for programs: version 1, every number exact", render=render)


def _point(found: Chronicle, point: Point) -> dict[str, Value]:
    return {
        "at": instant(point.at),
        "iteration": point.name,
        "enough": point.is_enough,
        "too_few": point.too_few,
        "open_issues": point.open_issues,
        "requested_issues": point.requested_issues,
        "customers": point.customers,
        "held": [
            {"customer": leader.id, "issues": held.issues, "share": _bounds(held.share)}
            for leader, held in zip(found.leaders, point.held, strict=True)
        ],
        "seed_corn": _bounds(point.seed_corn),
        **twins("unknown", point.unknown),
        "hhi": _bounds(point.hhi),
        "absence_factor": _bounds(point.absence_factor),
    }


def _moments(found: Chronicle) -> Iterator[Value]:
    for one, said in zip(found.moments, moments(found), strict=True):
        yield _moment(found, one, said)


def _moment(found: Chronicle, one: Moment, said: str) -> dict[str, Value]:
    return {
        "from": instant(found.points[one.place - 1].at),
        "to": instant(found.points[one.place].at),
        "customer": one.leader.id if one.leader else None,
        "more_issues": one.more,
        "before": _bounds(one.before),
        "after": _bounds(one.after),
        "said": said,
    }


def _bounds(interval: Interval | None) -> dict[str, Value] | None:
    return None if interval is None else bounds(interval)
