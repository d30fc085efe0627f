"""The words that reports say of their own: a customer may be called like one of them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_ROOMS = ("formats", "chronicles", "rules", "privacy")
_NO_LETTER = re.compile(r"[\W_]+")


def is_ordinary(name: str, folded: str) -> bool:
    """Whether all words of a name are such that reports say them of themselves; digits alone are too.

    Signs are if a report draws with them.
    """
    words = _NO_LETTER.sub(" ", folded).split()
    if not words:
        return is_said(folded.strip())
    return all(len(word) == 1 or word.isdigit() or word in _words() for word in words) or name.isdigit()


def is_said(text: str) -> bool:
    """Whether a text, in small letters, is a part of what reports say."""
    return text in _said()


@cache
def _words() -> frozenset[str]:
    return frozenset(_NO_LETTER.split(_said()))


@cache
def _said() -> str:
    """All that stands between quotes where reports are written, in small letters."""
    return " ".join(text.casefold() for page in _pages() for text in _quoted(page))


def _pages() -> Iterator[str]:
    home = files("seedcorn")
    for path in (*home.iterdir(), *(path for room in _ROOMS for path in _under(home / room))):
        if path.is_file() and path.name.endswith(".py"):
            yield path.read_text(encoding="utf-8")


def _under(folder: Traversable) -> Iterator[Traversable]:
    for path in folder.iterdir():
        yield from _under(path) if path.is_dir() else (path,)


def _quoted(page: str) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    tree = ast.parse(page)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
