"""Show all that counts in a policy, and where each value is written.

What is inherited is shown too. Without FILE or PRESET the policy that an audit would take.
"""

import click

from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.errors import Exit
from seedcorn.policy import effective_policy, load_policy


@click.command(help=told(__doc__))
@options.EXISTING_POLICY
@click.option(
    "--origin/--no-origin",
    default=True,
    show_default=True,
    help="Say beside each value in which file and line it stands, or print the policy alone.",
)
def _show(*, file: str | None, origin: bool) -> Exit:
    print_out(effective_policy(load_policy(file), origin=origin))
    return Exit.OK


COMMAND = _show
