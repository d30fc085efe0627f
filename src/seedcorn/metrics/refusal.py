"""How often requests are declined, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from seedcorn.metrics.chance import wilson_ends
from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.model import Interval

Estimates: TypeAlias = Sequence[tuple[Fraction, Fraction, int]]
"""(effort as planned, effort now, how many issues) of one issue each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """So many requests that were declined, and so many that were done."""

    declined: int = 0
    done: int = 0

    @property
    def all(self) -> int:
        """Everything that was decided."""
        return self.declined + self.done

    @property
    def rate(self) -> Fraction:
        """The part that was declined, 0 of nothing."""
        return Fraction(self.declined, self.all) if self.all else Fraction(0)


def wilson(decided: Decided) -> Interval:
    """The part that was declined, and Wilson's 95 % interval for what it is in the long run; 0 to 1 of none.

    Source: `chance.wilson_ends`.
    """
    low, high = wilson_ends(decided.rate, decided.all)
    return Interval(value=decided.rate, low=low, high=high)


def times_as_often(mine: Decided, others: Decided, unnamed: Decided) -> Interval:
    """How many times as often others are declined as one customer is at the most.

    The others' rate, over the upper end of Wilson's interval for this customer's. `unnamed` is what anybody
    could have asked for: low, its declined part is this customer's and the rest the others'; high, the other
    way round. Above 1 this customer hears no more seldom than the others, and chance does not explain it.
    Source: ours; the interval is Wilson's (1927).
    """
    kept = Decided(declined=others.declined, done=others.done + unnamed.done)
    heard = Decided(declined=mine.declined + unnamed.declined, done=mine.done)
    refused = Decided(declined=others.declined + unnamed.declined, done=others.done)
    spared = Decided(declined=mine.declined, done=mine.done + unnamed.done)
    return Interval(
        value=others.rate / wilson(mine).high,
        low=kept.rate / wilson(heard).high,
        high=refused.rate / wilson(spared).high,
    )


def worst_of(parts: Iterable[Interval]) -> Interval:
    """The largest of several numbers, and what the largest could be; there is at least one. Source: ours.

    Its low end is the highest of their low ends: then one of them is over for certain, whichever it is.
    """
    found = tuple(parts)
    return Interval(
        value=max(part.value for part in found),
        low=max(part.low for part in found),
        high=max(part.high for part in found),
    )


def most_of_one(issues: int, unnamed: int) -> Interval:
    """The most issues that are one customer's, where so many others could be its too. Source: ours."""
    return Interval(value=Fraction(issues), low=Fraction(issues), high=Fraction(issues + unnamed))


def times_as_large(planned: Fraction, now: Fraction, unnamed: Estimates, lacking: int) -> Interval:
    """How many times as large the estimates of a customer are as planned, and what it could be.

    `unnamed` are (planned, now, how many issues) of what could be this customer's too, each planned above 0.
    Low and high are the least and the most that any of them can make of it. Somebody to be judged lacks so
    many issues: low and value are 0 then, and high counts as many of the unnamed as it takes; 0 where there
    are not so many. Source: ours.
    """
    if lacking > sum(issues for _, _, issues in unnamed):
        return Interval.exactly(0)
    high = _most(planned, now, unnamed, lacking)
    if lacking > 0 or not planned:
        return Interval(value=Fraction(0), low=Fraction(0), high=high)
    shrunk = [(after, before, issues) for before, after, issues in unnamed]
    low = 1 / _most(now, planned, shrunk, 0) if now else Fraction(0)
    return Interval(value=now / planned, low=low, high=high)


def _most(planned: Fraction, now: Fraction, unnamed: Estimates, lacking: int) -> Fraction:
    """The largest ratio of sums that some of these can make, of so many at least.

    Dinkelbach's method: all those that raise a ratio make the next, until none does.
    """
    most, ratio = Fraction(-1), now / planned if planned and lacking <= 0 else Fraction(0)
    while ratio > most:
        most = ratio
        gains = sorted(((after - most * before, before, after, many) for before, after, many in unnamed))
        sums, left = [planned, now], lacking
        for gain, before, after, many in reversed(gains):
            taken = many if gain > 0 else max(0, min(many, left))
            sums, left = [sums[0] + taken * before, sums[1] + taken * after], left - taken
        ratio = sums[1] / sums[0] if sums[0] else Fraction(0)
    return most


def fewest_about_growth(
    customers: Iterable[tuple[Fraction, Fraction]], unnamed: Estimates, limit: Fraction
) -> int:
    """The fewest unnamed issues whose answer could decide whether estimates are over a limit for anybody.

    Each moves what a customer is over by as far as it is itself away from the limit; what is over by most is
    what has to be decided. Source: ours.
    """
    over = max((now - limit * planned for planned, now in customers), default=Fraction(0))
    away = [(after - limit * before, issues) for before, after, issues in unnamed]
    up = sum((gain * issues for gain, issues in away if gain > 0), Fraction(0))
    down = sum((-gain * issues for gain, issues in away if gain < 0), Fraction(0))
    efforts = sorted(((abs(gain), issues) for gain, issues in away), reverse=True)
    found = fewest_to_settle(efforts, Interval(value=over, low=over - down, high=over + up), Fraction(0))
    return max(1, found)
