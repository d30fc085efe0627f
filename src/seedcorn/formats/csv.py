"""Findings as a table for spreadsheets: one row a finding, no cell a formula.

Numbers are decimals with a dot; the last columns have them exact, as two whole numbers each, since a
spreadsheet takes 3/10 for a day in October. Of a range only its ends are told.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from seedcorn.format import Format, Look
from seedcorn.formats._cells import cell, decimal, ends, table
from seedcorn.report import Finding, Report

_NUMBERS = ("measured", "low", "high", "limit")
_HEAD = (
    *("rule", "verdict", "level", "scope", "subject", "name", "message"),
    *_NUMBERS,
    *("bound", "unit", "evidence", "evidence_total", "next_step"),
    *("accepted_by", "owner", "until", "fingerprint", "complete"),
    *(f"{name}_{part}" for name in _NUMBERS for part in ("numerator", "denominator")),
)


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a table has no look
    """A head and a row for each finding in the order of the rules; each row says whether all was read."""
    names = {known.id: known.name for known in report.attribution.customers} | dict(report.names)
    complete = "yes" if report.complete else "no"
    return table(_HEAD, (_row(finding, names, complete) for finding in report.findings))


FORMAT = Format(title="CSV for spreadsheets: one row a finding", render=render)


def _row(finding: Finding, names: Mapping[str, str], complete: str) -> tuple[str, ...]:
    numbers = (*ends(finding.measured), finding.limit)
    return (
        cell(finding.rule),
        finding.kind.value,
        finding.level.value if finding.level else "",
        cell(finding.scope),
        *_subject(finding, names),
        cell(finding.message),
        *map(decimal, numbers),
        finding.bound.value,
        finding.unit.value,
        cell(", ".join(finding.evidence)),
        str(finding.evidence_total),
        cell(finding.remedy),
        *_accepted(finding),
        finding.fingerprint,
        complete,
        *(part for number in numbers for part in _parts(number)),
    )


def _subject(finding: Finding, names: Mapping[str, str]) -> tuple[str, str]:
    subject = finding.subject
    return ("", "") if subject is None else (cell(subject), cell(names.get(subject, subject)))


def _accepted(finding: Finding) -> tuple[str, str, str]:
    accepted = finding.accepted
    if accepted is None:
        return "", "", ""
    until = accepted.until.isoformat() if accepted.until else ""
    return accepted.by.value, cell(accepted.owner), until


def _parts(number: Fraction | None) -> Iterator[str]:
    yield from ("", "") if number is None else (str(number.numerator), str(number.denominator))
