"""Bytes on disk -> text that is safe to parse: a small, regular file of printable UTF-8."""

import re
import stat
from pathlib import Path

from seedcorn.errors import PolicyError
from seedcorn.yamlfile.diagnostic import Diagnostic, Place, refuse

MAX_BYTES = 256 * 1024
# YAML 1.1 and 1.2 count these as the end of a line, and so does the parser whose positions we show.
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file. Raises PolicyError: no such file, a directory, too large, not UTF-8."""
    raw = _read_bytes(path, max_bytes)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse([_undecodable(str(path), raw, error.start)])
    check_text(text, str(path))
    return text


def check_text(text: str, path: str) -> None:
    """Raise PolicyError at the first character that no text file should hold, a NUL for example."""
    found = _UNPRINTABLE.search(text)
    if found:
        problem = f"the character U+{ord(found[0]):04X} cannot stand in a text file"
        refuse([place_at(text, found.start(), path).wrong(problem, "remove it")])


def place_at(text: str, offset: int, path: str) -> Place:
    """The place of the character at an offset of a text."""
    breaks = [found.end() for found in LINE_BREAK.finditer(text, 0, offset)]
    start = breaks[-1] if breaks else 0
    end = LINE_BREAK.search(text, start)
    line = text[start : end.start() if end else len(text)]
    return Place(path=path, line=len(breaks) + 1, column=offset - start + 1, source_line=line)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _whole(path, "is not a file", "name a file of text, not a directory or a device")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise _whole(path, "there is no such file", "check the name, and the folder you are in") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _whole(path, f"cannot be read: {reason}", "check its name and who may read it") from error
    if len(raw) > max_bytes:
        problem = f"is larger than {max_bytes // 1024} KiB"
        raise _whole(path, problem, "split it; a long customer register is better kept as CSV")
    return raw


def _whole(path: Path, problem: str, help_line: str) -> PolicyError:
    return PolicyError(str(Place(path=str(path)).wrong(problem, help_line)))


def _undecodable(path: str, raw: bytes, offset: int) -> Diagnostic:
    start = raw.rfind(b"\n", 0, offset) + 1
    end = raw.find(b"\n", offset)
    place = Place(
        path=path,
        line=raw.count(b"\n", 0, offset) + 1,
        column=len(raw[start:offset].decode("utf-8", "replace")) + 1,
        source_line=raw[start : end if end >= 0 else len(raw)].decode("utf-8", "replace"),
    )
    advice = "save the file as UTF-8 (in a spreadsheet: export as CSV UTF-8)"
    return place.wrong(f"the byte 0x{raw[offset]:02X} is not UTF-8", advice)
