"""Which marks look as if they named customers, and which words and values do not."""

import pytest

from seedcorn.confidence import Confidence
from seedcorn.customer_words import is_customer_word, names_nobody, speaks_of_customers
from seedcorn.families import Family, Use, families, prospects_of
from seedcorn.model import Counting, Customer, Meaning, Pattern
from seedcorn.register import Register

NOTHING = Counting()
REGISTER = Register(
    customers=(
        Customer(id="acme", name="Acme", aliases=("4711", "Acme, Globex & Sons"), domains=("acme.example",)),
        Customer(id="globex", name="Globex", domains=("globex.example",)),
    )
)


def used(*marks: tuple[str, str]) -> list[Use]:
    return [(place, value, 10 - index, 1) for index, (place, value) in enumerate(marks)]


def at(place: str, *values: str) -> list[Use]:
    return used(*((place, value) for value in values))


def named(found: tuple[Family, ...]) -> dict[str, list[str]]:
    return {f"{each.place} {each.glob}": [one.name for one in each.names] for each in found}


@pytest.mark.parametrize(
    "title",
    [
        *("Customer", "customer(s)", "Client name", "Affected customers", "Requested by", "requested-by"),
        *("Account", "Organisation", "Which company is this for?", "Kunde", "Kunden", "顧客", "Partner Name"),
        *("Tenant", "Requesting customer", "CRM account", "Sponsor", "Customer / Client", "From"),
    ],
)
def test_titles_that_speak_of_customers(title: str) -> None:
    assert speaks_of_customers(title)


@pytest.mark.parametrize(
    "title",
    [
        *("Customer impact", "Customer priority", "Account manager", "Number of customers", "Company size"),
        *(
            "Customer visible?",
            "Organization type",
            "Story Points",
            "Team",
            "",
            "Customer since",
            "Client ID",
        ),
        *("Partnership", "Effort", "What does your customer need?", "Reporter"),
    ],
)
def test_titles_that_do_not(title: str) -> None:
    assert not speaks_of_customers(title)


@pytest.mark.parametrize("prefix", ["customer", "Requested by", "requested_by", "CLIENT", "tenant", "req"])
def test_prefixes_are_whole_words(prefix: str) -> None:
    assert is_customer_word(prefix) is (prefix != "req")


@pytest.mark.parametrize(
    "value",
    [
        *("3", "1,200.50", "80%", "€ 40", "-", "3 pts", "8 points", "2.5h", "14 days", "XL", "Medium"),
        *("2026-03-01", "2026-03-01T12:00:00.000+0100", "01/02/2026", "Q3", "Q3 2026", "2026-Q3", "H1 '26"),
        *("FY26 Q2", "12 Mar 2026", "March 2026", "Mar 3, 2026", "12/Mar/26", "P1", "sev-2", "Priority 3"),
        *(
            "P1 - Critical",
            "High",
            "to do",
            "In Progress",
            "done",
            "onTrack",
            "Yes",
            "n/a",
            "None",
            "Internal",
        ),
    ],
)
def test_numbers_sizes_dates_priorities_and_states_name_nobody(value: str) -> None:
    assert names_nobody(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "Acme",
            "3M",
            "1&1",
            "7-Eleven",
            "株式会社",
            "Q8 Petroleum",
            "March Networks",
            "P3 Group",
            "CRM-4711",
        ),
        *("Highland", "Newco", "Doneo", "Mayo Clinic", "S4 Capital", "24 Hour Fitness", "X", "O'Neill 2"),
    ],
)
def test_names_of_customers_name_somebody(value: str) -> None:
    assert not names_nobody(value)


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (at("organization", "Acme", "Billing"), {"organization *": ["Acme", "Billing"]}),
        (at("field:client", "Acme, Inc., Globex"), {"field:client *": ["Acme, Inc.", "Globex"]}),
        (at("project-field:customer", "Acme"), {"project-field:customer *": ["Acme"]}),
        (at("property:tenant", "acme"), {"property:tenant *": ["acme"]}),
        (at("component", "Customer: Acme", "Billing"), {"component customer: *": ["Acme"]}),
        (at("epic", "Client / Acme"), {"epic client /*": ["Acme"]}),
        (at("epic", "Customer - Acme"), {"epic customer - *": ["Acme"]}),
        (at("milestone", "customer::Acme"), {"milestone customer::*": ["Acme"]}),
        (at("past-label", "customer::Acme"), {"past-label customer::*": ["Acme"]}),
        (at("topic", "customer-acme", "customer-x", "customer-y"), {"topic customer-*": ["acme", "x", "y"]}),
        (at("topic", "customer-acme", "customer-portal"), {}),
        (at("component", "Acme", "Globex"), {}),
        (at("field:customer", "3", "5", "8"), {}),
        (at("field:customer", "High", "Low", "Acme"), {}),
        (at("field:customer impact", "Acme"), {}),
        (at("field:" + "customer " * 30, "Acme"), {}),
        (at("field:customer", "x" * 501, " "), {}),
        (at("author", "Acme") + at("assignee", "Acme") + at("type", "customer: Acme"), {}),
    ],
)
def test_places_that_name_customers_by_their_word(uses: list[Use], expected: dict[str, list[str]]) -> None:
    assert named(families(uses, NOTHING, None)) == expected


