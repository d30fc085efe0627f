"""Which rules of a policy its tests have seen to fail, and seen not to."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from seedcorn.policy import Policy
from seedcorn.report import Verdict
from seedcorn.trial.judging import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The ids of the rules that a policy turns on, and which of them a case saw to fail, and to hold.

    One holds in a case where it is judged and fails nowhere; one that only was skipped was not judged.
    """

    on: tuple[str, ...]
    failed: frozenset[str]
    held: frozenset[str]

    @property
    def tested(self) -> tuple[str, ...]:
        """Those that were seen both ways."""
        return tuple(each for each in self.on if each in self.failed and each in self.held)

    @property
    def never_failed(self) -> tuple[str, ...]:
        """Those that were seen to hold alone."""
        return tuple(each for each in self.on if each in self.held - self.failed)

    @property
    def never_held(self) -> tuple[str, ...]:
        """Those that were seen to fail alone."""
        return tuple(each for each in self.on if each in self.failed - self.held)

    @property
    def never_judged(self) -> tuple[str, ...]:
        """Those that no case had anything for."""
        return tuple(each for each in self.on if each not in self.failed | self.held)

    @property
    def share(self) -> Fraction:
        """How much of the policy is tested; all of it where it turns nothing on."""
        return Fraction(len(self.tested), len(self.on)) if self.on else Fraction(1)


def coverage(policy: Policy, outcomes: Iterable[Outcome]) -> Coverage:
    """What the cases of a policy saw of its rules."""
    failed: set[str] = set()
    held: set[str] = set()
    for outcome in outcomes:
        findings = outcome.report.findings
        failing = {found.rule for found in findings if found.kind is Verdict.FAIL}
        failed |= failing
        held |= {found.rule for found in findings if found.kind is not Verdict.NOT_APPLICABLE} - failing
    return Coverage(
        on=tuple(rule.id for rule, _ in policy.rules), failed=frozenset(failed), held=frozenset(held)
    )
