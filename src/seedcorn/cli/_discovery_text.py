"""What `seedcorn customers` prints: label families, names and their issues, look-alikes, register lines."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from seedcorn.families import Family, Named
from seedcorn.format import Look
from seedcorn.words import count, plain, shorten

WIDEST_NAME = 40
FEW_NAMES = 8
SOME_NAMES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found: `customers` as (name, open issues), `newcomers` the names that no register has.

    `resembling` are pairs of names, `lines` those for a register, `quiet` is how many want nothing now.
    """

    families: tuple[Family, ...]
    policy: str
    customers: tuple[tuple[str, int], ...]
    quiet: int
    resembling: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    has_register: bool


def discovered(found: Discovery, look: Look) -> str:
    """The whole text."""
    blocks = (
        _families(found, look),
        _customers(found, look),
        _resembling(found, look),
        _lines(found, look),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def title_of(family: Family) -> str:
    """A family as people speak of it: "from: *", "heading Customer"."""
    kind, _, name = family.place.partition(":")
    return family.glob if kind == "label" else plain(f"{kind} {name}" if name else "[*] before a title")


def _families(found: Discovery, look: Look) -> Iterator[str]:
    if not found.families:
        yield _bold("No label looks as if it named customers.", look)
        yield "If some do, say which: --customer-label 'asked for by *'. If none do: seedcorn init"
        return
    yield _bold("Marks that look as if they named customers", look)
    for family in found.families:
        state = "counted" if family.counted else "not counted yet"
        names, issues = count(len(family.names), "name"), count(family.issues, "use")
        yield f"  {plain(title_of(family))}: {names}, {issues}, {family.open_issues} of them open; {state}"
        yield from _wrapped(_tally(family.names, look), look)
        if family.left_out:
            yield from _wrapped(f"nobody's: {_tally(family.left_out, look)}", look)
    labels = [family for family in found.families if not family.counted and family.place == "label"]
    if labels:
        option = f"--customer-label {_quoted(labels[0].glob)}"
        yield f"To count them: {option}, or `customers: from:` in seedcorn.yml"


def _customers(found: Discovery, look: Look) -> Iterator[str]:
    if not found.customers:
        yield f"Under {found.policy} no customer asks for anything that is open."
        return
    yield _bold(f"{count(len(found.customers), 'customer')} with open issues, under {found.policy}", look)
    most = len(found.customers) if look.verbose else SOME_NAMES
    shown = [(_name(name, look), str(issues)) for name, issues in found.customers[:most]]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    yield from (f"  {name:<{widths[0]}}  {issues:>{widths[1]}}" for name, issues in shown)
    if len(found.customers) > most:
        yield f"  and {len(found.customers) - most} more: --verbose"
    if found.quiet:
        yield f"  {found.quiet} more with nothing open"


def _resembling(found: Discovery, look: Look) -> Iterator[str]:
    if not found.resembling:
        return
    yield _bold("Perhaps the same", look)
    yield from (f"  {_name(one, look)}  ~  {_name(other, look)}" for one, other in found.resembling)
    yield "Nothing is merged by guessing: where they are, write one as an alias of the other in the register."


def _lines(found: Discovery, look: Look) -> Iterator[str]:
    if not found.lines:
        return
    yield _bold("For the register" if found.has_register else "To start a register, customers.yml", look)
    yield "customers:"
    yield from found.lines


def _tally(names: Sequence[Named], look: Look) -> str:
    most = len(names) if look.verbose else FEW_NAMES
    said = [f"{_name(each.name, look)} {each.issues}" for each in names[:most]]
    return ", ".join(said) + (f" and {len(names) - most} more" if len(names) > most else "")


def _name(name: str, look: Look) -> str:
    shown = plain(name) or "(no name)"
    shown = shown if look.unicode else shown.encode("ascii", "replace").decode()
    return shorten(shown, WIDEST_NAME, ellipsis="…" if look.unicode else "...")


def _wrapped(text: str, look: Look) -> list[str]:
    return textwrap.wrap(text, look.width, initial_indent=" " * 6, subsequent_indent=" " * 6)


def _quoted(glob: str) -> str:
    """A glob as one word of a shell."""
    return "'" + plain(glob).replace("'", "'\\''") + "'"


def _bold(text: str, look: Look) -> str:
    return click.style(text, bold=True) if look.color else text
