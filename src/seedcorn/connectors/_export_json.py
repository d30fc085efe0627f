"""Reads JSON values off a text one by one: lists, lists one after another, JSON Lines, in bounded memory."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from seedcorn.errors import DataError

_CHUNK = 1 << 16
_MAX_VALUE = 1 << 24  # characters; an issue's body may have 65,536
_MAX_DEPTH = 2  # `gh api --paginate --slurp` puts its pages, which are lists, into a list
_SPACE = re.compile(r"[ \t\r\n\x1e]*")  # \x1e starts a line of RFC 7464
_HINT = "save it again: it has to be whole, as JSON, JSON Lines or CSV"


def values(text: TextIO, name: str) -> Iterator[Any]:
    """The items of every list, and every value outside of lists, in their order.

    Raises:
        DataError: it breaks off, is not JSON, or has a value of more than 16 million characters.
    """
    scanner = _Scanner(text, name)
    while sign := scanner.peek():
        if sign == "[":
            scanner.skip()
            yield from _items(scanner, 1)
        else:
            yield scanner.value()


def _items(scanner: "_Scanner", depth: int) -> Iterator[Any]:
    """What stands between a bracket, which is behind us, and its partner."""
    sign = scanner.peek()
    while sign != "]":
        if sign == "[" and depth < _MAX_DEPTH:
            scanner.skip()
            yield from _items(scanner, depth + 1)
        else:
            yield scanner.value()
        sign = scanner.peek()
        if sign == ",":
            scanner.skip()
            sign = "" if scanner.peek() == "]" else scanner.peek()
        elif sign != "]":
            scanner.fail("breaks off, or a comma is missing,")
    scanner.skip()


class _Scanner:
    """A text of which no more is held than the value at hand needs."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._source = text
        self._name = name
        self._text = ""
        self._at = 0
        self._count = 0
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        self._at = _end_of_space(self._text, self._at)
        while self._at == len(self._text) and self._more(_CHUNK):
            self._at = _end_of_space(self._text, self._at)
        return self._text[self._at : self._at + 1]

    def skip(self) -> None:
        """Leave one character behind."""
        self._at += 1

    def value(self) -> Any:
        """The value that starts here, reading on for as long as it may only be cut."""
        size = _CHUNK
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                self.fail("is nested too deeply")
            except ValueError:
                size *= 2
                if not self._more(size):
                    self.fail("breaks off or is not JSON")
            else:
                self._count += 1
                return value

    def fail(self, what: str) -> NoReturn:
        """Raise the error that says where it went wrong."""
        raise DataError(f"{self._name} {what} after {self._count} items", hint=_HINT)

    def _more(self, size: int) -> bool:
        chunk = self._source.read(size)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        if len(self._text) > _MAX_VALUE:
            self.fail("is not JSON, or has an item of more than 16 million characters,")
        return bool(chunk)


def _end_of_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start


def _refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)
