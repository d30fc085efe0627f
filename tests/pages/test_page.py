"""The page in a real browser: quiet, readable by everybody, at any width, in the dark and on paper."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.axe import GRAVE, violations
from pages.backlogs import REPORTS
from pages.browsing import DESK, NARROW, TABLET, TELEPHONE, Visit, visiting
from pages.checking import (
    are_in_order,
    colours,
    headings,
    hidden_in_folds,
    overflow,
    unfold,
    unreached,
)
from pages.making import page_of

WIDTHS = (NARROW, TELEPHONE, TABLET, DESK)
SCHEMES = ("light", "dark")
# Whoever prints wants no page of a thousand links walked through by hand: the folds of these two say it all.
WALKED = ("story", "hundred")


@pytest.fixture(scope="module", params=REPORTS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of each report."""
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    path.write_text(page_of(REPORTS[request.param]()), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_quiet_and_fits_any_window(browser: Browser, page: Path, scheme: str) -> None:
    with visiting(browser, page, color_scheme=scheme) as visit:
        for _ in ("folded", "unfolded"):
            for width in WIDTHS:
                visit.page.set_viewport_size({"width": width, "height": 800})
                assert overflow(visit) <= 0, width
            unfold(visit)
        assert are_in_order(headings(visit)), headings(visit)
        assert hidden_in_folds(visit) == []
        assert visit.noise == []


@pytest.mark.parametrize(("scheme", "width"), [("light", DESK), ("dark", TELEPHONE)])
def test_everybody_can_read_it(browser: Browser, page: Path, scheme: str, width: int) -> None:
    with visiting(browser, page, width=width, color_scheme=scheme, bypass_csp=True) as visit:
        unfold(visit)
        found = violations(visit)
        assert [one for one in found if one.impact in GRAVE] == []
        assert [one for one in found if one.impact not in GRAVE] == []


def on_paper(visit: Visit, scheme: str) -> list[str]:
    visit.page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    return colours(visit)


def test_on_paper_all_is_told_in_light_colours(browser: Browser, page: Path) -> None:
    with visiting(browser, page) as visit:
        assert on_paper(visit, "dark") == on_paper(visit, "light")
        assert hidden_in_folds(visit) == []
        assert visit.noise == []


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{4,}", text))


def test_a_print_holds_every_word_of_the_page(browser: Browser, page: Path, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here, which reads a print")
    printed = tmp_path / "page.pdf"
    with visiting(browser, page, color_scheme="dark") as visit:
        visit.page.pdf(path=printed, format="A4", print_background=True)
        visit.page.emulate_media(media="print")
        told = visit.page.inner_text("body")
    read = subprocess.run(["pdftotext", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert len(words(told)) > 50
    # A word at the end of a line or in a narrow column may be broken in two.
    assert len(words(told) - words(read)) <= len(words(told)) // 50


@pytest.mark.parametrize("name", WALKED)
@pytest.mark.parametrize("width", [TELEPHONE, DESK])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    page = tmp_path / "page.html"
    page.write_text(page_of(REPORTS[name]()), encoding="utf-8")
    with visiting(browser, page, width=width) as visit:
        assert unreached(visit) == []
