"""The one browser of a run of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from pages.browsing import BROWSERS, browser_here, started


@pytest.fixture(scope="session")
def browser(loopback_only: None) -> Iterator[Browser]:
    """Chromium or its like; without one these tests are skipped."""
    path = browser_here()
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(BROWSERS)}")
    with sync_playwright() as playwright:
        opened = started(playwright, path)
        yield opened
        opened.close()
