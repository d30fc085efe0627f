"""The report for programs: one JSON object, version 1, with every fraction exact and a decimal beside it."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

from seedcorn.acceptance import Accepted, Notice
from seedcorn.band import Band
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison, Exposure, Move, Shift
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.headline import headline
from seedcorn.model import Interval
from seedcorn.report import CustomerShare, Facts, Finding, Report

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | None
VERSION = 1
DECIMAL_PLACES = 6


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a program has no look
    """The report in the shape of docs/report.schema.json, in ASCII, indented by two."""
    return _text(_report(report))


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """Two reports and what moved between them, in the shape of docs/comparison.schema.json."""
    return _text(_comparison(comparison))


FORMAT = Format(title="JSON for programs: version 1, every number exact", render=render, compare=compare)


def _text(value: dict[str, Value]) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)
    # Old build logs take "##[" anywhere in a line for a command; in JSON it can stand only inside a string.
    return text.replace("##[", "\\u0023\\u0023[") + "\n"


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
        "before": _report(comparison.before),
        "after": _report(comparison.after),
    }


def _shift(shift: Shift) -> dict[str, Value]:
    return {
        "before": _finding(shift.before) if shift.before else None,
        "after": _finding(shift.after) if shift.after else None,
        "worse": shift.is_worse,
    }


def _move(move: Move) -> dict[str, Value]:
    return {"said": move.said, "keys": list(move.keys), "total": move.total, "size": move.size}


def _exposure(exposure: Exposure) -> dict[str, Value]:
    return {
        "customer": exposure.customer,
        "others": exposure.others,
        **_twins("revenue", exposure.revenue),
    }


def _report(report: Report) -> dict[str, Value]:
    return {
        "version": VERSION,
        "verdict": report.verdict.value,
        "headline": headline(report),
        "certainty": certainty(report),
        "complete": report.complete,
        "gaps": [
            {"source": gap.source, "what": gap.what, "why": gap.why, "place": gap.place}
            for gap in report.gaps
        ],
        "exit_code": int(report.exit_code),
        "fail_on": report.fail_on.value,
        "strict": report.strict,
        "public": report.public,
        "banded": report.banded,
        "policy": _policy(report),
        "sources": list(report.sources),
        "collected_at": _instant(report.collected_at),
        "as_of": _instant(report.as_of),
        "attribution": _attribution(report),
        "facts": _facts(report.facts),
        "findings": [_finding(finding) for finding in report.findings],
        "notes": list(report.notes),
        "since": list(report.since),
        "notices": [_notice(notice) for notice in report.notices],
        "seedcorn": report.version,
    }


def _policy(report: Report) -> dict[str, Value]:
    stamp = report.policy
    return {
        "name": stamp.name,
        "origin": stamp.origin,
        "title": stamp.title,
        "decision": stamp.decision,
        "review_by": stamp.review_by,
        "extends": stamp.extends,
    }


def _attribution(report: Report) -> dict[str, Value]:
    counts = report.attribution
    return {
        "unit": counts.unit,
        "open_issues": counts.open_issues,
        "requested_issues": counts.requested_issues,
        "nameless_issues": counts.nameless_issues,
        "own_issues": counts.own_issues,
        "seed_corn_issues": counts.seed_corn_issues,
        "unknown_issues": counts.unknown_issues,
        "ignored_issues": counts.ignored_issues,
        "customers": [_customer(customer, counted=not report.banded) for customer in counts.customers],
        "readings": [
            {"places": list(each.places), "confidence": each.confidence.value, "issues": each.issues}
            for each in counts.readings
        ],
    }


def _customer(customer: CustomerShare, *, counted: bool) -> dict[str, Value]:
    """One customer; where its share is a range, how much it asked for is not told."""
    return {
        "id": customer.id,
        "name": customer.name,
        "issues": customer.issues if counted else None,
        "bugs": customer.bugs if counted else None,
        **_twins("demand", customer.demand if counted else None),
        "share": _interval(customer.share),
    }


def _facts(facts: Facts) -> dict[str, Value]:
    return {
        **_twins("hhi", facts.hhi),
        **_twins("effective_customers", facts.effective_customers),
        "absence_factor": facts.absence_factor,
        **_twins("gini", facts.gini),
        **_twins("top_three", facts.top_three),
    }


def _finding(finding: Finding) -> dict[str, Value]:
    return {
        "rule": finding.rule,
        "kind": finding.kind.value,
        "level": finding.level.value if finding.level else None,
        "scope": finding.scope,
        "subject": finding.subject,
        "message": finding.message,
        "measured": _interval(finding.measured) if finding.measured else None,
        **_twins("limit", finding.limit),
        "bound": finding.bound.value,
        "unit": finding.unit.value,
        "open_level": finding.open_level.value if finding.open_level else None,
        "lean": finding.lean.value if finding.lean else None,
        "settle": list(finding.settle),
        "settle_total": finding.settle_total,
        "evidence": list(finding.evidence),
        "evidence_total": finding.evidence_total,
        "defer": list(finding.defer),
        "defer_total": finding.defer_total,
        "remedy": finding.remedy,
        "unread": finding.unread,
        "details": [{"key": key, "said": said} for key, said in finding.details],
        "accepted": _accepted(finding.accepted) if finding.accepted else None,
        "fingerprint": finding.fingerprint,
    }


def _accepted(accepted: Accepted) -> dict[str, Value]:
    return {
        "by": accepted.by.value,
        "owner": accepted.owner,
        "reason": accepted.reason,
        "until": _day(accepted.until),
        "since": _day(accepted.since),
        **_twins("was", accepted.was),
    }


def _notice(notice: Notice) -> dict[str, Value]:
    return {
        "state": notice.state.value,
        "rule": notice.rule,
        "scope": notice.scope,
        "subject": notice.subject,
        "owner": notice.owner,
        "until": _day(notice.until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _interval(interval: Interval) -> dict[str, Value]:
    """The number and its bounds; of a range its ends, and those of what could be, which are ranges too."""
    ends = {"value": interval.value, "low": interval.low, "high": interval.high}
    if isinstance(interval.value, Band):
        band, outer = interval.value, Band.around(interval.low, interval.high)
        ends = {"low": band.low, "high": band.high, "lowest": outer.low, "highest": outer.high}
    exact: dict[str, Value] = {name: str(end) for name, end in ends.items()}
    return {**exact, "decimal": {name: _decimal(end) for name, end in ends.items()}}


def _twins(name: str, exact: Fraction | None) -> dict[str, Value]:
    """A number twice, exact and as a decimal."""
    if exact is None:
        return {name: None, f"{name}_decimal": None}
    return {name: str(exact), f"{name}_decimal": _decimal(exact)}


def _decimal(exact: Fraction) -> float:
    return float(round(exact, DECIMAL_PLACES))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
