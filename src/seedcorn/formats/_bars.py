"""Bars from 0 to 100 %: what is certain, what the labels say and what could be, with the limit as a mark."""

from fractions import Fraction

from seedcorn.model import Interval

MEANINGS = (
    ("m", "certain"),
    ("v", "by the labels so far"),
    ("c", "if all unknown were theirs"),
    ("l", "limit"),
)


def drawn(share: Interval, *, partly: bool) -> Interval:
    """What to draw of a share; where only a part was read, nobody knows what else it could be."""
    return Interval.exactly(share.value) if partly else share


def cells(share: Interval, mark: Fraction | None, width: int) -> str:
    """A bar as one letter a cell: those of `MEANINGS`, and " " for nothing.

    What is over the limit is seen to be over it, whatever the rounding.
    """
    at = None if mark is None else min(int(mark * width), width - 2)
    ends = [(_length(end, mark, at, width), letter) for end, letter in _ends(share)]
    letters = [next((letter for end, letter in ends if cell < end), " ") for cell in range(width)]
    if at is not None:
        letters[at] = "l"
    return "".join(letters)


def legend(shares: list[Interval], mark: Fraction | None, *, partly: bool = False) -> list[tuple[str, str]]:
    """The letters that such bars are made of, with what each means; `partly` as in `drawn`."""
    if partly:
        return [("m", "in what was read"), *([("l", "limit")] if mark is not None else [])]
    unsure = {
        "v": any(share.low < share.value for share in shares),
        "c": any(share.value < share.high for share in shares),
        "l": mark is not None,
    }
    return [(letter, meaning) for letter, meaning in MEANINGS if unsure.get(letter, True)]


def _ends(share: Interval) -> tuple[tuple[Fraction, str], ...]:
    return (share.low, "m"), (share.value, "v"), (share.high, "c")


def _length(end: Fraction, mark: Fraction | None, at: int | None, width: int) -> int:
    long = max(int(min(end, Fraction(1)) * width + Fraction(1, 2)), 1 if end > 0 else 0)
    if mark is None or at is None:
        return long
    return max(long, at + 2) if end > mark else min(long, at)
