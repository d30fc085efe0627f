"""The customers of a page: a row each with a bar from 0 to 100 %, and the kinds of work in one bar."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from seedcorn.formats._bars import drawn, legend
from seedcorn.formats._phrases import largest
from seedcorn.headline import share_limit, shown_name, whales
from seedcorn.model import Interval
from seedcorn.report import CustomerShare, Report
from seedcorn.unread import is_partly
from seedcorn.words import count, percent, span

MOST_SEEN = 12
MOST_NAMED = 50
WHOLE = 1000  # how long a bar is that is all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A share as three lengths of `WHOLE`: certain, by the labels so far, and what could be."""

    low: int
    value: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One customer, or those that are folded: a name, a bar unless there are several, and numbers."""

    name: str
    cells: tuple[str, ...]
    bar: Bar | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """The rows to see at once and to unfold; `head` are titles of numbers, `mark` is where the limit is."""

    head: tuple[str, ...]
    seen: tuple[Row, ...]
    folded: tuple[Row, ...]
    legend: tuple[tuple[str, str], ...]
    mark: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of work in the bar of all open issues; `start` and `width` in parts of `WHOLE`."""

    name: str
    colour: str
    issues: int
    start: int
    width: int


def customers(report: Report) -> Customers:
    """Who asks for how much, the largest first, and the rest of very many in one row."""
    known = report.attribution.customers
    named, rest = largest(known, MOST_NAMED)
    over, mark = whales(report), share_limit(report)
    rows = [_row(report, one, mark, is_over=one.id in over) for one in named]
    rows += [_rest(report, rest)] if rest else []
    seen = len(rows) if len(rows) <= MOST_SEEN else MOST_SEEN - 2
    return Customers(
        head=_head(report),
        seen=tuple(rows[:seen]),
        folded=tuple(rows[seen:]),
        legend=tuple(_legend(report, mark)),
        mark=None if mark is None else _length(mark),
    )


def kinds(report: Report) -> tuple[Kind, ...]:
    """The four kinds of work, those that there are."""
    counts = report.attribution
    issues = (
        ("requested", "customer", counts.requested_issues),
        ("the team's own", "own", counts.own_issues),
        ("seed corn, asked for by nobody yet", "seed-corn", counts.seed_corn_issues),
        ("unknown", "unknown", counts.unknown_issues),
    )
    total = sum(each for _, _, each in issues)
    return tuple(_kinds(issues, total)) if total else ()


def _kinds(issues: tuple[tuple[str, str, int], ...], total: int) -> Iterator[Kind]:
    before = 0
    for name, colour, many in issues:
        start, end = (_length(Fraction(each, total)) for each in (before, before + many))
        before += many
        if many:
            yield Kind(name=name, colour=colour, issues=many, start=start, width=max(end - start, 1))


def _head(report: Report) -> tuple[str, ...]:
    could = () if is_partly(report) else ("could be",)
    return ("share", *could, *(() if report.banded else ("issues", "bugs")))


def _row(report: Report, one: CustomerShare, mark: Fraction | None, *, is_over: bool) -> Row:
    beside = () if mark is None else (mark,)
    partly, share = is_partly(report), one.share
    could = () if partly else (span(share.low, share.high, "share", beside=beside),)
    return Row(
        name=shown_name(one.name),
        cells=(percent(share.value, places=1, beside=beside), *could, *_counts(report, (one,))),
        bar=None if report.banded else _bar(drawn(share, partly=partly)),
        is_over=is_over,
    )


def _rest(report: Report, rest: tuple[CustomerShare, ...]) -> Row:
    total = percent(sum((one.share.value for one in rest), Fraction(0)), places=1)
    could = () if is_partly(report) else ("",)
    return Row(name=f"and {count(len(rest), 'other')}", cells=(total, *could, *_counts(report, rest)))


def _counts(report: Report, several: tuple[CustomerShare, ...]) -> tuple[str, ...]:
    """The issues and bugs of customers; nothing where those would tell a share."""
    if report.banded:
        return ()
    return str(sum(one.issues for one in several)), str(sum(one.bugs for one in several))


def _legend(report: Report, mark: Fraction | None) -> Iterator[tuple[str, str]]:
    """What the bars are made of, where there are bars."""
    if report.banded:
        return
    shares = [one.share for one in report.attribution.customers]
    for letter, meaning in legend(shares, mark, partly=is_partly(report)):
        yield letter, f"{meaning} {percent(mark)}" if letter == "l" and mark is not None else meaning


def _bar(share: Interval) -> Bar:
    return Bar(low=_length(share.low), value=_length(share.value), high=_length(share.high))


def _length(share: Fraction) -> int:
    return min(round(share * WHOLE), WHOLE)
