"""Files: issues saved from GitHub's REST API or by `gh issue list --json`, or a table (CSV), also gzipped.

`export:PATH` reads a file, `export:-` standard input. What is inside is told by its first bytes, not by the
name. Issues come in the file's order. A file that holds something else is refused whole.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from seedcorn.connector import Check, Collecting, Connector, Item
from seedcorn.connectors import _export_csv, _export_json
from seedcorn.connectors._github_payload import issue_of
from seedcorn.errors import DataError, UsageError
from seedcorn.model import Issue

_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell writes with `>`
_BEFORE_TEXT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\x1e"


def collect(target: str, collecting: Collecting) -> Iterator[Item]:
    """The issues in a file, or in standard input for "-", in its order; one that is there twice comes once.

    Raises:
        UsageError: no file is named.
        DataError: it cannot be read, or holds something that is no issue; says which item and what to do.
    """
    del collecting  # a file is read without the environment, and without waiting
    if not target.strip() or "\0" in target:
        raise UsageError(
            "export: names no file", hint="write export:issues.json, or export:- for standard input"
        )
    return _collect(target)


def _collect(target: str) -> Iterator[Item]:
    name = "standard input" if target == "-" else Path(target).name
    seen: set[str] = set()
    try:
        with _opened(target) as stream, _text(stream) as (text, is_json):
            read = _of_json if is_json else _of_table
            for issue in read(text, name, f"export:{Path(target).name}"):
                if _is_new(issue, seen, name):
                    yield issue
    except UnicodeError as error:
        raise DataError(f"{name} is not text in UTF-8", hint="save it as UTF-8") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{name} is compressed, and damaged or cut", hint="save it again") from error
    except OSError as error:
        hint = "check the path after export:"
        raise DataError(f"{name} cannot be read: {error.strerror or 'not a file'}", hint=hint) from error


def _of_json(text: TextIO, name: str, source: str) -> Iterator[Issue]:
    for position, payload in enumerate(_export_json.values(text, name), start=1):
        issue = issue_of(payload, source=source, where=f"{name}, item {position}")
        if issue is not None:
            yield issue


def _of_table(text: TextIO, name: str, source: str) -> Iterator[Issue]:
    for row in _export_csv.rows(text, name):
        issue = issue_of(row.payload, source=source, where=row.where, key=row.key, fields=row.fields)
        if issue is not None:
            yield issue


def _is_new(issue: Issue, seen: set[str], name: str) -> bool:
    """Whether it was not there yet. Pages saved one after another overlap; two issues of one key do not."""
    if issue.key not in seen:
        seen.add(issue.key)
        return True
    if not issue.url:
        raise DataError(
            f"{name} has two issues {issue.key!a}",
            hint="add a url or a key, which tell issues of several repositories apart",
        )
    return False


@contextmanager
def _opened(target: str) -> Iterator[io.BufferedReader]:
    if target != "-":
        with Path(target).open("rb") as stream:
            yield stream
        return
    stdin: Any = sys.stdin.buffer  # whatever stands in for it
    stream = io.BufferedReader(stdin)
    try:
        yield stream
    finally:
        stream.detach()  # or it would be closed with ours


@contextmanager
def _text(stream: io.BufferedReader) -> Iterator[tuple[TextIO, bool]]:
    """The stream as text, unpacked if it is gzipped, and whether it is JSON."""
    if stream.peek(2).startswith(_GZIP):
        stream = io.BufferedReader(gzip.GzipFile(fileobj=stream))
    head = stream.peek(1024)
    encoding = "utf-16" if head.startswith(_UTF16) else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield text, head.lstrip(_BEFORE_TEXT).startswith((b"[", b"{"))
    finally:
        text.detach()


def inspect(target: str, collecting: Collecting) -> Iterator[Check]:
    """Whether the file can be read to its end, and how many issues are in it.

    Raises:
        UsageError: no file is named.
        DataError: it cannot be read, or holds something that is no issue.
    """
    issues = sum(1 for _ in collect(target, collecting))
    yield Check(what="issues", said=f"{issues:,} in the file", works=issues > 0, hint="is it the right file?")


CONNECTOR = Connector(
    title="Issues saved in a file", example="export:issues.json", collect=collect, inspect=inspect
)
