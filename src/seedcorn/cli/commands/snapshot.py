"""Read issues once and keep them, to audit later without a token.

The folder holds facts only, and is for your eyes alone: audit --from FOLDER judges it by any policy.

    seedcorn snapshot github:owner/repo -o january
    seedcorn audit --from january
"""

import os
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._facts import Asked, facts
from seedcorn.cli._group import told
from seedcorn.cli._moment import now
from seedcorn.cli._speech import say
from seedcorn.errors import Exit
from seedcorn.policy import load_policy
from seedcorn.words import count


@click.command(help=told(__doc__))
@options.SOURCES
@click.option(
    "-o",
    "--output",
    "into",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The folder to make. It must not exist yet.",
)
@options.POLICY
@options.MAX_WAIT
def _snapshot(*, sources: tuple[str, ...], into: Path, policy: str | None, max_wait: int) -> Exit:
    named = () if sources else load_policy(policy).sources
    public = is_public(Audience.AUTO, os.environ)
    asked = Asked(sources=sources, folder=None, max_wait=max_wait, public=public)
    with facts(asked, named, now=now()) as snapshot:
        snapshot.save(into)
        said = f"{into}: {count(snapshot.count(), 'issue')} from {count(len(snapshot.sources), 'source')}"
        gaps = count(len(snapshot.gaps), "part")
        say(f"{said}; {gaps} could not be read, and the snapshot says so" if snapshot.gaps else said)
        return Exit.INCOMPLETE if snapshot.gaps else Exit.OK


COMMAND = _snapshot
