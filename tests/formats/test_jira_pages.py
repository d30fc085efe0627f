"""The report on an issue of Jira: wiki markup for Data Center, a document of nodes for Cloud."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from inert_pages import check_adf, check_wiki, nodes_of
from sample_report import (
    captured_report,
    empty_report,
    healthy_report,
    incomplete_report,
    sample_report,
    unlabelled_report,
    waived_report,
)
from seedcorn.format import Look
from seedcorn.formats import adf, wiki
from seedcorn.formats._wiki_text import code, inert
from seedcorn.report import Report

REPORTS = {
    "sample": sample_report(),
    "captured": captured_report(),
    "healthy": healthy_report(),
    "unlabelled": unlabelled_report(),
    "incomplete": incomplete_report(),
    "empty": empty_report(),
    "waived": waived_report(),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_wiki(report: Report, snapshot: SnapshotAssertion) -> None:
    text = wiki.render(report, Look())
    check_wiki(text)
    assert text == snapshot


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_adf(report: Report, snapshot: SnapshotAssertion) -> None:
    text = adf.render(report, Look())
    check_adf(text)
    assert text == snapshot


def test_the_answer_is_first_and_in_bold() -> None:
    said = "Google holds 76 % of the requested work; the limit is 30 %."
    assert wiki.render(captured_report(), Look()).startswith(f"*{said}*\n")
    first = json.loads(adf.render(captured_report(), Look()))["content"][0]["content"][0]
    assert first == {"type": "text", "text": said, "marks": [{"type": "strong"}]}


def test_a_key_is_shown_and_is_no_link() -> None:
    assert inert("APP-12") == "APP\\-\u200b12"
    assert code("APP-12") == "{{APP\\-\u200b12}}"
    shown = [
        node["text"] for node in nodes_of(json.loads(adf.render(captured_report(), Look()))) if "text" in node
    ]
    assert any(text.startswith("#12 #31") for text in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_c", "a\\*b\\_c"),
        ("20-45 %", "20-45 %"),
        ("-gone-", "\\-gone\\-"),
        ("{code}", "\\{code\\}"),
        ("[~ada]", "\\[\u200b\\~ada\\]"),
        ("!x.png!", "\\!x.png\\!"),
        ("a\\b & <c>", "a&#92;b &amp; &lt;c&gt;"),
        ("h1. x", "h1\u200b. x"),
        ("# x", "\\# x"),
        ("#12", "\\#12"),
        ("C#", "C#"),
    ],
)
def test_what_wiki_markup_would_take_for_its_own(text: str, shown: str) -> None:
    assert inert(text) == shown
