"""Code-names: the same in every run for who has the key, of no use without it, and never two alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import SOURCE, asked_by, balanced, register, report, together
from seedcorn.format import Look
from seedcorn.formats import json as as_json
from seedcorn.model import Customer
from seedcorn.privacy import codenames, masked, revealed
from seedcorn.privacy.codenames import code_names, codes
from seedcorn.register import Register

KEY = "correct horse battery staple"
PEOPLE = ("acme", "globex", "initech", "umbrella", "hooli")


def test_a_code_is_five_letters_that_cannot_be_confused() -> None:
    made = codes(KEY, (f"customer {number}" for number in range(500)))
    assert len(set(made.values())) == 500
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{5,6}", code) for code in made.values())


def test_codes_are_those_that_were_made_before() -> None:
    """Were they to change, every report that was posted would speak of strangers."""
    assert codes(KEY, ("acme", "globex")) == {"acme": "W2WWR", "globex": "P8Y09"}


@given(st.sets(st.text(max_size=8), max_size=20), st.text(max_size=8))
def test_a_code_depends_on_nobody_else(ids: set[str], one: str) -> None:
    assert codes(KEY, {*ids, one})[one].startswith(codes(KEY, (one,))[one])


def test_codes_alike_get_a_character_more(monkeypatch: pytest.MonkeyPatch) -> None:
    long = {"a": "KKKKK12", "b": "KKKKK13", "c": "ZZZZZ00", "d": "KKKKK20"}
    monkeypatch.setattr(codenames, "_code", lambda key, customer: long[customer])
    assert codes(KEY, "abcd") == {"a": "KKKKK12", "b": "KKKKK13", "c": "ZZZZZ", "d": "KKKKK2"}
    assert codes(KEY, "c", taken=("ZZZZZ",)) == {"c": "ZZZZZ0"}


def test_a_name_from_a_tracker_takes_no_code_of_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        codenames, "_code", lambda key, customer: f"KKKKK{'1' if customer == 'acme' else '2'}"
    )
    known = register(acme=5)
    named = code_names(("stranger", "acme"), known, KEY)
    assert named["acme"] == ("customer-kkkkk", "Customer KKKKK")
    assert named["stranger"] == ("customer-kkkkk2", "Customer KKKKK2")


def test_with_a_key_a_customer_is_called_the_same_whatever_its_share() -> None:
    known = register(**dict.fromkeys(PEOPLE, 10))
    called = set()
    for largest in PEOPLE:
        backlog = together(*(asked_by(one, 20 if one == largest else 4) for one in PEOPLE))
        judged = report(backlog, balanced(), customers=known)
        public = masked(judged, known, place=SOURCE, key=KEY)
        place = [one.id for one in judged.attribution.customers].index("acme")
        shown = public.attribution.customers[place]
        called.add((shown.id, shown.name))
        assert KEY not in as_json.FORMAT.render(public, Look())
    assert called == {("customer-w2wwr", "Customer W2WWR")}


def test_another_key_is_another_name() -> None:
    assert codes(KEY, PEOPLE) != codes(KEY + "!", PEOPLE)


def test_the_registers_own_word_goes_before_a_code() -> None:
    known = Register(customers=(Customer(id="acme", name="Acme", code_name="Falcon"),))
    assert code_names(("acme",), known, KEY)["acme"] == ("customer-w2wwr", "Falcon")
    assert code_names(("acme",), known, "")["acme"] == ("customer-1", "Falcon")


@pytest.mark.parametrize("said", ["W2WWR", "w2wwr", "Customer W2WWR", "customer-w2wwr", " customer  w2wwr "])
def test_a_code_is_revealed_however_it_is_written(said: str) -> None:
    found = revealed(register(acme=5, globex=5), KEY).find(said)
    assert found is not None
    assert found.id == "acme"


def test_letters_that_look_alike_are_read_as_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codenames, "_code", lambda key, customer: "0110K")
    found = revealed(register(acme=5), KEY).find("OIlok")
    assert found is not None


def test_what_is_no_code_reveals_nobody() -> None:
    known = Register(customers=(Customer(id="acme", name="Acme", code_name="Falcon"),))
    assert revealed(known, KEY).find("Customer 1") is None
    assert revealed(known, "").find("W2WWR") is None
    assert revealed(known, "").find("falcon") is not None
    assert revealed(Register(), KEY).told("as it was") == "as it was"


def test_a_text_is_told_with_names() -> None:
    known = Register(
        customers=(Customer(id="acme", name="Acme"), Customer(id="globex", name="Globex", code_name="Falcon"))
    )
    text = "Customer W2WWR (customer-w2wwr) and falcon, not Customer\nW2WWRX nor Falconry"
    told = "Acme (Acme) and Globex, not Customer\nW2WWRX nor Falconry"
    assert revealed(known, KEY).told(text) == told
