"""Files of tests as they are written in a test, and what comes of them."""

from pathlib import Path
from textwrap import dedent

from seedcorn.trial import Outcome, Trials, judged, load_trials

POLICY = """
rules:
  concentration.top-share: {warning: 20%, error: 30%}
"""


def written(folder: Path, cases: str, *, policy: str = POLICY) -> Path:
    """A policy and its tests in a folder; the path of the tests."""
    (folder / "seedcorn.yml").write_text(policy, encoding="utf-8")
    path = folder / "seedcorn.test.yml"
    path.write_text(dedent(cases), encoding="utf-8")
    return path


def loaded(folder: Path, cases: str, *, policy: str = POLICY) -> Trials:
    """The tests, loaded."""
    return load_trials(written(folder, cases, policy=policy))


def tried(folder: Path, cases: str, *, policy: str = POLICY) -> tuple[Outcome, ...]:
    """What comes of each case."""
    return tuple(judged(loaded(folder, cases, policy=policy)))
