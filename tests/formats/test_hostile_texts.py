"""Whatever a title, a customer, a label, a milestone or an author is called, it is read and does nothing."""

from collections.abc import Callable, Mapping
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
from trying_texts import try_each, try_in_turn

CHECKED: dict[str, tuple[Callable[..., str], Callable[..., str], Callable[[str], None]]] = {
    "markdown": (markdown.compare, markdown.render, check_markdown),
    "wiki": (wiki.compare, wiki.render, check_wiki),
    "adf": (adf.compare, adf.render, check_adf),
    "text": (text.compare, text.render, check_log),
    "gitlab": (gitlab.compare, gitlab.render, check_log),
}
PLACES = {"customer": 0, "waiver": 1, "title": 3, "label": 4, "milestone": 5, "author": 6}
AT_ONCE = ("milestone", "customer", "title", "label", "author")  # the headline tells the first one's
FIELDS = (*AT_ONCE, "waiver")  # which takes the place of others
HARMLESS = "harmless"
Filled = Mapping[str, str]
# The formats are measured by their own tests; here they are tried some ten thousand times.
pytestmark = pytest.mark.no_cover


def comparison_with(filled: Filled) -> Comparison:
    names = list(KIND)
    for field in filled.keys() & PLACES.keys():
        names[PLACES[field]] = filled[field]
    told = crossing(tuple(names))
    if "waiver" in filled:
        name = filled["waiver"]
        shifts = (replace(one, after=one.after and waived(one.after, name)) for one in told.shifts)
        told = replace(told, shifts=tuple(shifts))
    return replace(told, notes=(*told.notes, filled["author"])) if "author" in filled else told


def waived(finding: Finding, name: str) -> Finding:
    waiver = Accepted(by=By.WAIVER, owner=name, reason=name, until=date(2026, 1, 30))
    return replace(finding, accepted=waiver)


def notices_of(name: str) -> tuple[Notice, ...]:
    """Every kind there is, told in one name."""
    made = Notice(state=State.ENDED, rule=name, scope=name, subject=name, owner=name, until=date(2026, 1, 2))
    return tuple(replace(made, state=state) for state in State)


def report_with(filled: Filled) -> Report:
    """A report with a finding for each field that is filled, if a finding is where it stands."""
    report = captured_report()
    first, *others = report.findings
    counts = report.attribution
    findings: list[Finding] = []
    for field, name in filled.items():
        match field:
            case "customer":
                customer = replace(counts.customers[0], name=name)
                counts = replace(counts, customers=(customer, *counts.customers[1:]))
            case "title":
                findings.append(replace(first, details=((name, f"title {name} says it"),)))
            case "label":
                findings.append(replace(first, remedy=name, settle=(name,), settle_total=1))
            case "milestone":
                findings.append(replace(first, scope=f"milestone: {name}"))
            case "waiver":
                report = replace(report, notices=notices_of(name))
                findings.append(waived(replace(first, open_level=Level.ERROR), name))
            case _:
                report = replace(report, notes=(name, f"by {name}"))
    return replace(report, attribution=counts, findings=(*(findings or [first]), *others))


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 250
    assert len(TEXTS) * len(FIELDS) * 2 * len({"markdown", "wiki", "adf"}) >= 9_000


@pytest.mark.parametrize("fields", [AT_ONCE, ("waiver",)], ids=["at once", "waiver"])
@pytest.mark.parametrize("name", CHECKED)
def test_no_text_does_anything(name: str, fields: tuple[str, ...]) -> None:
    compare, render, check = CHECKED[name]

    def both(filled: Filled) -> None:
        check(compare(comparison_with(filled), Look()))
        check(render(report_with(filled), Look()))

    try_in_turn(both, fields, CONTROLS if check is check_log else TEXTS)


@pytest.mark.parametrize("name", CHECKED)
def test_what_is_told_at_once_is_all_told(name: str) -> None:
    """As often as in a report with nothing else that is filled."""
    compare, render, _ = CHECKED[name]
    filled = {field: f"{field}word" for field in AT_ONCE}
    told = {field: {field: word} for field, word in filled.items()}
    compared, reported = (compare(comparison_with(filled), Look()), render(report_with(filled), Look()))
    for field, word in filled.items():
        assert compared.count(word) >= compare(comparison_with(told[field]), Look()).count(word), field
        assert reported.count(word) >= render(report_with(told[field]), Look()).count(word), field


@pytest.mark.parametrize("fields", [AT_ONCE, ("waiver",)], ids=["at once", "waiver"])
def test_a_text_changes_what_a_comment_says_and_not_what_it_is(fields: tuple[str, ...]) -> None:
    harmless = shape(markdown.compare(comparison_with(dict.fromkeys(fields, HARMLESS)), Look()))

    def is_as_it_was(filled: Filled) -> None:
        all_filled = {**dict.fromkeys(fields, HARMLESS), **filled}
        assert shape(markdown.compare(comparison_with(all_filled), Look())) == harmless

    # A line that would say nothing is left out.
    try_in_turn(is_as_it_was, fields, tuple(filter(plain, TEXTS)))


def test_steps_of_plans_and_policies_are_text_too() -> None:
    def all_of_them(hostile: str) -> None:
        for told in (plan((hostile,) * 7), policy((hostile,) * 7)):
            for compare, _, check in CHECKED.values():
                check(compare(told, Look()))

    try_each(all_of_them)


def test_every_kind_of_block_takes_every_text() -> None:
    try_each(check_blocks)


def check_blocks(hostile: str) -> None:
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
