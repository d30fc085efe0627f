"""Mermaid: an old version of it and a new one draw our pictures, whatever the customers are called."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from hostile_texts import TEXTS
from pages.browsing import BROWSERS, browser_here, started
from sample_charts import PARTLY, a_report
from sample_report import captured_report
from seedcorn.format import Look
from seedcorn.formats import _mermaid, markdown
from seedcorn.formats._document_markdown import MOST_CHARACTERS
from seedcorn.formats._mermaid import pictures
from seedcorn.formats._parts import length
from seedcorn.privacy import masked

MODULES = Path(__file__).parents[1] / "action/node_modules"
BUNDLES = ("mermaid-10", "mermaid-new")
WORST = (
    "%%{init: {'theme':'dark'}}%%",
    '"quoted" "twice"',
    "a" * 300,
    "",
    "🦄👨\u200d👩\u200d👧 emoji",
    "end",
    "pie title x",
    "two\nlines\n```\n```mermaid\ngraph TD; A-->B",
    "__proto__",
    "constructor",
    "seed corn",
    "O'Neill; Sons # 7 & <b>bold</b>",
    "[1, 2] --> {3}",
    "株式会社シードコーン",
)
DRAW = """async ([number, text]) => {
    try {
        await mermaid.parse(text);
        const drawn = await mermaid.render(`chart${number}`, text);
        document.body.innerHTML = drawn.svg;
    } catch (error) {
        return ["", `${error.message || error}`];
    }
    const words = [...document.querySelectorAll("text")].map((each) => each.textContent).join("\\n");
    const active = "script, a, img, iframe, foreignObject, [onerror], [onclick]";
    return [words, document.body.querySelectorAll(active).length ? "it does something" : ""];
}"""


def charts_of(text: str) -> list[str]:
    return re.findall(r"(?ms)^```mermaid\n(.*?)\n```$", text)


def labels(chart: str) -> list[str]:
    lines = [line for line in chart.splitlines() if not line.startswith("    title")]
    return re.findall(r'"([^"]*)"', "\n".join(lines))


@pytest.fixture(scope="module")
def browser(loopback_only: None) -> Iterator[Browser]:
    path = browser_here()
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        opened = started(playwright, path)
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=BUNDLES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    bundle = MODULES / request.param / "dist/mermaid.min.js"
    if not bundle.exists():
        pytest.skip("no Mermaid here: npm ci --prefix tests/action (make test does it where npm is)")
    context = browser.new_context()
    opened = context.new_page()
    opened.set_content("<!doctype html><body></body>")
    opened.add_script_tag(path=bundle)
    opened.evaluate("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")
    yield opened
    context.close()


def draw(page: Page, number: int, chart: str) -> str:
    """The words of what is drawn."""
    words, wrong = page.evaluate(DRAW, [number, chart])
    assert not wrong, (wrong, chart)
    return str(words)


def test_both_draw_every_name_there_is(page: Page) -> None:
    hostile = (TEXTS[start : start + 9] for start in range(0, len(TEXTS), 9))
    few = (WORST, WORST * 3, WORST[:1], ("a", "a", "a"), ("W" * 99,) * 9)
    for number, names in enumerate((*hostile, *few)):
        told = charts_of(pictures(a_report(number, names)))
        assert 1 <= len(told) <= 2, names
        for place, chart in enumerate(told):
            words = draw(page, 2 * number + place, chart)
            shown = labels(chart)
            assert shown
            for label in shown:
                assert label in words, label


def test_a_wrong_one_would_be_seen(page: Page) -> None:
    with pytest.raises(AssertionError, match=r"(?i)error|expect"):
        draw(page, 9_999, 'pie showData\n    "a" : 1\n    "b"" : -2')


@pytest.mark.parametrize("number", range(20))
def test_labels_are_short_and_of_no_two_things(number: int) -> None:
    names = (TEXTS[number * 10 : number * 10 + 10] * 2)[: number + 1]
    for chart in charts_of(pictures(a_report(number, names))):
        told = labels(chart)
        assert len(set(told)) == len(told)
        assert all(0 < len(label) <= _mermaid.MOST_CHARACTERS for label in told)
        assert not re.search(r"[;#%&<>`{}\\$]", "".join(told))
        assert len(told) <= _mermaid.MOST_SLICES
        values = re.findall(r"(?m) : (\S+)$", chart)
        assert all(re.fullmatch(r"\d+(\.\d+)?", value) and float(value) > 0 for value in values)
        assert chart.startswith(("pie showData\n", "xychart-beta horizontal\n"))


def test_the_slices_are_all_open_work_and_the_line_is_the_limit() -> None:
    pie, bars = charts_of(pictures(a_report(7, tuple(f"Customer {number}" for number in range(40)))))
    values = [Fraction(value) for value in re.findall(r"(?m) : (\S+)$", pie)]
    assert len(values) <= _mermaid.MOST_SLICES
    assert abs(float(sum(values)) - 100) <= 1
    assert "other customers" in pie
    assert "line [30, 30, 30, 30, 30, 30, 30, 30]" in bars
    assert "the limit is 30" in bars


def test_what_counts_several_times_is_no_part_of_a_whole() -> None:
    report = a_report(3, ("Acme", "Globex"))
    shares = (replace(one.share, value=Fraction(9, 10)) for one in report.attribution.customers)
    customers = tuple(
        replace(one, share=share) for one, share in zip(report.attribution.customers, shares, strict=True)
    )
    twice = replace(report, attribution=replace(report.attribution, customers=customers))
    assert [chart.split()[0] for chart in charts_of(pictures(twice))] == ["xychart-beta"]


def test_where_shares_are_ranges_or_not_all_was_read_there_is_no_picture() -> None:
    report = a_report(3, ("Acme", "Globex"))
    assert pictures(report)
    shown = masked(report, None, place="github:else/where")
    assert shown.banded
    assert pictures(shown) == ""
    assert "mermaid" not in markdown.render(shown, Look())
    assert pictures(replace(report, gaps=PARTLY)) == ""


def test_the_picture_is_what_there_is_no_room_for_first() -> None:
    report = captured_report()
    assert "```mermaid" in markdown.render(report, Look())
    first = report.findings[0]
    many = tuple(
        replace(first, scope=f"milestone: {number}", remedy=f"{number} " * 90) for number in range(400)
    )
    full = markdown.render(replace(report, findings=(*report.findings, *many)), Look())
    assert "findings shown" in full
    assert "mermaid" not in full
    assert length(full) <= MOST_CHARACTERS


def test_without_customers_there_is_no_picture_of_them() -> None:
    report = replace(captured_report(), attribution=replace(captured_report().attribution, customers=()))
    assert pictures(report) == ""
