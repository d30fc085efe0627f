"""The last look at a text finds names and amounts however they are written, and refuses nothing else."""

import base64
import html
import json
from dataclasses import replace
from fractions import Fraction
from time import thread_time
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seedcorn.formats
from nasty_customers import CUSTOMERS, HOME, NEUTRAL, ORDINARY, REGISTER, cast, told_by
from sample_report import captured_report, empty_report, healthy_report, incomplete_report, unlabelled_report
from seedcorn.format import Format, Look
from seedcorn.model import Company, Customer
from seedcorn.privacy import Leak, leaks, masked
from seedcorn.privacy.spelling import View, name_of
from seedcorn.register import Register
from seedcorn.report import Report
from seedcorn.shelf import names, take

WHALE = Customer(id="zid-whale", name="Łódź Whale & Sons", aliases=("Whalco",), revenue=Fraction(48_000))
SHORT = Customer(id="zid-short", name="IKO", domains=("iko.example",), revenue=Fraction(1_248_500))
PUBLIC = Customer(id="whalco-partners", name="Whalco Partners", private=False, revenue=Fraction(777_000))
KNOWN = Register(customers=(WHALE, SHORT, PUBLIC), currency="EUR", period="year")
PLACE = "github:seed/corn"


def found(text: str, known: Register = KNOWN) -> tuple[Leak, ...]:
    return leaks(text, empty_report(), known, place=PLACE)


def who(text: str, known: Register = KNOWN) -> set[str]:
    return {leak.who for leak in found(text, known)}


def shifted(text: str, before: int) -> str:
    return base64.b64encode(b"?" * before + text.encode() + b"?").decode()


def domain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).encode("punycode").decode()


@pytest.mark.parametrize("name", ["Łódź Whale & Sons", "ŁÓDŹ WHALE & SONS", "Whalco", "zid-whale"])
@pytest.mark.parametrize(
    "encoded",
    [
        str,
        str.casefold,
        lambda name: name.replace(" ", ""),
        "\u200b".join,
        "-".join,
        lambda name: f"\x1b[31m{name}\x1b[0m",
        lambda name: quote(name, safe=""),
        quote_plus,
        lambda name: "".join(f"%{byte:02x}" for byte in name.encode()),
        html.escape,
        lambda name: "".join(f"&#{ord(char)};" for char in name),
        lambda name: "".join(f"&#x{ord(char):x};" for char in name),
        lambda name: json.dumps(name)[1:-1],
        lambda name: "".join(f"\\u{ord(char):04x}" for char in name),
        lambda name: name.encode("ascii", "backslashreplace").decode(),
        lambda name: shifted(name, 0),
        lambda name: shifted(name, 1),
        lambda name: shifted(name, 2),
        lambda name: base64.urlsafe_b64encode(f"?{name}?".encode()).decode().rstrip("="),
        lambda name: base64.b64encode(name.encode("utf-16")).decode(),
        lambda name: base64.b64encode(quote(name).encode()).decode(),
        lambda name: quote(json.dumps(name)),
        lambda name: quote(quote(name, safe=""), safe=""),
        lambda name: f"xn--{domain(name)}.example",
    ],
)
def test_a_name_is_found_in_every_encoding(name: str, encoded: object) -> None:
    assert callable(encoded)
    said = encoded(name)
    assert who(f"first line\nthis is <{said}> there\nlast\n") == {"Customer 1"}, said


@given(st.text(min_size=1, max_size=20))
def test_any_name_with_a_letter_is_found_where_it_stands_alone(said: str) -> None:
    name = name_of("one", said)
    if name.letters:
        assert name.stands_in(View(text=f"before; {said} ;after"))


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("IKO asks", True),
        ("for iko.", True),
        ("customer:iko", True),
        ("iko.example", True),
        ("%20iko%20", True),
        ("kiko and ikon", False),
        ("i k o", False),
        ("aWtv", True),  # the whole of a group of base64
    ],
)
def test_a_short_name_is_found_alone_and_not_inside_others(text: str, is_found: bool) -> None:
    assert who(text) == ({"Customer 2"} if is_found else set())


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Whalco Partners asks", set()),
        ("Whalco Partners and Whalco ask", {"Customer 1"}),
        ("see whalco-partners", set()),
    ],
)
def test_a_public_name_may_have_a_secret_one_in_it(text: str, hits: set[str]) -> None:
    assert who(text) == hits


def test_a_secret_name_may_begin_like_a_long_public_one() -> None:
    long = "International Business Machinery"
    known = Register(
        customers=(
            Customer(id="zid-one", name=f"{long} of Nowhere"),
            Customer(id="zid-two", name=long, private=False),
        )
    )
    assert who(f"{long} asks", known) == set()
    assert who(f"{long} of Nowhere asks", known) == {"Customer 1"}


def test_a_long_name_is_found_where_it_was_cut() -> None:
    known = Register(
        customers=(Customer(id="zid-one", name="Extraordinarily Longwinded Company of Nowhere"),)
    )
    assert who("Extraordinarily Longwin… 30 %", known) == {"Customer 1"}


@pytest.mark.parametrize(
    "written",
    [
        "48000",
        "48,000",
        "48.000",
        "48 000",
        "48\u00a0000",
        "48'000",
        "48k",
        "48 K",
        "48.0k",
        "€48,000.00",
        "EUR 48.000,00",
    ],
)
def test_an_amount_is_found_however_it_is_grouped(written: str) -> None:
    for text in (
        f"it pays {written} a year",
        quote(f"it pays {written}."),
        shifted(f" pays {written} a year", 1),
    ):
        (leak,) = found(text)
        assert leak.is_money
        assert leak.who == "Customer 1"


