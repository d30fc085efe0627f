"""The report for a terminal: the answer, who holds what as bars, what fails and why, and what to do next."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, zip_longest

from rich.cells import cell_len

from seedcorn.acceptance_words import notices
from seedcorn.acceptance_words import title as let_be_title
from seedcorn.certainty import certainty
from seedcorn.comparison import Comparison
from seedcorn.format import Format, Look
from seedcorn.formats import _findings as findings
from seedcorn.formats import _phrases as phrases
from seedcorn.formats import _traces as traces
from seedcorn.formats._bars import cells, drawn, legend
from seedcorn.formats._comparison import document
from seedcorn.formats._document_text import written
from seedcorn.formats._findings import Block
from seedcorn.formats._terminal import Line, Pen, printed
from seedcorn.headline import customer_name, headline, share_limit, shared_prefix
from seedcorn.report import CustomerShare, Finding, Level, Report, Verdict
from seedcorn.unread import is_partly, lacking, waiting
from seedcorn.words import count, percent, span

NARROWEST, WIDEST = 60, 200
NARROWEST_NAME, WIDEST_NAME, WIDEST_BAR = 8, 24, 60
WITH_RANGE, WITH_ISSUES = 70, 90  # the widths from which these columns are shown
WITH_RULE_BESIDE = 90
LEVEL_WIDTH = len("undecided")

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "cyan",
    "undecided": "magenta",
    "passed": "green",
    "skipped": "dim",
    "waived": "cyan",
    "baseline": "cyan",
}
BAR_STYLES = {"m": "blue", "v": "blue", "c": "dim", "l": "bold", " ": ""}


def render(report: Report, look: Look) -> str:
    """The report as text of `look.width` columns (60 to 200), with or without colour and Unicode."""
    pen = Pen(look=look, width=max(NARROWEST, min(look.width, WIDEST)))
    blocks = (
        _gaps(report, pen),
        _answer(report, pen),
        _customers(report, pen),
        _kinds(report, pen),
        _traces(report, pen),
        *_findings(report, pen),
        _let_be(report, pen),
        _notices(report, pen),
        _quiet(report, pen),
        _counting(report, pen),
        _policy(report, pen),
    )
    return printed(blocks, pen)


def compare(comparison: Comparison, look: Look) -> str:
    """What a change does to the numbers, as text of `look.width` columns."""
    return written(document(comparison), look)


FORMAT = Format(
    title="Text for a terminal: the answer first, then bars and findings",
    render=render,
    compare=compare,
    write=written,
    is_prose=True,
)


def _gaps(report: Report, pen: Pen) -> Iterator[Line]:
    if not report.gaps:
        return
    yield pen.line(pen.band(), "bold yellow")
    yield pen.line(f"INCOMPLETE: {lacking(report)}", "bold yellow")
    for gap, step in phrases.gap_lines(report, verbose=pen.look.verbose, ellipsis=pen.ellipsis):
        yield pen.line(gap, lead="- ")
        if step:
            yield pen.line(f"Next: {step}", lead="  ")
    yield pen.line(pen.band(), "bold yellow")


def _answer(report: Report, pen: Pen) -> Iterator[Line]:
    yield pen.line(headline(report), STYLES[_answer_word(report)])
    yield pen.line(certainty(report))


def _answer_word(report: Report) -> str:
    """What the headline is about, for its colour alone."""
    if report.gaps:
        return "warning"
    loud = (found for found in findings.in_order(report) if found.level is not Level.NOTE)
    calm = "waived" if report.let_be else "passed"
    return next(map(findings.level_word, loud), calm if report.verdict is Verdict.PASS else "undecided")


def _customers(report: Report, pen: Pen) -> Iterator[Line]:
    customers = report.attribution.customers
    if not customers:
        return
    shown, folded = phrases.largest(customers, phrases.MOST_CUSTOMERS)
    mark, partly = share_limit(report), is_partly(report)
    titles = ("", "share", "could be", "issues", "bugs")
    table = [titles, *(_cells(report, customer, mark, pen) for customer in shown)]
    if folded:
        table.append(_folded(folded))
    used = [_used(row, report, pen) for row in table]
    widths = [max(cell_len(cell) for cell in column) for column in zip_longest(*used, fillvalue="")]
    name_width = min(widths[0], WIDEST_NAME)
    rest = sum(width + 2 for width in widths[1:])
    bar_width = min(pen.room - name_width - 2 - rest, WIDEST_BAR)
    yield _titles(phrases.requested_line(report), used[0], widths, name_width + 2 + bar_width, pen)
    for customer, row in zip_longest(shown, used[1:]):
        bar = cells(drawn(customer.share, partly=partly), mark, bar_width) if customer else " " * bar_width
        over = customer is not None and mark is not None and customer.share.value > mark
        yield _row(row, bar, (name_width, *widths[1:]), "bold" if over else "", pen)
    yield _legend(report, mark, pen)


def _used(row: tuple[str, ...], report: Report, pen: Pen) -> tuple[str, ...]:
    """The columns that there is room for; what a share could be is left out where nobody knows."""
    shown = row[: _columns(report, pen)]
    return (*shown[:2], *shown[3:]) if is_partly(report) else shown


def _columns(report: Report, pen: Pen) -> int:
    """How many columns there is room for: the last goes first, and bugs say nothing where there are none."""
    if pen.width < WITH_RANGE:
        return 2
    if pen.width < WITH_ISSUES or report.banded:
        return 3
    return 5 if any(customer.bugs for customer in report.attribution.customers) else 4


def _cells(report: Report, customer: CustomerShare, mark: Fraction | None, pen: Pen) -> tuple[str, ...]:
    beside = () if mark is None else (mark,)
    share = customer.share
    return (
        pen.drawable(customer_name(report, customer.id, cells=WIDEST_NAME, ellipsis=pen.ellipsis)),
        percent(share.value, places=1, beside=beside),
        span(share.low, share.high, "share", beside=beside),
        str(customer.issues),
        str(customer.bugs),
    )


def _folded(folded: tuple[CustomerShare, ...]) -> tuple[str, ...]:
    total = sum((customer.share.value for customer in folded), Fraction(0))
    issues, bugs = (str(sum(getattr(each, what) for each in folded)) for what in ("issues", "bugs"))
    return (f"and {count(len(folded), 'other')}", percent(total, places=1), "", issues, bugs)


def _titles(about: str, titles: tuple[str, ...], widths: list[int], before: int, pen: Pen) -> Line:
    heads = "".join(f"  {title:>{width}}" for title, width in zip(titles[1:], widths[1:], strict=True))
    return pen.row((pen.fit(about, before), "bold"), (heads, "dim"))


def _row(row: tuple[str, ...], bar: str, widths: tuple[int, ...], style: str, pen: Pen) -> Line:
    colors = BAR_STYLES | ({"m": "red", "v": "red"} if style else {})
    drawn = ((pen.bar(letter) * len(list(run)), colors[letter]) for letter, run in groupby(bar))
    figures = "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
    return pen.row((f"{pen.fit(row[0], widths[0])}  ", style), *drawn, (figures, style))


def _legend(report: Report, mark: Fraction | None, pen: Pen) -> Line:
    shares = [customer.share for customer in report.attribution.customers]
    used = legend(shares, mark, partly=is_partly(report))
    limit = "" if mark is None else f" {percent(mark)}"
    said = (f"{pen.bar(letter)} {meaning}{limit if letter == 'l' else ''}" for letter, meaning in used)
    return pen.items(said, "dim")


def _kinds(report: Report, pen: Pen) -> Iterator[Line]:
    yield pen.line(phrases.kinds_line(report))
    if concentration := phrases.concentration_line(report):
        yield pen.line(concentration)


def _traces(report: Report, pen: Pen) -> Iterator[Line]:
    if not report.traces:
        return
    unicode = pen.look.unicode
    shown = traces.rows(report, unicode=unicode, ellipsis=pen.ellipsis)
    title, _, first, last = traces.head(report)
    was, now = (
        max(cell_len(each) for each in column)
        for column in ((first, *(one.was for one in shown)), (last, *(one.now for one in shown)))
    )
    rest = len(shown[0].signs) + was + now + 6
    name = min(max(cell_len(pen.drawable(one.name)) for one in shown), max(pen.room - rest, NARROWEST_NAME))
    lead = pen.fit(title, name + 2 + len(shown[0].signs))
    yield pen.row((lead, "bold"), (f"  {first:>{was}}  {last:>{now}}", "dim"))
    for one in shown:
        ends = f"  {one.was:>{was}}  {one.now:>{now}}"
        yield pen.row((f"{pen.fit(one.name, name)}  ", ""), (one.signs, "blue"), (ends, ""))
    yield pen.line(f"{traces.legend(report, unicode=unicode)}.", "dim")


def _findings(report: Report, pen: Pen) -> Iterator[Iterator[Line]]:
    """A block for each; where there is room, the rules make a column beside them.

    Where issues are missing everything is undecided, which one line says, unless all is asked for.
    """
    if (undecided := waiting(report)) and not pen.look.verbose:
        yield _waiting(undecided, pen)
        return
    told, shared = findings.blocks(report), shared_prefix(report)
    longest = max((len(block[0].rule) for block in told), default=0)
    column = longest if pen.width >= WITH_RULE_BESIDE else 0
    yield from (_finding(report, block, pen, rule_column=column, shared=shared) for block in told)


def _waiting(undecided: str, pen: Pen) -> Iterator[Line]:
    word = "undecided"
    lead = f"{pen.sign(word)} {word:<{LEVEL_WIDTH}}  "
    yield pen.line(f"{undecided}. More: seedcorn audit --verbose", lead=lead, lead_style=STYLES[word])


def _finding(report: Report, block: Block, pen: Pen, *, rule_column: int, shared: str) -> Iterator[Line]:
    rule, word = block[0].rule, findings.level_word(block[0])
    lead = f"{pen.sign(word)} {word:<{LEVEL_WIDTH}}  "
    under = " " * len(lead)
    said = findings.title(report, block, ellipsis=pen.ellipsis)
    if rule_column:
        yield pen.line(said, "bold", lead=f"{lead}{rule:<{rule_column}}   ", lead_style=STYLES[word])
    else:
        yield pen.line(rule, STYLES[word], lead=lead, lead_style=STYLES[word])
        yield pen.line(said, "bold", lead=under)
    most = None if pen.look.verbose else phrases.MOST_KEYS
    told = findings.details(block, shared=shared, most=most, partial=report.partial, ellipsis=pen.ellipsis)
    for detail in told:
        yield pen.line(str(detail), lead=f"{under}- " if detail.row else under)
    if remedy := findings.next_step(block[0], ellipsis=pen.ellipsis):
        yield pen.line(f"Next: {remedy}", lead=under)


def _let_be(report: Report, pen: Pen) -> Iterator[Line]:
    """What fails and is let be, and why."""
    if report.let_be:
        yield pen.line(f"{let_be_title(report)}:")
    for found in report.let_be:
        word = findings.level_word(found)
        lead = f"{pen.sign(word)} {word:<{LEVEL_WIDTH}}  "
        title, *rest = findings.let_be(report, found, ellipsis=pen.ellipsis)
        yield pen.line(f"{title} ({found.rule})", lead=lead, lead_style=STYLES[word])
        for said in rest:
            yield pen.line(said, lead=" " * len(lead))


def _notices(report: Report, pen: Pen) -> Iterator[Line]:
    for said in notices(report, ellipsis=pen.ellipsis):
        yield pen.line(said, "yellow", lead="- ")


def _quiet(report: Report, pen: Pen) -> Iterator[Line]:
    """The checks that pass and those that abstain: a line each when asked for, else one line in all."""
    if not pen.look.verbose:
        if silent := phrases.silent_line(report, ellipsis=pen.ellipsis):
            yield pen.line(f"{silent}. More: seedcorn audit --verbose", "dim", lead=f"{pen.sign('skipped')} ")
        return
    for kind in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        for found in report.of_kind(kind):
            yield _quiet_line(report, found, pen)


def _quiet_line(report: Report, found: Finding, pen: Pen) -> Line:
    word = findings.level_word(found)
    lines = findings.first_line(report, found), findings.second_line(found, partial=report.partial)
    said = "; ".join(filter(None, (found.rule, *lines))).replace("; ", ": ", 1)
    return pen.line(said, lead=f"{pen.sign(word)} {word:<{LEVEL_WIDTH}}  ", lead_style=STYLES[word])


def _counting(report: Report, pen: Pen) -> Iterator[Line]:
    for note in phrases.counting_lines(report, ellipsis=pen.ellipsis):
        yield pen.line(note, "dim")


def _policy(report: Report, pen: Pen) -> Iterator[Line]:
    if decision := phrases.decision_line(report, ellipsis=pen.ellipsis):
        yield pen.line(decision)
    yield pen.line(phrases.policy_line(report, ellipsis=pen.ellipsis))
