"""Whether many want the same: what is left without one, what too few ask for, whose wishes are declined."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from seedcorn.metrics.concentration import share
from seedcorn.model import Interval


def survival(alone: Fraction, known: Fraction, unknown: Fraction, nameless: Fraction) -> Interval:
    """The part of the requested work that is still asked for without one customer: 1 - alone / known.

    `alone` is what only this customer asks for, `known` all that is requested, also the `nameless` part of
    it. Low: all of the unknown and the nameless is only this customer's; high: the unknown is all others'. Of
    no work all is left. Source: 37signals, "The biggest customer conundrum" (20:36), on strings attached; the
    formula is ours.
    """
    lost = share(alone, known, unknown, nameless)
    return Interval(value=1 - lost.value, low=1 - lost.high, high=1 - lost.low)


def thin_share(
    certain: Fraction, named: Fraction, more: Fraction, known: Fraction, unknown: tuple[Fraction, Fraction]
) -> Interval:
    """The part of the requested work that is in features which too few customers ask for; `known` is not 0.

    `certain` is requested in features where everything names somebody, `named` requested by somebody in
    others, `more` by nobody who is named in these; `unknown` is the unknown work in these and in
    all. Low: all the unknown is requested, and of whatever more could ask for more do; high: nobody else asks
    for it, and the unknown in such features is requested, no other. Source: ours.
    """
    theirs, everywhere = unknown
    return Interval(
        value=(certain + named) / known,
        low=certain / (known + everywhere),
        high=(certain + named + more + theirs) / (known + theirs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many requests were declined and how many done; of each, how many more it could be."""

    declined: int
    done: int
    more_declined: int = 0
    more_done: int = 0

    @property
    def all(self) -> int:
        """Those that are known of."""
        return self.declined + self.done


def turned_away(newcomers: Answered, largest: Answered) -> Interval:
    """How many times as often newcomers are declined as the largest customer.

    Nothing declined of the largest counts as one declined, so that there is a number; the truth is more. Both
    have something decided. The bounds are the extremes of what the undecided could add to either. Source: Sam
    McAfee, "The One Big Customer Trap", on turning new customers away; the formula is ours.
    """
    refused, theirs = tuple(_declined_shares(newcomers, 0)), tuple(_declined_shares(largest, 1))
    return Interval(
        value=refused[0] / theirs[0], low=min(refused) / max(theirs), high=max(refused) / min(theirs)
    )


def _declined_shares(one: Answered, least: int) -> Iterator[Fraction]:
    """The declined share, at least so many counting as declined: as it is known, then what it could be."""
    for declined in (0, min(1, one.more_declined), one.more_declined):
        for done in (0, one.more_done):
            yield Fraction(max(least, one.declined + declined), one.all + declined + done)
