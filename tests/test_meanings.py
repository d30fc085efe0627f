"""What a mark means: globs, names, exceptions, order, aliases, groups, ranks."""

import pytest

from seedcorn.confidence import Confidence
from seedcorn.meanings import (
    EXISTING,
    NAMELESS,
    OWN,
    PROSPECT,
    SEED_CORN,
    UNKNOWN,
    Meanings,
    glob_regex,
    meanings,
)
from seedcorn.model import Counting, Customer, Meaning, Pattern, Split, Status
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


def test_normal_text() -> None:
    assert normalised("  A\tB\n \u00a0C ") == "a b c"
    assert normalised("\ufb01x") == "fix"


def test_prose_in_a_field_names_nobody_and_costs_nothing() -> None:
    counting = Counting(patterns=(Pattern(place="field:notes", glob="*a*b*", meaning=Meaning.CUSTOMER),))
    prose = "ab" * 50_000
    assert meanings([(0, "field:notes", prose)], counting, None).meant == ()
    assert meanings([(0, "field:notes", "xaby")], counting, None).meant != ()


def test_a_name_has_the_rank_of_its_pattern_and_a_crowd_or_a_flag_has_none() -> None:
    patterns = (
        Pattern(place="label", glob="customer", meaning=Meaning.NAMELESS),
        Pattern(place="label", glob="prospect: *", meaning=Meaning.PROSPECT, rank=2),
        Pattern(place="label", glob="c: *", meaning=Meaning.CUSTOMER, rank=1),
    )
    entries = Register(
        customers=(
            Customer(id="all", name="Everybody", status=Status.CROWD),
            Customer(id="support", name="Support", status=Status.INTERNAL),
        )
    )
    found = read(
        "customer", "prospect: A", "c: B", "c: Everybody", "c: Support", patterns=patterns, register=entries
    )
    assert {meant.mark: meant.rank for meant in found.meant} == {0: None, 1: 2, 2: 1, 3: None, 4: 1}
    assert found.ranks == (1, 2)
    assert found.places == {2: ("label",), 1: ("label",)}


@pytest.mark.parametrize(
    ("places", "confidence"),
    [
        (("label", "past-label"), Confidence.RECORDED),
        (("project-field:customer",), Confidence.RECORDED),
        (("label", "heading:customer"), Confidence.WRITTEN),
        (("title-prefix",), Confidence.WRITTEN),
        (("label", "requester-domain"), Confidence.INFERRED),
        (("property:customer",), Confidence.INFERRED),
    ],
)
def test_a_rank_is_as_sure_as_the_least_sure_of_its_places(
    places: tuple[str, ...], confidence: Confidence
) -> None:
    patterns = tuple(Pattern(place=place, glob="*", meaning=Meaning.CUSTOMER) for place in places)
    assert read("x", patterns=patterns, place=places[0]).confidence(0) is confidence


def test_a_mail_domain_and_what_is_below_it_are_its_customer_s() -> None:
    asked = Pattern(place="requester-domain", glob="*", meaning=Meaning.CUSTOMER, except_=("gmail.com",))
    entries = Register(customers=(Customer(id="acme", name="Acme", domains=("acme.example",)),))
    found = read(
        *("acme.example", "EU.acme.example", "notacme.example", "gmail.com"),
        patterns=(asked,),
        register=entries,
        place="requester-domain",
    )
    assert [customer.id for customer in found.customers] == ["acme", "notacme.example"]
    assert found.strangers == ("notacme.example",)
    of_acme = [meant.mark for meant in found.meant if meant.customer == 0]
    assert sorted(of_acme) == [0, 1]


@pytest.mark.parametrize(
    ("place", "names"), [("project-field:customer", 2), ("comment", 2), ("organization", 1)]
)
def test_what_people_write_freely_may_list_several(place: str, names: int) -> None:
    asked = Pattern(place=place, glob="*", meaning=Meaning.CUSTOMER)
    assert len(read("Acme, Globex", patterns=(asked,), place=place).customers) == names


@pytest.mark.parametrize(
    ("values", "synonyms"),
    [
        (("customer: acme", "customer: globex", "bug", "request"), False),
        (("customer: acme", "customer: Acme", "bug"), True),
    ],
)
def test_only_two_marks_of_one_customer_are_synonyms(values: tuple[str, ...], synonyms: bool) -> None:
    own = Pattern(place="label", glob="bug", meaning=Meaning.BUG)
    assert read(*values, patterns=(ASKED, own)).has_synonyms is synonyms
