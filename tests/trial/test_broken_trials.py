"""Files of tests that are wrong, each in one way: where the problem is shown, and in which words."""

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedcorn.errors import PolicyError
from seedcorn.trial import load_trials
from trial.trying import written

# The § stands where the problem is; CASE is the beginning of a case that is right but for what follows.
BROKEN = [
    ("", "the file is empty", ""),
    ("§today: 2026-06-01\n", 'the key "cases" is missing', "a list of cases"),
    ("cases: §[]\n", "there are no cases", "write one"),
    ("cases: §{case: x}\n", "expected a list, not keys and values", "a list of cases"),
    ("§case: x\ncases: [{case: x, expect: []}]\n", 'unknown key "case"', 'did you mean "cases"?'),
    ("today: §soon\ncases: [{case: x, expect: []}]\n", "expected a date", "2027-02-01"),
    ("policy: §other.yml\ncases: [{case: x, expect: []}]\n", 'there is no policy "other.yml"', "seedcorn."),
    ("policy: §balancd\ncases: [{case: x, expect: []}]\n", 'no policy "balancd"', 'did you mean "balanced"?'),
    ("customers: §acme\ncases: [{case: x, expect: []}]\n", "expected a list of customers", "{id: acme}"),
    ("customers: [{id: a, §revnue: 1}]\ncases: [{case: x, expect: []}]\n", 'unknown key "revnue"', "revenue"),
    ("CASE customers: [{id: a}, {id: §a}]}]\n", 'two customers have the id "a"', "already"),
    ("CASE customers: {currency: §euro, customers: []}}]\n", "a currency is three letters", "EUR"),
    ("cases: [§{expect: []}]\n", 'the key "case" is missing', "in a few words"),
    ("cases: [§{case: x}]\n", 'the key "expect" is missing', "[] where nothing may fail"),
    ("cases:\n- case: x\n  expect:§\n", "expected a list, not nothing", "[] where nothing may fail"),
    ("CASE §expects: []}]\n", 'unknown key "expects"', 'did you mean "expect"?'),
    ("CASE only: [§seed.reserv]}]\n", 'no rule is called "seed.reserv"', 'did you mean "seed.reserve"?'),
    ("CASE only: [§sead.*]}]\n", 'no rule is called "sead.*"', 'did you mean "seed.*"?'),
    ("CASE backlog: [{§lable: x}]}]\n", 'unknown key "lable"', 'did you mean "labels"?'),
    ("CASE backlog: [{§assignee: x}]}]\n", 'unknown key "assignee"', 'did you mean "assignees"?'),
    ("CASE backlog: [{count: §0}]}]\n", "expected 1 or more, not 0", "how many issues"),
    ("CASE backlog: [{count: §20000}]}]\n", "expected 10000 or less", "how many issues"),
    ("CASE backlog: §[{count: 9999}, {count: 9999}, {count: 9}]}]\n", "more than 20,000 issues", "lower"),
    ("CASE backlog: [{count: §many}]}]\n", 'expected a whole number, not "many"', "how many issues"),
    ("CASE backlog: [{labels: [§true]}]}]\n", "expected text, not true", "quotes"),
    ("CASE backlog: [{fields: §[x]}]}]\n", "expected keys and values, not a list", "fields: "),
    ("CASE backlog: [{age: §40}]}]\n", "expected a day, or a number of days", "write 40d for 40 days"),
    ("CASE backlog: [{age: §2026-01-01}]}]\n", "an age is a number of days or weeks", "`created`"),
    ("CASE backlog: [{age: §-3d}]}]\n", "an age is a number of days or weeks", "write 40d"),
    ("CASE backlog: [{created: §lately}]}]\n", "expected a day, or a number of days", "or 40d, or 6w"),
    ("CASE backlog: [{created: §2026-02-30}]}]\n", 'there is no day "2026-02-30"', "or 40d, or 6w"),
    ("CASE backlog: [{created: §2026-01-02}]}]\n", "it is opened only after today", "2026-01-01"),
    ("CASE backlog: [{closed: §-5d}]}]\n", "it is closed only after today", "2026-01-01"),
    ("CASE backlog: [{age: 5d, closed: §6d}]}]\n", "it is closed before it was opened", "2026-01-01"),
    ("CASE backlog: [§{age: 4d, created: 4d}]}]\n", "an age and a day of creation", "keep one"),
    ("CASE backlog: [§{declined: true}]}]\n", "declined, and not closed", "closed: 5d"),
    ("CASE backlog: [{declined: §yes, closed: 1d}]}]\n", 'expected true or false, not "yes"', "write true"),
    ("CASE backlog: [§{key: A, count: 2}]}]\n", "several issues of one key", "out"),
    ("CASE backlog: [{key: A}, {key: §A}]}]\n", 'two issues have the key "A"', "of its own"),
    ("CASE backlog: [{key: EPIC}, {parent: §EPIK}]}]\n", 'has the key "EPIK"', 'did you mean "EPIC"?'),
    ("CASE backlog: [{parent: §X}]}]\n", 'no issue of this backlog has the key "X"', "this `key`"),
    ("CASE backlog: [{milestone: §{due: 3d}}]}]\n", 'the key "name" is missing', "what it is called"),
    ("CASE backlog: [{milestone: {name: a, due: §soon}}]}]\n", "expected a day, or a number", "6w"),
    ("CASE backlog: [{sprint: {name: a, §ends: 3d}}]}]\n", 'unknown key "ends"', "the keys here are"),
    ("CASE branches: [§{name: a}]}]\n", 'the key "committed" is missing', "last commit"),
    ("EXPECT §{verdict: pass}]}]\n", 'the key "rule" is missing', "id of a rule"),
    ("EXPECT {rule: §seed.reserv}]}]\n", 'there is no rule "seed.reserv"', 'did you mean "seed.reserve"?'),
    ("EXPECT {rule: seed.reserve, verdict: §failed}]}]\n", '"failed" is not one of fail, open', '"fail"?'),
    ("EXPECT {rule: seed.reserve, level: §high}]}]\n", '"high" is not one of note', "write one of note"),
    ("EXPECT §{rule: seed.reserve, level: note, verdict: pass}]}]\n", "what does not fail has no", "out"),
    ("EXPECT {rule: seed.reserve, measured: §much}]}]\n", "expected a number", "65%, or 4, or 1.8"),
    ("EXPECT {rule: seed.reserve, measured: §true}]}]\n", "expected a number", "65%, or 4, or 1.8"),
    ("EXPECT {rule: seed.reserve, §limit: 3}]}]\n", 'unknown key "limit"', "the keys here are rule"),
    ("ONLY {rule: §seed.reserve}]}]\n", "seed.reserve is expected, and `only` leaves it out", "add it"),
]  # fmt: skip  # one case a line
SHORT = {
    "CASE": "cases: [{case: x, expect: [],",
    "EXPECT": "cases: [{case: x, expect: [",
    "ONLY": "cases: [{case: x, only: concentration.*, expect: [",
}


