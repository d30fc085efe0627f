"""Explain a rule: what it measures, why, where its limits come from.

ID is one that `seedcorn rules` lists, such as concentration.top-share, or that of a rule of your own in the
policy, such as own.connectors.
"""

import os
import sys

import click

from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._page import own_page, page
from seedcorn.cli._terminal import look_of
from seedcorn.errors import Exit, UsageError
from seedcorn.format import Look
from seedcorn.own import Own
from seedcorn.policy import Policy, load_policy, preset_names
from seedcorn.policy.rulebook import is_own, nearest_rule, rule
from seedcorn.policy.show import flow
from seedcorn.yamlfile import did_you_mean


@click.command(help=told(__doc__))
@click.argument("rule_id", metavar="ID")
@options.POLICY
def _explain(*, rule_id: str, policy: str | None) -> Exit:
    look = look_of(sys.stdout, os.environ, verbose=False)
    if is_own(rule_id):
        print_out(_own_page(rule_id, load_policy(policy), look))
        return Exit.OK
    try:
        found = rule(rule_id)
    except KeyError:
        raise UsageError(f'there is no rule "{rule_id}"', hint=nearest_rule(rule_id)) from None
    presets = tuple(name for name in preset_names() if rule_id in _on(name))
    print_out(page(found, presets, look))
    return Exit.OK


def _own_page(rule_id: str, policy: Policy, look: Look) -> str:
    """The page of a rule that the policy in use has written itself."""
    own = {each.id: (each, params) for each, params in policy.rules if isinstance(params, Own)}
    if rule_id not in own:
        advice = did_you_mean(rule_id, tuple(own), otherwise="those of this policy are")
        raise UsageError(
            f'the policy {policy.stamp.name} has no rule "{rule_id}"',
            hint=advice if own else "Name the policy that has it: --policy FILE.",
        )
    written = policy.written.data["rules"]
    setting = written.get(rule_id) if isinstance(written, dict) else None
    said = setting.items() if isinstance(setting, dict) else ()
    lines = (f"  {rule_id}:", *(f"    {key}: {flow(value)}" for key, value in said))
    found, params = own[rule_id]
    return own_page(found, params, lines, look)


def _on(preset: str) -> set[str]:
    return {each.id for each, _ in load_policy(preset).rules}


COMMAND = _explain
