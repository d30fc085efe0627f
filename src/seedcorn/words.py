"""Numbers, keys and names as people read them; nothing rounds across a limit or trusts a tracker's text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from unicodedata import category

from rich.cells import cell_len

from seedcorn.band import Band

MOST_PLACES = 9
_LIMIT_PLACES = 6  # of a limit as it was written
FEWEST_LEFT = 3  # to say "and 2 more" is longer than to name them
_ANSI = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~]|[PX^_].*?\x1b\\|[@-Z\\-_])", re.DOTALL
)
_COMMAND = re.compile(r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::")
_BLANK = frozenset("\u00a0\u115f\u1160\u2800\u3164\uffa0")
_MOST_MARKS = (
    3  # more combining marks on one letter than any script needs is a name that paints over its neighbours
)


def plain(text: str) -> str:
    """Tracker text on one line that can neither move a cursor nor change the look of what is beside it.

    Control characters, newlines and blanks that pretend to be letters become spaces, and spaces are folded;
    terminal escapes, bidirectional overrides, zero-width and other invisible characters are left out; half
    surrogates and what is no character become the replacement character; piles of combining marks are cut.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    shown = _ANSI.sub("", text).translate(_SHOWN)
    return " ".join((shown if shown.isascii() else _cut_piles(shown)).split())


class _Shown(dict[int, str]):
    """What each character is shown as, found out once a character."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _shown(chr(code))
        return shown


_SHOWN = _Shown()


def _shown(char: str) -> str:
    kind = category(char)
    if char in _BLANK or kind in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if kind == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""
    return "\ufffd" if kind in {"Cs", "Co"} or _is_no_character(ord(char)) else char


def _is_no_character(code: int) -> bool:
    """What Unicode keeps free for good: two at the end of each plane, and 32; XML does not know the first."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _cut_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if category(char) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def shorten(text: str, cells: int, *, ellipsis: str = "…") -> str:
    """`text` cut to at most `cells` cells of a terminal, ending in the ellipsis when something was cut."""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ellipsis)
    end = bisect_right(range(len(text)), room, key=lambda length: cell_len(text[:length])) - 1
    return text[:end].rstrip() + ellipsis


def not_a_command(text: str) -> str:
    """Printed text of which a build log takes no line for a command, however the text was wrapped."""
    return _COMMAND.sub(r"\1: ", text).replace("##[", "# [")


def number(value: Fraction, *, places: int = 0, beside: Sequence[Fraction] = ()) -> str:
    """A decimal with at least `places` places, and as many more as keep it on its side of each `beside`.

    Where no number of places does that, it says "just over" or "just under" the one it is next to. A band is
    its two ends: "60-80".
    """
    if isinstance(value, Band):
        return f"{exact(value.low)}{' to ' if value.low < 0 else '-'}{exact(value.high)}"
    for more in range(places, MOST_PLACES + 1):
        if all(_same_side(value, other, more) for other in beside):
            return _fixed(value, more)
    near = next(other for other in beside if not _same_side(value, other, MOST_PLACES))
    return f"just {'over' if value > near else 'under'} {exact(near)}"


def exact(value: Fraction) -> str:
    """A limit as it was written: up to six places, none that says nothing."""
    fixed = _fixed(value, _LIMIT_PLACES)
    return fixed.rstrip("0").rstrip(".")


def percent(share: Fraction, *, places: int = 0, beside: Sequence[Fraction] = ()) -> str:
    """A share of one in percent, "76 %" or with `places` "76.0 %"; "0 %" and "100 %" are just that."""
    if isinstance(share, Band):  # a few ranges in one are still no more than everything
        share = Band(max(share.low, Fraction(-1)), min(share.high, Fraction(1)))
    others = [100 * other for other in (*beside, Fraction(0), Fraction(1))]
    return f"{number(100 * share, places=places, beside=others)} %"


def measured(value: Fraction, unit: str, *, places: int = 0, beside: Sequence[Fraction] = ()) -> str:
    """A measured number with its unit (a `Unit` of the report): "76 %", "6115", "1 customer", "2.5 names"."""
    if unit == "share":
        return percent(value, places=places, beside=beside)
    if unit == "points":
        return number(value, beside=beside)
    if unit == "index":
        return number(value, places=2, beside=beside)
    said = number(value, places=0 if value.denominator == 1 else 1, beside=beside)
    return f"{said} {_one(unit) if value == 1 else unit}"


