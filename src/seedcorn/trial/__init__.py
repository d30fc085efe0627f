"""Tests of a policy: small backlogs, and what it must find in them."""

from seedcorn.trial.coverage import Coverage, coverage
from seedcorn.trial.judging import Missing, Outcome, judged
from seedcorn.trial.loading import holds_tests, load_trials, trials_beside
from seedcorn.trial.trials import Expected, Trial, Trials

__all__ = [
    "Coverage",
    "Expected",
    "Missing",
    "Outcome",
    "Trial",
    "Trials",
    "coverage",
    "holds_tests",
    "judged",
    "load_trials",
    "trials_beside",
]
