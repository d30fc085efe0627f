"""The report for programs: one JSON object, version 1, with every fraction exact and a decimal beside it."""

from datetime import date

from seedcorn.acceptance import Accepted, Notice
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison, Exposure, Move, Shift
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.formats._json_values import Value, bounds, instant, twins, written
from seedcorn.headline import headline
from seedcorn.report import CustomerShare, Facts, Finding, Report

VERSION = 1


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a program has no look
    """The report in the shape of docs/report.schema.json, in ASCII, indented by two."""
    return written(_report(report))


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """Two reports and what moved between them, in the shape of docs/comparison.schema.json."""
    return written(_comparison(comparison))


FORMAT = Format(title="JSON for programs: version 1, every number exact", render=render, compare=compare)


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
        **twins("revenue", exposure.revenue),
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
        "collected_at": instant(report.collected_at),
        "as_of": instant(report.as_of),
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
        **twins("demand", customer.demand if counted else None),
        "share": bounds(customer.share),
    }


def _facts(facts: Facts) -> dict[str, Value]:
    return {
        **twins("hhi", facts.hhi),
        **twins("effective_customers", facts.effective_customers),
        "absence_factor": facts.absence_factor,
        **twins("gini", facts.gini),
        **twins("top_three", facts.top_three),
    }


def _finding(finding: Finding) -> dict[str, Value]:
    return {
        "rule": finding.rule,
        "kind": finding.kind.value,
        "level": finding.level.value if finding.level else None,
        "scope": finding.scope,
        "subject": finding.subject,
        "message": finding.message,
        "measured": bounds(finding.measured) if finding.measured else None,
        **twins("limit", finding.limit),
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
        **twins("was", accepted.was),
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
