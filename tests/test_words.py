"""Numbers stay on their side of a limit, and no text of a tracker does anything."""

from fractions import Fraction
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sample_report import HOSTILE
from seedcorn import words
from seedcorn.report import Unit

ALL_TEXT = st.text(st.characters(exclude_categories=[]))
SHARES = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("share", "places", "beside", "shown"),
    [
        ("193/254", 0, (), "76 %"),
        ("193/254", 1, (), "76.0 %"),
        ("0.3004", 0, ("3/10",), "30.04 %"),
        ("0.2996", 0, ("3/10",), "29.96 %"),
        ("3/10", 1, ("3/10",), "30.0 %"),
        ("1/8", 0, ("1/8",), "12.5 %"),
        ("1/3", 0, ("1/3",), "33.333333 %"),
        ("0.9996", 0, (), "99.96 %"),
        ("0.0004", 1, (), "0.04 %"),
        ("0", 1, (), "0.0 %"),
        ("1", 0, (), "100 %"),
        ("0.005", 0, (), "1 %"),
        ("0.3000000000000001", 0, ("3/10",), "just over 30 %"),
        ("0.2999999999999999", 0, ("3/10",), "just under 30 %"),
        ("0.0000000000000001", 0, (), "just over 0 %"),
    ],
)
def test_a_percentage_never_rounds_across_a_limit(
    share: str, places: int, beside: tuple[str, ...], shown: str
) -> None:
    limits = [Fraction(limit) for limit in beside]
    assert words.percent(Fraction(share), places=places, beside=limits) == shown


@given(SHARES, st.integers(0, 10**6).map(lambda parts: Fraction(parts, 10**6)), st.integers(0, 2))
def test_what_is_shown_stands_to_the_limit_as_the_number_does(
    share: Fraction, limit: Fraction, places: int
) -> None:
    shown = words.percent(share, places=places, beside=[limit]).removesuffix(" %")
    said = words.limit(limit, "share").removesuffix(" %")
    if shown.startswith("just"):
        _, side_of, near = shown.split(" ")
        assert (side_of == "over") == (share > Fraction(near) / 100)
        assert abs(share - Fraction(near) / 100) < Fraction(1, 10**9)
        return
    side = (share > limit) - (share < limit)
    assert (Fraction(shown) > Fraction(said)) - (Fraction(shown) < Fraction(said)) == side


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("193/254", Unit.SHARE, "76 %"),
        ("611507/100", Unit.POINTS, "6115"),
        ("1", Unit.CUSTOMERS, "1 customer"),
        ("6", Unit.CUSTOMERS, "6 customers"),
        ("5/2", Unit.NAMES, "2.5 names"),
        ("1", Unit.ISSUES, "1 issue"),
    ],
)
def test_a_measured_number_has_its_unit(value: str, unit: Unit, shown: str) -> None:
    assert words.measured(Fraction(value), unit) == shown


@pytest.mark.parametrize(
    ("low", "high", "unit", "shown"),
    [
        ("193/610", "9/10", Unit.SHARE, "31.6-90.0 %"),
        ("0", "1", Unit.SHARE, "0-100 %"),
        ("1/57", "5/60", Unit.SHARE, "1.7-8.4 %"),
        ("1/3", "1/3", Unit.SHARE, "33.3 %"),
        ("5/2", "9", Unit.CUSTOMERS, "2.5-9 customers"),
        ("1060", "8159", Unit.POINTS, "1060-8159"),
        ("3", "9", Unit.CUSTOMERS, "3-9 customers"),
        ("3", "3", Unit.CUSTOMERS, "3 customers"),
        ("0.0000000000001", "1/2", Unit.SHARE, "just over 0 to 50.0 %"),
    ],
)
def test_a_span_names_its_unit_once(low: str, high: str, unit: Unit, shown: str) -> None:
    assert words.span(Fraction(low), Fraction(high), unit) == shown


@given(SHARES, SHARES, SHARES, st.sampled_from([(), (Fraction(3, 10),)]))
def test_a_span_never_excludes_a_value_as_it_is_shown(
    one: Fraction, two: Fraction, three: Fraction, beside: tuple[Fraction, ...]
) -> None:
    low, value, high = sorted((one, two, three))
    shown = words.span(low, high, Unit.SHARE, beside=beside)
    said = words.percent(value, places=1, beside=beside)
    if "just" in shown + said or low == high:
        return
    first, last = (Fraction(end) for end in shown.removesuffix(" %").split("-"))
    assert first <= Fraction(said.removesuffix(" %")) <= last
    assert all((first > 100 * limit) == (low > limit) for limit in beside)
    assert all((last > 100 * limit) == (high > limit) for limit in beside)


