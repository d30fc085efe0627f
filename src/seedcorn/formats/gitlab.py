"""The report as GitLab's Code Quality JSON: what fails and what is undecided, beside a merge request."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats._location import location
from seedcorn.headline import headline
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.shift_words import said
from seedcorn.words import shorten

LONGEST = 1000
SEVERITIES = {Level.NOTE: "minor", Level.WARNING: "major", Level.ERROR: "critical"}


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; GitLab has its own look
    """One entry a finding, in the shape of GitLab's page on Code Quality.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    found = () if report.partial else (*findings.in_order(report), *report.let_be)
    lead = [_incomplete(report, f"{headline(report)} {certainty(report)}")] if report.gaps else []
    return _text((*lead, *(_entry(report, each, _told(report, each)) for each in found)))


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """One entry for each number that gets worse; none where nothing does."""
    after = comparison.after
    if after.gaps:
        return _text((_incomplete(after, outcome(comparison)),))
    worse = ((shift.after, said(comparison, shift)) for shift in comparison.worse if shift.after)
    return _text(_entry(after, found, f"{told}. {findings.next_step(found)}") for found, told in worse)


FORMAT = Format(title="GitLab Code Quality: findings beside a merge request", render=render, compare=compare)


def _text(entries: Iterable[dict[str, object]]) -> str:
    text = json.dumps(list(entries), indent=2, ensure_ascii=True)
    # Old build logs take "##[" anywhere in a line for a command; in JSON it can stand only inside a string.
    return text.replace("##[", "\\u0023\\u0023[") + "\n"


def _entry(report: Report, finding: Finding, told: str) -> dict[str, object]:
    failed = finding.kind is Verdict.FAIL and not finding.accepted
    return {
        "description": shorten(told.strip(), LONGEST),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.level or Level.ERROR] if failed else "info",
        "location": _location(*location(report, finding)),
    }


def _incomplete(report: Report, told: str) -> dict[str, object]:
    return {
        "description": shorten(told, LONGEST),
        "check_name": "incomplete",
        "fingerprint": sha256(b"incomplete").hexdigest()[:16],
        "severity": "critical",
        "location": _location(*location(report)),
    }


def _told(report: Report, finding: Finding) -> str:
    return " ".join(_sentences(report, finding))


def _sentences(report: Report, finding: Finding) -> Iterator[str]:
    if finding.accepted:
        yield from (f"{said.rstrip('.')}." for said in findings.let_be(report, finding))
        return
    lead = "" if finding.kind is Verdict.FAIL else "Undecided: "
    yield f"{lead}{findings.first_line(report, finding)}."
    if second := findings.second_line(finding, partial=report.partial):
        yield f"{second[:1].upper()}{second[1:]}."
    yield findings.next_step(finding)


def _location(path: str, line: int) -> dict[str, object]:
    return {"path": path, "lines": {"begin": line}}
