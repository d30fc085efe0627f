"""Policies that are wrong, each in one way: where the problem is shown, in which words, and how soon."""

import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedcorn.errors import Exit, PolicyError
from seedcorn.policy import load_policy

# The promise is half a second; measuring coverage takes as much again.
QUICK = 0.5 if sys.gettrace() is None else 1.5

# The § stands where the problem is; without one, it is the file's as a whole.
BROKEN = [
    ("", "the file is empty", ""),
    ("§- a\n", "the file must hold keys and values", ""),
    ("title: x\n§title: y\n", 'the key "title" is there twice', "line 1"),
    (
        "rules: {seed.reserve: true, §seed.reserve: false}\n",
        'the key "seed.reserve" is there twice',
        "line 1",
    ),
    ("title: §&t x\ndecision: *t\n", "an anchor: &t", "write it out"),
    ("title: x\n§<<: {a: 1}\n", "a merge key", "extends"),
    ("title: §!!python/name:os.system x\n", "a tag", "plain value"),
    ("title: x\n§---\ntitle: y\n", "a second document", "one document"),
    ("customers: [\n§", "not valid YAML", ""),
    ("customers:\n  from:\n    - label: customer§: *\n", "not valid YAML", "goes in quotes"),
    ("customers:\n§\tfrom: []\n", "not valid YAML", "spaces, not tabs"),
    ("title: x§\x00\n", "the character U+0000", "remove it"),
    ("title: " + "[" * 48 + "[§[" + "]" * 50, "nested deeper than 50", ""),
    ("§titel: x\n", 'unknown key "titel"', 'did you mean "title"?'),
    ("§waiver: []\n", 'unknown key "waiver"', 'did you mean "waivers"?'),
    ("baseline: §[x]\n", "expected text, not a list", "as `seedcorn baseline` wrote it"),
    ("§review_by: 2027-01-01\n", 'unknown key "review_by"', 'did you mean "review-by"?'),
    ("title: §[x]\n", "expected text, not a list", "title: "),
    ("title: §true\n", "expected text, not true", "quotes"),
    (f"title: §{'x' * 2001}\n", "a text of more than 2000 characters", ""),
    ("decision: §{a: b}\n", "expected text, not keys and values", "decision: "),
    ("review-by: §soon\n", "expected a date", "2027-02-01"),
    ("review-by: §2027-13-01\n", 'there is no day "2027-13-01"', "2027-02-01"),
    ("review-by: §20270201\n", "expected a date", "2027-02-01"),
    ("extends: §balancd\n", 'there is no preset "balancd"', 'did you mean "balanced"?'),
    ("extends: §nothing-like-it\n", 'there is no preset "nothing-like-it"', "balanced, enterprise"),
    ("extends: §none.yml\n", 'there is no file "none.yml"', "beside this one"),
    ("extends: §/etc/passwd.yml\n", "an absolute path", "relative to this file"),
    ("extends: §[balanced]\n", "expected a preset or a file", "balanced, enterprise"),
    ("extends: §seedcorn.yml\n", "extends in a circle", "take out one"),
    ("sources: §github:acme/app\n", "expected a list", "sources: "),
    ("sources: [§acme/app]\n", "a source is a tracker and a place in it", "github: acme/app"),
    ("sources: [{github: a/b}, §{github: a, export: b}]\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§{github: [a/b]}]\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§{jira: {group: APP}}]\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§{gitlab: {group: [a]}}]\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§{gitlab: {group: a, project: b}}]\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§'github:']\n", "a source is a tracker", "github: acme/app"),
    ("sources: [§githb:acme/app]\n", 'no source is called "githb"', 'did you mean "github"?'),
    ("sources: [§ftp:acme/app]\n", 'no source is called "ftp"', "sources are"),
    ("customers: §[acme]\n", "expected keys and values, not a list", "customers: "),
    ("customers: {§form: []}\n", 'unknown key "form"', 'did you mean "from"?'),
    ("customers: {from: §{label: x}}\n", "expected a list, not keys and values", "from: "),
    ("customers: {from: [§'customer: *']}\n", 'expected keys and values, not "customer: *"', "from: "),
    ("customers: {from: [§{}]}\n", "an entry names exactly one place", "title-prefix"),
    ("customers: {from: [§{label: a, field: b}]}\n", "an entry names exactly one place", "begin another"),
    ("customers: {from: [§{except: [x]}]}\n", "an entry names exactly one place", "label"),
    ("customers: {from: [{§lable: x}]}\n", 'unknown key "lable"', 'did you mean "label"?'),
    ("customers: {from: [{label: §''}]}\n", "expected text, not nothing", "label: "),
    ("customers: {from: [{label: [x, §[y]]}]}\n", "expected text, not a list", "label: "),
    ("customers: {from: [{label: §{a: b}}]}\n", "expected text, not keys and values", "label: "),
    ("customers: {from: [{label: §'*a*b*c*'}]}\n", "more than 3 stars", "write fewer"),
    (f"customers: {{from: [{{label: §{'x' * 201}}}]}}\n", "a text of more than 200 characters", "label: "),
    ("customers: {except: [x, §true]}\n", "expected text, not true", "quotes"),
    ("customers: {nameless: §[x]}\n", "expected keys and values, not a list", "nameless: "),
    ("customers: {since: §2025}\n", "expected a date", "2027-02-01"),
    (
        "customers: {split: §equaly}\n",
        '"equaly" is not one of equally, fully, first',
        'did you mean "equally"?',
    ),
    ("customers: {split: §[first]}\n", "a list is not one of equally, fully, first", ""),
    ("customers: {register: §[a]}\n", "expected text, not a list", "register: "),
    ("work: {own: {§lables: [x]}}\n", 'unknown key "lables"', 'did you mean "labels"?'),
    ("work: {own: {fields: §[x]}}\n", "expected keys and values, not a list", "fields: "),
    ("work: {§seedcorn: {labels: [x]}}\n", 'unknown key "seedcorn"', 'did you mean "seed-corn"?'),
    ("work: {unlabelled: §mine}\n", '"mine" is not one of unknown, own', "write one of unknown, own"),
    ("effort: §{field: P, labels: {S: 1}}\n", "two units of effort", "keep the one"),
    ("effort: §{field: P, project-field: E}\n", "two units of effort", "keep the one"),
    ("effort: §{field: P, unit: p, from: [{field: P}]}\n", "two units of effort", "list them under `from`"),
    ("effort: §{from: [{field: P}]}\n", "estimates without a unit", "for example `unit: points`"),
    (
        "effort: §{unit: points, from: [{field: P}, {field: weight}]}\n",
        "a second estimate without a conversion",
        "what one of it counts in points",
    ),
    (
        "effort: §{unit: points, from: [{project-field: P}, {field: P}]}\n",
        "a second estimate without a conversion",
        "counts: 1",
    ),
    ("effort: {unit: p, from: [§{source: a}]}\n", "an entry has exactly one estimate", "project-field"),
    ("effort: {unit: p, from: [§{field: a, labels: {}}]}\n", "an entry has exactly one estimate", "labels"),
    ("effort: §{unit: days}\n", "a unit that nothing is measured in", "add `field` or `labels`"),
    ("effort: {field: P, missing: §mean}\n", '"mean" is not one of median, zero, one, fail', "median"),
    ("effort: {labels: {S: §big}}\n", "expected a number of 0 or more", "for example 3"),
    ("effort: {labels: {S: §-1}}\n", "expected a number of 0 or more", "for example 3"),
    ("effort: {labels: {S: §true}}\n", "expected a number of 0 or more", "for example 3"),
    ("effort: {labels: §[S]}\n", "expected keys and values, not a list", "labels: "),
    ("backlog: {completed-days: §0}\n", "expected 1 or more, not 0", "completed-days: "),
    ("backlog: {completed-days: §4000}\n", "expected 3650 or less, not 4000", "completed-days: "),
    ("backlog: {completed-days: §90d}\n", 'expected a whole number, not "90d"', "completed-days: "),
    ("backlog: {completed-days: §012}\n", 'expected a whole number, not "012"', "completed-days: "),
    ("backlog: {completed-days: §12:30:00}\n", 'expected a whole number, not "12:30:00"', "completed-days: "),
    ("backlog: {completed-days: §9e1}\n", "expected a whole number, not 9e1", "completed-days: "),
    ("backlog: {ignore: {§idle_days: 3}}\n", 'unknown key "idle_days"', 'did you mean "idle-days"?'),
    ("capacity: §many\n", "expected a number of 0 or more", "for example 3"),
    ("capacity: {Sprint 1: §x}\n", "expected a number of 0 or more", "for example 3"),
    ("rules: §[seed.reserve]\n", "expected keys and values, not a list", "rules: "),
    ("rules: {§seed.reserv: true}\n", 'there is no rule "seed.reserv"', 'did you mean "seed.reserve"?'),
    (
        "rules: {§concentration.top_share: true}\n",
        "there is no rule",
        'did you mean "concentration.top-share"?',
    ),
    ("rules: {§nonsense: true}\n", 'there is no rule "nonsense"', "seedcorn rules lists all there are"),
    ("rules: {seed.reserve: §off}\n", "expected true, false or limits", "write false"),
    ("rules: {seed.reserve: §20%}\n", "expected true, false or limits", "write false"),
    ("rules: {seed.reserve: §}\n", "expected true, false or limits", "write false"),
    ("rules: {seed.reserve: [§]}\n", "expected true, false or limits", "write false"),
    ("rules: {seed.reserve: {§warnin: 20%}}\n", 'unknown key "warnin"', 'did you mean "warning"?'),
    ("rules: {seed.reserve: {warning: §0.2}}\n", "a share is written with a percent sign", "write 20%"),
    ("rules: {seed.reserve: {warning: §20}}\n", "a share is written with a percent sign", "write 20%"),
    (
        "rules: {seed.reserve: {warning: §true}}\n",
        "a share is written with a percent sign",
        "explain seed.reserve",
    ),
    ("rules: {seed.reserve: {warning: §120%}}\n", "a share is at most 100%", "explain seed.reserve"),
    ("rules: {seed.reserve: {warning: §-5%}}\n", "a share is written with a percent sign", ""),
    (
        "rules: {concentration.hhi: {warning: §18%}}\n",
        "a plain number of 0 or more",
        "explain concentration.hhi",
    ),
    (
        "rules: {concentration.hhi: {warning: §-1}}\n",
        "a plain number of 0 or more",
        "explain concentration.hhi",
    ),
    ("rules: {resilience.lose-ten-percent: {§warning_multiple: 3}}\n", "unknown key", '"warning-multiple"?'),
]  # fmt: skip  # one case a line


