"""Finding who the customers are: families of labels, names that look alike, lines for a register."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from seedcorn.families import Family, Use, families
from seedcorn.model import Counting, Customer, Meaning, Pattern
from seedcorn.newcomers import register_lines, resemblances
from seedcorn.register import Register, load_register

COUNTING = Counting(
    patterns=(
        Pattern(place="label", glob="customer: *", meaning=Meaning.CUSTOMER, except_=("other", "n/a*")),
    )
)


def labels(*values: str) -> list[Use]:
    return [("label", value, 10 - index, 1) for index, value in enumerate(values)]


def found(uses: list[Use], register: Register | None = None) -> dict[str, list[str]]:
    return {
        f"{each.place} {each.glob}": [named.name for named in each.names]
        for each in families(uses, COUNTING, register)
    }


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (labels("customer: Acme", "Customer:Globex"), {"label customer: *": ["Acme", "Globex"]}),
        (labels("customer::Acme"), {"label customer::*": ["Acme"]}),
        (labels("client/Acme"), {"label client/*": ["Acme"]}),
        (labels("requested by: Acme"), {"label requested by: *": ["Acme"]}),
        (labels("requested-by: Acme"), {"label requested-by: *": ["Acme"]}),
        (labels("from: Acme", "customer: Acme"), {"label from: *": ["Acme"], "label customer: *": ["Acme"]}),
        (labels("customer-acme", "customer-b", "customer-c"), {"label customer-*": ["acme", "b", "c"]}),
        (labels("customer-request", "customer-feedback", "customer-acme", "customer-b"), {}),
        (labels("customer: other"), {}),
        (labels("topic: dom", "good first issue", "tech-debt", "customer:", ": x", "a/b/c"), {}),
        (labels("*: Acme", "?/Acme"), {}),
        ([("heading:requested by", "Acme", 3, 1)], {"heading:requested by *": ["Acme"]}),
        ([("field:customer", "Acme", 3, 1)], {"field:customer *": ["Acme"]}),
        ([("heading:why now?", "Acme", 3, 1), ("author", "ann", 3, 1), ("title-prefix", "Acme", 3, 1)], {}),
    ],
)
def test_families_are_told_by_their_word(uses: list[Use], expected: dict[str, list[str]]) -> None:
    assert found(uses) == expected


def test_a_family_whose_names_are_in_the_register_needs_no_word() -> None:
    register = Register(customers=(Customer(id="acme", name="Acme"), Customer(id="globex", name="Globex")))
    uses = [("title-prefix", name, 1, 1) for name in ("Acme", "Globex", "WIP")]
    assert found(uses, register) == {"title-prefix *": ["Acme", "Globex", "WIP"]}
    assert found([*uses, ("title-prefix", "RFC", 1, 1), ("title-prefix", "Bug", 1, 1)], register) == {}


def test_one_name_in_two_spellings_is_one_and_the_nameless_are_set_apart() -> None:
    uses: list[Use] = [
        ("label", "customer: Acme", 5, 2),
        ("label", "Customer: ACME", 3, 1),
        ("label", "customer: other", 9, 9),
        ("label", "customer: n/a yet", 1, 0),
        ("label", "from: Acme", 1, 1),
    ]
    first, second = families(uses, COUNTING, None)
    assert (first.glob, first.issues, first.open_issues, first.counted) == ("customer: *", 8, 3, True)
    assert [each.name for each in first.left_out] == ["other", "n/a yet"]
    assert isinstance(second, Family)
    assert not second.counted


def test_names_that_look_alike_are_hints() -> None:
    names = ("Bramblecup Bakery", "Brambelcup Bakery", "Acme", "ACME Inc.", "Osterby Yoga", "Osterby", "Zeta")
    assert list(resemblances(names, None)) == [
        ("Brambelcup Bakery", "Bramblecup Bakery"),
        ("ACME Inc.", "Acme"),
        ("Osterby", "Osterby Yoga"),
    ]
    register = Register(customers=(Customer(id="acme", name="Acme"),))
    assert list(resemblances(("ACME Inc.", "Zeta"), register)) == [("ACME Inc.", "Acme")]


def test_proposed_lines_are_a_register_whatever_the_names(tmp_path: Path) -> None:
    names = [
        "Acme",
        "acme!",
        "Acme 2",
        "yes",
        "株式会社",
        "!!!",
        "a: b, {c} # d",
        'say "hi"',
        "x" * 300,
        "42",
    ]
    lines = "\n".join(["customers:", *register_lines(names, None)])
    path = tmp_path / "customers.yml"
    path.write_text(lines + "\n", encoding="utf-8")
    register = load_register(path)
    assert {each.name for each in register.customers} == set(names) - {"x" * 300}
    assert len({each.id for each in register.customers}) == len(names) - 1


def test_a_proposed_id_is_nobody_elses() -> None:
    register = Register(customers=(Customer(id="acme", name="The Acme Company"),))
    assert list(register_lines(["Acme!"], register)) == ['  - {id: acme-2, name: "Acme!"}']
    two = list(register_lines(["Acme Corp", "acme-corp"], None))
    assert two == ["  - {id: acme-corp-2, name: Acme Corp}", "  - {id: acme-corp, name: acme-corp}"]


def test_the_story_s_customers(run: Run) -> None:
    done = run("customers", STORY, "--policy", STORY_POLICY)
    assert done.exit_code == 0
    for title in ("label customer: *", "heading Customer", "[*] before a title"):
        assert re.search(rf"(?m)^  {re.escape(title)} +\d+ +\d+ +\d+  counted$", done.stdout)
    assert "To count all of it" not in done.stdout
    assert "Brambelcup Bakery  ~  Bramblecup Bakery" in done.stdout
    assert done.stdout.endswith(
        "For the register\ncustomers:\n"
        "  - {id: brambelcup-bakery, name: Brambelcup Bakery}\n"
        "  - {id: tansywick-looms, name: Tansywick Looms}\n"
    )


def test_what_customers_proposes_loads_and_leaves_no_stranger(run: Run, tmp_path: Path) -> None:
    text = run("customers", STORY).stdout
    register = tmp_path / "customers.yml"
    register.write_text(text[text.index("\ncustomers:\n") :], encoding="utf-8")
    again = run("customers", STORY, "--register", "customers.yml").stdout
    assert "[*] before a title" in again  # its names are known now, and a few more stand there
    _, _, more = again.partition("For the register\ncustomers:\n")
    register.write_text(register.read_text(encoding="utf-8") + more, encoding="utf-8")
    last = run("customers", STORY, "--register", "customers.yml")
    assert last.exit_code == 0
    assert "For the register" not in last.stdout


def saved(tmp_path: Path, *names: str) -> str:
    issues: list[dict[str, Any]] = [
        {
            "number": number,
            "title": "t",
            "state": "open",
            "created_at": "2025-01-01T00:00:00Z",
            "labels": [{"name": name}],
        }
        for number, name in enumerate(names, 1)
    ]
    (tmp_path / "x.json").write_text(json.dumps(issues), encoding="utf-8")
    return "export:x.json"


def test_a_label_that_no_policy_reads_is_suggested(run: Run, tmp_path: Path) -> None:
    source = saved(tmp_path, "asked-by: Acme", "asked-by: Globex", "bug")
    done = run("customers", source)
    assert re.search(r"(?m)^  label asked-by: \* +2 +2 +2  not counted yet$", done.stdout)
    assert '\ncustomers:\n  from:\n    - label: "asked-by: *"\n' in done.stdout
    assert "--customer-label 'asked-by: *'" in done.stdout
    counted = run("customers", source, "--customer-label", "asked-by: *").stdout
    assert "2 customers with open issues" in counted
    assert "To start a register, customers.yml" in counted


def test_a_tracker_without_such_labels_is_told_how_to_start(run: Run, tmp_path: Path) -> None:
    done = run("customers", saved(tmp_path, "bug"))
    assert done.exit_code == 0
    assert "seedcorn init" in done.stdout


def test_many_names_are_cut_unless_asked_for(run: Run, tmp_path: Path) -> None:
    source = saved(tmp_path, *(f"customer: C{number}x" for number in range(40)))
    assert "and 10 more: --verbose" in run("customers", source).stdout
    assert "--verbose" not in run("customers", source, "--verbose").stdout


def test_hostile_names_are_harmless(run: Run, tmp_path: Path) -> None:
    source = saved(tmp_path, "customer: \x1b[2J\u202egpj", "customer: a\n::error::b", "customer: \u200b")
    done = run("customers", source)
    assert done.exit_code == 0
    assert not {"\x1b", "\u202e", "\u200b"} & set(done.stdout)
    assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())


def test_names_are_not_listed_in_public(run: Run) -> None:
    done = run("customers", STORY, GITHUB_ACTIONS="true")
    assert (done.exit_code, done.stdout) == (4, "")
    assert run("customers", STORY, "--audience", "private", GITHUB_ACTIONS="true").exit_code == 0


def test_a_snapshot_serves_as_well(run: Run, story_snapshot: Path) -> None:
    assert "Haldervane" in run("customers", "--from", str(story_snapshot)).stdout
