"""How many settings there are for one customer alone, and what part of all settings that is."""

from fractions import Fraction

from seedcorn.model import Interval


def for_one(alone: int, doubtful: int) -> Interval:
    """How many settings exactly one customer asked for; at most the `doubtful` ones too. Source: ours."""
    return Interval(value=Fraction(alone), low=Fraction(alone), high=Fraction(alone + doubtful))


def part_for_one(alone: int, nobody: int, unmarked: int, settings: int) -> Interval:
    """Their part of all `settings`, 0 of none.

    `nobody` is how many of the settings name nobody, `unmarked` how many issues say nothing at all: each of
    those could be a setting too. Low: they all are, and for several; high: for one customer each. Source:
    ours.
    """
    everything = settings + unmarked
    if not everything:
        return Interval.exactly(0)
    value = Fraction(alone, settings) if settings else Fraction(0)
    return Interval(
        value=value,
        low=Fraction(alone, everything),
        high=Fraction(alone + nobody + unmarked, everything),
    )