@pytest.mark.parametrize("written", ["1248500", "1,248,500", "1.2485M", "1 248 500"])
def test_millions_too(written: str) -> None:
    assert who(f"= {written};") == {"Customer 2"}


@pytest.mark.parametrize(
    "text",
    [
        "480001",
        "148000",
        "4800",
        "48,0001",
        "148,000",
        "0.48000",
        "48000abcdef1",
        "2026-01-21",
        "48kB",
        "48 issues",
    ],
)
def test_what_is_another_number_is_no_amount(text: str) -> None:
    assert found(f"this is {text}") == ()


def test_what_a_public_customer_pays_is_secret_too() -> None:
    assert str(found("it pays 777,000")[0]) == "what Whalco Partners pays in line 1"


@pytest.mark.parametrize("key", ["list_price", "prepaid", "overdue"])
def test_every_amount_of_a_customer_is_secret(key: str) -> None:
    told: dict[str, Any] = {key: Fraction(61_250)}
    known = Register(customers=(Customer(id="zid-one", name="Whale of One", **told),))
    assert [str(leak) for leak in found("there are 61,250 of it", known)] == [
        "what Customer 1 pays in line 1"
    ]


@pytest.mark.parametrize("key", ["cash", "monthly_cost", "cost_per_head"])
def test_the_company_s_own_money_is_secret(key: str) -> None:
    known = Register(company=Company(**{key: Fraction(61_250)}))
    assert [str(leak) for leak in found("there are 61.250 of it", known)] == [
        "an amount of your own money in line 1"
    ]
    assert found("there are 61.251 of it", known) == ()


def test_a_number_that_the_report_says_anyway_is_no_amount() -> None:
    known = Register(
        customers=(replace(WHALE, revenue=Fraction(1800)), replace(SHORT, revenue=Fraction(6115)))
    )
    assert leaks("1800 and 6115", captured_report(), known, place=PLACE) == ()
    assert {leak.who for leak in found("1800 and 6115", known)} == {"Customer 1", "Customer 2"}


def test_a_leak_says_where_and_how_and_never_who() -> None:
    told = [str(leak) for leak in found(f"one\ntwo Whalco\nthree {quote('I K O')} {shifted('Whalco', 1)}")]
    assert told == ["the name of Customer 1 in line 2"]
    coded = base64.b64encode(b"of Whalco, we say").decode()
    assert [str(leak) for leak in found(f"one\ntwo {coded}\n")] == [
        "the name of Customer 1 in line 2 (base64)"
    ]
    assert [str(leak) for leak in found("one\nŁódź\nWhale & Sons")] == ["the name of Customer 1 in line 2"]


ORDINARY_NAMES = Register(customers=CUSTOMERS[: len(ORDINARY)])


@pytest.mark.parametrize(
    "made",
    [captured_report(), healthy_report(), unlabelled_report(), incomplete_report(), empty_report()],
    ids=["captured", "healthy", "unlabelled", "incomplete", "empty"],
)
def test_a_customer_who_is_called_like_an_ordinary_word_refuses_nothing(made: Report) -> None:
    made = replace(made, sources=(PLACE,))
    shown = masked(made, ORDINARY_NAMES, place=PLACE)
    for name in names(seedcorn.formats.__name__):
        member = take(seedcorn.formats.__name__, name, "FORMAT")
        assert isinstance(member, Format)
        text = member.render(shown, Look(verbose=True))
        assert leaks(text, made, ORDINARY_NAMES, place=PLACE) == (), name


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Open", "12 open issues. Open issues count.", False),
        ("Open", "we owe Open a lot", True),
        ("OPEN", "12 open issues, OPEN asks", True),
        ("OPEN", "open", False),
        ("issues", "12 issues", False),
        ("Share of Work", "a share of work", False),
        ("Share of Work", "for Share of Work", True),
        ("open/issues!", "open issues", False),
        ("open/issues!", "from open/issues!", True),
        ("42", "42 issues", False),
        ("🦄", "by 🦄", True),
        ("✅", "✅ passed", False),
        ("***", "***", False),
    ],
)
def test_an_ordinary_word_counts_as_a_name_where_it_is_written_like_one(
    name: str, text: str, is_found: bool
) -> None:
    known = Register(customers=(Customer(id="zid-one", name=name),))
    assert who(text, known) == ({"Customer 1"} if is_found else set())


def test_sixty_customers_in_sixty_five_thousand_characters_take_no_time() -> None:
    made = replace(told_by(cast(NEUTRAL, 0, 60)), gaps=())
    shown = masked(made, Register(customers=NEUTRAL), place=HOME)
    for name in ("markdown", "json", "github"):
        member = take(seedcorn.formats.__name__, name, "FORMAT")
        assert isinstance(member, Format)
        once = member.render(shown, Look())
        text = (once * (65_000 // len(once) + 1))[:65_000]
        best = min(_seconds(text, made) for _ in range(3))
        assert best < 0.3, name


def _seconds(text: str, made: Report) -> float:
    start = thread_time()
    assert leaks(text, made, REGISTER, place=HOME) == ()
    return thread_time() - start
