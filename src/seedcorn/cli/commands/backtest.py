"""Try a policy on the past: when each rule would have fired first, how often, and with other limits.

One audit for each week since a day, or for each month where that is over two years ago, with the labels that
the issues had then, where the tracker tells; waivers and a baseline let nothing be. POLICY is a preset, a
file, or a file at a revision of git; without it the one that an audit would take. The exit code is 0 whatever
the past was like, 3 where not all could be read.

    seedcorn backtest --since 2025-01-01
    seedcorn backtest seedcorn.yml --since 2025-01-01 --source github:owner/repo
    seedcorn backtest seedcorn.yml --since 2025-01-01 --from facts --against flat-smb
    seedcorn backtest balanced --since 2023-01-01 --every month --output markdown=past.md
"""

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import click

from seedcorn.backtest import backtests
from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._backtesting import check_tellers, deliver_backtests, watched
from seedcorn.cli._facts import Asked, Folder, facts
from seedcorn.cli._group import told
from seedcorn.cli._moment import moment, now
from seedcorn.cli._outputs import Output
from seedcorn.cli._reading import Means, looking_back
from seedcorn.cli._register import register_of
from seedcorn.cli._revision import policy_at
from seedcorn.errors import Exit
from seedcorn.hindsight import Every
from seedcorn.policy import Policy, preset_names
from seedcorn.report import Level
from seedcorn.supposing import Case


def _since(ctx: click.Context, param: click.Parameter, value: str) -> datetime:
    """The beginning of a day in UTC."""
    found = moment(ctx, param, value)
    assert found is not None  # noqa: S101  # it is required
    return datetime.combine(found.date(), time.min, UTC)


@click.command(help=told(__doc__))
@click.argument("policy", metavar="[POLICY]", required=False)
@click.option("--since", callback=_since, required=True, metavar="DATE", help="The first day to look at.")
@click.option(
    "--every",
    type=click.Choice([each.value for each in Every]),
    callback=lambda ctx, param, value: value and Every(value),
    help="How far the dates lie apart. Default: week, and month where it begins over two years ago.",
)
@click.option(
    "--against",
    metavar="OTHER",
    help="Another policy beside it. Where OTHER is a preset, it judges by what the first one counts.",
)
@options.SNAPSHOT
@options.ENGINE
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="The backlog, for example github:owner/repo, instead of the policy's. Repeatable.",
)
@options.REGISTER
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default=Level.ERROR.value,
    show_default=True,
    callback=lambda ctx, param, value: Level(value),
    help="The least level that counts as failed; the exit code is 0 all the same.",
)
@options.OUTPUTS
@options.AUDIENCE
@options.MAX_WAIT
@options.BUDGET
@options.VERBOSE
def _backtest(
    *,
    policy: str | None,
    since: datetime,
    every: Every | None,
    against: str | None,
    folder: Folder | None,
    engine: str,
    sources: tuple[str, ...],
    register: Path | None,
    fail_on: Level,
    outputs: tuple[Output, ...],
    audience: Audience,
    max_wait: int,
    budget: int | None,
    verbose: bool,
) -> Exit:
    check_tellers(outputs)
    started, public = now(), is_public(audience, os.environ)
    with ExitStack() as opened:
        policies = [opened.enter_context(policy_at(policy))]
        if against is not None:
            policies.append(_beside(policies[0], opened.enter_context(policy_at(against)), policy, against))
        registers = [register_of(register, each) for each in policies]
        # Nothing more can be read of a snapshot: what it does not hold the answer says.
        places = looking_back(frozenset().union(*(each.places for each in policies)), history=folder is None)
        means = Means(allowance=options.allowance(max_wait, budget), places=places, public=public)
        asked = Asked(sources=sources, folder=folder, engine=engine, means=means, reported=True)
        snapshot = opened.enter_context(facts(asked, policies[0].sources, now=started))
        cases = [
            Case(
                snapshot=snapshot,
                policy=each,
                register=customers,
                now=snapshot.collected_at if folder else started,
                fail_on=fail_on,
            )
            for each, customers in zip(policies, registers, strict=True)
        ]
        found = backtests(cases, since=since, every=every, watch=watched)
    told_of = tuple(zip(found, registers, strict=True))
    deliver_backtests(told_of, outputs, verbose=verbose, public=public)
    return Exit.OK if all(each.complete for each in found) else Exit.INCOMPLETE


def _beside(first: Policy, other: Policy, name: str | None, against: str) -> Policy:
    """The other policy; a preset knows nobody's tracker, so it counts as the first one does.

    Two of one name are called as they were asked for.
    """
    if against in preset_names() and name not in preset_names():
        other = replace(other, counting=first.counting, register=first.register, capacity=first.capacity)
    if other.stamp.name == first.stamp.name:
        other = replace(other, stamp=replace(other.stamp, name=against))
    return other


COMMAND = _backtest
