"""Say how each source stands: who asks, what can be seen, what is left before a limit.

Without SOURCE, those of the policy. It costs a handful of requests each, and changes nothing.

    seedcorn doctor github:owner/repo
    seedcorn doctor --policy seedcorn.yml
"""

import os
import re
import sys
from collections.abc import Iterator

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import Audience, is_public, name_of
from seedcorn.cli._checkup_text import Checkup, examined
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._sources import connector_of, missing, public_form
from seedcorn.cli._speech import say
from seedcorn.cli._terminal import look_of
from seedcorn.connector import Check, Collecting, Connector
from seedcorn.errors import Exit, SeedcornError
from seedcorn.policy import load_policy


@click.command(help=told(__doc__))
@options.SOURCES
@options.POLICY
@options.AUDIENCE
@options.MAX_WAIT
def _doctor(*, sources: tuple[str, ...], policy: str | None, audience: Audience, max_wait: int) -> Exit:
    judged_by, public = load_policy(policy), is_public(audience, os.environ)
    asked = tuple(dict.fromkeys(sources or judged_by.sources))
    if not asked:
        raise missing()
    collecting = Collecting(
        environ=os.environ,
        allowance=options.allowance(max_wait, None),
        places=judged_by.places,
    )
    wanted = [(source, *connector_of(source)) for source in asked]
    checkups = [
        Checkup(source=public_form(source), checks=tuple(_checks(connector, target, collecting)))
        for source, connector, target in wanted
    ]
    shown = [_masked(each, connector.title) for each, (_, connector, _) in zip(checkups, wanted, strict=True)]
    print_out(examined(shown if public else checkups, look_of(sys.stdout, os.environ, verbose=False)))
    if public:
        say("more is told where others cannot read it; --audience private says that this is such a place")
    return Exit.OK if all(each.works for each in checkups) else Exit.INCOMPLETE


def _checks(connector: Connector, target: str, collecting: Collecting) -> Iterator[Check]:
    """What a connector finds out; an error of ours is one more thing that does not work."""
    try:
        yield from connector.inspect(target, collecting)
    except SeedcornError as error:
        yield Check(what="reading it", said=str(error), works=False, hint=error.hint)


def _masked(checkup: Checkup, title: str) -> Checkup:
    """For everybody's eyes: what works and what does not. Who asks, and of what, are names."""
    name = name_of(checkup.source, os.environ, public=True)
    if name != checkup.source:
        name = " ".join(filter(None, ("a", _tracker(checkup.source, title), "source that is not public")))
    checks = (
        Check(what=check.what, said="ok" if check.works else "not ok", works=check.works)
        for check in checkup.checks
        if check.works is not None
    )
    return Checkup(source=name, checks=tuple(checks))


def _tracker(source: str, title: str) -> str:
    """The tracker's name as its connector writes it: "GitLab"; empty where it is none of a title's words."""
    scheme = source.partition(":")[0]
    return next((word for word in re.findall(r"\w+", title) if word.casefold() == scheme), "")


COMMAND = _doctor
