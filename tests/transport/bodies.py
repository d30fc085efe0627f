"""What a page can hold instead of a page, as data: each turns a good one into the body of a bad one."""

import gzip
import json
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from transport.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A good page of a tracker, to be spoilt."""

    tracker: Tracker
    value: Any

    @property
    def text(self) -> str:
        """As the tracker sends it."""
        return json.dumps(self.value)

    def with_issues(self, change: Callable[[list[Any]], object]) -> bytes:
        """The page, its list of issues changed."""
        value = deepcopy(self.value)
        change(self.tracker.listed(value))
        return json.dumps(value).encode()

    def with_issue(self, change: Callable[[dict[str, Any]], object]) -> bytes:
        """The page, its second issue changed: Jira's pages may begin with one that came before."""
        return self.with_issues(lambda issues: change(issues[1]))

    def with_field(self, name: str, value: object) -> bytes:
        """The page, one field of its second issue another."""
        return self.with_issue(lambda issue: self.tracker.fields(issue).update({name: value}))

    def with_raw(self, name: str, written: str) -> bytes:
        """The page, one field of its second issue written as JSON cannot be made to."""
        return self.with_field(name, "@@@").decode().replace('"@@@"', written).encode()


Spoil = Callable[[Good], bytes]

# No JSON, or not that of a page.
WHOLE: dict[str, Spoil] = {
    "nothing": lambda good: b"",
    "spaces": lambda good: b" \r\n\t ",
    "half": lambda good: good.text.encode()[: len(good.text) // 2],
    "one byte short": lambda good: good.text.encode()[:-1],
    "cut in a word": lambda good: good.text.encode()[: good.text.index("Issue") + 3],
    "a web page": lambda good: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "XML": lambda good: b'<?xml version="1.0"?><issues type="array"/>',
    "text": lambda good: b'"hello"',
    "a number": lambda good: b"42",
    "null": lambda good: b"null",
    "true": lambda good: b"true",
    "an empty object": lambda good: b"{}",
    "a message": lambda good: b'{"message": "Server Error"}',
    "errors": lambda good: b'{"errors": [{"message": "x"}], "data": null}',
    "lists of lists": lambda good: b"[[[]]]",
    "NaN": lambda good: good.with_raw("weight", "NaN"),
    "endless": lambda good: good.with_raw("weight", "-Infinity"),
    "larger than numbers are": lambda good: good.with_raw("weight", "1e999"),
    "deep": lambda good: b"[" * 100_000 + b"]" * 100_000,
    "deep inside": lambda good: good.with_raw("weight", '{"a":' * 5_000 + "1" + "}" * 5_000),
    "five thousand digits": lambda good: good.with_raw("weight", "9" * 5_000),
    "a byte order mark": lambda good: b"\xef\xbb\xbf" + good.text.encode(),
    "UTF-16": lambda good: good.text.encode("utf-16"),
    "UTF-16 without a mark": lambda good: good.text.encode("utf-16-le"),
    "UTF-32": lambda good: good.text.encode("utf-32"),
    "Latin-1": lambda good: good.with_raw("weight", '"St\xf6rung"').decode().encode("latin-1"),
    "overlong UTF-8": lambda good: good.text.encode().replace(b"Issue", b"Iss\xc0\xaf", 1),
    "half a pair in UTF-8": lambda good: good.text.encode().replace(b"Issue", b"Iss\xed\xa0\x80", 1),
    "a zero byte": lambda good: good.text.encode().replace(b"Issue", b"Iss\x00", 1),
    "a line end in a word": lambda good: good.text.encode().replace(b"Issue", b"Iss\n", 1),
    "two pages": lambda good: (good.text + good.text).encode(),
    "line by line": lambda good: "\n".join(json.dumps(each) for each in [good.value] * 3).encode(),
    "more behind": lambda good: good.text.encode() + b"garbage",
    "a comma too many": lambda good: good.text.encode()[:-1] + b"," + good.text.encode()[-1:],
    "single quotes": lambda good: repr(good.value).encode(),
    "a comment": lambda good: b"/* page */ " + good.text.encode(),
    "a guard before it": lambda good: b")]}',\n" + good.text.encode(),
    "a call around it": lambda good: b"callback(" + good.text.encode() + b")",
    "one key twice": lambda good: good.with_raw("weight", '1, "weight": 2'),
}


@cache
def _bomb() -> bytes:
    """Few bytes that would be very many."""
    return gzip.compress(b" " * (80 << 20))


# Not what the headers say.
PACKED: dict[str, tuple[str, Spoil]] = {
    "plain as gzip": ("gzip", lambda good: good.text.encode()),
    "half a gzip": ("gzip", lambda good: gzip.compress(good.text.encode())[:-30]),
    "a damaged gzip": ("gzip", lambda good: gzip.compress(good.text.encode())[:40] + b"\xff" * 400),
    "gzip as deflate": ("deflate", lambda good: b"\x1f\x8b" + good.text.encode()),
    "a bomb": ("gzip", lambda good: _bomb()),
    "packed twice": ("gzip", lambda good: gzip.compress(gzip.compress(good.text.encode()))),
    "packed in a way nobody knows": ("rot13", lambda good: zlib.compress(good.text.encode())),
}


def _dropped(name: str) -> Spoil:
    def spoil(good: Good) -> bytes:
        def drop(issue: dict[str, Any]) -> None:
            good.tracker.fields(issue).pop(name, None)
            issue.pop(name, None)

        return good.with_issue(drop)

    return spoil


_NUMBERS: tuple[object, ...] = (None, "7", -7, 0, 1.5, True, 10**30, [], {})
_IDS: tuple[object, ...] = (None, True, -7, 10**30, [], {})
_ITEMS: tuple[object, ...] = (None, True, 7, "hello", [], {}, [{}])
_TITLES: tuple[object, ...] = (None, 7, [], {"a": 1})
_DATES: tuple[object, ...] = (
    *(None, 7, "", "yesterday", "99999-01-01", "2025-13-01T00:00:00Z", [], "0001-01-01T00:00+23:59"),
)


def _items(value: object) -> Spoil:
    return lambda good: good.with_issues(lambda issues: issues.__setitem__(1, value))


def _number(value: object) -> Spoil:
    return lambda good: good.with_issue(lambda issue: issue.update({good.tracker.number: value}))


def _id(value: object) -> Spoil:
    return lambda good: good.with_issue(lambda issue: issue.update({"id": value}))


def _title(value: object) -> Spoil:
    return lambda good: good.with_field(good.tracker.title, value)


def _created(value: object) -> Spoil:
    return lambda good: good.with_field(good.tracker.created, value)


# A page, but one issue on it is none, or a strange one.
ISSUES: dict[str, Spoil] = {
    **{f"an issue is {value!r}": _items(value) for value in _ITEMS},
    **{f"number {value!r}": _number(value) for value in _NUMBERS},
    **{f"id {value!r}": _id(value) for value in _IDS},
    **{f"title {value!r}": _title(value) for value in _TITLES},
    **{f"created {value!r}": _created(value) for value in _DATES},
    "no title": lambda good: _dropped(good.tracker.title)(good),
    "no number": lambda good: _dropped(good.tracker.number)(good),
    "no state": lambda good: _dropped("status" if good.tracker.inside else "state")(good),
    "no labels": _dropped("labels"),
    "labels null": lambda good: good.with_field("labels", None),
    "labels of text": lambda good: good.with_field("labels", "customer: Acme"),
    "labels of labels": lambda good: good.with_field("labels", [[["x"]]]),
    "labels without names": lambda good: good.with_field("labels", [{"name": None}, None, {}]),
    "ten thousand labels": lambda good: good.with_field("labels", [f"l{number}" for number in range(10_000)]),
    "a strange state": lambda good: good.with_field("status" if good.tracker.inside else "state", "weird"),
    "an author of a list": lambda good: good.with_field(good.tracker.author, [1]),
    "a title of 10 MB": _title("x" * 10_000_000),
    "half a pair in a title": _title("\ud800 half"),
    "zero bytes in a title": _title("\x00\x1b[31m"),
    "each issue twice": lambda good: good.with_issues(lambda issues: issues.extend(deepcopy(issues))),
}


# Those of them that a connector reads as if nothing was wrong, or that are not wrong.
HARMLESS: dict[str, set[str]] = {
    "all": {
        "labels null",
        "labels without names",
        "ten thousand labels",
        "a title of 10 MB",
        "half a pair in a title",
        "zero bytes in a title",
    },
    # GitHub's issues are told apart by their number.
    "github": {
        *(f"id {value!r}" for value in _IDS),
        f"number {10**30!r}",
        "each issue twice",
    },
    "gitlab": {f"id {10**30!r}", f"number {10**30!r}", "each issue twice"},
    "jira-cloud": {"each issue twice"},
    "jira-center": set(),  # it says how many there are, so that what comes twice is missed
}
