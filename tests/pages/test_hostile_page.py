"""Whatever stands in a tracker, a policy or a register: nothing of it runs in a browser that runs scripts."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hostile_texts import TEXTS
from pages.browsing import Visit, visiting
from pages.hostile import report_in, texts_in, with_gaps
from pages.making import page_of

A_PAGE = 28
BATCHES = [TEXTS[first : first + A_PAGE] for first in range(0, len(TEXTS), A_PAGE)]
SHAPE = """() => [...new Set([...document.querySelectorAll('*')].flatMap(element => [
    element.tagName, ...[...element.attributes].map(one => `${element.tagName} ${one.name}`)]))]"""
ADDRESSES = "() => [...document.querySelectorAll('[href], [src], [action]')].map(one => one.href ?? one.src)"
CANARY = "() => typeof canary === 'undefined' ? null : String(canary)"
SCRIPTS = pytest.mark.parametrize("bypass_csp", [False, True], ids=["as it is", "without its CSP"])


def whole(texts: tuple[str, ...]) -> str:
    return page_of(report_in(texts))


def in_part(texts: tuple[str, ...]) -> str:
    return page_of(with_gaps(report_in(texts), texts))


MADE = {"whole": cache(whole), "in part": cache(in_part)}


def harmless(make: Callable[[tuple[str, ...]], str]) -> str:
    return make(tuple(f"harmless {place}; look again" for place in range(A_PAGE)))


def shape(visit: Visit) -> set[str]:
    return set(visit.evaluate(SHAPE))


def test_every_field_holds_every_text() -> None:
    texts = TEXTS[:3]
    filled: dict[str, set[str]] = {}
    for path, value in texts_in(with_gaps(report_in(texts), texts)):
        filled.setdefault(path, set()).add(value)
    assert len(filled) > 30
    for path, values in filled.items():
        assert all(any(text in value for value in values) for text in texts), path


@SCRIPTS
@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_nothing_runs_and_nothing_is_there_that_was_not(
    browser: Browser, tmp_path: Path, make: Callable[[tuple[str, ...]], str], bypass_csp: bool
) -> None:
    page = tmp_path / "page.html"
    page.write_text(harmless(make), encoding="utf-8")
    with visiting(browser, page, bypass_csp=bypass_csp) as visit:
        known = shape(visit)
        for texts in BATCHES:
            page.write_text(make(texts), encoding="utf-8")
            visit.page.reload()
            assert shape(visit) <= known, texts
            assert visit.evaluate(CANARY) is None, texts
            assert [one for one in visit.evaluate(ADDRESSES) if not one.startswith(("http", "file"))] == []
            assert visit.noise == [], texts


@SCRIPTS
def test_the_canary_sings_where_something_runs(browser: Browser, tmp_path: Path, bypass_csp: bool) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>x</title><svg onload=canary=5></svg><script>canary=1</script>")
    with visiting(browser, page, bypass_csp=bypass_csp) as visit:
        assert visit.evaluate(CANARY) == "5"
