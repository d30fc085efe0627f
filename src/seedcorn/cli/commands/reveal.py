"""Say which customer a code-name is, on a machine of your own.

CODE is a code-name such as K7QX3 or "Customer K7QX3", or one of the register's own. It takes the register and
the key that the name was made with, in SEEDCORN_PRIVACY_KEY. With - a text is read from standard input and
written with names instead.

    seedcorn reveal K7QX3 --register customers.yml
    gh issue view 12 | seedcorn reveal -
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from seedcorn.cli import _options as options
from seedcorn.cli._audience import PRIVACY_KEY, Audience, is_public, privacy_key
from seedcorn.cli._group import told
from seedcorn.cli._outputs import print_out
from seedcorn.cli._register import register_of
from seedcorn.errors import Exit, OutputError, UsageError
from seedcorn.policy import load_policy
from seedcorn.privacy import Revealed, revealed
from seedcorn.register import Register
from seedcorn.words import listed, plain

_STDIN = "-"


@click.command(help=told(__doc__))
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@options.POLICY
@options.REGISTER
@options.AUDIENCE
def _reveal(*, codes: tuple[str, ...], policy: str | None, register: Path | None, audience: Audience) -> Exit:
    if is_public(audience, os.environ):
        raise OutputError(
            "names of customers are not told in a public place", hint="--audience private if it is none"
        )
    key = privacy_key(os.environ)
    known = revealed(_register(register, policy), key)
    if codes == (_STDIN,):
        print_out(known.told(sys.stdin.buffer.read().decode("utf-8", "replace")))
    else:
        print_out("".join(f"{line}\n" for line in _told(codes, known, has_key=bool(key))))
    return Exit.OK


def _register(file: Path | None, policy: str | None) -> Register:
    found = register_of(file, load_policy(policy))
    if found is None:
        raise UsageError(
            "there is no register of customers to look in",
            hint="--register FILE, or `register:` in the policy",
        )
    return found


def _told(codes: tuple[str, ...], known: Revealed, *, has_key: bool) -> Iterator[str]:
    """A line for each. Raises UsageError, before any, where one is of nobody."""
    customers = [(code, known.find(code)) for code in codes]
    unknown = [plain(code) for code, customer in customers if customer is None]
    if unknown:
        raise UsageError(f"no customer of the register is called {listed(unknown)}", hint=_advice(has_key))
    for code, customer in customers:
        if customer is not None:
            yield f"{plain(code)} is {plain(customer.name)} ({plain(customer.id)})"


def _advice(has_key: bool) -> str:  # noqa: FBT001 - one question
    if not has_key:
        return f"put the key that the code was made with into {PRIVACY_KEY}"
    return (
        "the code was made with another key or register; a number goes by share and means another customer"
        " in the next report: seedcorn audit --audience private"
    )


COMMAND = _reveal
