"""Test policies: small backlogs, and what must be found in them.

The tests of seedcorn.yml are in seedcorn.test.yml beside it; FILE is either of the two, or any other file of
tests that names its policy. Without FILE it is the tests of the policy that an audit would take. Nothing is
read but these files. How to write them: docs/policy-tests.md

    seedcorn policy test
    seedcorn policy test --min-coverage 90
"""

import os
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._speech import complain
from seedcorn.cli._terminal import look_of
from seedcorn.cli._trial_text import Tested, tried
from seedcorn.cli._trying import outcomes
from seedcorn.errors import Exit, UsageError
from seedcorn.policy.loading import PLACES
from seedcorn.trial import coverage, holds_tests, load_trials, trials_beside
from seedcorn.trial.trials import Trials


@click.command(help=told(__doc__))
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "--min-coverage",
    "least",
    type=click.IntRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="Fail where fewer of a policy's rules are tested: seen to fail in one case, and to hold in another.",
)
@options.VERBOSE
def _test(*, files: tuple[Path, ...], least: int, verbose: bool) -> Exit:
    tested = tuple(_tested(load_trials(path) for path in dict.fromkeys(_files(files))))
    print_out(tried(tested, look_of(sys.stdout, os.environ, verbose=verbose)))
    thin = [each for each in tested if each.coverage.share < Fraction(least, 100)]
    if thin:
        complain(f"fewer than {least} % of the rules are tested", "add cases for the rules named above")
    failed = any(not outcome.is_ok for each in tested for outcome in each.outcomes)
    return Exit.FINDINGS if failed or thin else Exit.OK


def _files(files: tuple[Path, ...]) -> Iterator[Path]:
    """The files of tests that are meant. Raises UsageError where a policy has none."""
    for path in files:
        yield path if holds_tests(path) else _of(path)
    if not files:
        found = next((Path(place) for place in PLACES if Path(place).is_file()), None)
        if found is None:
            raise UsageError(
                "there is no policy here to test", hint=f"write {PLACES[0]}, or name a file of tests"
            )
        yield _of(found)


def _of(policy: Path) -> Path:
    path = trials_beside(policy)
    if not path.is_file():
        raise UsageError(f"{policy} has no tests", hint=f"write them into {path}: docs/policy-tests.md")
    return path


def _tested(several: Iterable[Trials]) -> Iterator[Tested]:
    """The cases of each policy together, in the order of the files."""
    by_policy: dict[str, list[Trials]] = {}
    for trials in several:
        by_policy.setdefault(trials.policy.written.path, []).append(trials)
    for alike in by_policy.values():
        came = tuple(outcome for trials in alike for outcome in outcomes(trials))
        policy = alike[0].policy
        yield Tested(policy=policy, outcomes=came, coverage=coverage(policy, came))


COMMAND = _test
