"""Check policies, and the registers they name.

All mistakes are shown at once, each at its place. Without FILE the policy that an audit would take.
"""

from collections.abc import Iterator

import click

from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._register import register_of
from seedcorn.errors import Exit, PolicyError
from seedcorn.policy import Policy, load_policy
from seedcorn.register import Register
from seedcorn.words import count, plain


@click.command(help=told(__doc__))
@click.argument("files", nargs=-1, metavar="[FILE|PRESET]...")
def _check(*, files: tuple[str, ...]) -> Exit:
    wrong = [error for file in files or (None,) for error in _checked(file)]
    if wrong:
        raise PolicyError("\n\n".join(map(str, wrong)), hint=wrong[0].hint)
    return Exit.OK


def _checked(file: str | None) -> Iterator[PolicyError]:
    """Say that a policy has no mistakes; or the error that shows those that it has."""
    try:
        policy = load_policy(file)
        register = register_of(None, policy)
    except PolicyError as error:
        yield error
        return
    print_out(f"{_said(policy, register)}\n")


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
