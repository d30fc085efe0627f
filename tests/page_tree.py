"""Reads a page as a tree, by the parser of the standard library: it must be one that needs no mending."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset(("meta", "br", "link", "img", "input", "hr"))


@dataclass(slots=True, kw_only=True)
class Element:
    """A tag with its attributes, and what stands in it: elements and pieces of text, in their order."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of its text, with one blank where there are several."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for one in self.inside:
            yield from [one] if isinstance(one, str) else one._texts()

    def all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Those below it of one of the tags (of any, if none is named), with these attributes."""
        return [
            one
            for one in self._below()
            if (not tags or one.tag in tags) and attributes.items() <= one.attributes.items()
        ]

    def one(self, *tags: str, **attributes: str) -> "Element":
        """The only such element."""
        (found,) = self.all(*tags, **attributes)
        return found

    def _below(self) -> Iterator["Element"]:
        for one in self.inside:
            if not isinstance(one, str):
                yield one
                yield from one._below()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element(tag="", attributes={})
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice: {tag} {attrs}"
        self._put(
            Element(tag=tag, attributes={name: value or "" for name, value in attrs}), tag not in _EMPTY
        )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._put(Element(tag=tag, attributes={name: value or "" for name, value in attrs}), is_open=False)

    def _put(self, element: Element, is_open: bool) -> None:
        self.stack[-1].inside.append(element)
        if is_open:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag, f"{tag} ends where it is not open"

    def handle_data(self, data: str) -> None:
        self.stack[-1].inside.append(data)


def tree(page: str) -> Element:
    """The page, whose every tag must be closed where it was opened."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.stack == [reader.root]
    return reader.root
