"""Print the JSON Schema of a policy, for editors."""

import json

import click

from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.errors import Exit
from seedcorn.policy import policy_schema


@click.command(help=told(__doc__))
def _schema() -> Exit:
    print_out(json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n")
    return Exit.OK


COMMAND = _schema
