"""Which table engine counts: DuckDB in this process, or another one that is asked for."""

from typing import TYPE_CHECKING, cast

import click

from seedcorn import shelf
from seedcorn.errors import UsageError
from seedcorn.yamlfile import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from seedcorn.engine import Engine

ENGINES = "seedcorn.engines"
DEFAULT = "duckdb"


def engine(ctx: click.Context, param: click.Parameter, value: str) -> str:  # noqa: ARG001 - as click calls it
    """An engine as it was typed: NAME or NAME:ADDRESS. Raises UsageError where there is none of that name."""
    name, known = value.partition(":")[0], shelf.names(ENGINES)
    if name not in known:
        raise UsageError(
            f'there is no engine "{name}"', hint=did_you_mean(name, known, otherwise="there are")
        )
    return value


def opened(said: str) -> "Engine":
    """The engine that was asked for, open. Raises UsageError where it is not installed or not reached."""
    name, _, address = said.partition(":")
    open_at = cast("Callable[[str], Engine]", shelf.take(ENGINES, name, "ENGINE"))
    return open_at(address)
