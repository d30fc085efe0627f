"""What a mark means: globs, names, exceptions, order, aliases, groups, efforts."""

from fractions import Fraction

import pytest

from seedcorn.meanings import (
    EXISTING,
    NAMELESS,
    OWN,
    PROSPECT,
    SEED_CORN,
    UNKNOWN,
    Meanings,
    effort_said,
    glob_regex,
    meanings,
)
from seedcorn.model import Counting, Customer, Effort, Meaning, Pattern, Split, Status
from seedcorn.register import Register, normalised

ASKED = Pattern(place="label", glob="customer: *", meaning=Meaning.CUSTOMER, except_=("other", "n/a *"))
FORM = Pattern(place="heading:customer", glob="*", meaning=Meaning.CUSTOMER)


def read(
    *values: str,
    patterns: tuple[Pattern, ...] = (ASKED,),
    register: Register | None = None,
    place: str = "label",
) -> Meanings:
    vocabulary = [(mark, place, value) for mark, value in enumerate(values)]
    return meanings(vocabulary, Counting(patterns=patterns), register)


def names(
    *values: str, patterns: tuple[Pattern, ...] = (ASKED,), register: Register | None = None
) -> list[str]:
    return [customer.name for customer in read(*values, patterns=patterns, register=register).customers]


def answers(value: str, register: Register | None = None) -> list[str]:
    """The customers that one answer of a form names."""
    found = read(value, patterns=(FORM,), register=register, place="heading:customer")
    return [customer.name for customer in found.customers]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("customer: Acme", "Acme"),
        ("Customer:Acme", "Acme"),
        ("CUSTOMER:   Acme Corp  ", "Acme Corp"),
        ("customer:\u00a0Acme", "Acme"),
        ("\uff43\uff55stomer\uff1a Acme", "Acme"),
        ("customer: \uff21cme", "Acme"),
        ("customer: a: b", "a: b"),
        ("customer: *", "*"),
        ("customer: \U0001f984", "\U0001f984"),
        ("customer: $(rm -rf)", "$(rm -rf)"),
    ],
)
def test_a_label_names_its_customer(label: str, name: str) -> None:
    assert names(label) == [name]


@pytest.mark.parametrize(
    "label",
    [
        "customer",
        "customer:",
        "customer: ",
        "customers: Acme",
        "a customer: Acme",
        "",
        "customer::Acme",
        "(.*)",
    ],
)
def test_a_label_that_names_nobody(label: str) -> None:
    assert names(label) == []


@pytest.mark.parametrize("spelling", ["ACME", "acme ", "Ac\u200bme".replace("\u200b", ""), "\uff21cme"])
def test_spellings_are_one_customer(spelling: str) -> None:
    found = read("customer: Acme", f"customer: {spelling}")
    assert [customer.id for customer in found.customers] == ["acme"]


def test_sharp_s_and_its_capitals_are_one() -> None:
    assert [one.id for one in read("customer: Stra\u00dfe", "customer: STRASSE").customers] == ["strasse"]
    street = Pattern(place="label", glob="stra\u00dfe: *", meaning=Meaning.CUSTOMER)
    assert names("STRASSE: Acme", "Stra\u00dfe: Globex", patterns=(street,)) == ["Acme", "globex"]


@pytest.mark.parametrize(
    ("label", "counted"),
    [
        ("customer: other", False),
        ("Customer: OTHER ", False),
        ("customer: n/a yet", False),
        ("customer: others", True),
    ],
)
def test_excepted_names_do_not_count(label: str, counted: bool) -> None:
    assert bool(names(label)) == counted


def test_an_excepted_name_leaves_room_for_what_else_the_mark_says() -> None:
    own = Pattern(place="label", glob="customer: other", meaning=Meaning.OWN)
    (meant,) = read("customer: other", patterns=(ASKED, own)).meant
    assert (meant.kind, meant.customer) == (OWN, None)
    (meant,) = read("customer: other").meant
    assert (meant.kind, meant.customer) == (UNKNOWN, None)


def test_the_first_pattern_that_names_anybody_wins() -> None:
    prospect = Pattern(place="label", glob="customer: new *", meaning=Meaning.PROSPECT)
    flagged = Pattern(place="label", glob="customer: crowd", meaning=Meaning.NAMELESS)
    assert names("customer: new Acme", patterns=(prospect, ASKED)) == ["Acme"]
    assert names("customer: new Acme", patterns=(ASKED, prospect)) == ["new Acme"]
    assert read("customer: crowd", patterns=(flagged, ASKED)).meant[0].kind == NAMELESS
    assert read("customer: crowd", patterns=(ASKED, flagged)).meant[0].kind == EXISTING
    assert read("customer: new Acme", patterns=(prospect, ASKED)).meant[0].kind == PROSPECT


