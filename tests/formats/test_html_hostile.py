"""Whatever stands in any field of a report, the page has no other tag, attribute or address for it."""

import re
from collections.abc import Callable

import pytest

from hostile_texts import TEXTS
from page_tree import Element, tree
from pages.hostile import in_part, report_in
from seedcorn.format import Look
from seedcorn.formats import html
from seedcorn.report import Report

A_PAGE = 14
BATCHES = [TEXTS[first : first + A_PAGE] for first in range(0, len(TEXTS), A_PAGE)]
INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def shape(page: Element) -> set[tuple[str, str]]:
    """Each tag with each of its attributes."""
    return {(one.tag, name) for one in page.all() for name in ("", *one.attributes)}


@pytest.mark.no_cover
@pytest.mark.parametrize("make", [report_in, in_part])
def test_a_text_is_text(make: Callable[[tuple[str, ...]], Report]) -> None:
    harmless = tuple(f"harmless {place}" for place in range(A_PAGE))
    known = shape(tree(html.render(make(harmless), Look())))
    for texts in BATCHES:
        text = html.render(make(texts), Look())
        page = tree(text)
        assert shape(page) <= known, texts
        assert INVISIBLE.search(text) is None, texts
        for link in page.all("a"):
            assert re.match(r"#|(?i:https?)://", link.attributes["href"]), texts
        (style,) = page.all("style")
        assert all(isinstance(one, str) for one in style.inside)


def test_a_name_is_read_as_it_is_written() -> None:
    for texts in BATCHES[:3]:
        page = tree(html.render(report_in(texts), Look()))
        for known in (one for one in texts if re.fullmatch(r"[!-~]{1,30}", one)):
            assert known in page.text
