"""What is pixels alone is not searched for names; a picture with words beside them is."""

import struct
import zlib
from base64 import encodebytes

import pytest

from sample_report import captured_report
from seedcorn.chart import charts
from seedcorn.drawing import LIGHT, png
from seedcorn.privacy.pictures import without_pictures

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0" * 500))
END = chunk(b"IEND", b"")


def sent(data: bytes) -> str:
    return f"before\r\n{encodebytes(data).decode().replace(chr(10), chr(13) + chr(10))}\r\nafter\n"


def test_what_is_drawn_is_pixels_alone() -> None:
    picture = dict(charts())["shares"].draw(captured_report())
    assert picture is not None
    text = sent(png(picture, LIGHT))
    left = without_pictures(text)
    assert left.split() == ["before", "after"]
    assert left.count("\n") == text.count("\n")


def test_a_small_picture_too_and_several_of_them() -> None:
    text = sent(SIGNATURE + HEAD + PIXELS + END)
    assert without_pictures(text + text).split() == ["before", "after"] * 2


@pytest.mark.parametrize(
    "data",
    [
        SIGNATURE + HEAD + chunk(b"tEXt", b"Title\0Acme") + PIXELS + END,
        SIGNATURE + HEAD + PIXELS + END + b"Acme",
        SIGNATURE + HEAD + PIXELS,
        SIGNATURE + HEAD + PIXELS[:-1] + b"x" + END,
        SIGNATURE + b"Acme asks for very much",
        SIGNATURE,
    ],
)
def test_what_could_hold_words_stays(data: bytes) -> None:
    assert without_pictures(sent(data)) == sent(data)
