"""What `seedcorn audit --why KEY` prints: one issue, where it counts, and what each mark on it means."""

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from seedcorn.format import Look
from seedcorn.why import Why
from seedcorn.words import exact, listed, not_a_command, plain, shorten

_WIDEST_MARK = 60
_SILENT = "says nothing"


def explained(why: Why, look: Look) -> str:
    """The whole text."""
    lines = [
        line
        for indent, text in _said(why)
        for line in textwrap.wrap(text, look.width, initial_indent=indent, subsequent_indent=f"{indent}  ")
        or [""]
    ]
    text = "\n".join(lines) + "\n"
    return not_a_command(text if look.unicode else text.encode("ascii", "replace").decode())


def _said(why: Why) -> Iterator[tuple[str, str]]:
    """Each line with its indent."""
    yield "", f"{plain(why.key)}: {plain(why.title)}"
    yield "  ", f"{why.kind[:1].upper()}{why.kind[1:]}."
    if why.scopes:
        scopes = listed([plain(scope) for scope in why.scopes])
        yield "  ", f"Counts as {_amount(why.effort, why.unit)} in: {scopes}."
    if len(why.parts) > 1:
        parts = [f"{exact(part.effort)} for {plain(part.customer)}" for part in why.parts]
        yield "  ", f"Divided: {listed(parts)}."
    for part in why.parts:
        where = f"from its parent {plain(why.parent)}" if why.parent else _places(part.places)
        yield "  ", f"{plain(part.customer)} is read {where}: {part.confidence}."
    if why.parent and not why.parts:
        yield "  ", f"Its own marks do not say so, but those of its parent do: {plain(why.parent)}."
    if why.parent and why.above:
        marks = ", ".join(_mark(place, value) for place, value in why.above)
        yield "  ", f"{plain(why.parent)}: {marks}"
    if why.lost:
        yield "  ", f"Its parent {plain(why.lost)} was not read, and could say whose it is."
    if why.contradicted:
        yield "  ", "Two places that record customers disagree on it: the first in the policy's order counts."
    yield from (("  ", text) for text in _doubts(why))
    yield "", ""
    telling = [mark for mark in why.marks if mark[2] != _SILENT]
    silent = [mark for mark in why.marks if mark[2] == _SILENT]
    yield from (("  ", f"{_mark(place, value)}: {means}") for place, value, means in telling)
    if silent:
        marks = ", ".join(_mark(place, value) for place, value, _ in silent)
        yield "  ", f"Under this policy these say nothing: {marks}"
    if not why.marks:
        yield "  ", "Nothing stands on it that could say whose it is."


def _doubts(why: Why) -> Iterator[str]:
    """What could not be read of it, and whether that could change the answer."""
    for place in why.unsure:
        comes = " and comes first" if why.parts else ""
        where = plain(place).replace(":", " ", 1)
        yield f"Not certain: {where} could not be read{comes}; it could say otherwise."
    if why.incomplete and not why.unsure:
        yield "Not all that the policy looks at was read."


def _amount(effort: Fraction, unit: str) -> str:
    return f"{exact(effort)} {unit.removesuffix('s') if effort == 1 else plain(unit)}"


def _mark(place: str, value: str) -> str:
    return f'{plain(place).replace(":", " ", 1)} "{shorten(plain(value), _WIDEST_MARK)}"'


def _places(places: tuple[str, ...]) -> str:
    named = [plain(place).replace(":", " ", 1) for place in places]
    return f"from {listed(named)}" if named else "from the register"
