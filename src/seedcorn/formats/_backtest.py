"""A backtest as a document: the answer, what failed when, what other limits would have done, what next."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from seedcorn.document import (
    Block,
    Document,
    Fold,
    Heading,
    Line,
    Paragraph,
    Table,
    bold,
    bullets,
    said,
)
from seedcorn.figures import figure
from seedcorn.format import Look
from seedcorn.formats import _phrases as phrases
from seedcorn.formats._course import course
from seedcorn.formats._findings import level_word
from seedcorn.hindsight import Backtest, Every, Tried, stretches
from seedcorn.hindsight import Line as Check
from seedcorn.hindsight_words import (
    check_of,
    dates_of,
    day,
    headline,
    next_steps,
    since_of,
    standing,
)
from seedcorn.report import Bound, Finding, Level, Unit
from seedcorn.words import count, limit, plain, shorten

NOTHING = "–"
MOST_ROWS = 12
MOST_CHECKS = 4
MOST_TEXT = 200


def document(backtest: Backtest, look: Look) -> Document:
    """One policy on the past of one backlog."""
    return tuple(_blocks(backtest, look))


def _blocks(backtest: Backtest, look: Look) -> Iterator[Block]:
    yield Paragraph(line=bold(headline(backtest)))
    if also := standing(backtest):
        yield Paragraph(line=said(also))
    yield from warnings(backtest)
    if not backtest.report.partial:
        yield from fired(backtest, look)
        yield from limits(backtest, look)
    yield from _next(backtest)
    yield Fold(summary="How this was counted", blocks=tuple(counted(backtest)))


def warnings(backtest: Backtest) -> Iterator[Block]:
    """What makes the dates less sure than they look: what was not read, and labels of today."""
    told = [gap for gap, _ in phrases.gap_lines(backtest.report)]
    if backtest.is_cut:
        told.append("Some of what happened to the issues could not be read: what is missing counts as today.")
    elif not backtest.has_history:
        told.append(
            "No history was read: issues count from creation to closing with the labels and milestones that"
            " they have today. “seedcorn snapshot --history” reads those of each date."
        )
    if told:
        yield bullets(told)


def fired(backtest: Backtest, look: Look) -> Iterator[Block]:
    """The checks that failed at the level that counts, then those that only warned."""
    loud = [line for line in backtest.fired if _is_loud(backtest, line)]
    for title, lines in (("What failed", loud), ("What warned", [*backtest.fired[len(loud) :]])):
        if lines:
            yield Heading(text=title)
            yield Table(
                head=("check", "first", f"{backtest.every}s", "longest run", "now", "course"),
                rows=tuple(_row(backtest, line, look) for line in lines[:MOST_ROWS]),
                right=frozenset((2, 3)),
            )
        if more := _left(len(lines), MOST_ROWS, "other check"):
            yield Paragraph(line=said(more))


def _is_loud(backtest: Backtest, line: Check) -> bool:
    return line.gravest is not None and line.gravest.rank >= backtest.report.fail_on.rank


def _row(backtest: Backtest, line: Check, look: Look) -> tuple[Line, ...]:
    """A check at the gravest level that it failed at."""
    fails = line.fails(line.gravest) if line.gravest else ()
    return (
        said(check_of(line)),
        said(day(backtest.dates[fails[0]])),
        said(str(len(fails))),
        said(str(max(run.dates for run in stretches(fails)))),
        said(_now(backtest, line, fails)),
        said(course(line.values, _bound(line), look)),
    )


def _now(backtest: Backtest, line: Check, fails: tuple[int, ...]) -> str:
    """Since when it fails so without a break, else what it says now."""
    since, found = since_of(backtest, fails), line.points[-1]
    return f"since {since}" if since else level_word(found) if found else "cannot say"


def _bound(line: Check) -> Bound:
    return next((found.bound for found in line.points if found), Bound.CEILING)


def limits(backtest: Backtest, look: Look) -> Iterator[Block]:
    """Other limits for the checks that failed; for those that only warned where more is wished for."""
    told = [line for line in backtest.fired if any(one.level is None for one in line.tried)]
    loud = [line for line in told if _is_loud(backtest, line)][:MOST_CHECKS] or told[:MOST_CHECKS]
    shown = told[:MOST_ROWS] if look.verbose else loud
    if not shown:
        return
    yield Heading(text="What other limits would have done")
    yield _table(backtest, shown)
    if more := _left(len(told), len(shown), "other check"):
        yield Paragraph(line=said(f"{more}{'' if look.verbose else ': --verbose'}"))


def _table(backtest: Backtest, lines: Iterable[Check]) -> Table:
    return Table(
        head=("check", "limit", "first", f"{backtest.every}s", "undecided"),
        rows=tuple(row for line in lines for row in _tried(backtest, line)),
        right=frozenset((3, 4)),
    )


def _tried(backtest: Backtest, line: Check) -> Iterator[tuple[Line, ...]]:
    """The rows of one check, its name beside the first; the policy's own limits in bold."""
    found = next(one for one in line.points if one)
    for place, one in enumerate(line.tried):
        look = said if one.level is None else bold
        yield (
            said("" if place else check_of(line)),
            look(_limit(one, found)),
            look(day(backtest.dates[one.fails[0]]) if one.fails else "never"),
            look(str(len(one.fails))),
            said(str(len(one.undecided)) if one.undecided else NOTHING),
        )


