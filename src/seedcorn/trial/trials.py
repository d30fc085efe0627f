"""The nouns of a policy's tests: a case with its backlog, and the findings that it expects."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from fractions import Fraction

from seedcorn.branch import Branch
from seedcorn.model import Issue
from seedcorn.policy import Policy
from seedcorn.register import Register, normalised
from seedcorn.report import Finding, Level, Report, Unit, Verdict
from seedcorn.yamlfile import Place

NOWHERE = "test:backlog"  # the source of what does not say where it is from


class Wanted(StrEnum):
    """What may be expected of a rule, in the words of a file of tests; `accepted` fails and is let be."""

    FAIL = "fail"
    OPEN = "open"
    PASS = "pass"
    SKIPPED = "skipped"
    ACCEPTED = "accepted"


_KINDS = {
    Verdict.FAIL: Wanted.FAIL,
    Verdict.OPEN: Wanted.OPEN,
    Verdict.PASS: Wanted.PASS,
    Verdict.NOT_APPLICABLE: Wanted.SKIPPED,
}


def became(finding: Finding) -> Wanted:
    """What became of a check."""
    return Wanted.ACCEPTED if finding.accepted else _KINDS[finding.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number as a report shows it: in percent where `unit` is a share, as exact as its `places`."""

    text: str
    number: Fraction
    places: int = 0
    unit: Unit | None = None

    def fits(self, finding: Finding) -> bool:
        """Whether the finding's number, rounded to as many places, is this one."""
        if finding.measured is None or (finding.unit is Unit.SHARE) != (self.unit is Unit.SHARE):
            return False
        factor = 100 if self.unit is Unit.SHARE else 1
        value = factor * finding.measured.value * 10**self.places
        nearest = int(abs(value) + Fraction(1, 2)) * (-1 if value < 0 else 1)
        return bool(nearest == self.number * 10**self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One finding that must be made; what is None may be anything. `subject` is a customer's id or name."""

    rule: str
    verdict: Wanted
    place: Place
    level: Level | None = None
    subject: str | None = None
    scope: str | None = None
    measured: Shown | None = None

    def fits(self, finding: Finding, report: Report) -> bool:
        """Whether a finding of a report is the one that is meant."""
        return (
            finding.rule == self.rule
            and became(finding) is self.verdict
            and self.level in (None, finding.level)
            and (self.subject is None or normalised(self.subject) in _called(finding, report))
            and (self.scope is None or normalised(self.scope) == normalised(finding.scope))
            and (self.measured is None or self.measured.fits(finding))
        )


def _called(finding: Finding, report: Report) -> frozenset[str]:
    """All that the customer of a finding is called."""
    if finding.subject is None:
        return frozenset()
    names = (name for subject, name in report.names if subject == finding.subject)
    return frozenset(map(normalised, (finding.subject, *names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One case: issues and branches, perhaps a register, and what must be found.

    `only` are ids of rules, or families as "seed.*"; without any every rule of the policy is looked at.
    """

    title: str
    place: Place
    issues: tuple[Issue, ...]
    expected: tuple[Expected, ...]
    branches: tuple[Branch, ...] = ()
    register: Register | None = None
    only: tuple[str, ...] = ()

    def looks_at(self, rule_id: str) -> bool:
        """Whether a rule is judged in this case."""
        return not self.only or any(fnmatchcase(rule_id, pattern) for pattern in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """A file of tests: the policy that they are of, and the moment that all cases are judged at."""

    path: str
    policy: Policy
    now: datetime
    trials: tuple[Trial, ...]
