"""Pictures inside a text: pixels are no words, and in so much base64 any short name stands by chance."""

import re
import struct
from base64 import b64decode
from binascii import Error, crc32

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_IN_BASE64 = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/]*(?:\r?\n[A-Za-z0-9+/]+)*={0,2}")
_OF_PIXELS = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"pHYs", b"tRNS", b"gAMA", b"sRGB"))
_FRAME = 12  # bytes of a chunk beside its data: how long it is, its kind and its sum


def without_pictures(text: str) -> str:
    """The text without the PNG in it that are nothing but pixels; its lines keep their numbers.

    One with words beside its pixels, or with anything behind its end, stays to be looked at.
    """
    return _IN_BASE64.sub(lambda found: _lines(found[0]) if _is_of_pixels(found[0]) else found[0], text)


def _lines(text: str) -> str:
    return "\n" * text.count("\n")


def _is_of_pixels(letters: str) -> bool:
    """Whether it is a whole PNG of chunks that hold no text (https://www.w3.org/TR/png-3/, 5.3 and 11)."""
    try:
        data = b64decode("".join(letters.split()), validate=True)
    except Error:
        return False
    place, kind = len(_SIGNATURE), b""
    while place + _FRAME <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        end = place + 8 + length
        kind = data[place + 4 : place + 8]
        if kind not in _OF_PIXELS or data[end : end + 4] != crc32(data[place + 4 : end]).to_bytes(4):
            return False
        place = end + 4
        if kind == b"IEND":
            break
    return kind == b"IEND" and place == len(data)
