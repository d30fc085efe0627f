"""Whatever stands in a tracker, a policy or a register: nothing of it runs in a browser that runs scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hostile_texts import TEXTS
from pages.browsing import Visit, visiting
from pages.hostile import in_part, report_in, texts_in
from pages.making import page_of
from seedcorn.report import Report

SHAPE = """() => [...new Set([...document.querySelectorAll('*')].flatMap(element => [
    element.tagName, ...[...element.attributes].map(one => `${element.tagName} ${one.name}`)]))]"""
ADDRESSES = "() => [...document.querySelectorAll('[href], [src], [action]')].map(one => one.href ?? one.src)"
CANARY = "() => typeof canary === 'undefined' ? null : String(canary)"
SCRIPTS = pytest.mark.parametrize("bypass_csp", [False, True], ids=["as it is", "without its CSP"])


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of report, and how many texts one page of it shows."""

    make: Callable[[tuple[str, ...]], Report]
    at_once: int

    @cache  # noqa: B019 - there are two of them
    def page(self, texts: tuple[str, ...]) -> str:
        return page_of(self.make(texts))

    @property
    def harmless(self) -> str:
        return self.page(tuple(f"harmless {place}; look again" for place in range(self.at_once)))

    @property
    def batches(self) -> list[tuple[str, ...]]:
        return [TEXTS[first : first + self.at_once] for first in range(0, len(TEXTS), self.at_once)]


KINDS = {"whole": Kind(make=report_in, at_once=28), "in part": Kind(make=in_part, at_once=20)}


def shape(visit: Visit) -> set[str]:
    return set(visit.evaluate(SHAPE))


def test_every_field_holds_every_text() -> None:
    texts = TEXTS[:3]
    filled: dict[str, set[str]] = {}
    for path, value in (*texts_in(report_in(texts)), *texts_in(in_part(texts).gaps, ".gaps")):
        filled.setdefault(path, set()).add(value)
    assert len(filled) > 30
    for path, values in filled.items():
        assert all(any(text in value for value in values) for text in texts), path


@SCRIPTS
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_nothing_runs_and_nothing_is_there_that_was_not(
    browser: Browser, tmp_path: Path, kind: Kind, bypass_csp: bool
) -> None:
    page = tmp_path / "page.html"
    page.write_text(kind.harmless, encoding="utf-8")
    with visiting(browser, page, bypass_csp=bypass_csp) as visit:
        known = shape(visit)
        for texts in kind.batches:
            page.write_text(kind.page(texts), encoding="utf-8")
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
