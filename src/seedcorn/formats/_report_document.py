"""A report as a shorter document: the answer, who holds what, what fails and what to do about it."""

from collections.abc import Iterator
from fractions import Fraction

from seedcorn.acceptance_words import notices
from seedcorn.acceptance_words import title as let_be_title
from seedcorn.certainty import certainty
from seedcorn.document import (
    Block,
    Bullets,
    Document,
    Fold,
    Heading,
    Line,
    Paragraph,
    Span,
    Table,
    bold,
    bullets,
    said,
)
from seedcorn.formats import _findings as findings
from seedcorn.formats import _phrases as phrases
from seedcorn.formats import _traces as traces
from seedcorn.formats._findings import Detail
from seedcorn.headline import customer_name, headline, share_limit, shared_prefix
from seedcorn.report import CustomerShare, Report
from seedcorn.unread import is_partly, lacking, waiting
from seedcorn.words import count, percent, span

MOST_FINDINGS = 40


def document(report: Report) -> Document:
    """The report for who reads it where nothing can be drawn."""
    return tuple(_blocks(report))


def _blocks(report: Report) -> Iterator[Block]:
    if report.gaps:
        yield Paragraph(line=bold(f"Incomplete: {lacking(report)}."))
        yield Bullets(items=tuple(_gaps(report)))
    yield Paragraph(line=bold(headline(report)))
    yield Paragraph(line=said(certainty(report)))
    if report.since:
        first, *changes = report.since
        yield Paragraph(line=bold(first))
        yield bullets(changes)
    yield from _customers(report)
    yield Paragraph(line=said(phrases.kinds_line(report)))
    if report.traces:
        yield Table(head=traces.head(report), rows=tuple(_traces(report)), right=frozenset((2, 3)))
        yield Paragraph(line=said(f"{traces.legend(report)}."))
    yield from _findings(report)
    yield from _let_be(report)
    if said_of_waivers := notices(report):
        yield bullets(_fitting(said_of_waivers))
    yield Fold(summary="How this was counted", blocks=tuple(_counted(report)))


def _gaps(report: Report) -> Iterator[tuple[Line, ...]]:
    for gap, step in phrases.gap_lines(report):
        yield (said(gap), *([_next(step)] if step else []))


def _customers(report: Report) -> Iterator[Block]:
    shown, folded = phrases.largest(report.attribution.customers, phrases.MOST_CUSTOMERS)
    if not shown:
        return
    mark, unsure = share_limit(report), not is_partly(report)
    rows = [_customer(report, one, () if mark is None else (mark,), unsure=unsure) for one in shown]
    if folded:
        total = percent(sum((one.share.value for one in folded), Fraction(0)), places=1)
        what = (f"and {count(len(folded), 'other')}", total, *([""] if unsure else []))
        rows.append(_row(*what, *_issues(report, folded)))
    titles = ("share", *(["could be"] if unsure else []), *([] if report.banded else ["issues"]))
    yield Table(
        head=(phrases.requested_line(report), *titles),
        rows=tuple(rows),
        right=frozenset(range(1, len(titles) + 1)),
    )


def _customer(
    report: Report, customer: CustomerShare, beside: tuple[Fraction, ...], *, unsure: bool
) -> tuple[Line, ...]:
    share = customer.share
    could = [span(share.low, share.high, "share", beside=beside)] if unsure else []
    shown = percent(share.value, places=1, beside=beside)
    return _row(customer_name(report, customer.id), shown, *could, *_issues(report, (customer,)))


def _issues(report: Report, customers: tuple[CustomerShare, ...]) -> tuple[str, ...]:
    """How many issues customers asked for; nothing where that would tell a share."""
    return () if report.banded else (str(sum(one.issues for one in customers)),)


def _row(*cells: str) -> tuple[Line, ...]:
    return tuple(said(cell) for cell in cells)


def _traces(report: Report) -> Iterator[tuple[Line, ...]]:
    for one in traces.rows(report):
        yield said(one.name), (Span(text=one.signs, code=True),), said(one.was), said(one.now)


def _findings(report: Report) -> Iterator[Block]:
    """Each as a block of its own, so that what does not fit is left out whole."""
    if undecided := waiting(report):
        yield Paragraph(line=said(f"{undecided}."))
        return
    blocks, shared = findings.blocks(report), shared_prefix(report)
    if total := sum(map(len, blocks)):
        yield Heading(text=count(total, "finding"))
    for block in blocks[:MOST_FINDINGS]:
        yield Bullets(items=(tuple(_finding(report, block, shared)),))
    if left := sum(map(len, blocks[MOST_FINDINGS:])):
        yield Paragraph(line=said(f"and {count(left, 'more finding')}; all are in the JSON report."))


def _finding(report: Report, block: findings.Block, shared: str) -> Iterator[Line]:
    word = findings.level_word(block[0])
    yield bold(f"{word}: {findings.title(report, block)}") + said(f" ({block[0].rule})")
    told = findings.details(block, shared=shared, most=phrases.MOST_KEYS, partial=report.partial)
    yield from map(_detail, told)
    if remedy := findings.next_step(block[0]):
        yield _next(remedy)


def _let_be(report: Report) -> Iterator[Block]:
    """What fails and is let be, each with the reason."""
    if not report.let_be:
        return
    yield Heading(text=let_be_title(report))
    for found in report.let_be[:MOST_FINDINGS]:
        title, *rest = findings.let_be(report, found)
        lead = bold(f"{findings.level_word(found)}: {title}") + said(f" ({found.rule})")
        yield Bullets(items=((lead, *map(said, rest)),))
    if (left := len(report.let_be) - MOST_FINDINGS) > 0:
        yield Paragraph(line=said(f"and {left} more; all are in the JSON report."))


def _fitting(lines: tuple[str, ...]) -> tuple[str, ...]:
    left = len(lines) - phrases.MOST_GAPS
    return (*lines[: phrases.MOST_GAPS], *([f"and {left} more"] if left > 0 else []))


def _detail(detail: Detail) -> Line:
    if not detail.keys:
        return said(detail.said)
    return (Span(text=f"{detail.said}: "), Span(text=detail.keys, code=True))


def _next(step: str) -> Line:
    return (Span(text="Next:", bold=True), Span(text=f" {step}"))


def _counted(report: Report) -> Iterator[Block]:
    *notes, read = phrases.counting_lines(report)
    kept = notes[: phrases.MOST_GAPS]
    left = len(notes) - len(kept)
    silent = phrases.silent_line(report)
    more = [f"and {left} more"] if left else []
    yield bullets((read, *kept, *more, *([f"{silent}."] if silent else [])))
    judged = filter(None, (phrases.decision_line(report), phrases.policy_line(report)))
    yield Paragraph(line=said(" ".join(judged)))
