"""Write a first policy from where your tracker names customers.

With SOURCE, the labels, fields, organizations, form answers and the like that look as if they named customers
are written into the policy, the surest first. For GitHub, or without SOURCE, there is also an issue form that
asks who wants it.

    seedcorn init github:owner/repo --dry-run
    seedcorn init gitlab:group/project jira:APP
"""

import os
from collections.abc import Iterable, Mapping
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
from seedcorn.cli._searching import searched
from seedcorn.cli._sources import connector_of, public_form
from seedcorn.cli._speech import say
from seedcorn.cli._starter import FORM, POLICY, REQUEST_FORM, has_form, policy_text
from seedcorn.errors import CollectionError, Exit, OutputError, UsageError
from seedcorn.families import Family, families
from seedcorn.policy import load_policy, preset_names
from seedcorn.policy.loading import PLACES
from seedcorn.policy.presets import ROOT
from seedcorn.transport.patience import Allowance
from seedcorn.words import count, plain


@click.command(help=told(__doc__))
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Print the files instead of writing them.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@options.MAX_WAIT
@options.BUDGET
def _init(*, sources: tuple[str, ...], dry_run: bool, force: bool, max_wait: int, budget: int | None) -> Exit:
    sources, form = tuple(dict.fromkeys(sources)), has_form(sources)
    if not dry_run and not force:
        _refuse_to_overwrite((*PLACES, FORM.as_posix()) if form else PLACES)
    found, issues = _look_up(sources, options.allowance(max_wait, budget)) if sources else ((), 0)
    needs = {public_form(source): connector_of(source)[0].needs for source in sources}
    others = tuple(name for name in preset_names() if name != ROOT)
    files = {POLICY: policy_text(needs, found, others, issues)} | ({FORM: REQUEST_FORM} if form else {})
    if dry_run:
        print_out("\n".join(f"# {path.as_posix()}\n{text}" for path, text in files.items()))
    else:
        _write(files)
        _say_what_is_next(needs)
    return Exit.OK


def _refuse_to_overwrite(names: Iterable[str]) -> None:
    there = [name for name in names if Path(name).exists() or Path(name).is_symlink()]
    if there:
        raise UsageError(f"{there[0]} is there already", hint="--force replaces it, --dry-run only prints")


def _look_up(sources: tuple[str, ...], allowance: Allowance) -> tuple[tuple[Family, ...], int]:
    """The families, and how many issues there are. Raises CollectionError where issues are missing."""
    public = is_public(Audience.AUTO, os.environ)
    means = Means(allowance=allowance, places=searched(sources), public=public)
    asked = Asked(sources=sources, folder=None, means=means)
    with facts(asked, (), now=now()) as snapshot:
        if not all(gap.place for gap in snapshot.gaps):
            raise CollectionError(
                "not everything could be read, so nothing was written",
                hint="try again, or run `seedcorn init` without a source",
            )
        found, issues = families(snapshot.uses(), load_policy(ROOT).counting, None), snapshot.count()
    for family in found:
        names = "" if public else ", such as " + ", ".join(plain(each.name) for each in family.names[:5])
        say(f"{title_of(family)}: {count(family.issues, 'use')}{names}", lead="found")
    if not found:
        ask = "the issue form will ask" if has_form(sources) else "write down where yours stand"
        say(f"nothing here looks as if it named customers; {ask}")
    return found, issues


def _write(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent} could not be made: {error.strerror}") from error
        write_file(path, text)
        say(str(path), lead="wrote", color="green")


def _say_what_is_next(needs: Mapping[str, str]) -> None:
    say("read it, correct it, then: seedcorn audit", lead="next")
    for need in dict.fromkeys(needs.values()):
        if need:
            say(need, lead="needs")


COMMAND = _init