def test_a_star_in_the_middle_and_several_stars() -> None:
    middle = Pattern(place="label", glob="c/*/asks", meaning=Meaning.CUSTOMER)
    several = Pattern(place="label", glob="from *-*", meaning=Meaning.CUSTOMER)
    assert names("c/Acme/asks", "c//asks", "c/Acme/wants", patterns=(middle,)) == ["Acme"]
    assert names("from Acme-2024", patterns=(several,)) == ["Acme"]


def test_a_question_mark_is_one_character() -> None:
    assert glob_regex("p?").fullmatch("p1")
    assert not glob_regex("p?").fullmatch("p12")


def test_what_looks_like_a_regular_expression_is_text() -> None:
    assert glob_regex("a.b|c").fullmatch("a.b|c")
    assert not glob_regex("a.b|c").fullmatch("c")
    assert not glob_regex("[abc]").fullmatch("a")


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("Acme", ["Acme"]),
        ("Acme, Globex", ["Acme", "Globex"]),
        ("Acme; Globex\nInitech", ["Acme", "Globex", "Initech"]),
        ("Acme, Inc.", ["Acme, Inc."]),
        ("Acme, Inc., Globex, Ltd", ["Acme, Inc.", "Globex, Ltd"]),
        ("Acme, acme", ["Acme"]),
        (" , ;", []),
        ("Inc.", ["Inc."]),
    ],
)
def test_an_answer_of_a_form_may_name_several(answer: str, named: list[str]) -> None:
    assert answers(answer) == named


def test_a_name_in_the_register_may_hold_a_comma() -> None:
    known = Register(customers=(Customer(id="sons", name="Smith, Sons, Daughters"),))
    assert answers("smith, sons, daughters", known) == ["Smith, Sons, Daughters"]
    assert answers("Smith, Sons", known) == ["Smith", "Smith, Sons, Daughters"]  # "sons" is its id


def test_a_label_is_one_name_even_with_a_comma() -> None:
    assert names("customer: Acme, Globex") == ["Acme, Globex"]


REGISTER = Register(
    customers=(
        Customer(id="acme", name="Acme Corp", aliases=("ACME, Inc.", "Road Runner Foods"), code_name="Bird"),
        Customer(id="group", name="Holding"),
        Customer(id="globex", name="Globex", parent="group"),
        Customer(id="eng", name="Engineering", status=Status.INTERNAL),
        Customer(id="all", name="Everybody", status=Status.CROWD),
        Customer(id="hooli", name="Hooli", status=Status.PROSPECT),
        Customer(id="initech", name="Initech", status=Status.CHURNED),
    )
)


@pytest.mark.parametrize("name", ["acme", "ACME CORP", "acme, inc.", "road runner  foods", "bird"])
def test_every_name_of_an_entry_is_its(name: str) -> None:
    found = read(f"customer: {name}", register=REGISTER)
    assert [customer.id for customer in found.customers] == ["acme"]
    assert found.strangers == ()


@pytest.mark.parametrize(
    ("name", "kind", "customer"),
    [
        ("Globex", EXISTING, "group"),
        ("Initech", EXISTING, "initech"),
        ("Hooli", PROSPECT, "hooli"),
        ("Everybody", NAMELESS, None),
        ("Engineering", OWN, None),
    ],
)
def test_the_status_of_an_entry_decides(name: str, kind: int, customer: str | None) -> None:
    found = read(f"customer: {name}", register=REGISTER)
    (meant,) = found.meant
    assert meant.kind == kind
    assert [one.id for one in found.customers] == ([customer] if customer else [])


def test_who_is_not_in_the_register_is_a_stranger_and_still_a_customer() -> None:
    found = read("customer: Umbrella", "customer: UMBRELLA", "customer: Acme", register=REGISTER)
    assert found.strangers == ("UMBRELLA",)
    assert {customer.id for customer in found.customers} == {"umbrella", "acme"}
    assert not next(one for one in found.customers if one.id == "umbrella").registered


def test_a_name_in_a_prospect_pattern_is_a_prospect_unless_the_register_knows_better() -> None:
    prospect = Pattern(place="label", glob="prospect: *", meaning=Meaning.PROSPECT)
    found = read("prospect: Acme", "prospect: New", patterns=(prospect,), register=REGISTER)
    assert [meant.kind for meant in found.meant] == [EXISTING, PROSPECT]


