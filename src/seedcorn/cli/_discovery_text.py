"""What `seedcorn customers` prints: where names stand, who asks, look-alikes, lines to copy."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import click
from rich.cells import cell_len

from seedcorn.cli._asker_lines import entry_lines, entry_of, titled
from seedcorn.families import Family, Named
from seedcorn.format import Look
from seedcorn.register import normalised
from seedcorn.words import count, plain, shorten

WIDEST_NAME = 40
WIDEST_TITLE = 44
FEWEST_CELLS = 12  # what is left for a place on a very narrow terminal
HEADING = "Where customers seem to be named"
FEW_NAMES = 8
SOME_NAMES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found: `customers` as (name, open issues), `quiet` how many more want nothing now.

    `resembling` are pairs of names, `lines` those for a register.
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
        _policy(found, look),
        _customers(found, look),
        _resembling(found, look),
        _lines(found, look),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def title_of(family: Family) -> str:
    """A family as people speak of it: "label from: *", "field Customer", "organization"."""
    kind, _, name = family.place.partition(":")
    if kind == "title-prefix":
        return "[*] before a title"
    return plain(f"{kind} {titled(name) if name else family.glob if family.glob != '*' else ''}")


def _families(found: Discovery, look: Look) -> Iterator[str]:
    if not found.families:
        yield _bold("Nothing here looks as if it named customers.", look)
        yield "If some labels do, say which: --customer-label 'asked for by *'. If none do: seedcorn init"
        return
    titles = [_cut(title_of(family), WIDEST_TITLE, look) for family in found.families]
    width = max(map(cell_len, [HEADING, *(f"  {title}" for title in titles)]))
    yield _bold(f"{_padded(HEADING, width)}  names   uses   open", look)
    for sure, families in groupby(zip(found.families, titles, strict=True), lambda pair: pair[0].confidence):
        yield str(sure)
        for family, title in families:
            numbers = f"{len(family.names):>7}{family.issues:>7}{family.open_issues:>7}"
            state = "counted" if family.counted else "not counted yet"
            yield f"{_padded(f'  {title}', width)}{numbers}  {state}"
            yield from _wrapped(_tally(family.names, look), look)
            if family.left_out:
                yield from _wrapped(f"nobody's: {_tally(family.left_out, look)}", look)


def _policy(found: Discovery, look: Look) -> Iterator[str]:
    """What to write to count all of it, where not all of it is."""
    new = [family for family in found.families if not family.counted]
    if not new:
        return
    yield _bold("To count all of it, in seedcorn.yml", look)
    yield "customers:"
    for key, are_prospects in (("from", False), ("prospects", True)):
        listed = [family for family in found.families if family.prospects is are_prospects]
        entries = [entry_of(family, "counted already" if family.counted else "") for family in listed]
        yield from (f"  {key}:", *(_drawable(line, look) for line in entry_lines(entries))) if entries else ()
    yield "On each issue the first entry that names anybody decides: put first what you rely on most."
    labels = [family for family in new if family.place == "label"]
    if labels:
        yield f"To try it without a policy: --customer-label {_quoted(labels[0].glob)}"


def _customers(found: Discovery, look: Look) -> Iterator[str]:
    if not found.customers:
        yield f"Under {found.policy} no customer asks for anything that is open."
        return
    yield _bold(f"{count(len(found.customers), 'customer')} with open issues, under {found.policy}", look)
    most = len(found.customers) if look.verbose else SOME_NAMES
    shown = [(_name(name, look), str(issues)) for name, issues in found.customers[:most]]
    width = max(cell_len(name) for name, _ in shown)
    digits = max(len(issues) for _, issues in shown)
    yield from (f"  {_padded(name, width)}  {issues:>{digits}}" for name, issues in shown)
    if len(found.customers) > most:
        yield f"  and {len(found.customers) - most} more: --verbose"
    if found.quiet:
        yield f"  {found.quiet} more with nothing open"


def _resembling(found: Discovery, look: Look) -> Iterator[str]:
    if not found.resembling:
        return
    yield _bold("Perhaps the same", look)
    places = _places(found.families)
    pairs = [tuple(_name(name, look) for name in pair) for pair in found.resembling]
    widths = [max(map(cell_len, column)) for column in zip(*pairs, strict=True)]
    for (one, other), names in zip(found.resembling, pairs, strict=True):
        found_at = [places.get(normalised(name), "register") for name in (one, other)]
        where = " / ".join(found_at) if len(set(found_at)) > 1 else ""
        first, second = map(_padded, names, widths)
        yield f"  {first}  ~  {second}  {_cut(where, look.width - sum(widths) - 9, look)}".rstrip()
    yield "Nothing is merged by guessing: where they are, write one as an alias of the other in the register."


def _places(families: Sequence[Family]) -> Mapping[str, str]:
    """Where each name, normalised, stands first."""
    return {
        normalised(named.name): title_of(family)
        for family in reversed(families)
        for named in (*family.left_out, *family.names)
    }


def _lines(found: Discovery, look: Look) -> Iterator[str]:
    if not found.lines:
        return
    yield _bold("For the register" if found.has_register else "To start a register, customers.yml", look)
    yield "customers:"
    yield from (_drawable(line, look) for line in found.lines)


def _tally(names: Sequence[Named], look: Look) -> str:
    most = len(names) if look.verbose else FEW_NAMES
    said = [f"{_name(each.name, look)} {each.issues}" for each in names[:most]]
    return ", ".join(said) + (f" and {len(names) - most} more" if len(names) > most else "")


def _name(name: str, look: Look) -> str:
    return _cut(plain(name) or "(no name)", WIDEST_NAME, look)


def _cut(text: str, cells: int, look: Look) -> str:
    return shorten(_drawable(text, look), max(cells, FEWEST_CELLS), ellipsis="…" if look.unicode else "...")


def _drawable(text: str, look: Look) -> str:
    return text if look.unicode else text.encode("ascii", "replace").decode()


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))


def _wrapped(text: str, look: Look) -> list[str]:
    return textwrap.wrap(text, look.width, initial_indent=" " * 6, subsequent_indent=" " * 6)


def _quoted(glob: str) -> str:
    """A glob as one word of a shell."""
    return "'" + plain(glob).replace("'", "'\\''") + "'"


def _bold(text: str, look: Look) -> str:
    return click.style(text, bold=True) if look.color else text