@pytest.mark.parametrize(("text", "problem", "advice"), BROKEN)
def test_a_broken_file_says_where_what_and_what_to_do(
    tmp_path: Path, text: str, problem: str, advice: str
) -> None:
    for short, long in SHORT.items():
        text = text.replace(f"{short} ", long)
    path = written(tmp_path, text.replace("§", ""))
    with pytest.raises(PolicyError) as caught:
        load_trials(path)
    blocks = str(caught.value).split("\n\n")
    assert len(blocks) == 1, "one mistake is one problem"
    before = text.partition("§")[0].split("\n")
    place = f"{path}:{len(before)}:{len(before[-1]) + 1}" if "§" in text else f"{path}"
    head, *_, advised = blocks[0].splitlines()
    assert head.startswith(f"{place}: ")
    assert problem in head
    assert advised.startswith("help: ")
    assert advice in advised


def test_a_file_that_names_no_policy(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_text("cases: [{case: x, expect: []}]\n")
    with pytest.raises(PolicyError, match="nothing says which policy is tested"):
        load_trials(path)
    path.write_text("policy: enterprise\ncases: [{case: x, expect: []}]\n")
    assert load_trials(path).policy.stamp.name == "enterprise"


def test_what_is_wrong_with_the_policy_is_shown_there(tmp_path: Path) -> None:
    path = written(tmp_path, "cases: [{case: x, expect: []}]", policy="titel: x")
    with pytest.raises(PolicyError, match=r"seedcorn\.yml:1:1: unknown key"):
        load_trials(path)


def test_all_problems_are_shown_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "cases:\n- {case: x, only: [a.b], backlog: [{closed: -1d}], expect: [{rule: c.d}]}\n",
    )
    with pytest.raises(PolicyError) as caught:
        load_trials(path)
    assert len(str(caught.value).split("\n\n")) == 3


WORDS = ("policy", "today", "cases", "case", "backlog", "expect", "only", "customers", "labels", "rule")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4))
def test_no_data_gives_any_other_error(tmp_path: Path, data: dict[str, object]) -> None:
    path = written(tmp_path, yaml.safe_dump(data))
    with suppress(PolicyError):
        load_trials(path)