@pytest.mark.parametrize(("text", "problem", "advice"), BROKEN)
def test_a_broken_policy_says_where_what_and_what_to_do(
    tmp_path: Path, text: str, problem: str, advice: str
) -> None:
    text = text.replace("[§]", "§[]")
    path = tmp_path / "seedcorn.yml"
    path.write_text(text.replace("§", ""), encoding="utf-8")
    load_policy("balanced")  # what it extends is read once before the clock starts
    start = process_time()
    with pytest.raises(PolicyError) as caught:
        load_policy(folder=tmp_path)
    assert process_time() - start < QUICK
    assert caught.value.exit_code is Exit.USAGE
    blocks = str(caught.value).split("\n\n")
    before = text.partition("§")[0].split("\n")
    expected = (
        f"{path}:{len(before)}:{len(before[-1]) + 1}: {problem}" if "§" in text else f"{path}: {problem}"
    )
    block = next((block for block in blocks if block.startswith(expected)), None)
    assert block is not None, str(caught.value)
    advised = block.splitlines()[-1]
    assert advised.startswith("help: ")
    assert advice in advised
    assert len(blocks) == 1 or "&t" in text, "one mistake is one problem"


@pytest.mark.parametrize(
    ("name", "problem", "advice"),
    [
        ("balancd", '--policy: there is no preset or file "balancd"', 'did you mean "balanced"?'),
        ("zzz", '--policy: there is no preset or file "zzz"', "seedcorn.yml, or a preset: agency-to-product"),
        ("zzz.yml", "zzz.yml: there is no such file", "check the name"),
        (".", ": is not a file", "not a directory"),
        ("", ": is not a file", "not a directory"),
        ("nul\0.yml", "cannot be read", "check its name"),
        ("nul\0", "there is no preset or file", "or a preset"),
    ],
)
def test_a_policy_that_is_not_there(tmp_path: Path, name: str, problem: str, advice: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(name, folder=tmp_path)
    assert problem in str(caught.value)
    assert advice in str(caught.value).splitlines()[-1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"title: \xff", ":1:8: the byte 0xFF is not UTF-8"),
        ("title: x".encode("utf-16"), ":1:1: the byte 0xFF is not UTF-8"),
        (b"# " + b"x" * 262_144, ": is larger than 256 KiB"),
    ],
)
def test_a_policy_of_other_bytes(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "seedcorn.yml").write_bytes(content)
    with pytest.raises(PolicyError) as caught:
        load_policy(folder=tmp_path)
    assert f"{tmp_path / 'seedcorn.yml'}{problem}" in str(caught.value)
    assert "\nhelp: " in str(caught.value)


