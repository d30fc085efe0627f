"""Registers that are wrong, each in one way: where the problem is shown, and in which words."""

from pathlib import Path
from time import process_time

import pytest

from seedcorn.errors import Exit, PolicyError
from seedcorn.register import load_register


def entry(fields: str) -> str:
    return f"customers:\n  - {{id: a, {fields}}}\n"


# The § stands where the problem is; without one, it is the file's as a whole.
BROKEN_YAML = [
    ("", "the file is empty"),
    ("customers:§\n", "expected a list, not nothing"),
    ("customers: §acme\n", 'expected a list, not "acme"'),
    ("customers: §{a: 1}\n", "expected a list, not keys and values"),
    ("§currency: EUR\n", 'the key "customers" is missing'),
    ("customers: []\n§customer: []\n", 'unknown key "customer"'),
    ("customers: [§acme]\n", 'expected keys and values, not "acme"'),
    ("customers: [§{name: Acme}]\n", 'the key "id" is missing'),
    ("customers: [{id: §}]\n", "expected text, not nothing"),
    ("customers: [{id: §true}]\n", "expected text, not true"),
    ("customers: [{id: §[a]}]\n", "expected text, not a list"),
    ("customers:\n  - id: a\n  - id: §a\n", 'two customers have the id "a"'),
    ("customers:\n  - id: a\n  - id: §A\n", '"A" is a name of two customers, "a" and "A"'),
    ("customers:\n  - {id: a, name: X}\n  - {id: b, name: §x}\n", '"x" is a name of two customers'),
    ("customers:\n  - {id: a}\n  - {id: b, aliases: [z, §A]}\n", '"A" is a name of two customers'),
    ("customers:\n  - {id: a, aliases: [y]}\n  - {id: b, aliases: [§Y]}\n", '"Y" is a name of two'),
    ("customers:\n  - {id: a, code-name: f}\n  - {id: b, aliases: [§F]}\n", '"F" is a name of two'),
    ("customers:\n  - {id: a}\n  - {id: b, code-name: §a}\n", '"a" is a name of two customers'),
    ('customers: [{id: §""}]\n', "expected text, not nothing"),
    ("customers: [{id: §" + "x" * 201 + "}]", "a text of more than 200 characters"),
    (entry("§aliass: [x]"), 'unknown key "aliass"'),
    (entry("§code_name: x"), 'unknown key "code_name"'),
    ("customers:\n  - {id: a, domains: [a.b]}\n  - {id: b, aliases: [§A.B]}\n", '"A.B" is a name of two'),
    (entry("domains: [x.example, §me@x.example]"), "a mail domain is what stands behind the @"),
    (entry("domains: [§acme]"), "a mail domain is what stands behind the @"),
    (entry("aliases: §x"), 'expected a list, not "x"'),
    (entry("aliases: [x, 1, §[2]]"), "expected text, not a list"),
    (entry("status: §activ"), '"activ" is not one of active, churned, prospect, internal, crowd'),
    (entry("private: §no"), 'expected true or false, not "no"'),
    (entry("private: §0"), "expected true or false, not 0"),
    (entry("seats: §many"), 'expected a whole number, not "many"'),
    (entry("seats: §1.5"), "expected a whole number, not 1.5"),
    (entry("seats: §-1"), "expected 0 or more, not -1"),
    (entry("seats: §012"), 'expected a whole number, not "012"'),
    (entry("size-employees: §true"), "expected a whole number, not true"),
    (entry("revenue: §-1"), "an amount cannot be negative"),
    (entry("revenue: §1e3"), "an amount is a plain number"),
    (entry("revenue: §5k"), "an amount is a plain number"),
    (entry("revenue: §$5"), "an amount is a plain number"),
    (entry("revenue: §true"), "an amount is a plain number"),
    (entry("revenue: §[5]"), "an amount is a plain number"),
    (entry("revenue: §{}"), 'the key "amount" is missing'),
    (entry("revenue: {amount: 5, §curency: EUR}"), 'unknown key "curency"'),
    (entry("revenue: {amount: 5, currency: §euro}"), "a currency is three letters"),
    (entry("revenue: {amount: 5, period: §yearly}"), '"yearly" is not one of month, quarter, year'),
    (
        "currency: EUR\ncustomers:\n  - {id: a, revenue: {amount: 5, currency: §USD}}\n",
        "a second currency: USD here, EUR",
    ),
    (
        "period: year\ncustomers:\n  - {id: a, revenue: {amount: 5, period: §month}}\n",
        "a second period: month here, year",
    ),
    (
        (
            "customers:\n  - {id: a, revenue: {amount: 1, currency: EUR}}\n"
            "  - {id: b, revenue: {amount: 1, currency: §usd}}\n"
        ),
        "a second currency: USD here, EUR before",
    ),
    (entry("started: §2026-02-30"), 'there is no day "2026-02-30"'),
    (entry("started: §2026"), "expected a date"),
    (entry("started: §yesterday"), "expected a date"),
    (
        "customers:\n  - §{id: a, started: 2026-01-02, ended: 2026-01-01}\n",
        "a customer ended before it started",
    ),
    (entry("renews: §2026-02-30"), 'there is no day "2026-02-30"'),
    (entry("contract: §SOW"), '"SOW" is not one of self-serve, msa, sow'),
    (entry("list-price: §-1"), "an amount cannot be negative"),
    (entry("prepaid: §5k"), "an amount is a plain number"),
    (entry("overdue: §[5]"), "an amount is a plain number"),
    (entry("discount: §20"), "a discount is written with a percent sign"),
    (entry("discount: §0.2"), "a discount is written with a percent sign"),
    (entry("discount: §-5%"), "a discount is written with a percent sign"),
    (entry("discount: §100.1%"), "a discount is at most 100%"),
    (entry("buyer-is-user: §yes"), 'expected true or false, not "yes"'),
    (entry("size-at-start: §few"), 'expected a whole number, not "few"'),
    (entry("usage: §12"), "expected keys and values, not 12"),
    (entry("usage: {storage: §-1}"), "a quantity is a plain number of 0 or more"),
    (entry("usage: {storage: 1, messages: §5 GB}"), "a quantity is a plain number of 0 or more"),
    (entry("usage: {storage: §true}"), "a quantity is a plain number of 0 or more"),
    ("company: §5\ncustomers: []\n", "expected keys and values, not 5"),
    ("company: {§costs: 5}\ncustomers: []\n", 'unknown key "costs"'),
    ("company: {cash: §-5}\ncustomers: []\n", "an amount cannot be negative"),
    ("company: {monthly-cost: §all}\ncustomers: []\n", "an amount is a plain number"),
    ("checked: §today\ncustomers: []\n", "expected a date"),
    (entry("parent: §b"), 'the parent "b" is no customer'),
    (entry("parent: §a"), '"a" is its own parent, by way of "a"'),
    ("customers:\n  - {id: a, parent: §b}\n  - {id: b, parent: a}\n", '"a" is its own parent, by way of "b"'),
    (entry("aliases: §&x [y]"), "an anchor"),
    (entry("§id: b"), 'the key "id" is there twice'),
]
BROKEN_CSV = [
    ("", "the file is empty"),
    ("\n\n", "the file is empty"),
    ("id,§nme\na,b\n", 'unknown column "nme"'),
    ("id,§id\na,b\n", 'the column "id" is there twice'),
    ("§id;name\na;b\n", 'unknown column "id;name"'),
    ("id,§,name\na,b,c\n", 'unknown column ""'),
    ("name\n§Acme\n", 'the key "id" is missing'),
    ("id,name\na,Acme,§ Inc.\n", "3 cells under 2 columns"),
    ('id,name\na,§"Acme\n', "the quotes of this cell do not match"),
    ('id,name\na,§Ac"me\n', "the quotes of this cell do not match"),
    ('id,name\na,§"Acme"x\n', "the quotes of this cell do not match"),
    ('id,name,seats\na,"A\nB",1\nb,B,§few\n', 'expected a whole number, not "few"'),
    ("id,revenue\na,§-5\n", "an amount cannot be negative"),
    ('id,revenue\na,§"1,200"\n', "an amount is a plain number"),
    ("id,revenue,currency\na,5,EUR\nb,5,§USD\n", "a second currency: USD here, EUR before"),
    ("id,revenue,period\na,5,year\nb,5,§month\n", "a second period: month here, year before"),
    ("id,currency\na,§EUR\n", 'the key "amount" is missing'),
    ("id,status\na,§Active\n", '"Active" is not one of'),
    ("id,private\na,§yes\n", 'expected true or false, not "yes"'),
    ("id,aliases\na,x;y\nb,§z;Y\n", '"Y" is a name of two customers'),
    ("id,parent\na,§b\n", 'the parent "b" is no customer'),
    ("id,§usage\na,5\n", 'unknown column "usage"'),
    ("id,§usage:\na,5\n", 'unknown column "usage:"'),
    ("id,usage:x,§usage:x\na,5,5\n", 'the column "usage:x" is there twice'),
    ("id,usage:x,usage:y\na,5,§much\n", "a quantity is a plain number of 0 or more"),
    ("id,discount\na,§0.2\n", "a discount is written with a percent sign"),
    ("id,contract\na,§po\n", '"po" is not one of self-serve, msa, sow'),
    ("id\na\n§a\n", 'two customers have the id "a"'),
    ("id,name\na,x§\x00\n", "the character U+0000"),
]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [("r.yml", *case) for case in BROKEN_YAML] + [("r.csv", *case) for case in BROKEN_CSV],
)
def test_a_broken_register_says_where_what_and_what_to_do(
    tmp_path: Path, name: str, text: str, problem: str
) -> None:
    path = tmp_path / name
    path.write_text(text.replace("§", ""), encoding="utf-8")
    start = process_time()
    with pytest.raises(PolicyError) as caught:
        load_register(path)
    assert process_time() - start < 0.5
    message = str(caught.value)
    assert caught.value.exit_code is Exit.USAGE
    before = text.partition("§")[0].split("\n")
    expected = (
        f"{path}:{len(before)}:{len(before[-1]) + 1}: {problem}" if "§" in text else f"{path}: {problem}"
    )
    assert any(line.startswith(expected) for line in message.splitlines()), message
    assert "\nhelp: " in message


