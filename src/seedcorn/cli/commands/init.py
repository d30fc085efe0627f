"""Write a first policy, and an issue form that asks who wants it.

With SOURCE, labels that look as if they named customers are looked up there and written into the policy.

    seedcorn init github:owner/repo --dry-run
"""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public
from seedcorn.cli._discovery_text import title_of
from seedcorn.cli._facts import Asked, facts
from seedcorn.cli._group import told
from seedcorn.cli._moment import now
from seedcorn.cli._outputs import print_out, write_file
from seedcorn.cli._reading import Means
from seedcorn.cli._sources import public_form
from seedcorn.cli._speech import say
from seedcorn.cli._starter import FORM, POLICY, REQUEST_FORM, policy_text
from seedcorn.errors import CollectionError, Exit, OutputError, UsageError
from seedcorn.families import Family, families
from seedcorn.policy import load_policy, preset_names
from seedcorn.policy.loading import PLACES
from seedcorn.policy.presets import ROOT
from seedcorn.words import count, plain


@click.command(help=told(__doc__))
@click.argument("source", required=False, metavar="[SOURCE]")
@click.option("--dry-run", is_flag=True, help="Print both files instead of writing them.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@options.MAX_WAIT
def _init(*, source: str | None, dry_run: bool, force: bool, max_wait: int) -> Exit:
    if not dry_run and not force:
        _refuse_to_overwrite()
    found, issues = _look_up(source, max_wait) if source else ((), 0)
    sources = (public_form(source),) if source else ()
    others = tuple(name for name in preset_names() if name != ROOT)
    files = {POLICY: policy_text(sources, found, others, issues), FORM: REQUEST_FORM}
    if dry_run:
        print_out("\n".join(f"# {path.as_posix()}\n{text}" for path, text in files.items()))
    else:
        _write(files)
    return Exit.OK


def _refuse_to_overwrite() -> None:
    there = [name for name in (*PLACES, FORM.as_posix()) if Path(name).exists() or Path(name).is_symlink()]
    if there:
        raise UsageError(f"{there[0]} is there already", hint="--force replaces it, --dry-run only prints")


def _look_up(source: str, max_wait: int) -> tuple[tuple[Family, ...], int]:
    """The families of a source, and how many issues it has. Raises CollectionError where it has gaps."""
    public = is_public(Audience.AUTO, os.environ)
    means = Means(allowance=options.allowance(max_wait, None), public=public)
    asked = Asked(sources=(source,), folder=None, means=means)
    with facts(asked, (), now=now()) as snapshot:
        if snapshot.gaps:
            raise CollectionError(
                "the source could not be read whole, so nothing was written",
                hint="try again, or run `seedcorn init` without a source",
            )
        found, issues = families(snapshot.uses(), load_policy(ROOT).counting, None), snapshot.count()
    for family in found:
        names = "" if public else ", such as " + ", ".join(plain(each.name) for each in family.names[:5])
        say(f"{plain(title_of(family))}: {count(family.issues, 'use')}{names}", lead="found")
    if not found:
        say("no label looks as if it named customers; the issue form will ask")
    return found, issues


def _write(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent} could not be made: {error.strerror}") from error
        write_file(path, text)
        say(str(path), lead="wrote", color="green")
    say("read it, correct it, then: seedcorn audit", lead="next")


COMMAND = _init
