"""The report as JUnit XML, which every CI shows as tests: a suite a family of rules, a case a finding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from seedcorn.certainty import certainty
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.headline import customer_name, headline, place, shared_prefix
from seedcorn.report import Finding, Report, Verdict
from seedcorn.unread import reason, subject, way_out
from seedcorn.words import plain, sentence, shorten

MOST_KEYS = 10
LONGEST = 500
UNREAD = "incomplete"
# No characters of XML, not even written as numbers; the other such are no part of a text made plain.
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_COMMAND = re.compile(r"(?m)^(\s*):(?=:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One test: its class and name, and unless it passed what became of it, in a line, and more in `text`."""

    about: str
    name: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a CI has its own look
    """What fails a build is a failure, what was not read an error; what passes passes, the rest is skipped.

    It keeps to what Jenkins takes, which others take too:
    https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
    """
    suites = {UNREAD: list(_unread(report))} if report.gaps else {}
    shared = shared_prefix(report)
    for found in report.findings:
        suites.setdefault(found.rule.partition(".")[0], []).append(_case(report, found, shared))
    root = Element("testsuites", {"name": "seedcorn"})
    _count(root, [case for cases in suites.values() for case in cases])
    for name, cases in suites.items():
        when = f"{report.as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        suite = SubElement(root, "testsuite", {"name": name, "timestamp": when})
        _count(suite, cases)
        suite.set("skipped", str(sum(case.outcome == "skipped" for case in cases)))
        for case in cases:
            _write(suite, case)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_not_a_command(tostring(root, encoding="unicode"))}\n'


FORMAT = Format(title="JUnit XML: each check as a test on a CI's own pages", render=render)


def _not_a_command(xml: str) -> str:
    """The same XML, of which a build log that shows it takes no line for a command."""
    return _COMMAND.sub(r"\1&#58;", xml).replace("##[", "&#35;&#35;[")


def _count(element: Element, cases: Sequence[_Case]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.outcome == "failure" for case in cases)))
    element.set("errors", str(sum(case.outcome == "error" for case in cases)))


def _write(suite: Element, case: _Case) -> None:
    test = SubElement(suite, "testcase", {"classname": case.about, "name": case.name.translate(_NO_XML)})
    if not case.outcome:
        return
    said = shorten(case.message, LONGEST).translate(_NO_XML)
    outcome = SubElement(test, case.outcome, {**({"type": case.type} if case.type else {}), "message": said})
    outcome.text = case.text.translate(_NO_XML) or None


def _unread(report: Report) -> Iterator[_Case]:
    """What could not be read and what to do, the same only once; and what that comes to."""
    why = f"{headline(report)} {certainty(report)}"
    told = dict.fromkeys((subject(gap), reason(gap), way_out(report, gap)) for gap in report.gaps)
    for name, message, out in told:
        text = "\n".join((why, *([f"Next: {out}"] if out else [])))
        yield _Case(about=UNREAD, name=name, outcome="error", type=UNREAD, message=message, text=text)


def _case(report: Report, finding: Finding, shared: str) -> _Case:
    outcome, kind = _outcome(report, finding)
    return _Case(
        about=finding.rule,
        name=_name(report, finding),
        outcome=outcome,
        type=kind,
        message=_message(report, finding, outcome),
        text=_text(finding, shared) if outcome == "failure" else "",
    )


def _name(report: Report, finding: Finding) -> str:
    """Of whom or what it is; never a number, so that it is the same test next time."""
    who = "" if finding.subject is None else customer_name(report, finding.subject)
    return ", ".join(filter(None, (who, place(finding.scope)))) or finding.rule


def _outcome(report: Report, finding: Finding) -> tuple[str, str]:
    """The element that says what became of it, and the type of a failure; both empty where it passes."""
    if finding.fails_at(report.fail_on):
        return "failure", (finding.level or report.fail_on).value
    if report.strict and finding.open_level and not report.gaps:
        return "failure", "undecided"
    return ("", "") if finding.kind is Verdict.PASS else ("skipped", "")


def _message(report: Report, finding: Finding, outcome: str) -> str:
    first = findings.first_line(report, finding)
    if outcome == "failure":
        return first
    if finding.accepted:
        return " ".join(f"{said.rstrip('.')}." for said in findings.let_be(report, finding))
    match finding.kind:
        case Verdict.NOT_APPLICABLE:
            return f"Nothing to say: {plain(finding.message)}"
        case Verdict.OPEN if report.partial:
            return "Undecided until all is read"
    lead = "Undecided" if finding.kind is Verdict.OPEN else f"Only a {findings.level_word(finding)}"
    return "; ".join(filter(None, (f"{lead}: {first}", findings.second_line(finding))))


def _text(finding: Finding, shared: str) -> str:
    """What else could be true, the issues behind it, and what to do, a line each."""
    told = findings.details((finding,), shared=shared, most=MOST_KEYS)
    return "\n".join(filter(None, (*map(str, told), sentence(findings.next_step(finding)))))
