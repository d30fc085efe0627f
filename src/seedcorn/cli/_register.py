"""The register of a run; what is wrong with it is not told in public: its lines name customers."""

import os
import re
from pathlib import Path

import click

from seedcorn.cli._audience import Audience, is_public
from seedcorn.errors import PolicyError
from seedcorn.policy import Policy
from seedcorn.register import Register, load_register
from seedcorn.words import listed


def register_of(file: Path | None, policy: Policy) -> Register | None:
    """The register named on the command line, else the policy's, else none.

    Raises PolicyError where it cannot be used; in a public place only where, since its lines name customers.
    """
    path = file or policy.register
    try:
        return load_register(path) if path else None
    except PolicyError as error:
        if not is_public(_audience(), os.environ):
            raise
        named = path.name if path else ""
        said = f"the register {named} cannot be used{_lines_in(str(error))}"
    raise PolicyError(
        said, hint="where others cannot read it, this says what is wrong: seedcorn policy check"
    )


def _audience() -> Audience:
    """For whom the command of this run writes, as it was asked."""
    context = click.get_current_context(silent=True)
    asked = context.params.get("audience") if context else None
    return asked if isinstance(asked, Audience) else Audience.AUTO


def _lines_in(message: str) -> str:
    """The lines that a message with places is about: ": see line 3 and line 9"."""
    lines = dict.fromkeys(re.findall(r"(?m)^\S.*?:(\d+):\d+", message))
    return f": see {listed([f'line {line}' for line in lines])}" if lines else ""
