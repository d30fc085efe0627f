"""What a backtest comes to, in sentences: when it would have failed first, what fails now, what next."""

from collections.abc import Iterator
from datetime import datetime

from seedcorn.figures import figure
from seedcorn.headline import OPEN_BACKLOG, TOP_SHARE, customer_name, place
from seedcorn.headline import headline as incomplete
from seedcorn.hindsight import Backtest, Line, stretches
from seedcorn.report import Finding, Level
from seedcorn.words import count, plain, shorten

_COMPLETED = "completed "
_DAYS, _WEEKS, _MONTHS = 14, 63, 730  # below these many days it is told in days, weeks, months; else years
_NEARLY_ALWAYS = 9, 10
_ENOUGH = 4  # a check that was judged on fewer than every fourth date is not blamed for failing on most
_FEW = 3


def headline(backtest: Backtest) -> str:
    """When it would have failed first and since when it does, in a sentence."""
    report = backtest.report
    if report.partial:
        return incomplete(report)
    lead = f"Under {name_of(backtest)} this backlog would"
    judged = tuple(line for line in backtest.lines if any(line.points))
    if not judged:
        return f"{lead} not have been judged on any of {dates_of(backtest)}: there was too little to judge."
    if not backtest.fails:
        return f"{lead} have failed on none of {dates_of(backtest)} since {day(backtest.dates[0])}."
    since = _since(backtest, backtest.fails, "something fails")
    return f"{lead} have failed first on {_first(backtest)}; {since}."


def standing(backtest: Backtest) -> str:
    """What fails now: whose roadmap it is, else what has failed for longest, unless it was the first.

    Where nothing ever failed it is what was warned of; empty where there is nothing to add.
    """
    if backtest.report.partial or not backtest.fails:
        return "" if backtest.report.partial else _warned(backtest)
    last, level = len(backtest.dates) - 1, backtest.report.fail_on
    failing = [line for line in backtest.lines if last in line.fails(level)]
    if not failing:
        return ""
    line = min(failing, key=lambda each: (*_importance(each)[:2], stretches(each.fails(level))[-1].first))
    dates, found = line.fails(level), line.points[last]
    if dates[0] == backtest.fails[0] or found is None:
        return ""
    first = backtest.dates[dates[0]]
    lead = f"{check_of(line)} fails now ({fact_of(backtest, found)})"
    before = f", {ago(first, backtest.dates[-1])} before now" if dates[0] != last else ""
    return f"{lead}: first on {day(first)}{before}, {_since(backtest, dates)}."


def name_of(backtest: Backtest) -> str:
    """The policy by its name, safe to show."""
    return shorten(plain(backtest.report.policy.name), 60) or "this policy"


def day(moment: datetime) -> str:
    """A date as everywhere: "2025-03-03"."""
    return f"{moment:%Y-%m-%d}"


def dates_of(backtest: Backtest) -> str:
    """How many dates there are: "103 weeks"."""
    return count(len(backtest.dates), backtest.every.value)


def check_of(line: Line) -> str:
    """A check by its rule and, if it is not the open backlog, the kind of scope."""
    if line.scope == OPEN_BACKLOG:
        return line.rule
    scope = "completed" if line.scope.startswith(_COMPLETED) else place(line.scope)
    return f"{line.rule} ({scope})"


def fact_of(backtest: Backtest, found: Finding) -> str:
    """Whose or what number, and the number: "Acme at 31.2 %", "milestone 2.0 at 6 %"."""
    who = customer_name(backtest.report, found.subject) if found.subject is not None else place(found.scope)
    number = figure(found)
    return f"{who} at {number}" if number else who


def since_of(backtest: Backtest, dates: tuple[int, ...]) -> str:
    """Since when dates go on without a break until now; empty where they do not."""
    runs = stretches(dates)
    return day(backtest.dates[runs[-1].first]) if runs and _is_now(backtest, runs[-1].last) else ""


