"""The course of a backlog for a terminal: the answer, a row of signs a measure, the moments, what next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.cells import cell_len

from seedcorn import chronicle_words as words
from seedcorn.chronicle import Chronicle, Point
from seedcorn.chronicles._format import ChronicleFormat
from seedcorn.format import Look
from seedcorn.formats._phrases import gap_lines
from seedcorn.formats._terminal import Line, Pen, printed
from seedcorn.headline import headline as missing
from seedcorn.metrics.concentration import effective_number
from seedcorn.report import Report
from seedcorn.sparks import UNKNOWN, folded, points_each, sparks
from seedcorn.unread import lacking
from seedcorn.words import number, percent

NARROWEST, WIDEST = 60, 200
WIDEST_NAME, WIDEST_SPARK = 26, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line: what it is of, its value at each point, the scale's end, and how a value is shown."""

    name: str
    values: tuple[Fraction | None, ...]
    top: Fraction
    shown: Callable[[Fraction], str]

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last value that are known; of a single one no first."""
        known = [self.shown(value) for value in self.values if value is not None]
        return (known[0] if len(known) > 1 else "", known[-1] if known else "")


def render(found: Chronicle, report: Report, look: Look) -> str:
    """The course as text of `look.width` columns (60 to 200), with or without colour and Unicode."""
    pen = Pen(look=look, width=max(NARROWEST, min(look.width, WIDEST)))
    blocks = (
        _gaps(report, pen),
        _answer(found, report, pen),
        *_tables(found, pen),
        _moments(found, pen),
        _basis(found, pen),
        _next(found, report, pen),
    )
    return printed(blocks, pen)


CHRONICLE = ChronicleFormat(
    title="Text for a terminal: the answer, a row of signs for each measure, the moments", render=render
)


def _gaps(report: Report, pen: Pen) -> Iterator[Line]:
    if not report.gaps:
        return
    yield pen.line(f"INCOMPLETE: {lacking(report)}", "bold yellow")
    for gap, step in gap_lines(report, verbose=pen.look.verbose, ellipsis=pen.ellipsis):
        yield pen.line(gap, lead="- ")
        if step:
            yield pen.line(f"Next: {step}", lead="  ")


def _answer(found: Chronicle, report: Report, pen: Pen) -> Iterator[Line]:
    if report.partial:
        yield pen.line(missing(report), "bold")
        return
    yield pen.line(words.headline(found, ellipsis=pen.ellipsis), "bold", whole=_names(found, pen))
    for more in (words.growth(found), words.standstill(found)):
        if more:
            yield pen.line(more)


def _names(found: Chronicle, pen: Pen) -> list[str]:
    """The customers as sentences name them."""
    return [words.name_of(leader, ellipsis=pen.ellipsis) for leader in found.leaders]


def _tables(found: Chronicle, pen: Pen) -> Iterator[Iterator[Line]]:
    """The customers' shares on one scale, then what is of the whole, each on its own; all in one column."""
    if not any(point.open_issues for point in found.points):
        return
    tables = [("Share of the requested work", _customers(found, pen)), ("The backlog", _whole(found))]
    rows = [row for _, table in tables for row in table]
    names = max(cell_len(pen.drawable(row.name)) for row in rows)
    widths = _Widths(
        name=min(names, WIDEST_NAME),
        before=max(len(row.ends[0]) for row in rows),
        after=max(len(row.ends[1]) for row in rows),
        arrow=_arrow(rows, pen),
    )
    dates = words.dates(found)
    for title, table in tables:
        if table:
            yield _table((title, dates), table, found, widths, pen)
            dates = ""


