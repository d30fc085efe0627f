"""What part of all work is seed corn, a customers' wish list, or nobody knows."""

from fractions import Fraction

from seedcorn.model import Interval


def seed_corn_share(
    seed_corn: Fraction, unknown: Fraction, capacity: Fraction, unallocated: Fraction, *, in_use: bool
) -> Interval:
    """Seed corn and capacity left free, as a part of capacity; 0 of nothing.

    Once the mark is in use, work without it is not seed corn. Where nothing was ever marked, all unknown work
    could be. Source: Sam McAfee, "The One Big Customer Trap" (the idea); the bounds are ours.
    """
    if not capacity:
        return Interval.exactly(0)
    value = (seed_corn + unallocated) / capacity
    high = value if in_use else (seed_corn + unallocated + unknown) / capacity
    return Interval(value=value, low=value, high=max(value, min(high, Fraction(1))))


def wish_list_share(existing: Fraction, unknown: Fraction, everything: Fraction) -> Interval:
    """The part of all work that existing customers asked for, at most the unknown too. Source: ours."""
    if not everything:
        return Interval.exactly(0)
    value = existing / everything
    return Interval(value=value, low=value, high=(existing + unknown) / everything)


def unknown_share(unknown: Fraction, everything: Fraction) -> Interval:
    """The part of all work that nothing says anything about. Source: ours."""
    return Interval.exactly(unknown / everything if everything else 0)


def marked_share(marked: Fraction, unknown: Fraction, everything: Fraction) -> Interval:
    """The part of all work that bears a mark; `unknown` is the unknown work that does not bear it.

    An issue that says nothing may have been left unmarked too, so it could be. Source: ours.
    """
    if not everything:
        return Interval.exactly(0)
    value = marked / everything
    return Interval(value=value, low=value, high=(marked + unknown) / everything)


def kept(delivered: Fraction, planned: Fraction) -> Fraction:
    """What was delivered, as a part of what was planned; `planned` is not 0. Source: ours."""
    return delivered / planned


def part_of_seed_corn(marked: Fraction, unmarked: Fraction, seed_corn: Fraction) -> Interval:
    """The part of all seed corn that is marked as something, and as much more as bears no such mark.

    Source: ours.
    """
    if not seed_corn:
        return Interval.exactly(0)
    value = marked / seed_corn
    return Interval(value=value, low=value, high=(marked + unmarked) / seed_corn)
