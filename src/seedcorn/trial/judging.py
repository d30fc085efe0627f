"""Cases judged by their policy, and what was found beside what was expected."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from seedcorn.audit import audit
from seedcorn.branch import Branch
from seedcorn.errors import DataError, UsageError
from seedcorn.model import Issue
from seedcorn.policy import Policy
from seedcorn.report import Finding, Report
from seedcorn.snapshot import Snapshot
from seedcorn.trial.trials import NOWHERE, Expected, Trial, Trials, Wanted, became


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An expected finding that was not made; `instead` is all that its rule found."""

    expected: Expected
    instead: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case. `unexpected` are findings that fail and stand neither there nor in `missing`.

    `report` is the whole audit of it.
    """

    trial: Trial
    report: Report
    missing: tuple[Missing, ...]
    unexpected: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        """Whether it came as expected."""
        return not self.missing and not self.unexpected


def judged(trials: Trials) -> Iterator[Outcome]:
    """What comes of each case. Raises DataError where one cannot be judged at all, with its place."""
    for trial in trials.trials:
        try:
            yield compared(trial, _report(trial, trials))
        except (DataError, UsageError) as error:
            raise DataError(f"{trial.place}: {trial.title}: {error}", hint=error.hint) from error


def compared(trial: Trial, report: Report) -> Outcome:
    """A report beside what was expected of it."""
    findings = report.findings
    missing = tuple(
        Missing(expected=each, instead=tuple(found for found in findings if found.rule == each.rule))
        for each in trial.expected
        if not any(each.fits(found, report) for found in findings)
    )
    told = {id(found) for each in missing for found in each.instead}
    unexpected = tuple(
        found
        for found in findings
        if became(found) is Wanted.FAIL
        and id(found) not in told
        and not any(each.fits(found, report) for each in trial.expected)
    )
    return Outcome(trial=trial, report=report, missing=missing, unexpected=unexpected)


def _report(trial: Trial, trials: Trials) -> Report:
    policy = _narrowed(trials.policy, trial)
    items: tuple[Issue | Branch, ...] = (*trial.issues, *trial.branches)
    sources = tuple(dict.fromkeys(item.source for item in items)) or (NOWHERE,)
    with Snapshot.collect(items, sources=sources, collected_at=trials.now) as snapshot:
        return audit(snapshot, policy, register=trial.register, now=trials.now)


def _narrowed(policy: Policy, trial: Trial) -> Policy:
    return replace(policy, rules=tuple(pair for pair in policy.rules if trial.looks_at(pair[0].id)))