def test_csv_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("id,name\na,Bäcker\n".encode("cp1252"))
    with pytest.raises(PolicyError, match=r"r\.csv:2:4: the byte 0xE4 is not UTF-8"):
        load_register(path)


def test_registers_that_are_too_large_or_no_files_are_refused(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_text("id\n" + "x\n" * 300_000)
    for path, problem in (
        (big, "larger than 512 KiB"),
        (tmp_path, "is not a file"),
        (tmp_path / "none.csv", "no such file"),
        (tmp_path / "none.yml", "no such file"),
    ):
        with pytest.raises(PolicyError, match=problem) as caught:
            load_register(path)
        assert "\nhelp: " in str(caught.value)


def test_all_problems_are_shown_at_once(tmp_path: Path) -> None:
    text = (
        "customers:\n  - {id: a, name: A, aliases: [b], parent: x}\n  - {id: b, id: c, parent: b}\n"
        "  - {id: d, revenue: {amount: 1, currency: EUR}}\n  - {id: e, revenue: {amount: 1, currency: USD}}\n"
    )
    path = tmp_path / "r.yml"
    path.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_register(path)
    places = [
        line.split(": ")[0].split(".yml:")[1] for line in str(caught.value).splitlines() if ".yml:" in line
    ]
    assert places == ["2:44", "3:10", "3:13", "3:28", "5:44"]


def test_a_long_chain_of_parents_is_checked_in_time(tmp_path: Path) -> None:
    chain = "".join(f"c{number},c{number + 1}\n" for number in range(5000))
    broken, circle = tmp_path / "broken.csv", tmp_path / "circle.csv"
    broken.write_text(f"id,parent\n{chain}")
    circle.write_text(f"id,parent\n{chain}c5000,c0\n")
    start = process_time()
    with pytest.raises(PolicyError, match='the parent "c5000" is no customer'):
        load_register(broken)
    with pytest.raises(PolicyError, match="is its own parent"):
        load_register(circle)
    assert process_time() - start < 3