def test_several_of_one_mark_have_a_row_each() -> None:
    vocabulary = [(7, "heading:customer", "Acme, Engineering, Globex")]
    found = meanings(vocabulary, Counting(patterns=(FORM,)), REGISTER)
    assert [(meant.mark, meant.kind) for meant in found.meant] == [(7, EXISTING), (7, EXISTING)]
    first = meanings(vocabulary, Counting(patterns=(FORM,), split=Split.FIRST), REGISTER)
    assert [first.customers[meant.customer or 0].id for meant in first.meant] == ["acme"]


def test_what_else_a_mark_says() -> None:
    patterns = (
        Pattern(place="label", glob="seed*", meaning=Meaning.SEED_CORN),
        Pattern(place="label", glob="bug", meaning=Meaning.BUG),
        Pattern(place="label", glob="wont*", meaning=Meaning.IGNORED),
        Pattern(place="label", glob="seed-chore", meaning=Meaning.OWN),
    )
    found = read("seed-corn", "bug", "wontfix", "seed-chore", "none of these", patterns=patterns)
    by_mark = {meant.mark: meant for meant in found.meant}
    assert (by_mark[0].kind, by_mark[0].seed_marked) == (SEED_CORN, True)
    assert (by_mark[1].kind, by_mark[1].bug) == (OWN, True)
    assert (by_mark[2].kind, by_mark[2].ignored) == (UNKNOWN, True)
    assert (by_mark[3].kind, by_mark[3].seed_marked) == (OWN, True)
    assert 4 not in by_mark
    assert found.seed_in_use
    assert not read("bug", patterns=patterns).seed_in_use


def test_marks_in_other_places_say_nothing() -> None:
    assert meanings([(0, "title-prefix", "customer: Acme")], Counting(patterns=(ASKED,)), None).meant == ()


POINTS = Effort(unit="points", place="field:points")
SIZES = Effort(place="label", sizes=(("size/s", Fraction(1)), ("Size / *", Fraction("2.00049"))))


@pytest.mark.parametrize(
    ("value", "effort"),
    [
        *[
            ("3", "3"),
            (" 3.0 ", "3"),
            ("0.5", "1/2"),
            ("0", "0"),
            ("1000000", "1000000"),
            ("0.12345", "123/1000"),
        ],
        *[
            ("-1", None),
            ("1000001", None),
            ("five", None),
            ("", None),
            ("nan", None),
            ("inf", None),
            ("3 h", None),
        ],
        *[
            ("1e3", None),
            ("1e999999999", None),
            ("1/2", None),
            ("1_000", None),
            ("9" * 5000, None),
            ("3.", "3"),
        ],
    ],
)
def test_a_number_in_a_field_is_an_estimate(value: str, effort: str | None) -> None:
    assert effort_said(POINTS, "field:points", value) == (None if effort is None else Fraction(effort))


@pytest.mark.parametrize(
    ("value", "effort"),
    [("size/S", "1"), ("SIZE/s", "1"), ("size/XL", "2"), ("size / M", "2"), ("3", None), ("sizes", None)],
)
def test_a_label_is_an_estimate_by_the_first_glob_that_fits(value: str, effort: str | None) -> None:
    assert effort_said(SIZES, "label", value) == (None if effort is None else Fraction(effort))


def test_elsewhere_nothing_is_an_estimate() -> None:
    assert effort_said(POINTS, "label", "3") is None
    assert effort_said(Effort(), "label", "3") is None


def test_the_scale_keeps_every_effort_and_every_median_whole() -> None:
    vocabulary = [(0, "field:points", "0.5"), (1, "field:points", "0.25"), (2, "field:points", "3")]
    found = meanings(vocabulary, Counting(effort=POINTS), None)
    assert found.scale == 8
    assert sorted(meant.effort or 0 for meant in found.meant) == [2, 4, 24]
    assert meanings([], Counting(), None).scale == 1


def test_normal_text() -> None:
    assert normalised("  A\tB\n \u00a0C ") == "a b c"
    assert normalised("\ufb01x") == "fix"


def test_prose_in_a_field_names_nobody_and_costs_nothing() -> None:
    counting = Counting(patterns=(Pattern(place="field:notes", glob="*a*b*", meaning=Meaning.CUSTOMER),))
    prose = "ab" * 50_000
    assert meanings([(0, "field:notes", prose)], counting, None).meant == ()
    assert meanings([(0, "field:notes", "xaby")], counting, None).meant != ()
