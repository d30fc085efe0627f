"""Two policies on the past of one backlog as a document: where they would have told otherwise."""

from collections.abc import Iterator, Sequence

from seedcorn.document import Block, Document, Fold, Heading, Line, Paragraph, Table, bold, bullets, said
from seedcorn.format import Look
from seedcorn.formats._backtest import counted, fired, limits, warnings
from seedcorn.formats._findings import level_word
from seedcorn.hindsight import Backtest
from seedcorn.hindsight import Line as Check
from seedcorn.hindsight_words import check_of, compared, day, headline, name_of
from seedcorn.report import Level
from seedcorn.words import count, sentence, shorten

LONGEST_NAME = 14
MOST_ROWS = 24
NOTHING = "–"
Pair = tuple[Backtest, Backtest]


def document(backtests: Pair, look: Look) -> Document:
    """Which would have failed first, and the checks whose dates differ."""
    return tuple(_blocks(backtests, look))


def _blocks(backtests: Pair, look: Look) -> Iterator[Block]:
    first, other = backtests
    yield Paragraph(line=bold(compared(backtests)))
    yield from warnings(first)
    if not first.report.partial:
        yield from _check_by_check(backtests)
    if not look.verbose:
        yield Heading(text="Next")
        yield bullets(
            (f"What other limits would have done, under {name_of(first)} and {name_of(other)}: --verbose",)
        )
    for each in backtests if look.verbose else ():
        yield Fold(summary=sentence(f"{name_of(each)} alone"), blocks=tuple(_alone(each, look)))
    yield Fold(summary="How this was counted", blocks=tuple(counted(first)))


def _check_by_check(backtests: Pair) -> Iterator[Block]:
    """The checks that fail on other dates under one than under the other, each at the gravest such level."""
    places = sorted({(line.rule, line.scope) for each in backtests for line in each.fired})
    levels = {place: _apart([each.line(*place) for each in backtests]) for place in places}
    rows = [_row(backtests, place, level) for place, level in levels.items() if level is not None]
    names = [shorten(name_of(each), LONGEST_NAME) for each in backtests]
    if rows:
        columns = [column for name in names for column in (name, f"{backtests[0].every}s", "now")]
        yield Paragraph(line=said("When each check failed first, on how many dates, and what it says now:"))
        yield Table(head=("check", *columns), rows=tuple(rows[:MOST_ROWS]), right=frozenset((2, 5)))
    if alike := len(places) - len(rows):
        yield Paragraph(line=said(f"{count(alike, 'check')} failed on the same dates under both."))


def _apart(lines: Sequence[Check | None]) -> Level | None:
    """The gravest level at which two checks fail on different dates; None where there is none."""
    for level in reversed(Level):
        dates = {line.fails(level) if line else None for line in lines}
        if len(dates) > 1 and any(dates):
            return level
    return None


def _row(backtests: Pair, place: tuple[str, str], level: Level) -> tuple[Line, ...]:
    lines = [each.line(*place) for each in backtests]
    known = next(line for line in lines if line is not None)
    told = (_cells(each, line, level) for each, line in zip(backtests, lines, strict=True))
    return said(f"{check_of(known)}, {level}"), *(cell for each in told for cell in each)


def _cells(backtest: Backtest, line: Check | None, level: Level) -> Iterator[Line]:
    if line is None:
        yield from (said("not checked"), said(NOTHING), said(NOTHING))
        return
    fails, now = line.fails(level), line.points[-1]
    yield said(day(backtest.dates[fails[0]]) if fails else "never")
    yield said(str(len(fails)))
    yield said(level_word(now) if now else "cannot say")


def _alone(backtest: Backtest, look: Look) -> Iterator[Block]:
    yield Paragraph(line=said(headline(backtest)))
    yield from fired(backtest, look)
    yield from limits(backtest, look)
