"""Simulated trackers, as counts: who asked for something new in each week, and what was open at its end.

Ten requests come in each week, at random moments of it, each some customer's by chance. Each is open for a
random time, exponential with a mean of so many weeks, whoever wants it. A tracker runs for `BEFORE` weeks
until anybody looks: longer than issues live, and than rules look back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp
from random import Random

A_YEAR = 52
BEFORE = 117
A_WEEK = 10  # requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """New and open requests of each customer by the week; `all_open` of all."""

    new: tuple[tuple[int, ...], ...]
    open: tuple[tuple[int, ...], ...]
    all_open: tuple[int, ...]


def tracker(luck: Random, mean_life: float, weeks: int, chances: Callable[[int], Sequence[float]]) -> Tracker:
    """One tracker; `chances` are those of each customer to be who wants a request, in a week."""
    customers = len(chances(0))
    new, steps = [[0] * weeks for _ in range(customers)], [[0] * (weeks + 1) for _ in range(customers)]
    for week in range(weeks):
        for customer in luck.choices(range(customers), chances(week), k=A_WEEK):
            new[customer][week] += 1
            closed = week + ceil(luck.random() + luck.expovariate(1 / mean_life)) - 1
            steps[customer][week] += 1
            steps[customer][min(closed, weeks)] -= 1
    counts = tuple(tuple(accumulate(each[:weeks])) for each in steps)
    return Tracker(
        new=tuple(map(tuple, new)), open=counts, all_open=tuple(map(sum, zip(*counts, strict=True)))
    )


def fair(customers: int) -> Callable[[int], Sequence[float]]:
    """All customers alike, always."""
    return lambda week: [1.0] * customers


def sliding(share: Callable[[int], float], customers: int = 25) -> Callable[[int], Sequence[float]]:
    """The first customer has so much of the new requests of a week, and the others the rest, all alike."""

    def chances(week: int) -> Sequence[float]:
        one = min(1.0, max(0.0, share(week)))
        return [one, *[(1 - one) / (customers - 1)] * (customers - 1)]

    return chances


def line(first: float, last: float) -> Callable[[int], float]:
    """A share that goes evenly from one number to another in the year after `BEFORE`."""
    return lambda week: first + (last - first) * min(max(week - BEFORE + 1, 0), A_YEAR) / A_YEAR


def drawn_by(expected: Callable[[int], float], mean_life: float) -> Callable[[int], float]:
    """The share of the new requests with which the expected share of the open ones is as wanted.

    Of what is open, a part s = exp(-1 / mean life) stays for a week, whoever wants it, and what is new makes
    up for the rest; so the open share p of a week is s times that of the week before and 1 - s times the new.
    """
    stays = exp(-1 / mean_life)
    return lambda week: (expected(week) - stays * expected(week - 1)) / (1 - stays)


def first_at(share: float, drawn: Callable[[int], float], mean_life: float) -> int:
    """In which week after `BEFORE` the expected share of the open requests has come to so much."""
    stays, is_open, week = exp(-1 / mean_life), drawn(0), 0
    while is_open < share:
        week += 1
        is_open = stays * is_open + (1 - stays) * drawn(week)
    return week - BEFORE + 1
