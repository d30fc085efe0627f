"""The browser of these tests notices whatever a page does beyond telling something."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.browsing import Visit, visiting

CALM = "<!doctype html><html lang=en><title>Calm</title><h1>Nothing to see</h1></html>"
LOUD = {
    "said": "<script>console.info('hello')</script>",
    "asked": "<img src='https://evil.example/x.png' alt=x>",
    "broke": "<script>throw new Error('no')</script>",
    "opened": "<script>alert(1)</script>",
}


def wait_for_noise(visit: Visit) -> None:
    for _ in range(500):
        if visit.noise:
            break
        visit.page.wait_for_timeout(10)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_page_that_only_tells_something_is_quiet(browser: Browser, page: Path) -> None:
    page.write_text(CALM)
    with visiting(browser, page) as visit:
        assert visit.page.title() == "Calm"
        assert visit.noise == []


@pytest.mark.parametrize("kind", LOUD)
def test_what_a_page_does_is_noticed(browser: Browser, page: Path, kind: str) -> None:
    page.write_text(CALM + LOUD[kind])
    with visiting(browser, page) as visit:
        wait_for_noise(visit)
        assert getattr(visit, kind)


@pytest.mark.parametrize(
    "wish",
    [
        "fetch('https://evil.example/f')",
        "new WebSocket('wss://evil.example/s')",
        "navigator.sendBeacon('https://evil.example/b')",
        "document.head.innerHTML += '<link rel=icon href=other.ico>'",
        "location = 'https://evil.example/l'",
        "window.open('https://evil.example/o')",
    ],
)
def test_no_way_out_goes_unseen(browser: Browser, page: Path, wish: str) -> None:
    page.write_text(f"{CALM}<script>try {{ {wish} }} catch (refused) {{}}</script>")
    with visiting(browser, page) as visit:
        wait_for_noise(visit)
        assert visit.asked or visit.opened
