"""List the rules with their limits."""

import os
import sys

import click

from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._page import levels_line
from seedcorn.cli._terminal import look_of
from seedcorn.errors import Exit
from seedcorn.format import Look
from seedcorn.policy import load_policy
from seedcorn.policy.presets import ROOT
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.rule import Rule


@click.command(help=told(__doc__))
def _rules() -> Exit:
    look = look_of(sys.stdout, os.environ, verbose=False)
    on = {each.id for each, _ in load_policy(ROOT).rules}
    members = [rule(rule_id) for rule_id in rule_ids()]
    widest = max(len(each.id) for each in members)
    entries = [_entry(each, widest, look, is_on=each.id in on) for each in members]
    print_out("\n".join((*entries, "", "What one measures, and why: seedcorn explain ID", "")))
    return Exit.OK


def _entry(rule: Rule, widest: int, look: Look, *, is_on: bool) -> str:
    name = f"{rule.id:<{widest}}"
    shown = click.style(name, bold=True) if look.color else name
    state = "on" if is_on else "off"
    return f"{state:<3}  {shown}  {rule.title}\n{'':<{widest + 7}}{levels_line(rule)}"


COMMAND = _rules
