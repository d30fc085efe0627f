"""What a report tells beside its findings, for programs: kinds of work, iterations, the course of shares."""

from seedcorn.background import IterationWork, Trace
from seedcorn.formats._json_values import Value, bounds, instant, twins
from seedcorn.report import Report
from seedcorn.tally import Tally, Work


def work_value(work: Work, *, is_divided: bool) -> dict[str, Value]:
    """The kinds of work; of requested work only the sum where its parts would name a customer."""
    return {
        "requested": _tally(work.requested),
        "existing": _tally(work.existing) if is_divided else None,
        "prospects": _tally(work.prospects) if is_divided else None,
        "nameless": _tally(work.nameless) if is_divided else None,
        "own": _tally(work.own),
        "seed_corn": _tally(work.seed_corn),
        "unknown": _tally(work.unknown),
    }


def iterations_value(report: Report) -> list[Value]:
    """The iterations of a report, the oldest first."""
    return [_iteration(one, is_divided=not report.banded) for one in report.iterations]


def trace_value(trace: Trace) -> dict[str, Value]:
    """The course of one share, week by week; None where too little was known, or nothing."""
    return {
        "customer": trace.customer,
        "weeks": [bounds(share) if share else None for share in trace.shares],
        "fewest": trace.fewest,
    }


def _iteration(one: IterationWork, *, is_divided: bool) -> dict[str, Value]:
    start, end = one.iteration.start, one.iteration.end
    return {
        "name": one.iteration.name,
        "kind": one.iteration.kind,
        "start": instant(start) if start else None,
        "end": instant(end) if end else None,
        "closed": one.iteration.closed,
        "work": work_value(one.work, is_divided=is_divided),
    }


def _tally(tally: Tally) -> dict[str, Value]:
    return {"issues": tally.issues, **twins("effort", tally.effort)}
