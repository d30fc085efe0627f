"""What was expected and what was found, in plain words, and the line to write where that is right."""

from collections.abc import Iterator

from seedcorn.headline import OPEN_BACKLOG, place
from seedcorn.policy.show import flow
from seedcorn.register import normalised
from seedcorn.report import Finding, Level
from seedcorn.trial.trials import Expected, Wanted, became
from seedcorn.words import plain
from seedcorn.yamlfile import Data

_VERBS = {
    Wanted.FAIL: "fails",
    Wanted.OPEN: "is open",
    Wanted.PASS: "passes",
    Wanted.SKIPPED: "is skipped",
    Wanted.ACCEPTED: "fails and is accepted",
}


def said(expected: Expected) -> str:
    """An expectation: "concentration.top-share fails (error), for acme, in the open backlog"."""
    return ", ".join((f"{expected.rule} {_verb(expected.verdict, expected.level)}", *_further(expected)))


def verb(finding: Finding) -> str:
    """What became of a check, as `said` says it: "fails (error)"."""
    return _verb(became(finding), finding.level)


def line_for(finding: Finding) -> str:
    """What a file of tests writes behind a dash to expect this finding."""
    verdict = became(finding)
    told: dict[str, Data] = {"rule": finding.rule}
    told |= {} if verdict is Wanted.FAIL else {"verdict": verdict.value}
    told |= {"level": finding.level.value} if finding.level else {}
    told |= {"subject": finding.subject} if finding.subject is not None else {}
    return flow({**told, "scope": finding.scope})


def _verb(verdict: Wanted, level: Level | None) -> str:
    return f"{_VERBS[verdict]} ({level})" if level else _VERBS[verdict]


def _further(expected: Expected) -> Iterator[str]:
    if expected.subject is not None:
        yield f"for {plain(expected.subject)}"
    if expected.scope is not None:
        is_backlog = normalised(expected.scope) == OPEN_BACKLOG
        yield f"in the {OPEN_BACKLOG}" if is_backlog else f"in: {place(expected.scope)}"
    if expected.measured is not None:
        yield f"with {expected.measured.text}"