def test_a_limit_is_shown_as_it_was_written() -> None:
    assert words.limit(Fraction(3, 10), Unit.SHARE) == "30 %"
    assert words.limit(Fraction("0.125"), Unit.SHARE) == "12.5 %"
    assert words.limit(Fraction(1800), Unit.POINTS) == "1800"
    assert words.limit(Fraction(0), Unit.NAMES) == "0"


def test_numbers_below_zero_keep_their_sign_only_where_something_is_left() -> None:
    assert words.number(Fraction(-15, 10), places=1) == "-1.5"
    assert words.number(Fraction(-1, 100), places=1) == "0.0"


@pytest.mark.parametrize(
    ("how_many", "shown"),
    [(0, "0 issues"), (1, "1 issue"), (178, "178 issues"), (6115, "6115 issues"), (12345, "12,345 issues")],
)
def test_counts(how_many: int, shown: str) -> None:
    assert words.count(how_many, "issue") == shown


def test_a_count_may_have_a_plural_of_its_own() -> None:
    assert words.count(2, "other part", "other parts") == "2 other parts"


def test_keys_of_one_source_are_short_and_the_rest_is_counted() -> None:
    named = ("acme/app#12", "acme/app#31", "acme/app#44")
    assert words.keys(named, 99, shared="acme/app", most=2) == "#12 #31 … and 97 more"
    assert words.keys(named) == "acme/app#12 acme/app#31 acme/app#44"
    assert words.keys(tuple("abcd"), most=2) == "a b c d"
    assert words.keys(tuple("abcde"), most=2) == "a b … and 3 more"
    assert words.keys(tuple("abc"), 4, most=2) == "a … and 3 more"
    assert words.keys(("",)) == "?"
    assert words.keys(()) == ""


def test_names_in_a_sentence() -> None:
    assert words.listed([]) == ""
    assert words.listed(["Acme"]) == "Acme"
    assert words.listed(["Acme", "Globex"]) == "Acme and Globex"
    assert words.listed(["Acme", "Globex", "Initech"]) == "Acme, Globex and Initech"


def test_a_sentence_begins_with_a_capital() -> None:
    assert words.sentence("seed corn is eaten") == "Seed corn is eaten"
    assert words.sentence("") == ""


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://evil.example\x07link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\sixel", "sixel"),
        ("two\nlines\r\n\ttab\x00\x85", "two lines tab"),
        ("\u202etxt.exe\u202c \u2066x\u2069", "txt.exe x"),
        ("A\u200bc\u2060m\ufeffe\u00ad", "Acme"),
        ("\u3164\u2800", ""),
        ("\ud800", "\ufffd"),
        ("a\ufffe\uffff\ufdd0\U0001ffff", "a\ufffd\ufffd\ufffd\ufffd"),
        ("\ue000", "\ufffd"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("\u2764\ufe0f\U000e0100", "\u2764"),
        ("a\u2028b\u2029c\u00a0d", "a b c d"),
        ("Müller 株式会社", "Müller 株式会社"),
    ],
)
def test_plain_text_moves_nothing(hostile: str, harmless: str) -> None:
    assert words.plain(hostile) == harmless


@given(ALL_TEXT)
def test_plain_text_is_one_visible_line_and_stays_so(text: str) -> None:
    shown = words.plain(text)
    assert not {category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert shown == shown.strip()
    assert words.plain(shown) == shown
    shown.encode()


@given(ALL_TEXT.map(words.plain), st.integers(4, 40), st.sampled_from(["…", "..."]))
def test_shortened_text_fits(text: str, cells: int, ellipsis: str) -> None:
    short = words.shorten(text, cells, ellipsis=ellipsis)
    assert cell_len(short) <= cells
    assert short == text or short.endswith(ellipsis)


def test_text_is_cut_by_what_it_covers_and_never_within_a_letter() -> None:
    assert words.shorten("漢字漢字", 5) == "漢字…"
    assert words.shorten("abc", 3) == "abc"
    assert words.shorten("abce\u0301\u0302xyz", 5) == "abce\u0301\u0302…"
    assert words.shorten("ab" + "\u0301" * 3 + "c" * 9, 2) == "a…"


@pytest.mark.parametrize(
    ("printed", "harmless"),
    [
        ("::error::x", ": error::x"),
        ("  ::stop-commands::x", "  : stop-commands::x"),
        ("a\n\u2003::warning::y", "a\n\u2003: warning::y"),
        ("a ##[add-mask]b", "a # [add-mask]b"),
        ("customer::acme", "customer::acme"),
        (":::x", ": :x"),
    ],
)
def test_no_line_is_a_command_to_a_build_log(printed: str, harmless: str) -> None:
    assert words.not_a_command(printed) == harmless


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_no_commands_wherever_a_line_breaks(name: str) -> None:
    for broken in ("\n".join(words.plain(name).split(" ")), "\n".join(words.plain(name))):
        lines = words.not_a_command(broken).split("\n")
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
