"""The arguments and options that several commands share, each said once."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from seedcorn.cli import _engine
from seedcorn.cli._audience import Audience, privacy_key
from seedcorn.cli._outputs import FORMATS, LISTINGS, known_in, outputs
from seedcorn.cli._posting import Manner
from seedcorn.cli._query import query
from seedcorn.errors import UsageError
from seedcorn.report import Level
from seedcorn.transport.patience import Allowance

_FILE = click.Path(path_type=Path)


def _audience(ctx: click.Context, param: click.Parameter, value: str) -> Audience:  # noqa: ARG001 - as click calls it
    """For whom; a key that is too short is told of before anything is read."""
    privacy_key(os.environ)
    return Audience(value)


def _folder(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> Path | str | None:  # noqa: ARG001 - as click calls it
    """A folder or file; an address keeps its slashes. Raises UsageError for two: one would be lost."""
    if len(values) > 1:
        raise UsageError("--from can be given once", hint="Take one snapshot of all sources.")
    (value,) = values or (None,)
    return value.rstrip("/") if value and "://" in value else value and Path(value)


SOURCES = click.argument("sources", nargs=-1, metavar="[SOURCE]...")
POLICY = click.option(
    "--policy",
    metavar="FILE|PRESET",
    help="Judge by this policy. Default: seedcorn.yml or .github/seedcorn.yml, else the preset balanced.",
)
REGISTER = click.option(
    "--register",
    type=_FILE,
    metavar="FILE",
    help="Who the customers are, in YAML or CSV; instead of the policy's.",
)
BASELINE = click.option(
    "--baseline",
    "baseline_file",
    type=_FILE,
    metavar="FILE",
    help="Let be what was as bad when `seedcorn baseline` wrote this; instead of the policy's.",
)
CUSTOMER_LABELS = click.option(
    "--customer-label",
    "customer_labels",
    multiple=True,
    metavar="GLOB",
    help="Labels that name a customer, * for the name: 'from: *'. Instead of the policy's. Repeatable.",
)
SNAPSHOT = click.option(
    "--from",
    "folder",
    callback=_folder,
    multiple=True,
    metavar="SNAPSHOT|FILE",
    help="Read the folder that `seedcorn snapshot` wrote, or tables of your own that a FILE.yml names. With"
    " --engine spark it may be an address.",
)
ENGINE = click.option(
    "--engine",
    default=_engine.DEFAULT,
    show_default=True,
    callback=_engine.engine,
    metavar="ENGINE[:ADDRESS]",
    help="What counts the tables of --from: duckdb, or spark on the session that is there, on SPARK_REMOTE,"
    " or at an address: spark:sc://host, 'spark:local[4]'.",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default=Level.ERROR.value,
    show_default=True,
    callback=lambda ctx, param, value: Level(value),
    help="The least level of a finding that makes the run fail.",
)
STRICT = click.option("--strict", is_flag=True, help="Fail where a verdict is open, too.")
MAX_WAIT = click.option(
    "--max-wait",
    type=click.IntRange(0, 86_400),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long in all to wait for a tracker that asks for patience.",
)
BUDGET = click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="REQUESTS",
    help="How many requests to make at most, of all trackers together. What the budget cannot finish is not"
    " begun, and a number that would do is named.",
)


def outputs_from(*packages: str, name: str = "outputs") -> Callable[[Any], Any]:
    """--output with the formats of some shelves."""
    return click.option(
        "--output",
        name,
        callback=partial(outputs, packages=packages),
        multiple=True,
        metavar="FORMAT[=PATH]",
        help=f"{', '.join(known_in(packages))}; to PATH or to standard output. Repeatable. Default: text.",
    )


OUTPUTS = outputs_from(FORMATS)
OUTPUTS_AND_LISTS = outputs_from(FORMATS, LISTINGS)
QUERY = click.option(
    "--query",
    callback=query,
    is_eager=True,  # outputs have to know of it
    expose_value=False,
    metavar="JMESPATH",
    help="Only this part of the JSON, which goes to standard output unless --output says where:"
    " \"findings[?kind=='fail'].rule\".",
)
AUDIENCE = click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    default=Audience.AUTO.value,
    show_default=True,
    callback=_audience,
    help="Who will see the answer; the public sees code-names."
    " auto: in CI whoever sees the repository, everybody if that is not known; at a terminal private.",
)
POSTING = click.option(
    "--posting",
    "manner",
    type=click.Choice([each.value for each in Manner]),
    default=Manner.MUST.value,
    show_default=True,
    callback=lambda ctx, param, value: Manner(value),
    help="must: exit with 4 where --post could not be done. may: say so and go on."
    " dry: only say what it would do.",
)
VERBOSE = click.option(
    "--verbose", "-v", is_flag=True, help="Also the rules that passed or had nothing to say, and more issues."
)
EXISTING_POLICY = click.argument("file", required=False, metavar="[FILE|PRESET]")


def allowance(max_wait: int, budget: int | None) -> Allowance:
    """What a whole run may spend, for all its sources."""
    return Allowance(wait_seconds=max_wait, requests=budget)
