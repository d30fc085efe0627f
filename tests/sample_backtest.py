"""Backtests to show: a customer that grows, a check that never fails, one that cannot say, hostile names."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import Any, cast

from builders import NOW, policy, report
from seedcorn.background import PolicyStamp
from seedcorn.hindsight import Backtest, Every, Line
from seedcorn.model import Interval
from seedcorn.other_limits import tried
from seedcorn.report import Bound, Finding, Report, Unit
from seedcorn.rule import LevelLimits, Measure, Rule, judge
from seedcorn.shelf import take

TOP, RESERVE = "concentration.top-share", "seed.reserve"
WHOLE = "open backlog"
HOSTILE = {
    "acme": "a|b<!-- @everyone",
    "globex": "[linkage](https://zorble.example) ::error::x\x1b[31m",
}
NAMES = {"acme": "Acme", "globex": "Globex"}


def line(
    rule: str,
    values: str,
    *,
    scope: str = WHOLE,
    subject: str | None = None,
    given: Mapping[str, Any] | None = None,
    bound: Bound = Bound.CEILING,
    missing: str = "",
) -> Line:
    """A check that measured these percents, "-" where it could not say, "20-40" where that is not decided."""
    known = cast("Rule", take("seedcorn.rules", rule, "RULE"))
    limits = known.params.model_validate(given or {}).limits()
    about = partial(Measure, scope=scope, unit=Unit.SHARE, bound=bound, subject=subject)
    found = [_found(rule, each, about, limits) for each in values.split()]
    points = tuple(each[0] if each else None for each in found)
    return Line(rule=rule, scope=scope, points=points, missing=missing, tried=tried(found, limits))


def _found(rule: str, value: str, about: Callable[..., Measure], limits: LevelLimits) -> list[Finding]:
    if value == "-":
        return []
    low, _, high = value.partition("-")
    ends = Fraction(low) / 100, Fraction(high or low) / 100
    measured = Interval(value=ends[0], low=ends[0], high=ends[1])
    return [judge(rule, about(message="of it", measured=measured), limits)]


def growing(names: Mapping[str, str] = NAMES, *, name: str = "balanced", **top: str) -> Backtest:
    """Nine weeks in which Acme goes from 12 % to 45 %; `top` are limits of its check."""
    lines = (
        line("attribution.unknown-work", "2 4 8 12 10 6 6 4 4"),
        line(
            "concentration.top-share-of-all",
            "- - - - - - - - -",
            missing="needs 10 requested issues, found 3",
        ),
        line(
            TOP,
            "- 12 18 25 31 20-40 34 41 45",
            subject="acme",
            given=top or {"error": "30%", "warning": "20%"},
        ),
        line(RESERVE, "25 25 18 18 9 12 22 15 15", scope="milestone", bound=Bound.FLOOR),
    )
    return Backtest(
        report=last(names, name),
        dates=tuple(NOW - timedelta(weeks=weeks) for weeks in range(8, -1, -1)),
        lines=lines,
        since=NOW - timedelta(weeks=8),
        every=Every.WEEK,
        has_history=True,
        fewest=6,
        largest=Fraction(45, 100),
    )


def last(names: Mapping[str, str], name: str) -> Report:
    """The report of the last date, of which a backtest shows who is who and how it was read."""
    return replace(report((), policy()), policy=PolicyStamp(name=name), names=tuple(names.items()))
