"""A row of signs for a row of numbers: the higher the number, the fuller its sign."""

from collections.abc import Sequence
from fractions import Fraction

LEVELS = ("▁▂▃▄▅▆▇█", ".:-=+*%#")
UNKNOWN = ("·", "?")


def folded(values: Sequence[Fraction | None], width: int) -> tuple[Fraction | None, ...]:
    """At most so many values: of each few neighbours the last that is known, counted from the end."""
    each = points_each(len(values), width)
    first = len(values) % each
    ends = range(first or each, len(values) + 1, each)
    parts = (values[max(0, end - each) : end] for end in ends)
    return tuple(next((value for value in reversed(part) if value is not None), None) for part in parts)


def points_each(points: int, width: int) -> int:
    """How many points one sign stands for."""
    return max(1, -(-points // max(width, 1)))


def sparks(values: Sequence[Fraction | None], top: Fraction, *, unicode: bool) -> str:
    """A sign a value: blank for 0, a dot where it is not known, the fullest for `top`."""
    return "".join(spark(value, top, unicode=unicode) for value in values)


def spark(value: Fraction | None, top: Fraction, *, unicode: bool, nothing: str = " ") -> str:
    """The sign of one value: what is more than nothing is seen, and only what is all of it is full."""
    if value is None:
        return UNKNOWN[0 if unicode else 1]
    if value <= 0 or top <= 0:
        return nothing
    levels = LEVELS[0 if unicode else 1]
    return levels[min(-int(-len(levels) * value // top), len(levels)) - 1]
