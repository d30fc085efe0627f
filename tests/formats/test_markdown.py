"""Markdown: whatever the names are, it parses to the same page, and nothing in it links, calls or embeds."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion

from inert_pages import is_picture
from sample_report import (
    HOSTILE,
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats._document_markdown import MOST_CHARACTERS
from seedcorn.formats._markdown_text import code, inert
from seedcorn.formats.markdown import FORMAT
from seedcorn.model import Gap
from seedcorn.report import Report

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OUR_HTML = {
    "<br>",
    "<sub>",
    "</sub>",
    "<details><summary>As a picture</summary>",
    "<details><summary>How this was counted, and what else was checked</summary>",
    "</details>",
}
SUMMARY = re.compile(
    r"<details><summary>(?:(?:(?:, )?\d+ (?:warnings?|notes?|undecided|errors?))+"
    r"|\d+ checks? (?:is|are) undecided until all is read[\w;:,. -]*)</summary>"
)
HARMLESS = tuple(f"Customer {number}" for number in range(len(HOSTILE)))
ANY_NAMES = st.lists(
    st.text(st.characters(exclude_categories=[])) | st.sampled_from(HOSTILE), min_size=22, max_size=22
)
ACTIVE = {
    "a mention": r"(?<![\w`/])@[A-Za-z0-9]",
    "an issue": r"#\d",
    "an issue by prefix": r"(?i)gh-\d",
    "an issue by key": r"[A-Z]-\d",
    "a merge request": r"!\d",
    "a commit": r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])",
    "an address": r"(?i)(https?|ftp|ssh)://|www\.|mailto:\S",
    "a mail": r"[\w.+-]+@[\w-]+\.\w",
    "an emoji": r":[a-z0-9_+-]+:",
    "a formula": r"\$",
    "a label": r"~[\w\"]",
}


def tokens_of(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def shape(text: str) -> list[tuple[str, str]]:
    """What the page is made of, without what it says."""
    said = {"text", "softbreak", "code_inline", "inline"}
    return [(token.type, token.tag) for token in tokens_of(text) if token.type not in said]


def check(text: str) -> None:
    for token in tokens_of(text):
        active = {"link_open", "image", "fence", "code_block", "s_open", "em_open", "hr"}
        assert token.type not in active or is_picture(token)
        html = token.content.strip() if token.type.startswith("html") else "<br>"
        assert html in OUR_HTML or SUMMARY.fullmatch(html), token.content
        if token.type == "text":
            for what, pattern in ACTIVE.items():
                assert not re.search(pattern, token.content), (what, token.content)
    rows = [line for line in text.split("\n") if line.startswith("|")]
    columns = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert columns <= {7} or columns == {6}  # what a share could be is left out where nobody knows


def test_sample_report(snapshot: SnapshotAssertion) -> None:
    text = FORMAT.render(sample_report(), Look())
    check(text)
    assert text == snapshot


@pytest.mark.parametrize(
    "report",
    [captured_report(), healthy_report(), incomplete_report(), empty_report(), waived_report()],
    ids=["captured", "healthy", "incomplete", "empty", "waived"],
)
def test_other_reports(report: Report, snapshot: SnapshotAssertion) -> None:
    text = FORMAT.render(report, Look())
    check(text)
    assert text == snapshot


def test_the_answer_is_the_first_line_in_bold() -> None:
    first = FORMAT.render(captured_report(), Look()).split("\n")[0]
    assert first == "**Google holds 76 % of the requested work; the limit is 30 %.**"


def test_what_could_not_be_read_is_said_before_it() -> None:
    first = FORMAT.render(incomplete_report(), Look()).split("\n")[0]
    assert first == "> **⚠️ Incomplete: 2 sources were not read whole.**"


def test_a_public_report_says_why_names_may_look_odd() -> None:
    assert "code-names" in FORMAT.render(replace(captured_report(), public=True), Look())


@settings(max_examples=40, deadline=None)
@given(names=ANY_NAMES)
def test_names_change_what_the_page_says_and_not_what_it_is(names: list[str]) -> None:
    text, harmless = (FORMAT.render(_with_gaps(each), Look()) for each in (tuple(names), HARMLESS))
    check(text)
    assert shape(text) == shape(harmless)


def _with_gaps(names: tuple[str, ...]) -> Report:
    # What follows the first "; " is advice, and after a status comes more: a name must not decide on lines.
    said = [name.replace(";", ",").replace("(", "[") for name in names]
    gaps = tuple(
        Gap(source=f"{number} {name}", what=name, why=f"no {name}; try {name}")
        for number, name in enumerate(said)
    )
    return replace(sample_report(names), gaps=gaps)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_alone_is_one_paragraph_of_text(name: str) -> None:
    check(inert(name))
    assert {token.type for token in tokens_of(inert(name))} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
    }
    assert [token.type for token in PARSER.parseInline(code(name))[0].children or ()] == ["code_inline"]


@pytest.mark.parametrize(
    "start",
    ["# x", "- x", "+ x", "1. x", "12) x", "> x", "=== ", "--- ", "* * *", "    x", "```", "| a | b |"],
)
def test_a_name_at_the_start_of_a_line_begins_no_block(start: str) -> None:
    for text in (inert(start), f"- {inert(start)}", f"word\n{inert(start)}"):
        allowed = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}
        allowed |= {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
        types = [token.type for token in tokens_of(text)]
        assert set(types) <= allowed
        assert types.count("list_item_open") == text.startswith("- ")


def test_text_that_does_no_harm_is_left_as_it_is() -> None:
    for text in ("Acme Inc.", "3.5 % of 12:30", "github:acme/app", "Müller & Söhne".replace("&", "und")):
        assert inert(text) == text


def text_of_length(how_many: int, names: tuple[str, ...] = HOSTILE) -> str:
    report = sample_report(names)
    return FORMAT.render(replace(report, findings=report.findings * how_many), Look())


@pytest.mark.parametrize("how_many", [1, 5, 20, 100, 500])
def test_it_is_never_too_long_and_is_cut_between_findings(how_many: int) -> None:
    text = text_of_length(how_many)
    check(text)
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert text.rstrip().endswith("In CI this exits 1 (errors fail).")
    heads = re.findall(r"(?m)^- \S+ \*\*(?:error|warning|note|undecided): .*\*\* \(`[a-z.-]+`\)$", text)
    total = 4 * how_many
    cut = re.search(r"(\d+) of (\d+) findings shown; all are in the JSON report\.", text)
    assert (int(cut[1]), int(cut[2])) == (len(heads), total) if cut else len(heads) == total


def test_the_worst_text_there_is_still_leaves_room_for_the_worst_findings() -> None:
    names = tuple("$&" * 5000 for _ in HOSTILE)
    report = _with_gaps(names)
    long = replace(report, findings=report.findings * 50, notes=names * 50, gaps=report.gaps * 10)
    text = FORMAT.render(long, Look())
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert re.search(r"\d+ of 200 findings shown", text)
    assert "- ❌ **error:" in text
    assert text.count("<details>") == text.count("</details>") <= 2


def test_emoji_count_as_two_characters() -> None:
    text = text_of_length(300, tuple("🦄" * 300 for _ in HOSTILE))
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
