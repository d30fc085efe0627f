"""The checks of pages find what is wrong with a page, and nothing where nothing is."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.axe import GRAVE, violations
from pages.browsing import TELEPHONE, Visit, visiting
from pages.checking import (
    are_in_order,
    colours,
    headings,
    hidden_in_folds,
    overflow,
    unfold,
    unreached,
)

HEAD = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
BODY = """<title>A page</title><style>
:root { color-scheme: light dark; color: light-dark(#111, #eee); background: light-dark(#fff, #111); }
a { color: inherit; }
@media print {
  :root { color-scheme: light; color: #111; background: #fff; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
</style><main><h1>A page</h1><h2>Part</h2>
<p>Some <a href=#x id=x>words</a>.</p>
<details><summary>More</summary><p>Inside <a href=#x>a link</a></p></details></main>"""
GOOD = HEAD + BODY


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def written(page: Path, text: str) -> Path:
    page.write_text(text, encoding="utf-8")
    return page


def test_a_good_page_has_nothing_wrong(browser: Browser, page: Path) -> None:
    with visiting(browser, written(page, GOOD), width=TELEPHONE, bypass_csp=True) as visit:
        assert [one for one in violations(visit) if one.impact in GRAVE] == []
        assert overflow(visit) == 0
        assert are_in_order(headings(visit))
        assert hidden_in_folds(visit) != []
        visit.page.emulate_media(media="print")
        assert hidden_in_folds(visit) == []
        visit.page.emulate_media(media="screen")
        assert unreached(visit) == []
        unfold(visit)
        assert hidden_in_folds(visit) == []


def printed(visit: Visit, scheme: str) -> list[str]:
    visit.page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    return colours(visit)


def test_paper_is_light(browser: Browser, page: Path) -> None:
    with visiting(browser, written(page, GOOD)) as visit:
        assert printed(visit, "light") == printed(visit, "dark")
    with visiting(browser, written(page, GOOD.replace("@media print", "@media never"))) as visit:
        assert printed(visit, "light") != printed(visit, "dark")


@pytest.mark.parametrize("wide", ["<pre>" + "x" * 400 + "</pre>", "<p style='width:400px'>x</p>"])
def test_what_is_too_wide_is_found(browser: Browser, page: Path, wide: str) -> None:
    with visiting(browser, written(page, GOOD + wide), width=TELEPHONE) as visit:
        assert overflow(visit) > 0


@pytest.mark.parametrize("levels", [[], [2], [1, 3], [1, 2, 1], [2, 1], [1, 2, 4]])
def test_headings_out_of_order_are_found(levels: list[int]) -> None:
    assert not are_in_order(levels)
    assert are_in_order([1, 2, 3, 3, 2, 3])


@pytest.mark.parametrize(
    "worse",
    [
        ("a { ", "a { outline: none; "),
        ("href=#x id=x", "href=#x tabindex=-1"),
        ("<details", "<details inert"),
    ],
)
def test_what_the_keyboard_does_not_reach_is_found(
    browser: Browser, page: Path, worse: tuple[str, str]
) -> None:
    with visiting(browser, written(page, HEAD + BODY.replace(*worse))) as visit:
        assert unreached(visit) != []


@pytest.mark.parametrize(
    "worse", ["<img src='data:,'>", "<p style='color:#999;background:#fff'>faint</p>", "<a href=#x></a>"]
)
def test_axe_finds_what_keeps_somebody_from_reading(browser: Browser, page: Path, worse: str) -> None:
    with visiting(browser, written(page, GOOD + worse), bypass_csp=True) as visit:
        assert {one.impact for one in violations(visit)} & GRAVE
