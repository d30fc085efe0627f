"""Opens what is exported: a file, all files of a folder, or standard input, as text, unpacked if need be."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from seedcorn.errors import DataError

_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what PowerShell writes with `>`
_BEFORE_TEXT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\x1e"


def files(target: str) -> list[str]:
    """What is to be read for a target: itself or, of a folder, its files by name without the hidden ones.

    Raises:
        DataError: the folder holds no file, or cannot be looked into.
    """
    folder = Path(target)
    if target == "-" or not folder.is_dir():
        return [target]
    try:
        found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise _unreadable(folder.name, error) from error
    if not found:
        raise DataError(f"{folder.name} holds no file", hint="check the path after export:")
    return [str(path) for path in found]


def called(file: str) -> str:
    """How a file is called where people are told of it."""
    return "standard input" if file == "-" else Path(file).name


@contextmanager
def opened(file: str) -> Iterator[tuple[TextIO, bool]]:
    """The file as text, and whether it is JSON; closed at the end, but for standard input.

    Raises:
        DataError: it cannot be read, is damaged or is no text, found out here or while reading on.
    """
    name = called(file)
    try:
        with _stream(file) as stream, _text(stream) as text_and_kind:
            yield text_and_kind
    except UnicodeError as error:
        raise DataError(f"{name} is not text in UTF-8", hint="save it as UTF-8") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{name} is compressed, and damaged or cut", hint="save it again") from error
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> DataError:
    return DataError(
        f"{name} cannot be read: {error.strerror or 'not a file'}", hint="check the path after export:"
    )


@contextmanager
def _stream(file: str) -> Iterator[io.BufferedReader]:
    if file != "-":
        with Path(file).open("rb") as stream:
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