def _limit(one: Tried, found: Finding) -> str:
    word = "at least " if found.bound is Bound.FLOOR else "at most "
    number = limit(one.limit, found.unit) + (" points" if found.unit is Unit.POINTS else "")
    return f"{word}{number}{f' ({one.level})' if one.level else ''}"


def _next(backtest: Backtest) -> Iterator[Block]:
    if steps := tuple(next_steps(backtest)):
        yield Heading(text="Next")
        yield bullets(steps)


def counted(backtest: Backtest) -> Iterator[Block]:
    """Which dates, by what each was judged, and what every check said on how many of them."""
    first, last = backtest.dates[0], backtest.dates[-1]
    apart = "a week" if backtest.every is Every.WEEK else "a month"
    later = "; the first issue is of that day" if backtest.since < first and _is_short(backtest) else ""
    lines = (
        f"{dates_of(backtest)}: {day(first)} to {day(last)}, {apart} apart{later}.",
        _judged(backtest),
        _never(backtest),
        *_mute(backtest),
        phrases.counting_lines(backtest.report)[-1],
    )
    yield bullets(filter(None, lines))
    yield _verdicts(backtest)
    yield Paragraph(line=said(phrases.policy_name(backtest.report)))


def _judged(backtest: Backtest) -> str:
    """By what each date is judged, and what counts as failed."""
    level = backtest.report.fail_on
    above = "" if level is Level.ERROR else " or above"
    return (
        "Each date is judged by today's policy and register, without waivers and baseline. A check failed on"
        f" a date where its worst finding did; the first sentence counts what fails as {level}{above}."
    )


def _is_short(backtest: Backtest) -> bool:
    """Whether the dates begin later than they would for their distance alone."""
    return (backtest.dates[0] - backtest.since).days > (7 if backtest.every is Every.WEEK else 31)


def _never(backtest: Backtest) -> str:
    """What was judged and never failed, with how near it came."""
    quiet = [f"{check_of(line)}{_nearest(line)}" for line in backtest.quiet[:MOST_ROWS]]
    more = _left(len(backtest.quiet), MOST_ROWS, "other")
    return f"Never failed: {', '.join(filter(None, (*quiet, more)))}." if quiet else ""


def _nearest(line: Check) -> str:
    found = [one for one in line.points if one and one.measured]
    if not found:
        return ""
    best = min if _bound(line) is Bound.FLOOR else max
    nearest = best(found, key=lambda one: one.measured.value if one.measured else Fraction(0))
    number = figure(nearest)
    return f" ({number} at worst)" if number else ""


def _mute(backtest: Backtest) -> Iterator[str]:
    for line in backtest.mute[:MOST_ROWS]:
        why = shorten(plain(line.missing), MOST_TEXT)
        yield f"{check_of(line)} could not say on any date{f': {why}' if why else ''}."


def _verdicts(backtest: Backtest) -> Table:
    """On how many dates each check said what; what it could not say is in neither of the first two."""
    told = (*backtest.fired, *backtest.quiet)[: 2 * MOST_ROWS]
    return Table(
        head=("check", "failed", "passed", "undecided", "cannot say"),
        rows=tuple(
            (said(check_of(line)), *(said(str(len(dates))) for dates in _parts(line))) for line in told
        ),
        right=frozenset((1, 2, 3, 4)),
    )


def _parts(line: Check) -> tuple[tuple[int, ...], ...]:
    return line.fails(), line.passes, line.undecided, line.silent


def _left(total: int, shown: int, what: str) -> str:
    return f"and {count(total - shown, what)}" if total > shown else ""