def _arrow(rows: Sequence[_Row], pen: Pen) -> str:
    """What stands between the first and the last value, if any row has both."""
    if not any(row.ends[0] for row in rows):
        return ""
    return " → " if pen.look.unicode else " -> "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Widths:
    name: int
    before: int
    after: int
    arrow: str

    @property
    def ends(self) -> int:
        """The columns of the first and the last value."""
        return self.before + cell_len(self.arrow) + self.after

    def signs(self, points: int, pen: Pen) -> int:
        """The columns of a row of signs."""
        room = min(pen.room - self.name - 2 - 2 - self.ends, WIDEST_SPARK)
        return -(-points // points_each(points, room))


def _table(
    titles: tuple[str, str], rows: Sequence[_Row], found: Chronicle, widths: _Widths, pen: Pen
) -> Iterator[Line]:
    wide = widths.signs(len(found.points), pen)
    yield _head(*titles, widths.name + 2 + wide + 2 + widths.ends, pen)
    for row in rows:
        signs = sparks(folded(row.values, wide), row.top, unicode=pen.look.unicode)
        before, after = row.ends
        arrow = widths.arrow if before else " " * len(widths.arrow)
        yield pen.row(
            (f"{pen.fit(row.name, widths.name)}  ", ""),
            (signs, "blue"),
            (f"  {before:>{widths.before}}{arrow}{after:>{widths.after}}", ""),
        )


def _head(title: str, dates: str, room: int, pen: Pen) -> Line:
    """The title, and the dates at the right where there is room for them."""
    blank = max(room - cell_len(title) - cell_len(dates), 2)
    fits = cell_len(title) + blank + cell_len(dates) <= pen.room
    return pen.row((title, "bold"), (" " * blank + dates if dates and fits else "", "dim"))


def _customers(found: Chronicle, pen: Pen) -> list[_Row]:
    shares = [[point.held[place].share for point in found.points] for place in range(len(found.leaders))]
    known = [share.value for each in shares for share in each if share]
    top = max(known, default=Fraction(0))
    return [
        _Row(
            name=words.name_of(leader, cells=WIDEST_NAME, ellipsis=pen.ellipsis),
            values=tuple(share.value if share else None for share in each),
            top=top,
            shown=percent,
        )
        for leader, each in zip(found.leaders, shares, strict=True)
    ]


def _whole(found: Chronicle) -> list[_Row]:
    told: list[tuple[str, Callable[[Point], Fraction | None], Callable[[Fraction], str]]] = [
        ("Seed corn, of all work", lambda point: point.seed_corn.value if point.seed_corn else None, percent),
        ("Unknown, of all work", lambda point: point.unknown, percent),
        ("As if so many customers", _alike, lambda value: number(value, places=1)),
        (
            "Customers behind half",
            lambda point: point.absence_factor.value if point.absence_factor else None,
            number,
        ),
        ("Open issues", lambda point: Fraction(point.open_issues), number),
    ]
    rows = [_row(name, tuple(map(value, found.points)), shown) for name, value, shown in told]
    return [row for row in rows if row.ends[1]]


def _row(name: str, values: tuple[Fraction | None, ...], shown: Callable[[Fraction], str]) -> _Row:
    """A row on a scale of its own."""
    top = max((value for value in values if value is not None), default=Fraction(0))
    return _Row(name=name, values=values, top=top, shown=shown)


def _alike(point: Point) -> Fraction | None:
    """As if there were so many equal customers."""
    return effective_number(point.hhi.value) if point.hhi and point.hhi.value else None


def _moments(found: Chronicle, pen: Pen) -> Iterator[Line]:
    told = list(words.moments(found, ellipsis=pen.ellipsis))
    if told:
        yield pen.line("What changed most", "bold")
    for one in told:
        yield pen.line(one, lead="- ", whole=_names(found, pen))


def _basis(found: Chronicle, pen: Pen) -> Iterator[Line]:
    for said in _legend(found, pen):
        yield pen.line(said, "dim")
    if not found.has_history and found.leaders:
        yield pen.line(f"{words.NO_HISTORY} {words.HOW_TO_GET_IT}", "yellow")


def _legend(found: Chronicle, pen: Pen) -> Iterator[str]:
    unknown = UNKNOWN[0 if pen.look.unicode else 1]
    if found.leaders:
        scale = "Customers share one scale; each row of the backlog has its own"
        dots = f"; {unknown} is too little to say" if len(found.enough) < len(found.points) else ""
        yield f"{scale}{dots}."
        yield "Customers are told from others by the policy and the register of today."


def _next(found: Chronicle, report: Report, pen: Pen) -> Iterator[Line]:
    if not report.partial and found.points[-1].open_issues:
        yield pen.line(f"Next: {words.next_step(found)}")
