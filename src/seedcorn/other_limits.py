"""What stricter and looser limits would have done with the numbers of the past; `judge` compares them all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from seedcorn.hindsight import Tried
from seedcorn.report import Bound, Finding, Level, Unit, Verdict
from seedcorn.rule import LevelLimits, Measure, judge

Dates = Sequence[Sequence[Finding]]  # what was found on each date
_STEPS = {Unit.SHARE: Fraction(5, 100), Unit.POINTS: Fraction(100), Unit.INDEX: Fraction(5, 100)}
_FINE = {Unit.SHARE: Fraction(1, 100), Unit.POINTS: Fraction(10), Unit.INDEX: Fraction(1, 100)}
_TWICE = 2


def tried(dates: Dates, limits: LevelLimits) -> tuple[Tried, ...]:
    """The limits as they are, and those that would have told otherwise, the loosest first.

    Those are round numbers, stepwise of 5 %, 100 points or 1: the strictest that never fires, one that fires
    half as often as the gravest limit, one that fires twice as often as the mildest. Of two that come to the
    same only one is told.
    """
    found = next((one for each in dates for one in each if one.measured is not None), None)
    if found is None or not limits:
        return ()
    as_they_are = [replace(_tried(dates, limit), level=level) for level, limit in limits]
    worst = sorted((each for each in map(_worst, dates) if each is not None), reverse=True)
    others = (_tried(dates, limit) for limit in _telling(worst, as_they_are, found))
    told = _different((*as_they_are, *others))
    return tuple(sorted(told, key=lambda one: _side(one.limit, found.bound), reverse=True))


def _tried(dates: Dates, limit: Fraction) -> Tried:
    """The dates on which a limit would have been broken by anything that was found."""
    kinds = [{_would(one, limit) for one in each} for each in dates]
    fails = tuple(date for date, kind in enumerate(kinds) if Verdict.FAIL in kind)
    unsure = (date for date, kind in enumerate(kinds) if Verdict.OPEN in kind and Verdict.FAIL not in kind)
    return Tried(limit=limit, fails=fails, undecided=tuple(unsure))


def _would(found: Finding, limit: Fraction) -> Verdict:
    if found.measured is None:
        return Verdict.NOT_APPLICABLE
    measure = Measure(
        scope=found.scope,
        message=found.message,
        measured=found.measured,
        unit=found.unit,
        bound=found.bound,
    )
    return judge(found.rule, measure, ((Level.ERROR, limit),)).kind


def _side(number: Fraction, bound: Bound) -> Fraction:
    """The number as one of which larger is worse and a larger limit looser; and from there back."""
    return -number if bound is Bound.FLOOR else number


def _worst(each: Sequence[Finding]) -> Fraction | None:
    """Which limit everything on a date just keeps to in its kindest reading, larger is worse."""
    kindest = (
        -one.measured.high if one.bound is Bound.FLOOR else one.measured.low for one in each if one.measured
    )
    return max(kindest, default=None)


def _telling(worst: Sequence[Fraction], known: Sequence[Tried], found: Finding) -> Iterator[Fraction]:
    """Round limits that fire never, half as often as the gravest one and twice as often as the mildest."""
    sides = _sides(worst, known[0], known[-1], _step(found, known[-1].limit))
    limits = (_side(each, found.bound) for each in sides)
    yield from (limit for limit in limits if _means_something(limit, found))


def _sides(worst: Sequence[Fraction], gravest: Tried, mildest: Tried, step: Fraction) -> Iterator[Fraction]:
    if gravest.fails:
        yield ceil(worst[0] / step) * step
        yield ceil(worst[len(gravest.fails) // _TWICE] / step) * step
    if len(mildest.fails) < len(worst):
        often = min(max(len(mildest.fails) * _TWICE, 1), len(worst))
        yield (ceil(worst[often - 1] / step) - 1) * step


def _step(found: Finding, limit: Fraction) -> Fraction:
    """How far round limits lie apart: finer ones beside a limit that is small."""
    coarse = _STEPS.get(found.unit, Fraction(1))
    return coarse if limit >= 2 * coarse else _FINE.get(found.unit, Fraction(1))


def _means_something(limit: Fraction, found: Finding) -> bool:
    """Whether a policy can say it, and any number at all could break it."""
    highest = {Unit.SHARE: Fraction(1), Unit.INDEX: Fraction(1), Unit.POINTS: Fraction(10_000)}.get(
        found.unit
    )
    is_floor = found.bound is Bound.FLOOR
    return (limit > 0 if is_floor else limit >= 0) and (
        highest is None or (limit <= highest if is_floor else limit < highest)
    )


def _different(limits: Sequence[Tried]) -> Iterator[Tried]:
    """Those of the policy, and of the others the first that comes to something else."""
    seen: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    for one in limits:
        outcome = one.fails, one.undecided
        if one.level is not None or outcome not in seen:
            yield one
        seen.add(outcome)
