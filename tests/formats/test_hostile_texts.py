"""Whatever a title, a customer, a label, a milestone or an author is called, it is read and does nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hostile_texts import CONTROLS, TEXTS
from inert_pages import check_adf, check_log, check_markdown, check_wiki, shape
from sample_comparison import KIND, crossing, plan, policy
from sample_report import captured_report
from seedcorn.acceptance import Accepted, By, Notice, State
from seedcorn.comparison import Comparison
from seedcorn.document import Bullets, Document, Fold, Heading, Paragraph, Span, Table, bold, code, said
from seedcorn.format import Look
from seedcorn.formats import (
    _document_adf,
    _document_markdown,
    _document_wiki,
    adf,
    gitlab,
    markdown,
    text,
    wiki,
)
from seedcorn.formats._document_text import written as text_written
from seedcorn.report import Finding, Level, Report
from seedcorn.words import plain

CHECKED: dict[str, tuple[Callable[..., str], Callable[..., str], Callable[[str], None]]] = {
    "markdown": (markdown.compare, markdown.render, check_markdown),
    "wiki": (wiki.compare, wiki.render, check_wiki),
    "adf": (adf.compare, adf.render, check_adf),
    "text": (text.compare, text.render, check_log),
    "gitlab": (gitlab.compare, gitlab.render, check_log),
}
FIELDS = {"customer": 0, "title": 3, "label": 4, "milestone": 5, "author": 6, "waiver": 1}
HARMLESS = "harmless"


def comparison_with(field: str, name: str) -> Comparison:
    names = list(KIND)
    names[FIELDS[field]] = name
    told = crossing(tuple(names))
    if field == "waiver":
        shifts = (replace(one, after=one.after and waived(one.after, name)) for one in told.shifts)
        return replace(told, shifts=tuple(shifts))
    return replace(told, notes=(*told.notes, name)) if field == "author" else told


def waived(finding: Finding, name: str) -> Finding:
    waiver = Accepted(by=By.WAIVER, owner=name, reason=name, until=date(2026, 1, 30))
    return replace(finding, accepted=waiver)


def notices_of(name: str) -> tuple[Notice, ...]:
    """Every kind there is, told in one name."""
    made = Notice(state=State.ENDED, rule=name, scope=name, subject=name, owner=name, until=date(2026, 1, 2))
    return tuple(replace(made, state=state) for state in State)


def report_with(field: str, name: str) -> Report:
    report = captured_report()
    first, *others = report.findings
    counts = report.attribution
    match field:
        case "customer":
            customer = replace(counts.customers[0], name=name)
            counts = replace(counts, customers=(customer, *counts.customers[1:]))
            return replace(report, attribution=counts)
        case "title":
            changed = replace(first, details=((name, f"title {name} says it"),))
        case "label":
            changed = replace(first, remedy=name, settle=(name,), settle_total=1)
        case "milestone":
            changed = replace(first, scope=f"milestone: {name}")
        case "waiver":
            report = replace(report, notices=notices_of(name))
            changed = waived(replace(first, open_level=Level.ERROR), name)
        case _:
            return replace(report, notes=(name, f"by {name}"))
    return replace(report, findings=(changed, *others))


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 250
    assert len(TEXTS) * len(FIELDS) * 2 * len({"markdown", "wiki", "adf"}) >= 9_000


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", CHECKED)
def test_no_text_does_anything(name: str, field: str) -> None:
    compare, render, check = CHECKED[name]
    for hostile in CONTROLS if check is check_log else TEXTS:
        check(compare(comparison_with(field, hostile), Look()))
        check(render(report_with(field, hostile), Look()))


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_changes_what_a_comment_says_and_not_what_it_is(field: str) -> None:
    harmless = shape(markdown.compare(comparison_with(field, HARMLESS), Look()))
    for hostile in filter(plain, TEXTS):  # a line that would say nothing is left out
        assert shape(markdown.compare(comparison_with(field, hostile), Look())) == harmless, hostile


def test_steps_of_plans_and_policies_are_text_too() -> None:
    for hostile in TEXTS:
        for told in (plan((hostile,) * 7), policy((hostile,) * 7)):
            for compare, _, check in CHECKED.values():
                check(compare(told, Look()))


@pytest.mark.parametrize("hostile", TEXTS)
def test_every_kind_of_block_takes_every_text(hostile: str) -> None:
    lines = (said(hostile), bold(hostile), code(hostile), (Span(text="a "), *bold(hostile), Span(text=" b")))
    blocks: Document = (
        *(Paragraph(line=line) for line in lines),
        Heading(text=hostile),
        Bullets(items=(lines, ())),
        Table(head=(hostile, "b"), rows=(lines[:2], lines[2:], (lines[3],)), right=frozenset((1,))),
        Paragraph(line=(Span(text="@"), Span(text="ada"), Span(text="#"), Span(text="1"))),
    )
    inner = Fold(summary=hostile, blocks=blocks[-2:])
    page = (*blocks, Fold(summary=hostile, blocks=(*blocks[1:4], inner)))
    check_markdown(_document_markdown.written(page))
    check_wiki(_document_wiki.written(page))
    check_adf(_document_adf.written(page))
    for look in (Look(), Look(unicode=False, width=60)):
        shown = text_written(page, look)
        check_log(shown)
        assert look.unicode or shown.isascii()


def test_nothing_is_lost_of_a_text_that_does_no_harm() -> None:
    for harmless in ("Acme Inc.", "3.5 % of 12:30", "Müller und Söhne", "20-45 %", "2026-01-21"):
        page = (Paragraph(line=said(harmless)),)
        assert _document_markdown.written(page) == _document_wiki.written(page) == f"{harmless}\n"
        assert f'"{harmless}"' in _document_adf.written(page)
