"""The customer register: YAML and CSV, names that find their customer, and customers that roll up."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.errors import PolicyError
from seedcorn.model import Company, Contract, Customer, Status
from seedcorn.register import Register, load_register, normalised
from seedcorn.register.csvfile import parse_csv
from seedcorn.register.loading import read_register
from seedcorn.yamlfile import parse

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return to


FULL = """
currency: eur
period: year
customers:
  - id: acme
    name: Acme, Inc.
    aliases: [ACME Corp, 42]
    code-name: Falcon
    segment: retail
    status: churned
    revenue: 1200.10
    seats: 40
    size-employees: 1000
    size-at-start: 30
    started: 2024-02-29
    ended: 2026-01-01
    renews: 2026-03-01
    contract: sow
    list-price: 1500.50
    discount: 12.5 %
    prepaid: 600
    overdue: 0.01
    buyer-is-user: false
    usage: {storage: 120.5, messages: 5000}
    private: false
  - {id: acme-eu, parent: acme, revenue: {amount: 5, currency: EUR, period: year}}
  - {id: globex}
"""
MONEY = "revenue,currency,period"
COLUMNS = (
    f"ID,Name,aliases,Code Name,segment,status,{MONEY},seats,size_employees,size at start,started,ended,"
    "renews,contract,List Price,discount,prepaid,overdue,buyer_is_user,usage:storage,Usage:messages,"
    "private,parent"
)
FULL_CSV = f"""\ufeff{COLUMNS}
acme,"Acme, Inc.",ACME Corp; 42,Falcon,retail,churned,1200.10,eur,year,40,1000,30,2024-02-29,2026-01-01,\
2026-03-01,sow,1500.50,12.5 %,600,0.01,false,120.5,5000,false,
acme-eu,,,,,,5,EUR,year,,,,,,,,,,,,,,,,acme

