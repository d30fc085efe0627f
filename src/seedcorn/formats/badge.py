"""A badge: what https://shields.io/badges/endpoint-badge draws, without a customer's name, ever.

Put the file where everybody can fetch it, and its address behind https://img.shields.io/endpoint?url=.
"""

from collections.abc import Iterable

from seedcorn.format import Format, Look
from seedcorn.formats._json_values import Value, written
from seedcorn.headline import OPEN_BACKLOG, TOP_SHARE, number_of
from seedcorn.report import Finding, Report, Verdict
from seedcorn.words import count, limit

_UNREAD = ("not all read", "lightgrey")
_UNDECIDED = ("undecided", "yellow")


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a badge has its own
    """One object of the endpoint's schema; one that fails is an error, whose colour nobody can change."""
    message, color = _said(report)
    badge: dict[str, Value] = {"schemaVersion": 1, "label": "roadmap", "message": message, "color": color}
    return written({**badge, "isError": color == "red"})


FORMAT = Format(title="JSON for a shields.io badge: one number and a colour, no names", render=render)


def _said(report: Report) -> tuple[str, str]:
    """The words on the badge and their colour."""
    if report.gaps:
        return _UNREAD
    match report.verdict:
        case Verdict.FAIL:
            failed = report.of_kind(Verdict.FAIL)
            return _largest(failed) or _broken(report, failed), "red"
        case Verdict.PASS:
            return _kept(report)
        case _:
            return _UNDECIDED


def _broken(report: Report, failed: Iterable[Finding]) -> str:
    """How many limits are broken that make it fail."""
    heeded = [found for found in failed if found.fails_at(report.fail_on)]
    return f"{count(len(heeded), 'limit')} broken"


def _kept(report: Report) -> tuple[str, str]:
    """Nothing fails; yellow where that is only because somebody lets it be, or because it is no error."""
    broken = (*report.of_kind(Verdict.FAIL), *report.let_be)
    if broken:
        lead = _largest(broken) or f"{count(len(broken), 'limit')} broken"
        return f"{lead}, let be" if report.let_be else lead, "yellow"
    return _largest(report.of_kind(Verdict.PASS)) or "no limit broken", "brightgreen"


def _largest(findings: Iterable[Finding]) -> str:
    """The largest share of the open backlog that these findings know, beside its limit."""
    known = [
        (found.measured.value, found)
        for found in findings
        if (found.rule, found.scope) == (TOP_SHARE, OPEN_BACKLOG) and found.measured and found.limit
    ]
    if not known:
        return ""
    share, found = max(known, key=lambda one: one[0])
    assert found.limit is not None  # noqa: S101  # as chosen above
    return f"largest customer {number_of(found, share)}, limit {limit(found.limit, found.unit)}"
