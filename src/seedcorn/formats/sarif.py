"""The report as SARIF, which code scanning reads: what fails and what is undecided, each at its limit."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias, cast
from urllib.parse import quote

from seedcorn import shelf
from seedcorn.acceptance_words import standing
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison
from seedcorn.comparison_words import headline as outcome
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats._json_values import Value, bounds, twins, written
from seedcorn.formats._location import location
from seedcorn.formats._phrases import gap_lines
from seedcorn.formats._stops import STOP
from seedcorn.headline import headline, shared_prefix
from seedcorn.report import Finding, Level, Report, Verdict
from seedcorn.rule import Rule
from seedcorn.shift_words import said
from seedcorn.words import count, plain, sentence, shorten

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/seedcorn/seedcorn"
MOST_RESULTS = 5000  # GitHub shows no more of a run
MOST_KEYS = 10
LONGEST = 2000
_RULES = "seedcorn.rules"
# In a plain message "[text](target)" is a link, and "{0}" stands for an argument (SARIF 2.1.0, 3.11.5 and 6).
_LINK, _ARGUMENT = re.compile(r"\](?=\()"), re.compile(r"\{(?=\d)")

Told: TypeAlias = tuple[Finding, str]


def render(report: Report, look: Look) -> str:  # noqa: ARG001 - the shape of every format; a program has no look
    """One result a finding that fails, is undecided or is let be, the gravest first.

    What passes and what does not apply is left out: GitHub takes every result for an alert, whatever its kind
    (https://github.com/microsoft/PSRule/issues/955). Where issues are missing there is no result at all.
    """
    found = () if report.partial else (*findings.in_order(report), *report.let_be)
    shared = shared_prefix(report)
    told = [(each, _told(report, each, shared)) for each in found[:MOST_RESULTS]]
    why = f"{headline(report)} {certainty(report)}"
    notes = (*_gaps(report, why), *_left(len(found) - MOST_RESULTS))
    return _log(report, told, {**_invocation(report, notes), "exitCode": int(report.exit_code)})


def compare(comparison: Comparison, look: Look) -> str:  # noqa: ARG001 - as render
    """One result for each number that gets worse; none where nothing does."""
    after = comparison.after
    worse = [] if after.gaps else [(each.after, each) for each in comparison.worse if each.after]
    told = [
        (found, _sentences((said(comparison, shift), findings.next_step(found))))
        for found, shift in worse[:MOST_RESULTS]
    ]
    notes = (*_gaps(after, outcome(comparison)), *_left(len(worse) - MOST_RESULTS))
    return _log(after, told, _invocation(after, notes))


FORMAT = Format(title="SARIF 2.1.0: findings for code scanning", render=render, compare=compare)


def _log(report: Report, told: list[Told], invocation: dict[str, Value]) -> str:
    rules = tuple(dict.fromkeys(found.rule for found, _ in told))
    driver: dict[str, Value] = {
        "name": "seedcorn",
        "version": report.version,
        "informationUri": HOME,
        "rules": [_rule(rule, [found for found, _ in told if found.rule == rule]) for rule in rules],
    }
    run: dict[str, Value] = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "results": [_result(report, found, text, rules.index(found.rule)) for found, text in told],
    }
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule_id: str, found: list[Finding]) -> dict[str, Value]:
    """What it answers, of a rule on the shelf; of one that the policy writes, what it says of the first."""
    title = question = sentence(plain(found[0].message)) or rule_id
    advice = "The policy has it."
    if rule_id in shelf.names(_RULES):
        rule = cast("Rule", shelf.take(_RULES, rule_id, "RULE"))
        title, question = rule.title, rule.question
        advice = "What it measures, why, and what to do:"
    asked = _message(question)["text"]
    levels = [level for each in found if (level := each.level or each.open_level)]
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in re.split(r"[.-]", rule_id)),
        "shortDescription": _message(title),
        "fullDescription": {"text": asked},
        "help": {
            "text": f"{asked} {advice} seedcorn explain {rule_id}",
            "markdown": f"{advice} `seedcorn explain {rule_id}`",
        },
        "defaultConfiguration": {"level": max(levels, key=lambda level: level.rank, default=Level.NOTE)},
        "properties": {"tags": [rule_id.partition(".")[0]]},
    }


def _result(report: Report, finding: Finding, told: str, index: int) -> dict[str, Value]:
    """One finding. Undecided ones are open, and have no level then, as the standard wants it."""
    failed = finding.kind is Verdict.FAIL
    level = (Level.NOTE if finding.accepted else finding.level or Level.ERROR) if failed else "none"
    path, line = location(report, finding)
    artifact: dict[str, Value] = {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
    place: dict[str, Value] = {"artifactLocation": artifact, "region": {"startLine": line}}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": finding.kind.value,
        "level": level,
        "message": _message(told),
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {
            "seedcorn/v1": finding.fingerprint,
            # The only one that GitHub looks at; else it would make one of the policy's line, which may move.
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        **_suppressed(finding),
        "properties": _properties(finding),
    }


def _suppressed(finding: Finding) -> dict[str, Value]:
    """Why it is let be. GitHub does not read that: such a finding is no more than a note, too."""
    if not finding.accepted:
        return {}
    why = _message(sentence(standing(finding)))["text"]
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": why}]}


def _properties(finding: Finding) -> dict[str, Value]:
    return {
        "scope": plain(finding.scope),
        "subject": plain(finding.subject) if finding.subject is not None else None,
        "level": finding.level.value if finding.level else None,
        "measured": bounds(finding.measured) if finding.measured else None,
        **twins("limit", finding.limit),
        "bound": finding.bound.value,
        "unit": finding.unit.value,
    }


def _told(report: Report, finding: Finding, shared: str) -> str:
    """What it is, which GitHub has for a title; what else could be true, what to do, the issues behind it."""
    if finding.accepted:
        return _sentences(findings.let_be(report, finding))
    lead = "" if finding.kind is Verdict.FAIL else "Undecided: "
    told = [*map(str, findings.details((finding,), shared=shared, most=MOST_KEYS))]
    after = 1 if findings.second_line(finding) else 0
    first = (f"{lead}{findings.first_line(report, finding)}", *told[:after])
    return _sentences((*first, findings.next_step(finding), *told[after:]))


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{sentence(part).rstrip('.')}." for part in parts if part)


def _message(text: str) -> dict[str, Value]:
    """A text in which no reader finds a link or an argument."""
    inert = _ARGUMENT.sub(
        lambda found: found[0] + STOP, _LINK.sub(lambda found: found[0] + STOP, plain(text))
    )
    return {"text": shorten(inert, LONGEST)}


def _invocation(report: Report, notes: Iterable[tuple[Level, str]]) -> dict[str, Value]:
    told: list[Value] = [{"level": level, "message": _message(text)} for level, text in notes]
    return {"executionSuccessful": report.complete, "toolExecutionNotifications": told}


def _gaps(report: Report, why: str) -> Iterator[tuple[Level, str]]:
    """What was not read, if anything was not, and before it what that comes to."""
    if report.gaps:
        yield Level.ERROR, why
    for gap, step in gap_lines(report):
        yield Level.ERROR, _sentences((gap, f"Next: {step}" if step else ""))


def _left(more: int) -> Iterator[tuple[Level, str]]:
    if more > 0:
        yield Level.NOTE, f"Not all is shown here: {count(more, 'more finding')} in the full report."
