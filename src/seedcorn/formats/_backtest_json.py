"""A backtest for programs: what each check said on each date, with its number, and each limit tried."""

from seedcorn.formats._json_values import Value, bounds, instant, twins, written
from seedcorn.hindsight import Backtest, Line, Tried
from seedcorn.hindsight_words import compared, headline, standing
from seedcorn.report import Finding

VERSION = 1


def text(backtests: tuple[Backtest, ...]) -> str:
    """One or two backtests as one object, in ASCII, indented by two."""
    first, *others = backtests
    told = compared((first, others[0])) if others else headline(first)
    backtested: list[Value] = [_backtest(each) for each in backtests]
    return written({"version": VERSION, "headline": told, "backtests": backtested})


def _backtest(backtest: Backtest) -> dict[str, Value]:
    report = backtest.report
    return {
        "headline": headline(backtest),
        "standing": standing(backtest),
        "policy": report.policy.name,
        "sources": list(report.sources),
        "complete": backtest.complete,
        "public": report.public,
        "has_history": backtest.has_history,
        "since": instant(backtest.since),
        "every": backtest.every.value,
        "fail_on": report.fail_on.value,
        "dates": [instant(date) for date in backtest.dates],
        "fails": _days(backtest, backtest.fails),
        "names": dict(report.names),
        "checks": [_check(backtest, line) for line in backtest.lines],
    }


def _check(backtest: Backtest, line: Line) -> dict[str, Value]:
    return {
        "rule": line.rule,
        "scope": line.scope,
        "gravest": line.gravest.value if line.gravest else None,
        "fails": _days(backtest, line.fails()),
        "passes": len(line.passes),
        "undecided": len(line.undecided),
        "silent": len(line.silent),
        "missing": line.missing,
        "points": [_point(found) for found in line.points],
        "limits": [_tried(backtest, one) for one in line.tried],
    }


def _point(found: Finding | None) -> Value:
    """One date; null where the check could not say."""
    if found is None:
        return None
    return {
        "kind": found.kind.value,
        "level": found.level.value if found.level else None,
        "scope": found.scope,
        "subject": found.subject,
        "measured": bounds(found.measured) if found.measured else None,
        "unit": found.unit.value,
        "bound": found.bound.value,
    }


def _tried(backtest: Backtest, one: Tried) -> dict[str, Value]:
    return {
        **twins("limit", one.limit),
        "level": one.level.value if one.level else None,
        "fails": _days(backtest, one.fails),
        "undecided": len(one.undecided),
    }


def _days(backtest: Backtest, dates: tuple[int, ...]) -> dict[str, Value]:
    """How many dates, and the first and the last of them."""
    first, last = (backtest.dates[date] for date in (dates[0], dates[-1])) if dates else (None, None)
    return {
        "dates": len(dates),
        "first": instant(first) if first else None,
        "last": instant(last) if last else None,
    }
