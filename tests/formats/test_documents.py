"""Documents of any size: never longer than a place takes, cut between blocks, and told how much is shown."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from inert_pages import check_adf, check_markdown, check_wiki
from sample_comparison import KIND, compared, crossing, share
from sample_report import captured_report
from seedcorn.comparison import About, Comparison, Shift
from seedcorn.document import Bullets, Document, Fold, Heading, Paragraph, Span, Table, bold, bullets, said
from seedcorn.format import Look
from seedcorn.formats import _document_adf, _document_markdown, _document_wiki, adf, markdown, wiki
from seedcorn.formats._document_text import written as in_text
from seedcorn.formats._parts import spans
from seedcorn.report import Report, Verdict

ALPHABETS = {"plain": "Acme ", "wide": "株式会社", "emoji": "🦄", "marks": "$&*[@#"}
WRITERS: dict[str, tuple[Callable[..., str], Callable[[str], None], int]] = {
    "markdown": (_document_markdown.written, check_markdown, 60_000),
    "wiki": (_document_wiki.written, check_wiki, 32_000),
    "adf": (_document_adf.written, check_adf, 32_000),
}
SIZES = ((0, 1), (1, 1), (40, 20), (400, 60), (5_000, 600), (100_000, 10))
FORMATS = {"markdown": markdown, "wiki": wiki, "adf": adf}


def length(text: str) -> int:
    """As the strictest of those who count characters does."""
    return len(text.encode("utf-16-le")) // 2


def page(blocks: int, text: str) -> Document:
    inside = (
        Heading(text=text),
        bullets([text] * 3),
        Table(head=(text, "b"), rows=((said(text), bold(text)),)),
    )
    kinds = (Paragraph(line=said(text)), *inside, Fold(summary=text, blocks=inside))
    return tuple(kinds[number % len(kinds)] for number in range(blocks))


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    ("blocks", "long"), [(0, 1), (1, 1), (40, 20), (400, 60), (5_000, 600), (100_000, 10)]
)
def test_no_document_is_too_long_and_none_is_torn(name: str, alphabet: str, blocks: int, long: int) -> None:
    written, check, most = WRITERS[name]
    text = written(page(blocks, (ALPHABETS[alphabet] * long)[:long]))
    check(text)
    assert length(text) <= most
    cut = re.search(r"(\d+) of (\d+) parts shown\.", text)
    assert cut is None or (int(cut[1]) < int(cut[2]) == blocks)
    assert bool(cut) == (blocks >= 5_000) or blocks == 400
    if cut and name != "adf":
        assert text.endswith(f"{cut[0]}\n")


@pytest.mark.parametrize("name", WRITERS)
def test_a_block_that_is_too_long_leaves_what_is_before_it(name: str) -> None:
    written, check, most = WRITERS[name]
    huge = Bullets(items=tuple((said("x" * 90),) for _ in range(10_000)))
    text = written((Paragraph(line=said("First.")), huge, Paragraph(line=said("Last."))))
    check(text)
    assert length(text) < most
    assert "First." in text
    assert "1 of 3 parts shown." in text
    assert "Last." not in text


def much(findings: int, text: str) -> tuple[Comparison, Report]:
    """A comparison and a report of so many findings, in so long names."""
    names = (text, *KIND[1:3], *[text] * 4)
    before, after = share("falcon", "1/4"), share("falcon", "1/3", Verdict.FAIL)
    worse = tuple(
        Shift(before=replace(before, subject=one), after=replace(after, subject=one))
        for one in map(str, range(findings))
    )
    told = compared(About.ISSUE, (*worse, *crossing(names).shifts), names, title=text, asked_by=("falcon",))
    first = captured_report().findings[0]
    found = tuple(
        replace(first, scope=f"milestone: {number}{text}", remedy=text) for number in range(findings)
    )
    notes = (text,) * min(findings, 500)
    return replace(told, notes=notes), replace(captured_report(), findings=found, notes=notes)


@pytest.mark.parametrize(
    ("alphabet", "findings", "long"),
    [
        *((alphabet, findings, 30) for alphabet in ALPHABETS for findings in (0, 1, 100, 1_000)),
        ("marks", 30, 5_000),
        ("emoji", 1, 100_000),
    ],
)
@pytest.mark.no_cover
def test_no_comment_and_no_report_is_too_long(alphabet: str, findings: int, long: int) -> None:
    comparison, report = much(findings, (ALPHABETS[alphabet] * long)[:long])
    for name, (_, check, most) in WRITERS.items():
        for text in (FORMATS[name].compare(comparison, Look()), FORMATS[name].render(report, Look())):
            check(text)
            assert length(text) <= most
            assert findings < 1_000 or re.search(r"more|shown", text)


@pytest.mark.no_cover
def test_a_hundred_thousand_findings_are_no_more() -> None:
    comparison, report = much(100_000, "Acme")
    told, page_of = wiki.compare(comparison, Look()), wiki.render(report, Look())
    check_wiki(told)
    check_wiki(page_of)
    assert "Besides what is shown, " in told
    assert re.search(r"\d+ of \d+ parts shown\.", page_of)


def test_the_answer_stays_however_much_there_is() -> None:
    comparison, report = much(1_000, "x" * 500)
    for format_of in FORMATS.values():
        assert "Saying yes to this takes" in format_of.compare(comparison, Look())
        assert "concentration.top-share" in format_of.render(report, Look())


def test_neighbours_of_one_look_are_one_text() -> None:
    line = (
        Span(text="a "),
        Span(text="b"),
        Span(text=" c ", bold=True),
        Span(text="", bold=True),
        Span(text="d"),
    )
    assert [(span.text, span.bold) for span in spans(line)] == [
        ("a b", False),
        (" ", False),
        ("c", True),
        (" ", False),
        ("d", False),
    ]


def test_a_fold_in_a_fold_is_allowed_everywhere() -> None:
    inner = Fold(summary="inner", blocks=(Paragraph(line=said("deep")),))
    both = (Fold(summary="outer", blocks=(inner,)),)
    assert _document_markdown.written(both).count("</details>") == 2
    assert _document_wiki.written(both) == "h4. outer\n\nh6. inner\n\ndeep\n"
    nodes = json.loads(_document_adf.written(both))["content"]
    assert [node["type"] for node in nodes[0]["content"]] == ["heading", "paragraph"]
    check_adf(_document_adf.written(both))


TABLE = Table(
    head=("", "now", "with this"),
    rows=(
        (said("株式会社"), said("24.0 %"), bold("31.2 %")),
        (said("Acme's share of a lot of work"), said("1 %")),
    ),
    right=frozenset((1, 2)),
)


@pytest.mark.parametrize("unicode", [True, False])
def test_cells_stand_under_each_other(unicode: bool) -> None:
    head, first, second = in_text((TABLE,), Look(unicode=unicode)).splitlines()
    for line, (now, after) in (
        (head, ("now", "this")),
        (first, ("24.0 %", "31.2 %")),
        (second, ("1 %", "1 %")),
    ):
        assert cell_len(line[: line.index(now) + len(now)]) == cell_len(head[: head.index("now") + 3])
        assert line.endswith(after)


def test_a_table_that_is_too_wide_is_cut_in_its_first_column_and_then_becomes_lines() -> None:
    cut = in_text((TABLE,), Look(width=60)).splitlines()
    assert all(len(line) <= 60 for line in cut)
    wide = replace(TABLE, head=("", "now", "with " + "this " * 20))
    lines = in_text((wide,), Look(width=60))
    assert "- 株式会社: now 24.0 %, with" in lines
    assert "Acme's share" in lines


def test_bold_is_bold_in_colour_alone() -> None:
    shown = in_text((Paragraph(line=bold("Saying yes")),), Look(color=True))
    assert "\x1b[1mSaying yes" in shown
    assert in_text((Paragraph(line=bold("Saying yes")),), Look()) == "  Saying yes\n"


def test_nothing_said_is_nothing_written() -> None:
    assert _document_markdown.written(()) == _document_wiki.written(()) == in_text((), Look()) == "\n"
    assert json.loads(_document_adf.written(())) == {"version": 1, "type": "doc", "content": []}
