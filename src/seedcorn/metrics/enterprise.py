"""Whom the work follows: those who buy or those who use, and how large those are who ask now."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from seedcorn.model import Customer, Interval


def users_part(users: Fraction, buyers: Fraction, unknown: Fraction) -> Interval:
    """Of what is marked by the role of who asks, the part that users ask for; unknown work could be either.

    0 of nothing. Source: ours; the idea is in 37signals, "The biggest customer conundrum" (10:29).
    """
    marked = users + buyers
    everything = marked + unknown
    if not everything:
        return Interval.exactly(0)
    return Interval(
        value=users / marked if marked else Fraction(0),
        low=users / everything,
        high=(users + unknown) / everything,
    )


def buys_what_it_uses(members: Iterable[Customer]) -> bool | None:
    """Whether those who buy are those who use, in all of a group that tells; None where none of it does."""
    told = [member.buyer_is_user for member in members if member.buyer_is_user is not None]
    return all(told) if told else None


def times_the_usual(asking: Sequence[int], others: Sequence[int], base: Sequence[int], more: int) -> Interval:
    """The median size of those who ask, over the median of the installed base, which is not 0.

    `others` are the sizes of those who do not ask by name, of whom up to `more` could: low, the smallest of
    them do; high, the largest. Sizes are numbers of employees; somebody asks, and there is a base. Source:
    Sam McAfee, "The One Big Customer Trap" (the idea: begin with small customers); the formula is ours.
    """
    ordered = sorted(others)
    few = range(min(more, len(ordered)) + 1)
    usual = _middle(base)
    return Interval(
        value=_middle(asking) / usual,
        low=min(_middle([*asking, *ordered[:some]]) for some in few) / usual,
        high=max(_middle([*asking, *ordered[len(ordered) - some :]]) for some in few) / usual,
    )


def _middle(sizes: Sequence[int]) -> Fraction:
    ordered = sorted(sizes)
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