globex
"""
EXPECTED = (
    Customer(
        id="acme",
        name="Acme, Inc.",
        aliases=("ACME Corp", "42"),
        code_name="Falcon",
        segment="retail",
        status=Status.CHURNED,
        revenue=Fraction("1200.10"),
        seats=40,
        size_employees=1000,
        size_at_start=30,
        started=date(2024, 2, 29),
        ended=date(2026, 1, 1),
        renews=date(2026, 3, 1),
        contract=Contract.SOW,
        list_price=Fraction("1500.50"),
        discount=Fraction(1, 8),
        prepaid=Fraction(600),
        overdue=Fraction("0.01"),
        buyer_is_user=False,
        usage=(("messages", Fraction(5000)), ("storage", Fraction("120.5"))),
        private=False,
    ),
    Customer(id="acme-eu", name="acme-eu", parent="acme", revenue=Fraction(5)),
    Customer(id="globex", name="globex"),
)


@pytest.mark.parametrize(("name", "text"), [("r.yml", FULL), ("r.csv", FULL_CSV), ("r.CSV", FULL_CSV)])
def test_a_register_says_the_same_in_yaml_and_in_csv(write: Write, name: str, text: str) -> None:
    path = write(name, text)
    register = load_register(path)
    assert register == Register(customers=EXPECTED, currency="EUR", period="year", path=str(path))


def test_a_register_says_what_the_company_has_and_when_it_was_checked(write: Write) -> None:
    own = "company: {cash: 250000.50, monthly-cost: 80000, cost-per-head: 7500}\nchecked: 2026-11-01\n"
    register = load_register(write("r.yml", own + "customers: []\n"))
    assert register.company == Company(
        cash=Fraction("250000.5"), monthly_cost=Fraction(80_000), cost_per_head=Fraction(7500)
    )
    assert register.checked == date(2026, 11, 1)
    silent = load_register(write("r.yml", "customers: []\n"))
    assert (silent.company, silent.checked) == (Company(), None)


def test_a_register_without_money_has_no_currency(write: Write) -> None:
    register = load_register(str(write("r.yml", "customers: [{id: a}]")))
    assert (register.currency, register.period) == (None, None)
    assert load_register(write("r.yml", "customers: []")).customers == ()
    assert load_register(write("r.csv", "id,name\n")).customers == ()


def test_no_digit_of_an_amount_is_lost(write: Write) -> None:
    amount = "123456789012345.678901"
    yaml = load_register(write("r.yml", f"customers: [{{id: a, revenue: {amount}}}]"))
    csv = load_register(write("r.csv", f"id,revenue\na,{amount}\n"))
    assert yaml.customers[0].revenue == csv.customers[0].revenue == Fraction(amount)


def test_csv_cells_may_hold_commas_quotes_and_lines(write: Write) -> None:
    text = 'id,name,aliases\r\na,"The ""big""\none, Inc.",x;;y ;\r\nb,  "B"  ,\r\n'
    first, second = load_register(write("r.csv", text)).customers
    assert (first.name, first.aliases) == ('The "big"\none, Inc.', ("x", "y"))
    assert second.name == "B"


def test_a_customer_is_found_by_any_of_its_names() -> None:
    register = Register(customers=EXPECTED)
    for name in ("acme", "ACME,  inc.", "acme corp", "42", "falcon", "  Acme ", "ＡＣＭＥ"):
        assert register.find(name) == EXPECTED[0], name
    assert register.find("acme inc") is None
    assert register.find("") is None
    assert normalised("  Straße\tOne ") == normalised("STRASSE one")


def test_where_two_claim_a_name_the_first_has_it() -> None:
    register = Register(customers=(Customer(id="a", name="x"), Customer(id="b", name="x")))
    found = register.find("x")
    assert found is not None
    assert found.id == "a"


def test_parents_roll_up() -> None:
    a, b, c = (
        Customer(id="a", name="a"),
        Customer(id="b", name="b", parent="a"),
        Customer(id="c", name="c", parent="b"),
    )
    register = Register(customers=(a, b, c))
    assert [register.root(each).id for each in "abc"] == ["a", "a", "a"]
    with pytest.raises(KeyError):
        register.root("nobody")


def test_parents_that_are_not_there_or_in_a_circle_do_not_hang() -> None:
    circle = (Customer(id="a", name="a", parent="b"), Customer(id="b", name="b", parent="a"))
    assert Register(customers=circle).root("a").id == "b"
    assert Register(customers=(Customer(id="a", name="a", parent="gone"),)).root("a").id == "a"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Globx", "globex"),
        ("globex gmbh", "globex"),
        ("Globex, Inc.", "globex"),
        ("INITECH LTD", "initech"),
        ("Initec", "initech"),
        ("Umbrela", "umb"),
        ("Hooli", None),
        ("Init", None),
        ("Inc", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_the_nearest_name_is_a_hint(name: str, found: str | None) -> None:
    register = Register(
        customers=(
            Customer(id="globex", name="Globex Corporation"),
            Customer(id="initech", name="Initech"),
            Customer(id="umb", name="Umbrella", aliases=("Umbrella Group",)),
            Customer(id="-", name="-"),
        )
    )
    near = register.nearest(name)
    assert (near.id if near else None) == found


@given(st.text())
def test_no_csv_gives_any_other_error(text: str) -> None:
    with suppress(PolicyError):
        read_register(parse_csv("id,name\n" + text, "r.csv"))


@given(st.text(alphabet='id,\n\r"; x1', max_size=40))
def test_nothing_made_of_csv_signs_gives_any_other_error(text: str) -> None:
    with suppress(PolicyError):
        read_register(parse_csv(text, "r.csv"))


@given(st.lists(st.lists(st.text(alphabet='ab ,"\n', min_size=1).filter(str.strip), min_size=2, max_size=2)))
def test_what_a_spreadsheet_writes_is_read(rows: list[list[str]]) -> None:
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)
    customers = parse_csv("id,name\n" + quoted, "r.csv").data["customers"]
    assert customers == [{"id": first.strip(), "name": second.strip()} for first, second in rows]


@given(st.text(alphabet="customers: id-[]{},\n ax1&*", max_size=60))
def test_no_yaml_gives_any_other_error(text: str) -> None:
    with suppress(PolicyError):
        read_register(parse("customers:\n" + text, "r.yml"))


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("acme.example", "acme"),
        ("ACME.example", "acme"),
        ("eu.acme.example", "acme"),
        ("labs.acme.example", "labs"),
        ("acme.example.org", None),
        ("badacme.example", None),
        ("example", None),
        ("", None),
    ],
)
def test_a_mail_domain_is_its_customer_s_and_so_is_what_is_below_it(domain: str, found: str | None) -> None:
    known = Register(
        customers=(
            Customer(id="acme", name="Acme", domains=("acme.example",)),
            Customer(id="labs", name="Labs", domains=("Labs.acme.example",)),
            Customer(id="example", name="Example"),
        )
    )
    customer = known.of_domain(domain)
    assert (customer.id if customer else None) == found


def test_domains_in_yaml_and_in_csv_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text("customers: [{id: a, domains: [a.example, b.example]}]\n")
    (tmp_path / "r.csv").write_text("id,domains\na,a.example; b.example\n")
    yaml, table = (load_register(tmp_path / name) for name in ("r.yml", "r.csv"))
    assert yaml.customers == table.customers
    assert yaml.customers[0].domains == ("a.example", "b.example")
    assert yaml.find("B.example") == yaml.customers[0]
