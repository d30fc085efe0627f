"""Write down what is broken now, so that only what gets worse fails.

Where the file is there already it is only tightened: better numbers are taken over, what no longer fails is
dropped, and what is new or worse is not taken in, so that running this again can do no harm. What a waiver is
for stays out. The file is seedcorn-baseline.json beside the policy, unless the policy names another; keep it
where the register is kept, since shares of customers stand in it. Then say in the policy

    baseline: seedcorn-baseline.json

and audits and impacts fail only for what is new, graver or worse. Sources are as for audit. Of a backlog that
could not be read whole nothing is written, and the exit code is 3.

    seedcorn baseline
    seedcorn baseline github:owner/repo
    seedcorn baseline --accept-all
"""

from pathlib import Path

import click

from seedcorn.baseline import Baseline, taken, tightened
from seedcorn.baseline_file import written
from seedcorn.cli import _options as options
from seedcorn.cli._baseline import outcome, place_of, read_baseline, shown
from seedcorn.cli._group import told
from seedcorn.cli._judging import Judging, reading
from seedcorn.cli._outputs import print_out, write_file
from seedcorn.cli._speech import say
from seedcorn.errors import CollectionError, Exit
from seedcorn.impact import Seen
from seedcorn.policy import Policy
from seedcorn.report import Finding, Report, Verdict
from seedcorn.unread import subjects
from seedcorn.words import count


@click.command(help=told(__doc__))
@options.SOURCES
@click.option(
    "--write",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The baseline to write or to tighten, instead of the policy's or the one beside it.",
)
@click.option(
    "--accept-all",
    is_flag=True,
    help="Also take in what is new or worse: this is how a baseline is loosened, and nothing else does it.",
)
@reading
def _baseline(*, sources: tuple[str, ...], file: Path | None, accept_all: bool, judging: Judging) -> Exit:
    policy = judging.judged_by
    path = place_of(file, policy)
    old = read_baseline(path)
    with judging.case(sources, by=(policy, judging.customers, None)) as case:
        seen = Seen(case=case)
        report, leniency = seen.report, seen.leniency
    if report.gaps:
        raise _incomplete(report, public=judging.is_public)
    failing = [found for found in report.findings if found.kind is Verdict.FAIL]
    waived = frozenset(found.fingerprint for found in failing if leniency.waiver_of(found))
    day, name = case.now.date(), report.policy.name
    new = (
        tightened(old, report.findings, day=day, policy=name)
        if old and not accept_all
        else taken(report.findings, day=day, policy=name, old=old, without=waived)
    )
    if new is not old:
        write_file(path, written(new))
    print_out(f"{shown(path)}: {outcome(old, new)}\n")
    _advise(policy, path, new, [found for found in failing if found.fingerprint not in waived], len(waived))
    return Exit.OK


def _incomplete(report: Report, *, public: bool) -> CollectionError:
    what = "not all" if public else subjects(report)
    lead = "was read" if public else "could not be read whole"
    return CollectionError(
        f"no baseline is written: {what} {lead}", hint="mend that first; seedcorn audit says how"
    )


def _advise(policy: Policy, path: Path, new: Baseline, failing: list[Finding], waived: int) -> None:
    """What it does not let be, and what is left to do."""
    left = sum(new.entry_of(found) is None for found in failing)
    if left:
        say(
            f"{count(left, 'finding')} {_are(left, 'is', 'are')} new or worse and not taken in: mend"
            f" {_are(left, 'it', 'them')}, waive {_are(left, 'it', 'them')}, or --accept-all"
        )
    if waived:
        say(
            f"{count(waived, 'finding')} {_are(waived, 'stays', 'stay')} out: a waiver is for"
            f" {_are(waived, 'it', 'them')}"
        )
    if policy.baseline is None:
        say(f"to judge by it, say in the policy: baseline: {path.name}")


def _are(how_many: int, one: str, several: str) -> str:
    return one if how_many == 1 else several


COMMAND = _baseline
