"""The report for programs: one JSON object, version 1, with every fraction exact and a decimal beside it."""

from seedcorn.comparison import Comparison, Exposure, Move, Shift
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.formats._json_finding import finding_value
from seedcorn.formats._json_report import VERSION, report_value
from seedcorn.formats._json_values import Value, twins, written
from seedcorn.report import Report


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a program has no look
    """The report in the shape of docs/report.schema.json, in ASCII, indented by two."""
    return written(report_value(report))


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """Two reports and what moved between them, in the shape of docs/comparison.schema.json."""
    return written(_comparison(comparison))


FORMAT = Format(
    title="JSON for programs: version 1, every number exact", render=render, compare=compare, is_entire=True
)


def _comparison(comparison: Comparison) -> dict[str, Value]:
    return {
        "version": VERSION,
        "about": comparison.about.value,
        "verdict": comparison.verdict.value,
        "headline": outcome(comparison),
        "key": comparison.key,
        "title": comparison.title,
        "kind": comparison.kind,
        "asked_by": list(comparison.asked_by),
        "shifts": [_shift(shift) for shift in comparison.shifts],
        "moves": [_move(move) for move in comparison.moves],
        "exposed": [_exposure(exposure) for exposure in comparison.exposed],
        "answers": list(comparison.answers),
        "too_few": comparison.too_few,
        "notes": list(comparison.notes),
        "before": report_value(comparison.before),
        "after": report_value(comparison.after),
    }


def _shift(shift: Shift) -> dict[str, Value]:
    return {
        "before": finding_value(shift.before) if shift.before else None,
        "after": finding_value(shift.after) if shift.after else None,
        "worse": shift.is_worse,
    }


def _move(move: Move) -> dict[str, Value]:
    return {"said": move.said, "keys": list(move.keys), "total": move.total, "size": move.size}


def _exposure(exposure: Exposure) -> dict[str, Value]:
    return {
        "customer": exposure.customer,
        "others": exposure.others,
        **twins("revenue", exposure.revenue),
    }
