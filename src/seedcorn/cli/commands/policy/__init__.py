"""Check, show and describe policies."""

import click

from seedcorn.cli._group import Shelf


@click.group(cls=Shelf, package=__name__, help=__doc__)
def _policy() -> None:
    pass


COMMAND = _policy
