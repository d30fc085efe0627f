"""Find where customers are named, and propose lines for the policy and a register.

Labels, fields, organizations, components, epics, form answers: the surest places first. Names that look alike
are shown as hints; nothing is merged by guessing.

    seedcorn customers github:owner/repo gitlab:group/project jira:APP
    seedcorn customers --from january --customer-label 'from: *'
"""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._discovery_text import Discovery, discovered
from seedcorn.cli._facts import Asked, Folder, facts
from seedcorn.cli._group import told
from seedcorn.cli._moment import now
from seedcorn.cli._outputs import print_out
from seedcorn.cli._reading import Means
from seedcorn.cli._register import register_of
from seedcorn.cli._searching import searched
from seedcorn.cli._terminal import look_of
from seedcorn.context import look
from seedcorn.errors import Exit, OutputError
from seedcorn.families import Family, families, prospects_of
from seedcorn.gaps import missing
from seedcorn.model import Gap
from seedcorn.newcomers import register_lines, resemblances
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register, normalised
from seedcorn.snapshot import Snapshot


@click.command(help=told(__doc__))
@options.SOURCES
@options.SNAPSHOT
@options.ENGINE
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
    folder: Folder | None,
    engine: str,
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
    looked_at = judged_by.places
    read = sources or judged_by.sources
    means = Means(
        allowance=options.allowance(max_wait, budget),
        places=looked_at if folder else looked_at | searched(read),
    )
    asked = Asked(sources=sources, folder=folder, engine=engine, means=means)
    with facts(asked, judged_by.sources, now=clock) as snapshot:
        found = _discovery(snapshot, judged_by, known, snapshot.collected_at)
        incomplete = any(_matters(gap, judged_by) for gap in snapshot.gaps)
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
    where = families(snapshot.uses(), policy.counting, register)
    demands, everybody = seen.open.demands, seen.open.attributed.meanings.customers
    asking = {demand.customer.id for demand in demands}
    names = [demand.customer.name for demand in demands]
    names += sorted(each.name for each in everybody if each.id not in asking)
    newcomers = tuple(_newcomers(seen.strangers if register else names, where, register))
    return Discovery(
        families=where,
        policy=f"the policy {policy.stamp.name}",
        customers=tuple((demand.customer.name, demand.issues) for demand in demands),
        quiet=len(everybody) - len(demands),
        resembling=tuple(resemblances(newcomers, register)),
        lines=tuple(register_lines(newcomers, register, prospects_of(where))),
        has_register=register is not None,
    )


def _newcomers(counted: Iterable[str], where: tuple[Family, ...], register: Register | None) -> Iterator[str]:
    """The names that no register has, each once: those that count, then those that do not count yet."""
    uncounted = (each.name for family in where if not family.counted for each in family.names)
    unknown = (name for name in uncounted if register is None or register.find(name) is None)
    first: dict[str, str] = {}
    for name in (*counted, *unknown):
        first.setdefault(normalised(name), name)
    yield from first.values()


def _matters(gap: Gap, policy: Policy) -> bool:
    """Whether it leaves out issues, or what the policy looks at."""
    return not gap.place or (not gap.absent and bool(missing(gap, policy.counting)))


COMMAND = _customers
