"""Find the labels that name customers, and propose lines for a register.

Names that look alike are shown as hints; nothing is merged by guessing.

    seedcorn customers github:owner/repo
    seedcorn customers --from january --customer-label 'from: *'
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._discovery_text import Discovery, discovered
from seedcorn.cli._facts import Asked, facts, register_of
from seedcorn.cli._group import told
from seedcorn.cli._moment import now
from seedcorn.cli._outputs import print_out
from seedcorn.cli._reading import EVERY_FIELD, Means
from seedcorn.cli._terminal import look_of
from seedcorn.context import look
from seedcorn.errors import Exit, OutputError
from seedcorn.families import families
from seedcorn.newcomers import register_lines, resemblances
from seedcorn.policy import Policy, load_policy
from seedcorn.policy.counting import places
from seedcorn.register import Register
from seedcorn.snapshot import Snapshot


@click.command(help=told(__doc__))
@options.SOURCES
@options.SNAPSHOT
@options.POLICY
@options.REGISTER
@options.CUSTOMER_LABELS
@options.AUDIENCE
@options.MAX_WAIT
@options.BUDGET
@options.VERBOSE
def _customers(
    *,
    sources: tuple[str, ...],
    folder: Path | None,
    policy: str | None,
    register: Path | None,
    customer_labels: tuple[str, ...],
    audience: Audience,
    max_wait: int,
    budget: int | None,
    verbose: bool,
) -> Exit:
    if is_public(audience, os.environ):
        raise OutputError(
            "names of customers are not listed in a public place", hint="--audience private if it is none"
        )
    judged_by, clock = load_policy(policy, customer_labels=customer_labels), now()
    known = register_of(register, judged_by)
    means = Means(
        allowance=options.allowance(max_wait, budget), places=places(judged_by.counting) | {EVERY_FIELD}
    )
    asked = Asked(sources=sources, folder=folder, means=means)
    with facts(asked, judged_by.sources, now=clock) as snapshot:
        found = _discovery(snapshot, judged_by, known, snapshot.collected_at)
        incomplete = bool(snapshot.gaps)
    print_out(discovered(found, look_of(sys.stdout, os.environ, verbose=verbose)))
    return Exit.INCOMPLETE if incomplete else Exit.OK


def _discovery(snapshot: Snapshot, policy: Policy, register: Register | None, moment: datetime) -> Discovery:
    seen = look(
        snapshot,
        policy.counting,
        register,
        now=moment,
        window_days=policy.window_days,
        capacity=policy.capacity,
    )
    demands, everybody = seen.open.demands, seen.open.attributed.meanings.customers
    asking = {demand.customer.id for demand in demands}
    names = [demand.customer.name for demand in demands]
    names += sorted(each.name for each in everybody if each.id not in asking)
    newcomers = seen.strangers if register else tuple(names)
    return Discovery(
        families=families(snapshot.uses(), policy.counting, register),
        policy=f"the policy {policy.stamp.name}",
        customers=tuple((demand.customer.name, demand.issues) for demand in demands),
        quiet=len(everybody) - len(demands),
        resembling=tuple(resemblances(newcomers, register)),
        lines=tuple(register_lines(newcomers, register)),
        has_register=register is not None,
    )


COMMAND = _customers