def test_people_are_no_customers() -> None:
    people = used(("author", "Ada"), ("assignee", "Grace"))
    asked_by = at("field:requested by", "@ada", "Grace")
    assert families([*people, *asked_by], NOTHING, None) == ()
    assert families([*asked_by, *people], NOTHING, None) == ()
    (family,) = families([*people, *at("field:requested by", "Ada", "Acme", "Globex")], NOTHING, None)
    assert family.issues == 27


def test_a_register_tells_what_no_word_does() -> None:
    assert named(families(at("field:team", "Acme", "Globex", "Core"), NOTHING, REGISTER)) == {
        "field:team *": ["Acme", "Globex", "Core"]
    }
    assert families(at("field:team", "Acme", "Globex", "Core", "Ops", "Web"), NOTHING, REGISTER) == ()
    domains = families(at("requester-domain", "eu.acme.example", "globex.example"), NOTHING, REGISTER)
    assert named(domains) == {"requester-domain *": ["eu.acme.example", "globex.example"]}


def test_what_the_register_knows_is_a_name_whatever_its_form() -> None:
    (family,) = families(at("field:customer", "4711", "4712"), NOTHING, REGISTER)
    assert ([each.name for each in family.names], family.to_except) == (["4711"], ("4712",))
    (whole,) = families(at("field:customer", "Acme, Globex & Sons"), NOTHING, REGISTER)
    assert [each.name for each in whole.names] == ["Acme, Globex & Sons"]


def test_the_surest_place_comes_first_then_the_most_used() -> None:
    uses = [
        *at("topic", "client-a1", "client-b1", "client-c1"),
        *at("heading:customer", "Acme"),
        ("label", "from: Acme", 1, 0),
        ("label", "customer: Acme", 2, 0),
        ("field:account", "Acme", 1, 0),
        ("organization", "Acme", 1, 0),
    ]
    found = families(uses, NOTHING, None)
    assert [each.place for each in found] == [
        *("organization", "field:account", "label", "label", "heading:customer", "topic")
    ]
    assert [each.glob for each in found if each.place == "label"] == ["customer: *", "from: *"]
    assert [each.confidence for each in found][-2:] == [Confidence.WRITTEN, Confidence.INFERRED]


def asking(*patterns: tuple[str, str, Meaning]) -> Counting:
    return Counting(
        patterns=tuple(Pattern(place=place, glob=glob, meaning=meaning) for place, glob, meaning in patterns)
    )


def test_what_the_policy_reads_is_a_family_whatever_its_word() -> None:
    counting = asking(
        ("field:team", "*", Meaning.CUSTOMER),
        ("label", "lead: *", Meaning.PROSPECT),
        ("label", "customer-support", Meaning.NAMELESS),
    )
    uses = [
        *at("field:team", "Acme"),
        *at("label", "lead: Globex", "customer-a1", "customer-b1", "customer-c1"),
        *at("label", "customer-support", "customer-churn"),
    ]
    team, leads, customers = sorted(families(uses, counting, None), key=lambda each: each.counted is False)
    assert (team.counted, team.prospects) == (True, False)
    assert (leads.counted, leads.prospects) == (True, True)
    assert [each.name for each in customers.left_out] == ["support", "churn"]
    assert customers.to_except == ("churn",)  # the other is a request without a name already
    assert prospects_of((team, leads, customers)) == {"globex"}
    assert prospects_of(families(at("label", "prospects/Globex"), NOTHING, None)) == {"globex"}
