"""A text as whoever knows its encodings reads it: JSON, HTML, addresses, base64, domain names, mails."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote_plus

from seedcorn.privacy.spelling import View

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([bfnrtv0])|([^\w\s]))")
_PUNYCODE = re.compile(r"xn--([a-z0-9-]+)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}(?:\r?\n[A-Za-z0-9+/_-]{4,}(?![^\r\n=]))*")
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n")  # RFC 2045, 6.7
_QUOTED = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_WORD = re.compile(r"=\?[\w.-]+\?([bq])\?([^?\s]*)\?=(?:\s+(?==\?))?", re.IGNORECASE)  # RFC 2047
_LARGEST = 0x110000
_ALIGNMENTS = 4
_SHORTEST_INSIDE = 24  # characters of base64 from which it may have begun before them
_FEWEST_LETTERS = 6  # of what could be a text among bytes that are none
_TEXT = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]{6,}")


def views(text: str) -> Iterator[View]:
    """The text as it is, then out of each encoding that it has, also of one inside another.

    A mail is what it says: where its lines are broken for the way, no word ends.
    """
    seen = [View(text=_of_mail(text), how="a mail") if _is_mail(text) else View(text=text)]
    for how, decode in _DECODERS * 2:
        decoded = decode(seen[-1].text)
        if decoded != seen[-1].text:
            seen.append(View(text=decoded, how=how))
    yield from seen
    for view in seen:
        if decoded := "\n".join(_from_base64(view.text)):
            yield View(text=decoded, how="base64")
            yield from (View(text=decode(decoded), how=f"{how} in base64") for how, decode in _DECODERS)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_char, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _char(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code < _LARGEST else " "
    return " " if found[4] else found[5]


def _unhyphenated(text: str) -> str:
    return _PUNYCODE.sub(_domain, text) if "xn--" in text.casefold() else text


def _domain(found: re.Match[str]) -> str:
    try:
        return found[1].lower().encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return found[0]


def _unquoted(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _unmarked(text: str) -> str:
    return unescape(text) if "&" in text else text


def _is_mail(text: str) -> bool:
    return text.startswith("From: ") and "\nContent-Transfer-Encoding: quoted-printable" in text


def _of_mail(text: str) -> str:
    """A mail's header and parts as they are read."""
    said = _SOFT_BREAK.sub("", _WORD.sub(_of_header, text))
    return _QUOTED.sub(lambda found: _quoted(found[0]), said)


def _of_header(found: re.Match[str]) -> str:
    if found[1].lower() == "b":
        return _bytes_of(found[2].rstrip("=")).decode(errors="replace")
    return _QUOTED.sub(lambda inner: _quoted(inner[0]), found[2].replace("_", " "))


def _quoted(text: str) -> str:
    return bytes.fromhex(text.replace("=", "")).decode(errors="replace")


_DECODERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("JSON escapes", _unescaped),
    ("HTML entities", _unmarked),
    ("an address", _unquoted),
    ("punycode", _unhyphenated),
)


def _from_base64(text: str) -> Iterator[str]:
    """What can be read where a text may be base64, wherever in a group of four it begins."""
    for found in _BASE64.finditer(text):
        letters = "".join(found[0].split()).translate(_OF_ADDRESSES)
        for start in range(_ALIGNMENTS if len(letters) >= _SHORTEST_INSIDE else 1):
            yield from _readable(_bytes_of(letters[start:]))


_OF_ADDRESSES = str.maketrans("-_", "+/")


def _bytes_of(letters: str) -> bytes:
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return b64decode(whole + "=" * (-len(whole) % 4))
    except Error:
        return b""


def _readable(decoded: bytes) -> Iterator[str]:
    """All of it where it is text as a whole, else the parts that could be: a word is base64 by chance too."""
    codecs = ("utf-8", "utf-16-le", "utf-16-be") if b"\0" in decoded else ("utf-8",)
    for codec in codecs if decoded else ():
        text = decoded.decode(codec, "replace")
        if text.isprintable() and "\ufffd" not in text:
            yield text
        elif len(text) >= _FEWEST_LETTERS:
            yield from _TEXT.findall(text)