def ago(earlier: datetime, later: datetime) -> str:
    """How long lies between, in the unit that people would take: "9 months"."""
    days = (later - earlier).days
    if days < _DAYS:
        return count(days, "day")
    if days < _WEEKS:
        return count(days // 7, "week")
    if days < _MONTHS:
        return count(round(days / 30.44), "month")
    return count(round(days / 365.25), "year")


def next_steps(backtest: Backtest) -> Iterator[str]:
    """What to do with it: look at the first failure, and at limits that say too much."""
    if backtest.report.partial:
        yield "Read the backlog whole, then try again: seedcorn doctor says what is in the way."
        return
    if backtest.fails:
        first = day(backtest.dates[backtest.fails[0]])
        audit = f"seedcorn audit --as-of {first} --policy-of-today"
        yield f"See what the first failure was made of, with the same sources: {audit}"
    often = [check_of(line) for line in backtest.fired if _is_nearly_always(line)]
    if often:
        yield (
            f"Look first at what fails on nearly every date that it was judged on: {_few(often)}. Either the"
            " limit is too strict, or what it says is real and still there: decide which."
        )
    if backtest.fired:
        yield (
            "Take a limit from the table into the policy (rules: {RULE: {LEVEL: LIMIT}}) and try it here:"
            " --against seedcorn.yml"
        )


def compared(backtests: tuple[Backtest, Backtest]) -> str:
    """Which of two would have failed first, and on how many dates each."""
    one, other = sorted(backtests, key=lambda each: each.fails[:1] or (len(each.dates),))
    if not one.fails:
        return f"Neither {name_of(one)} nor {name_of(other)} would have failed on any of {dates_of(one)}."
    lead = (
        f"Under {name_of(one)} this backlog would have failed on {len(one.fails)} of {dates_of(one)},"
        f" first on {_first(one)}"
    )
    if not other.fails:
        return f"{lead}; under {name_of(other)} never."
    first = one.dates[one.fails[0]], other.dates[other.fails[0]]
    if first[0] == first[1]:
        return f"{lead}; under {name_of(other)} on {len(other.fails)}, first on the same date."
    return f"{lead}; under {name_of(other)} on {len(other.fails)}, first {ago(*first)} later ({_why(other)})."


def _first(backtest: Backtest) -> str:
    first = backtest.dates[backtest.fails[0]]
    before = f", {ago(first, backtest.dates[-1])} before now" if first != backtest.dates[-1] else ""
    return f"{day(first)} ({_why(backtest)}){before}"


def _why(backtest: Backtest) -> str:
    """What failed first of all; whose roadmap it is before anything else on the same date."""
    date, level = backtest.fails[0], backtest.report.fail_on
    failing = [line for line in backtest.lines if date in line.fails(level)]
    line = min(failing, key=_importance)
    found = line.points[date]
    return f"{line.rule}, {fact_of(backtest, found)}" if found else line.rule


def _importance(line: Line) -> tuple[bool, bool, str, str]:
    return line.rule != TOP_SHARE, line.scope != OPEN_BACKLOG, line.rule, line.scope


def _since(backtest: Backtest, dates: tuple[int, ...], what: str = "it fails") -> str:
    """Since when without a break; else when for the last time."""
    if since := since_of(backtest, dates):
        if len(dates) == 1:
            return "that is now"
        begun = stretches(dates)[-1].first == dates[0]
        return f"{what} on every date since" if begun else f"since {since} without a break"
    return f"for the last time on {day(backtest.dates[dates[-1]])}; now nothing does"


def _warned(backtest: Backtest) -> str:
    """What was found of lesser levels, where nothing failed."""
    warned = [line for line in backtest.fired if line.gravest is not Level.ERROR]
    if not warned:
        return ""
    first = min(warned, key=lambda line: line.fails()[0])
    date = first.fails()[0]
    found = first.points[date]
    what = fact_of(backtest, found) if found else ""
    return f"It would have been warned first on {day(backtest.dates[date])} ({first.rule}, {what})."


def _is_nearly_always(line: Line) -> bool:
    judged = len(line.points) - len(line.silent)
    part, whole = _NEARLY_ALWAYS
    return len(line.fails()) * whole >= judged * part and judged * _ENOUGH >= len(line.points) > 1


def _is_now(backtest: Backtest, date: int) -> bool:
    return date == len(backtest.dates) - 1


def _few(checks: list[str]) -> str:
    left = len(checks) - _FEW
    return ", ".join(checks[:_FEW]) + (f" and {left} more" if left > 0 else "")
