"""What `seedcorn doctor` prints: a block for each source, a line for each thing found out, and a verdict."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from seedcorn.connector import Check
from seedcorn.format import Look
from seedcorn.words import not_a_command, plain

_WIDEST_NAME = 34  # of a thing; a longer one has a line of its own
_NARROWEST = 24  # what is left for a sentence on a very narrow terminal
_SIGNS = {True: ("✔", "+", "green"), False: ("✖", "x", "red"), None: ("·", "-", "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """One source as it may be called here, and what was found out about it."""

    source: str
    checks: tuple[Check, ...]

    @property
    def works(self) -> bool:
        """Whether nothing that is needed fails."""
        return all(check.works is not False for check in self.checks)

    @property
    def remedy(self) -> str:
        """What to do first; empty where nothing fails or nothing is known to help."""
        return next((check.hint for check in self.checks if check.works is False), "")


def examined(checkups: Sequence[Checkup], look: Look) -> str:
    """The whole text."""
    blocks = [
        "\n".join((_styled(plain(each.source), look, bold=True), *_lines(each, look))) for each in checkups
    ]
    text = "\n\n".join((*blocks, "\n".join(_verdict(checkups, look)))) + "\n"
    return not_a_command(text if look.unicode else text.encode("ascii", "replace").decode())


def _verdict(checkups: Sequence[Checkup], look: Look) -> Iterator[str]:
    """How many are ready, and what to do first about each of the others."""
    ready = sum(checkup.works for checkup in checkups)
    if len(checkups) == 1:
        yield "Ready." if ready else "Not ready."
    else:
        yield f"{ready} of {len(checkups)} sources {'is' if ready == 1 else 'are'} ready."
    for checkup in checkups:
        if not checkup.works and checkup.remedy:
            yield from _wrapped(f"{plain(checkup.source)}: {_ended(plain(checkup.remedy))}", look, "")


def _lines(checkup: Checkup, look: Look) -> Iterator[str]:
    names = [plain(check.what) for check in checkup.checks]
    column = max((len(name) for name in names if len(name) <= _WIDEST_NAME), default=0)
    indent = " " * (column + 6)
    for name, check in zip(names, checkup.checks, strict=True):
        drawn, typed, color = _SIGNS[check.works]
        lead = f"  {_styled(drawn if look.unicode else typed, look, fg=color or None)} "
        said = _wrapped(plain(check.said), look, indent)
        if len(name) > column:
            yield lead + name
            yield from (indent + line for line in said)
        else:
            yield f"{lead}{name:<{column}}  {said[0] if said else ''}".rstrip()
            yield from (indent + line for line in said[1:])
        if check.works is not True:
            yield from (indent + line for line in _wrapped(plain(check.hint), look, indent))


def _ended(text: str) -> str:
    return text if text.endswith(("?", ".")) else f"{text}."


def _wrapped(text: str, look: Look, indent: str) -> list[str]:
    return textwrap.wrap(text, max(look.width - len(indent), _NARROWEST))


def _styled(text: str, look: Look, *, bold: bool = False, fg: str | None = None) -> str:
    return click.style(text, bold=bold or None, fg=fg) if look.color else text
