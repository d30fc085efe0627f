"""YAML text -> plain data with positions: what is accepted, how it is typed, how all else is refused."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.errors import Exit, PolicyError
from seedcorn.yamlfile import Place, load, parse, plain, render

# The promise is half a second; measuring coverage takes as much again.
QUICK = 0.5 if sys.gettrace() is None else 1.5


def refusal(text: str) -> str:
    try:
        document = parse(text, "f.yml")
    except PolicyError as error:
        return str(error)
    assert document.problems, f"accepted: {document.data}"
    return render(document.problems)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("0o14", "0o14"),
        ("0x1F", "0x1F"),
        ("12:30:00", "12:30:00"),
        ("1e3", 1000.0),
        ("1.50", 1.5),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("40%", "40%"),
        ("2027-02-01", "2027-02-01"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("9" * 5000, "9" * 5000),
        ("=", "="),
    ],
)
def test_scalars_are_what_they_look_like(written: str, value: object) -> None:
    found = parse(f"key: {written}\n", "f.yml").data["key"]
    assert found == value
    assert isinstance(found, type(value))


def test_numbers_remember_how_they_were_written() -> None:
    document = parse("a: 1.50\nb: 123456789012345678.01\nc: 7\n", "f.yml")
    assert [getattr(document.data[key], "text", None) for key in "abc"] == [
        "1.50",
        "123456789012345678.01",
        "7",
    ]


def test_keys_are_texts_as_written() -> None:
    document = parse("on: 1\n2.0: 2\n~: 3\n'true': 4\n", "f.yml")
    assert list(document.data) == ["on", "2.0", "~", "true"]


def test_every_key_and_value_has_its_place() -> None:
    document = parse("a:\n  - b: 1\n    cc: [x, yy]\n", "f.yml")
    assert str(document.keys["a", 0, "cc"]) == "f.yml:3:5"
    assert document.keys["a", 0, "cc"].width == 2
    assert str(document.values["a", 0, "cc", 1]) == "f.yml:3:13"
    assert str(document.place(("a", 0, "cc", 7))) == "f.yml:3:9"  # the nearest thing around it
    assert str(document.place(("nowhere",))) == "f.yml:1:1"
    assert str(document.key_place(("a", 0))) == "f.yml:2:5"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", 'the key "a" is there twice'),
        ("x:\n  a: 1\n  a: 1\n", "3:3", 'the key "a" is there twice'),
        ("a: &x 1\n", "1:4", "an anchor: &x"),
        ("a: *x\n", "1:4", "an alias: *x"),
        ("a: &x [*x, *x]\n", "1:4", "an anchor: &x"),
        ("<<: {a: 1}\n", "1:1", "a merge key"),
        ("a: !!str 1\n", "1:4", "a tag"),
        ("a: !local 1\n", "1:4", "a tag: !local"),
        ("a: !!python/object/apply:os.system [x]\n", "1:4", "a tag"),
        ("? [a, b]\n: 1\n", "1:3", "a key must be one word"),
        ("{a: 1}: 2\n", "1:1", "a key must be one word"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document"),
        ("a: [1, 2\nb: 3\n", "2:2", "not valid YAML"),
        ("a: customer: *\n", "1:12", "not valid YAML"),
        ("a: b: c\n", "1:5", "not valid YAML"),
        ("a: 'x\n", "2:1", "not valid YAML"),
        ("\ta: 1\n", "1:1", "not valid YAML"),
        ("a:\n\t- b\n", "2:1", "not valid YAML"),
        ("a: %x\n", "1:4", "not valid YAML"),
        ("a: @x\n", "1:4", "not valid YAML"),
        ("a: 1\x00\n", "1:5", "U+0000"),
        ("日: 本\x1b[31m\n", "1:5", "U+001B"),
        ("a: \ud800\n", "1:4", "U+D800"),
        ("a: \ufffe\n", "1:4", "U+FFFE"),
        ("- a\n- b\n", "1:1", "keys and values"),
        ("just text\n", "1:1", "keys and values"),
        ("a: " + "[" * 51 + "]" * 51, "1:53", "nested deeper than 50"),
        ("[" * 200_000, "1:51", "nested deeper than 50"),
        ("a: [" + "1," * 40_000 + "]", "1:59999", "more than 30,000 values"),
    ],
)
def test_what_cannot_be_read_is_shown_at_its_place(text: str, place: str, problem: str) -> None:
    start = process_time()
    message = refusal(text)
    assert process_time() - start < QUICK
    first = message.splitlines()[0]
    assert first.startswith(f"f.yml:{place}: "), message
    assert problem in first
    assert "\nhelp: " in message
    assert "^" in message.splitlines()[2]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n...\n", "~\n"])
def test_an_empty_file_says_so(text: str) -> None:
    assert ": the file is empty\n" in refusal(text)


def test_a_bomb_of_anchors_costs_nothing() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    start = process_time()
    message = refusal("\n".join(lines))
    assert process_time() - start < QUICK
    assert "f.yml:1:4: an anchor: &a" in message
    assert "more problems" in message


def test_problems_that_can_be_are_shown_together() -> None:
    message = refusal("a: &x 1\na: *x\nb: !t 2\n")
    assert [line for line in message.splitlines() if line.startswith("f.yml")] == [
        "f.yml:1:4: an anchor: &x",
        'f.yml:2:1: the key "a" is there twice',
        "f.yml:2:4: an alias: *x",
        "f.yml:3:4: a tag: !t",
    ]


def test_a_problem_looks_like_this() -> None:
    assert refusal("title: x\nrules:\n  a: 1\n  a: 2\n") == (
        'f.yml:4:3: the key "a" is there twice\n'
        " 4 |   a: 2\n"
        "   |   ^\n"
        "help: keep one of them: it stands in line 3 already"
    )


def test_the_caret_stands_under_wide_letters_and_in_long_lines() -> None:
    wide = str(Place(path="f", line=1, column=3, width=2, source_line="日本ab").wrong("p", "h"))
    assert wide.splitlines()[1:3] == [" 1 | 日本ab", "   |     ^^"]
    long = str(
        Place(path="f", line=12, column=501, width=3, source_line="x" * 500 + "abc" + "y" * 500).wrong(
            "p", "h"
        )
    )
    line, caret = long.splitlines()[1:3]
    assert len(line) < 120
    assert line[caret.index("^") :].startswith("abc")


def test_nothing_in_a_file_can_move_the_cursor() -> None:
    message = str(
        Place(path="a\x1b.yml", line=1, column=1, source_line="\x1b[2J\u202e x\r").wrong("p\x07\nq", "h\x9b")
    )
    assert all(char.isprintable() or char == "\n" for char in message)
    assert len(message.splitlines()) == 4


def test_only_the_first_fifty_problems_are_shown() -> None:
    place = Place(path="f.yml", line=1, column=1, source_line="x")
    message = render(place.wrong(f"problem {number}", "help") for number in range(60))
    assert message.count("f.yml:1:1") == 50
    assert message.endswith("... and 10 more problems")


def test_a_line_ends_where_the_parser_says() -> None:
    assert refusal("a: 1\u2028b: 1\u0085a: 2\r\n").startswith("f.yml:3:1: the key")


def test_a_file_is_read_with_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "f.yml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load(file).data == {"a": 1}


def in_file(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "f.yml"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        (b"a: 1\nb: \xff\n", ":2:4: ", "the byte 0xFF is not UTF-8"),
        ("a: ä".encode("latin-1"), ":1:4: ", "the byte 0xE4 is not UTF-8"),
        ("a: 1".encode("utf-16"), ":1:1: ", "is not UTF-8"),
        (b"a: 1\x00", ":1:5: ", "U+0000"),
        (b"a: " + b"x" * (256 * 1024), ": ", "larger than 256 KiB"),
        (b"", ": ", "the file is empty"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes, place: str, problem: str) -> None:
    file = in_file(tmp_path, content)
    with pytest.raises(PolicyError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}{place}")
    assert problem in str(caught.value)
    assert "\nhelp: " in str(caught.value)
    assert caught.value.exit_code is Exit.USAGE


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    for path, problem in (
        (tmp_path, "is not a file"),
        (tmp_path / "none.yml", "there is no such file"),
        (tmp_path / "x" / "none.yml", "there is no such file"),
        (Path("nul\0.yml"), "cannot be read"),
        (tmp_path / ("x" * 5000), "cannot be read"),
        (Path(os.devnull), "is not a file"),
    ):
        with pytest.raises(PolicyError, match=problem) as caught:
            load(path)
        assert "\nhelp: " in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nobody forbids root to read a file")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    file = in_file(tmp_path, b"a: 1")
    file.chmod(0)
    with pytest.raises(PolicyError, match="cannot be read: Permission denied"):
        load(file)


@given(st.text())
def test_no_text_gives_any_other_error(text: str) -> None:
    with suppress(PolicyError):
        parse(text, "f.yml")


@given(st.text(alphabet="ab:-{}[]&*!|>'\"%@`#,? \n\t~<", max_size=60))
def test_nothing_made_of_yaml_signs_gives_any_other_error(text: str) -> None:
    with suppress(PolicyError):
        parse(text, "f.yml")


WORDS = st.text(st.characters(categories=["L", "N"]))
SCALARS = st.none() | st.booleans() | st.integers(-9999, 9999) | WORDS


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=9))
def test_plain_data_comes_back(value: object) -> None:
    assert parse(json.dumps({"key": value}, ensure_ascii=False), "f.yml").data == {"key": value}


def test_plain_words() -> None:
    assert [plain(word) for word in ("", "TRUE", "-1.5", "01", "x")] == [None, True, -1.5, "01", "x"]
