"""The report for programs: one JSON object, version 1, with every fraction exact and a decimal beside it."""

import json
from datetime import UTC, datetime
from fractions import Fraction

from seedcorn.format import Format, Look
from seedcorn.headline import certainty, headline
from seedcorn.model import Interval
from seedcorn.report import Attribution, CustomerShare, Facts, Finding, Report

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | None
VERSION = 1
DECIMAL_PLACES = 6


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a program has no look
    """The report in the shape of docs/report.schema.json, in ASCII, indented by two."""
    text = json.dumps(_report(report), indent=2, ensure_ascii=True, allow_nan=False)
    # Old build logs take "##[" anywhere in a line for a command; in JSON it can stand only inside a string.
    return text.replace("##[", "\\u0023\\u0023[") + "\n"


FORMAT = Format(title="JSON for programs: version 1, every number exact", render=render)


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
        "policy": _policy(report),
        "sources": list(report.sources),
        "collected_at": _instant(report.collected_at),
        "as_of": _instant(report.as_of),
        "attribution": _attribution(report.attribution),
        "facts": _facts(report.facts),
        "findings": [_finding(finding) for finding in report.findings],
        "notes": list(report.notes),
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


def _attribution(counts: Attribution) -> dict[str, Value]:
    return {
        "unit": counts.unit,
        "open_issues": counts.open_issues,
        "requested_issues": counts.requested_issues,
        "nameless_issues": counts.nameless_issues,
        "own_issues": counts.own_issues,
        "seed_corn_issues": counts.seed_corn_issues,
        "unknown_issues": counts.unknown_issues,
        "ignored_issues": counts.ignored_issues,
        "customers": [_customer(customer) for customer in counts.customers],
        "readings": [
            {"places": list(each.places), "confidence": each.confidence.value, "issues": each.issues}
            for each in counts.readings
        ],
    }


def _customer(customer: CustomerShare) -> dict[str, Value]:
    return {
        "id": customer.id,
        "name": customer.name,
        "issues": customer.issues,
        "bugs": customer.bugs,
        **_twins("demand", customer.demand),
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
        "fingerprint": finding.fingerprint,
    }


def _interval(interval: Interval) -> dict[str, Value]:
    ends = {"value": interval.value, "low": interval.low, "high": interval.high}
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
