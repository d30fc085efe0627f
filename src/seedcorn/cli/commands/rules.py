"""List the rules by family, each with its question and limits."""

import os
import sys
from collections.abc import Iterator

import click

from seedcorn.cli._catalogue import FamilyOfRules, families_of_rules
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._page import WIDEST, bold, filled, levels_line
from seedcorn.cli._terminal import look_of
from seedcorn.errors import Exit
from seedcorn.format import Look
from seedcorn.policy import load_policy
from seedcorn.policy.presets import ROOT
from seedcorn.policy.rulebook import rule_ids
from seedcorn.rule import Rule

_INDENT = " " * 5


@click.command(help=told(__doc__))
def _rules() -> Exit:
    look = look_of(sys.stdout, os.environ, verbose=False)
    on = {each.id for each, _ in load_policy(ROOT).rules}
    head = (
        f"{len(on)} of {len(rule_ids())} rules are on in {ROOT}, the policy of everyone who has not chosen."
    )
    lines = [*filled(head, min(look.width, WIDEST))]
    for family in families_of_rules():
        lines += ["", *_family(family, on, look)]
    print_out("\n".join((*lines, "", "What one measures, and why: seedcorn explain ID", "")))
    return Exit.OK


def _family(family: FamilyOfRules, on: set[str], look: Look) -> Iterator[str]:
    first, *more = filled(f"{family.name}: {family.about}", min(look.width, WIDEST), hang="  ")
    yield bold(family.name, look) + first.removeprefix(family.name)
    yield from more
    widest = max(len(each) for each in rule_ids())
    for each in family.rules:
        yield from _entry(each, widest, look, is_on=each.id in on)


def _entry(rule: Rule, widest: int, look: Look, *, is_on: bool) -> Iterator[str]:
    state = "on" if is_on else "off"
    name = f"{rule.id:<{widest}}"
    yield f"{state:<{len(_INDENT)}}{bold(name, look) if is_on else name}  {levels_line(rule)}"
    width = min(look.width, WIDEST) - len(_INDENT)
    yield from (_INDENT + line for line in filled(rule.question, width))


COMMAND = _rules
