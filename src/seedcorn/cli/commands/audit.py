"""Say whose roadmap it is: judge backlogs by a policy.

SOURCE is github:owner/repo, github:owner, github:owner/api-*, or export:FILE (export:- for standard input).
Sources named here replace those of the policy.

\b
seedcorn audit github:owner/repo
seedcorn audit github:owner/repo --customer-label 'from: *'
seedcorn audit export:issues.json --output json=report.json --output text
"""

import os
from datetime import datetime
from pathlib import Path

import click

from seedcorn.audit import audit
from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._facts import Asked, facts, register_of
from seedcorn.cli._moment import Moment, now
from seedcorn.cli._outputs import Output, agreed, deliver
from seedcorn.errors import Exit
from seedcorn.policy import load_policy
from seedcorn.report import Level


@click.command(help=__doc__)
@options.SOURCES
@options.POLICY
@options.REGISTER
@options.CUSTOMER_LABELS
@click.option(
    "--as-of",
    type=Moment(),
    help="Judge the backlog as it was at the end of this day, by dates of creation and closing."
    " Default: now; of a snapshot, when it was taken.",
)
@options.SNAPSHOT
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default=Level.ERROR.value,
    show_default=True,
    callback=lambda ctx, param, value: Level(value),
    help="The least level of a finding that makes the run fail.",
)
@click.option("--strict", is_flag=True, help="Fail where a verdict is open, too.")
@options.OUTPUTS
@options.AUDIENCE
@options.MAX_WAIT
@options.VERBOSE
def _audit(
    *,
    sources: tuple[str, ...],
    policy: str | None,
    register: Path | None,
    customer_labels: tuple[str, ...],
    as_of: datetime | None,
    folder: Path | None,
    fail_on: Level,
    strict: bool,
    outputs: tuple[Output, ...],
    audience: Audience,
    max_wait: int,
    verbose: bool,
) -> Exit:
    clock, wanted = now(), agreed(outputs)
    judged_by = load_policy(policy, customer_labels=customer_labels)
    customers = register_of(register, judged_by)
    asked = Asked(sources=sources, folder=folder, max_wait=max_wait)
    with facts(asked, judged_by.sources, now=clock) as snapshot:
        moment = as_of or (snapshot.collected_at if folder else clock)
        report = audit(snapshot, judged_by, register=customers, now=moment, fail_on=fail_on, strict=strict)
    deliver(
        report, wanted, verbose=verbose, public=is_public(audience, os.environ), register=customers
    )
    return report.exit_code


COMMAND = _audit
