"""Check a policy, and the register it names.

All mistakes are shown at once, each at its place. Without FILE the policy that an audit would take.
"""

import click

from seedcorn.cli import _options as options
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.errors import Exit
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register, load_register
from seedcorn.words import count, plain


@click.command(help=told(__doc__))
@options.EXISTING_POLICY
def _check(*, file: str | None) -> Exit:
    policy = load_policy(file)
    register = load_register(policy.register) if policy.register else None
    print_out(f"{_said(policy, register)}\n")
    return Exit.OK


def _said(policy: Policy, register: Register | None) -> str:
    stamp = policy.stamp
    where = f"{stamp.name} (built in)" if stamp.origin == "built in" else stamp.origin
    parts = [f"extends {stamp.extends}"] if stamp.extends else []
    parts.append(f"{count(len(policy.rules), 'rule')} on")
    parts.append(count(len(policy.sources), "source") if policy.sources else "no sources")
    parts.append(
        f"{count(len(register.customers), 'customer')} in the register" if register else "no register"
    )
    return plain(f"{where}: no mistakes; {', '.join(parts)}")


COMMAND = _check