def _one(units: str) -> str:
    return {"people": "person", "branches": "branch"}.get(units, units.removesuffix("s"))


def limit(value: Fraction, unit: str) -> str:
    """A limit as it was written, without a noun: "30 %", "1800", "5"."""
    return f"{exact(100 * value)} %" if unit == "share" else exact(value)


def span(low: Fraction, high: Fraction, unit: str, *, beside: Sequence[Fraction] = ()) -> str:
    """What can be true, from low to high: "31.6-90.1 %", "1060-8159", "3-9 customers".

    The ends are rounded outward, shares to the tenths they are shown with elsewhere, so that no value between
    them is ever shown outside.
    """
    if isinstance(low, Band) and isinstance(high, Band):
        return measured(Band.around(low, high), unit)
    if low == high:
        return measured(low, unit, places=1, beside=beside)
    factor = 100 if unit == "share" else 1
    others = [factor * other for other in beside] + ([Fraction(0), Fraction(100)] if factor == 100 else [])
    first, last = (
        _end(factor * end, up=up, places=_places(end, unit), beside=others)
        for end, up in ((low, False), (high, True))
    )
    what = "" if unit in ("points", "index") else " %" if unit == "share" else f" {unit}"
    return f"{first}{' to ' if 'just' in first + last else '-'}{last}{what}"


def _places(end: Fraction, unit: str) -> int:
    if unit == "index":
        return 2
    whole = end in (0, 1) if unit == "share" else end.denominator == 1
    return 0 if whole or unit == "points" else 1


def _end(value: Fraction, *, up: bool, places: int, beside: Sequence[Fraction]) -> str:
    """One end of a span, rounded away from the other one but not across a limit."""
    for more in range(places, MOST_PLACES + 1):
        outward = Fraction((ceil if up else floor)(value * 10**more), 10**more)
        if all(
            (outward > other) - (outward < other) == (value > other) - (value < other) for other in beside
        ):
            return _fixed(outward, more)
    return number(value, places=places, beside=beside)


def count(how_many: int, one: str, several: str = "") -> str:
    """A number of things: "1 issue", "178 issues", "12,345 issues"."""
    digits = f"{how_many:,}" if how_many >= 10_000 else str(how_many)
    return f"{digits} {one if how_many == 1 else several or one + 's'}"


def keys(
    issues: Sequence[str], total: int = 0, *, shared: str = "", most: int = 8, ellipsis: str = "…"
) -> str:
    """Issue keys in a row, without the `shared` beginning, about `most`: "#12 #31 … and 84 more".

    Where one or two would be left, they are named too, or a few less if they are not known.
    """
    total = max(total, len(issues))
    fewer = max(min(most, len(issues), total - FEWEST_LEFT), min(1, len(issues)))
    named = issues if total <= min(len(issues), most + FEWEST_LEFT - 1) else issues[:fewer]
    shown = [shorten(plain(key.removeprefix(shared)) or "?", 40, ellipsis=ellipsis) for key in named]
    left = total - len(shown)
    return " ".join(shown) + (f" {ellipsis} and {left} more" if left else "")


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Acme", "Acme and Globex", "Acme, Globex and Initech"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def is_tenth(done: int, whole: int) -> bool:
    """Whether another tenth of them is done with this one: of many, that is worth a line."""
    return 10 * (done - 1) // whole < 10 * done // whole


def sentence(text: str) -> str:
    """The same with its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _same_side(value: Fraction, other: Fraction, places: int) -> bool:
    rounded = _scaled(value, places) * _power(_LIMIT_PLACES)
    shown = _scaled(other, _LIMIT_PLACES) * _power(places)
    return (rounded > shown) - (rounded < shown) == (value > other) - (value < other)


def _fixed(value: Fraction, places: int) -> str:
    """Decimal digits, half away from zero."""
    scaled = abs(_scaled(value, places))
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def _scaled(value: Fraction, places: int) -> int:
    """So many of the last of these places, half away from zero."""
    size, parts = abs(value.numerator), value.denominator
    scaled = (2 * size * _power(places) + parts) // (2 * parts)
    return -scaled if value.numerator < 0 else scaled


def _power(places: int) -> int:
    return int(10**places)
