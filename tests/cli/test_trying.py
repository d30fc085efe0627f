"""Many cases are judged by several processes: the same outcomes, in the same order, and the same errors."""

import os
from pathlib import Path

import pytest

from seedcorn.cli import _trying
from seedcorn.errors import DataError
from seedcorn.trial import judged
from trial.trying import loaded

MANY = "cases:\n" + "".join(
    f"  - {{case: No. {number}, only: [seed.genuine], expect: [],\n"
    f"     backlog: [{{count: {number}, labels: seed-corn}}]}}\n"
    for number in range(1, 15)
)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_many_cases_come_as_if_judged_one_by_one(tmp_path: Path) -> None:
    trials = loaded(tmp_path, MANY)
    side_by_side, alone = _trying.outcomes(trials), tuple(judged(trials))
    assert [each.trial for each in side_by_side] == list(trials.trials)
    assert [each.report.findings for each in side_by_side] == [each.report.findings for each in alone]


def test_what_cannot_be_judged_is_said_as_if_alone(tmp_path: Path) -> None:
    trials = loaded(tmp_path, MANY, policy="effort: {field: Points, missing: fail}\n")
    with pytest.raises(DataError, match=r"seedcorn\.test\.yml:2:\d+: No\. 1: ") as caught:
        _trying.outcomes(trials)
    with pytest.raises(DataError) as alone:
        tuple(judged(trials))
    assert (str(caught.value), caught.value.hint) == (str(alone.value), alone.value.hint)


def test_where_no_process_may_be_started_one_does_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(method: str) -> None:
        raise OSError(method)

    monkeypatch.setattr(_trying, "get_context", refused)
    trials = loaded(tmp_path, MANY)
    assert [each.trial for each in _trying.outcomes(trials)] == list(trials.trials)
