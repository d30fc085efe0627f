"""Say what a snapshot holds and how fresh it is.

It asks no tracker. What a policy looks at and nobody read into it is named too.

    seedcorn snapshot info january
    seedcorn snapshot info january --output json
"""

import json
import os
from enum import StrEnum
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public, name_of
from seedcorn.cli._group import told
from seedcorn.cli._inside import as_data, inside
from seedcorn.cli._inside_text import told_of
from seedcorn.cli._moment import now
from seedcorn.cli._outputs import print_out
from seedcorn.cli._sources import public_form
from seedcorn.errors import Exit
from seedcorn.policy import load_policy
from seedcorn.words import not_a_command


class Form(StrEnum):
    """How it is said: to people or to programs."""

    TEXT = "text"
    JSON = "json"


@click.command(help=told(__doc__))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "form",
    type=click.Choice([each.value for each in Form]),
    default=Form.TEXT.value,
    show_default=True,
    help="How to say it.",
)
@click.option("--verbose", is_flag=True, help="Name every source and every gap, however many.")
@options.POLICY
@options.AUDIENCE
def _info(*, folder: Path, form: str, verbose: bool, policy: str | None, audience: Audience) -> Exit:
    public, clock = is_public(audience, os.environ), now()

    def named(source: str) -> str:
        return name_of(public_form(source), os.environ, public=public)

    found = inside(folder, load_policy(policy).places, named)
    if form == Form.JSON:
        data = as_data(found, now=clock, named=named, is_public=public)
        print_out(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
        return Exit.OK
    lines = told_of(found, now=clock, named=named, verbose=verbose)
    print_out(not_a_command("\n".join(lines) + "\n"))
    return Exit.OK


COMMAND = _info
