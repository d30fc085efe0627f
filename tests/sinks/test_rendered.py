"""The longest document that a format writes still fits below or above its mark, at every tracker."""

import pytest

from seedcorn.document import Document, Paragraph, bullets, said
from seedcorn.formats import _document_adf, _document_markdown, _document_wiki
from seedcorn.sink import Deed
from sinks.places import Place, a_post, each_place, put

_WRITERS = {
    "adf": _document_adf.written,
    "markdown": _document_markdown.written,
    "wiki": _document_wiki.written,
}


@pytest.mark.parametrize(
    "line", ["x" * 90, "\U0001f331 growing", '"quoted" \\ and <b>'], ids=["plain", "emoji", "signs"]
)
@each_place
def test_the_longest_document_is_posted(place: Place, line: str) -> None:
    paragraphs = tuple(Paragraph(line=said(f"{number} {line}")) for number in range(2_000))
    document: Document = (*paragraphs, bullets([line]))
    text = _WRITERS[place.syntax](document)
    assert len(text) > 25_000
    failing = tuple(f"rule-{number}" for number in range(40))
    post = a_post(place, text=lambda syntax: text, digest="f" * 64, failing=failing, name="a policy " * 9)
    with place.serve() as server:
        assert put(place, server, post).deed is Deed.CREATED
        assert put(place, server, post).deed is Deed.UNCHANGED
