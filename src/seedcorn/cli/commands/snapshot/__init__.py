"""Read issues once and keep them, to audit later without a token.

The folder holds facts only, and is for your eyes alone: audit --from FOLDER judges it by any policy. If it is
there already, only what changed since is read. A run that was cut off is continued by the same command.

    seedcorn snapshot github:owner/repo -o january
    seedcorn snapshot -o january
    seedcorn audit --from january

With --history it also holds what happened to the issues, for audits of a past day and for what has changed.
`seedcorn snapshot info january` says what it holds and how fresh it is.
"""

import click

from seedcorn.cli._group import Deed, told


@click.group(cls=Deed, package=__name__, help=told(__doc__))
def _snapshot() -> None:
    pass


COMMAND = _snapshot
