"""Who of a team works for one customer nearly alone, and how many answers it takes to know."""

from collections.abc import Iterable
from fractions import Fraction

from seedcorn.metrics.settling import fewest_to_settle
from seedcorn.model import Interval

Efforts = tuple[tuple[Fraction, int], ...]


def works_for_one(part: Fraction, effort: Fraction, most: Fraction) -> bool:
    """Whether more than `most` of somebody's effort is for one customer; exactly as much is not.

    Source: Sam McAfee, "The One Big Customer Trap": a team that becomes one more supplier of its customer.
    """
    return part > most * effort


def part_of_people(certain: int, possible: int, everybody: int) -> Interval:
    """The part of the people whom something holds for, and for whom it could; of nobody 0. Source: ours."""
    if not everybody:
        return Interval.exactly(0)
    value = Fraction(certain, everybody)
    return Interval(value=value, low=value, high=Fraction(possible, everybody))


def people_to_settle(certain: int, possible: int, everybody: int, limit: Fraction) -> int:
    """Of how many people it has to become known whether it holds for them, so that a part of them is decided.

    It is over the limit once more than `limit` of everybody are certain, and keeps it once no more are
    possible. Source: ours.
    """
    allowed = limit * everybody // 1
    return int(max(0, min(allowed + 1 - certain, possible - allowed)))


def answers_of_one(part: Fraction, effort: Fraction, unnamed: Efforts, most: Fraction) -> int:
    """The fewest issues that have to be answered to know whether somebody works for one customer alone.

    `effort` is not 0. Source: ours.
    """
    could_be = part + sum((size * issues for size, issues in unnamed), Fraction(0))
    measured = Interval(value=part / effort, low=part / effort, high=could_be / effort)
    return fewest_to_settle(unnamed, measured, most)


def fewest_answers(of_each: Iterable[int], people: int) -> int:
    """The answers for as many people as it takes, those first who take few. Source: ours."""
    return sum(sorted(of_each)[:people])


def risen(before: Interval, now: Interval) -> Interval:
    """By how much something is more now than it was; less than nothing where it is less. Source: ours."""
    return Interval(value=now.value - before.value, low=now.low - before.high, high=now.high - before.low)
