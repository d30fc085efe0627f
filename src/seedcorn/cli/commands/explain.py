"""Explain a rule: what it measures, why, where its limits come from.

ID is one that `seedcorn rules` lists, such as concentration.top-share.
"""

import os
import sys

import click

from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._page import page
from seedcorn.cli._terminal import look_of
from seedcorn.errors import Exit, UsageError
from seedcorn.policy import load_policy, preset_names
from seedcorn.policy.rulebook import rule, rule_ids
from seedcorn.yamlfile import did_you_mean


@click.command(help=told(__doc__))
@click.argument("rule_id", metavar="ID")
def _explain(*, rule_id: str) -> Exit:
    try:
        found = rule(rule_id)
    except KeyError:
        advice = did_you_mean(rule_id, rule_ids(), otherwise="the rules are")
        raise UsageError(f'there is no rule "{rule_id}"', hint=advice) from None
    presets = tuple(name for name in preset_names() if rule_id in _on(name))
    print_out(page(found, presets, look_of(sys.stdout, os.environ, verbose=False)))
    return Exit.OK


def _on(preset: str) -> set[str]:
    return {each.id for each, _ in load_policy(preset).rules}


COMMAND = _explain
