"""Cells of tables for spreadsheets: text that none takes for a formula, and rows that nothing tears."""

import csv
from collections.abc import Iterable
from fractions import Fraction
from io import StringIO
from unicodedata import normalize

from seedcorn.band import Band
from seedcorn.model import Interval
from seedcorn.words import exact, not_a_command, plain

# What a cell begins with that is worked out: OWASP, CSV Injection; | begins another program's call.
_FORMULA = tuple("=+-@|\u2212")
# Some programs look behind these: what is quoted twice, and what is blank.
_BEFORE = "\"'` "


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Comma-separated as in RFC 4180, but for lines that end as all of ours do, in a line feed alone."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return not_a_command(text.getvalue())


def cell(text: str) -> str:
    """A tracker's text on one line; an apostrophe stands before what could be taken for a formula.

    What is a wide or small form of such a sign is one too, as some spreadsheets of Asia have it.
    """
    shown = plain(text)
    return f"'{shown}" if normalize("NFKC", shown).lstrip(_BEFORE).startswith(_FORMULA) else shown


def ends(interval: Interval | None) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Its value and its bounds; of a range the ends alone, of nothing nothing."""
    if interval is None:
        return None, None, None
    if isinstance(interval.value, Band):
        outer = Band.around(interval.low, interval.high)
        return None, outer.low, outer.high
    return interval.value, interval.low, interval.high


def decimal(number: Fraction | None) -> str:
    """A number with a dot and up to six places; empty where there is none."""
    return "" if number is None else exact(number)