def test_policies_that_extend_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("extends: b.yml\n")
    (tmp_path / "b.yml").write_text("extends: ./a.yml\n")
    with pytest.raises(PolicyError, match=r"b\.yml:1:10: extends in a circle"):
        load_policy("a.yml", folder=tmp_path)


def test_a_chain_of_policies_has_an_end(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.yml").write_text(f"extends: {number + 1}.yml\n")
    with pytest.raises(PolicyError, match="more than 10 policies"):
        load_policy("0.yml", folder=tmp_path)


def test_a_mistake_in_what_is_extended_is_shown_there(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("work:\n  unlabelled: mine\n  own: {labels: 1, labels: 2}\n")
    (tmp_path / "seedcorn.yml").write_text("extends: base.yml\nwork: {bugs: {lable: x}}\n")
    with pytest.raises(PolicyError) as caught:
        load_policy(folder=tmp_path)
    heads = [
        line.partition(": ")[0] for line in str(caught.value).splitlines() if line.startswith(str(tmp_path))
    ]
    assert heads == [
        f"{tmp_path / 'base.yml'}:2:15",
        f"{tmp_path / 'base.yml'}:3:20",
        f"{tmp_path / 'seedcorn.yml'}:2:15",
    ]


def test_all_problems_are_shown_at_once(tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(
        "titel: x\nrules:\n  seed.reserve: {error: 10}\n  seed.nope: true\n"
        "customers: {split: x}\ntitle: a\ntitle: b\n"
    )
    with pytest.raises(PolicyError) as caught:
        load_policy(folder=tmp_path)
    told = [line for line in str(caught.value).splitlines() if "yml:" in line]
    heads = [line.split(": ")[0].rpartition("yml:")[2] for line in told]
    assert heads == ["1:1", "3:25", "4:3", "5:20", "7:1"]


def test_thousands_of_mistakes_are_told_in_time(tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text("".join(f"k{number}: x\n" for number in range(8_000)))
    load_policy("balanced")
    start = process_time()
    with pytest.raises(PolicyError, match=r"\.\.\. and 1 more problem"):
        load_policy(folder=tmp_path)
    assert process_time() - start < QUICK


WORDS = (
    "rules",
    "customers",
    "from",
    "label",
    "work",
    "own",
    "effort",
    "labels",
    "capacity",
    "extends",
    "sources",
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=4))
def test_no_data_gives_any_other_error(tmp_path: Path, data: dict[str, object]) -> None:

    (tmp_path / "seedcorn.yml").write_text(yaml.safe_dump(data), encoding="utf-8")
    with suppress(PolicyError):
        load_policy(folder=tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_give_any_other_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seedcorn.yml").write_bytes(content)
    with suppress(PolicyError):
        load_policy(folder=tmp_path)
