"""What seedcorn says beside its answer: on standard error, without tokens, harmless to a terminal."""

import os
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress

import click

from seedcorn.cli._audience import PRIVACY_KEY, Audience, is_public
from seedcorn.cli._terminal import has_color

_SHORTEST_TOKEN = 6


def say(text: str, *, lead: str = "", color: str = "") -> None:
    """One message on standard error, if anybody listens; `lead` is its first word, in a colour if it can."""
    said = safe(text, os.environ)
    shown = f"{click.style(f'{lead}:', fg=color or None, bold=True)} {said}" if lead else said
    with suppress(OSError):
        click.echo(shown, err=True, color=has_color(sys.stderr, os.environ))


def complain(message: str, hint: str) -> None:
    """What went wrong, and what to do next."""
    say(message, lead="error", color="red")
    if hint:
        say(hint, lead="hint", color="cyan")


def confess(error: Exception, *, with_traceback: bool) -> None:
    """An error of our own making; in a public place without its words, which may be of the data."""
    public = is_public(Audience.AUTO, os.environ)
    if with_traceback:
        told = traceback.format_tb(error.__traceback__) if public else traceback.format_exception(error)
        say("".join(told).rstrip())
    words = "" if public else f": {' '.join(str(error).split())}"
    complain(
        f"seedcorn failed: {type(error).__name__}{words}",
        "this is our mistake; please report it with what `seedcorn --debug ...` prints",
    )


def safe(text: str, environ: Mapping[str, str]) -> str:
    """The text without tokens and the key, without what moves a cursor, and no line of it a log command."""
    for name, value in environ.items():
        if (name.endswith("_TOKEN") or name == PRIVACY_KEY) and len(value.strip()) >= _SHORTEST_TOKEN:
            text = text.replace(value.strip(), "***")
    printable = "".join(char if char.isprintable() or char == "\n" else _placeholder(char) for char in text)
    return "\n".join(_no_command(line) for line in printable.split("\n"))


def _placeholder(char: str) -> str:
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"


def _no_command(line: str) -> str:
    """A build log takes "::error::" at the start of a line, and "##[" anywhere, for a command."""
    line = line.replace("##[", "# [")
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line
