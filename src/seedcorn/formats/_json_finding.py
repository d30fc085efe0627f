"""One finding for programs: what was measured, against which limit, on which issues, and who lets it be."""

from datetime import date

from seedcorn.acceptance import Accepted
from seedcorn.formats._json_values import Value, bounds, twins
from seedcorn.report import Finding


def finding_value(finding: Finding) -> dict[str, Value]:
    """One finding, in the shape of `#/$defs/finding`."""
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
        "until": day_value(accepted.until),
        "since": day_value(accepted.since),
        **twins("was", accepted.was),
    }


def day_value(day: date | None) -> str | None:
    """A day as 2026-01-31, None where there is none."""
    return day.isoformat() if day else None
