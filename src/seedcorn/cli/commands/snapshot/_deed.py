"""What `seedcorn snapshot` does by itself: it takes one, or goes on with it."""

import os
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._moment import now
from seedcorn.cli._reading import EVERY_FIELD, Means, looking_back, tells
from seedcorn.cli._sources import missing
from seedcorn.cli._speech import say
from seedcorn.cli._taking import summary, take
from seedcorn.errors import Exit
from seedcorn.model import HISTORY
from seedcorn.policy import load_policy
from seedcorn.snapshot import Wish, places_of, unfinished


@click.command()
@options.SOURCES
@click.option(
    "-o",
    "--output",
    "into",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The folder to make, or to bring up to date.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Read everything again: only that notices what was deleted or moved. Also replaces a snapshot that"
    " is damaged.",
)
@click.option(
    "--history",
    is_flag=True,
    help="Also read when labels, milestones and the like came and went. A snapshot that has it keeps it.",
)
@options.POLICY
@options.MAX_WAIT
@options.BUDGET
def _take(
    *,
    sources: tuple[str, ...],
    into: Path,
    full: bool,
    history: bool,
    policy: str | None,
    max_wait: int,
    budget: int | None,
) -> Exit:
    looked_at_by, clock = load_policy(policy), now()
    asked = tuple(dict.fromkeys(sources))
    if not asked and not into.exists():
        asked = unfinished(into) or looked_at_by.sources
        if not asked:
            raise missing()
    wished = looking_back(looked_at_by.places, history=history or HISTORY in places_of(into)) | {EVERY_FIELD}
    means = Means(
        allowance=options.allowance(max_wait, budget),
        places=wished,
        public=is_public(Audience.AUTO, os.environ),
    )
    taken = take(into, Wish(asked=asked, places=wished, full=full, tells=tells), means, now=clock)
    for line in summary(into, taken, now=clock):
        say(line)
    whole = all(gap.absent for gap in taken.manifest.gaps)
    return Exit.OK if whole else Exit.INCOMPLETE


COMMAND = _take
