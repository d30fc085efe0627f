"""A report for programs: whose the backlog is, what was found, and all that is known beside it."""

from seedcorn.acceptance import Notice
from seedcorn.certainty import certainty
from seedcorn.formats._json_background import iterations_value, trace_value, work_value
from seedcorn.formats._json_finding import day_value, finding_value
from seedcorn.formats._json_values import Value, bounds, instant, twins
from seedcorn.headline import headline
from seedcorn.report import CustomerShare, Facts, Report

VERSION = 1


def report_value(report: Report) -> dict[str, Value]:
    """A whole report, in the shape of docs/report.schema.json."""
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
        "findings": [finding_value(finding) for finding in report.findings],
        "notes": list(report.notes),
        "since": list(report.since),
        "iterations": iterations_value(report),
        "traces": [trace_value(trace) for trace in report.traces],
        "links": [{"key": link.key, "url": link.url, "title": link.title} for link in report.links],
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
        "lines": [
            {"rule": line.rule, "level": line.level or None, "path": line.path, "line": line.line}
            for line in stamp.lines
        ],
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
        "work": work_value(counts.work, is_divided=not report.banded),
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


def _notice(notice: Notice) -> dict[str, Value]:
    return {
        "state": notice.state.value,
        "rule": notice.rule,
        "scope": notice.scope,
        "subject": notice.subject,
        "owner": notice.owner,
        "until": day_value(notice.until),
    }
