"""Compare policies: which limits get looser, which stricter, and what else NEW says otherwise than OLD.

Each is a preset, a file, or a file at a revision of git; without NEW it is the policy that an audit would
take. With a backlog, a snapshot or sources, also which verdicts change. The exit code is 0 whatever differs,
unless --fail-on-looser is given.

    seedcorn policy diff balanced
    seedcorn policy diff HEAD~1:seedcorn.yml
    seedcorn policy diff balanced enterprise
    seedcorn policy diff old.yml seedcorn.yml --from facts
    seedcorn policy diff old.yml seedcorn.yml --fail-on-looser
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._difference import Difference, check_writers, deliver_difference
from seedcorn.cli._group import told
from seedcorn.cli._outputs import Output
from seedcorn.cli._reading import Means
from seedcorn.cli._register import register_of
from seedcorn.cli._revision import policy_at
from seedcorn.errors import Exit
from seedcorn.policy.difference import Way, differences

if TYPE_CHECKING:
    from seedcorn.cli._facts import Folder


@click.command(help=told(__doc__))
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@options.SNAPSHOT
@options.ENGINE
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="A backlog to judge by both, for example github:owner/repo. Repeatable.",
)
@options.REGISTER
@click.option("--fail-on-looser", "strict", is_flag=True, help="Exit with 1 where anything is looser.")
@options.OUTPUTS
@options.AUDIENCE
@options.MAX_WAIT
@options.BUDGET
@options.VERBOSE
def _diff(
    *,
    old: str,
    new: str | None,
    folder: "Folder | None",
    engine: str,
    sources: tuple[str, ...],
    register: Path | None,
    strict: bool,
    outputs: tuple[Output, ...],
    audience: Audience,
    max_wait: int,
    budget: int | None,
    verbose: bool,
) -> Exit:
    check_writers(outputs)
    public = is_public(audience, os.environ)
    with policy_at(old) as before, policy_at(new) as after:
        sides = before, after
        difference = Difference(changes=differences(*sides))
        if folder or sources:
            from seedcorn.cli._both_policies import judged_by_both  # noqa: PLC0415 - the engine, for a backlog

            means = Means(
                allowance=options.allowance(max_wait, budget),
                places=before.places | after.places,
                public=public,
            )
            registers = tuple(register_of(register, policy) for policy in sides)
            comparison = judged_by_both(
                sides, registers, sources=sources, folder=folder, engine=engine, means=means
            )
            difference = replace(difference, comparison=comparison, registers=registers)
    deliver_difference(difference, outputs, verbose=verbose, public=public)
    looser = any(each.way is Way.LOOSER for each in difference.changes)
    return Exit.FINDINGS if strict and looser else Exit.OK


COMMAND = _diff
