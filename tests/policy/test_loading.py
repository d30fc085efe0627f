"""A policy file becomes a Policy: where it is looked for, what each key turns into, and what is inherited."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from seedcorn.errors import PolicyError
from seedcorn.model import Effort, Meaning, Missing, Pattern, Split
from seedcorn.policy import Policy, load_policy, preset_names, preset_text
from seedcorn.policy.rulebook import rule

Loaded = Callable[..., Policy]
NOTHING_MARKED = """
customers: {except: [], nameless: {labels: []}, prospects: [], from: []}
work:
  own: {labels: [], types: []}
  bugs: {labels: [], types: []}
  seed-corn: {labels: []}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    def load(text: str, **options: Any) -> Policy:
        (tmp_path / "seedcorn.yml").write_text(text, encoding="utf-8")
        return load_policy(folder=tmp_path, **options)

    return load


def patterns(policy: Policy, meaning: Meaning) -> list[tuple[str, str]]:
    return [(each.place, each.glob) for each in policy.counting.patterns if each.meaning is meaning]


def limit(policy: Policy, rule_id: str, name: str) -> Fraction | None:
    found: Fraction | None = next(
        getattr(params, name) for rule, params in policy.rules if rule.id == rule_id
    )
    return found


def test_without_a_policy_it_is_balanced(tmp_path: Path) -> None:
    policy = load_policy(None, folder=tmp_path)
    assert policy == load_policy("balanced")
    assert policy.stamp.name == "balanced"


@pytest.mark.parametrize(
    "place", ["seedcorn.yml", "seedcorn.yaml", ".github/seedcorn.yml", ".github/seedcorn.yaml"]
)
def test_a_policy_is_found_where_it_belongs(tmp_path: Path, place: str) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / place).write_text("title: found\ncustomers: {register: r.yml}\n")
    policy = load_policy(folder=tmp_path)
    assert policy.stamp.title == "found"
    assert policy.register == (tmp_path / place).parent / "r.yml"


def test_a_file_is_named_in_reports_without_the_folders_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "p.yml").write_text("title: x\n")
    assert load_policy(str(tmp_path / "sub" / "p.yml")).stamp.origin == "p.yml"
    monkeypatch.chdir(tmp_path)
    stamp = load_policy("sub/p.yml").stamp
    assert (stamp.name, stamp.origin, stamp.extends) == ("p.yml", "sub/p.yml", "balanced")


def test_a_preset_comes_before_a_file_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "balanced").write_text("title: mine\n")
    assert load_policy("balanced", folder=tmp_path).stamp.origin == "built in"
    assert load_policy("./balanced", folder=tmp_path).stamp.title == "mine"


def test_presets_can_be_read() -> None:
    assert "rules:" in preset_text(preset_names()[0])
    with pytest.raises(KeyError):
        preset_text("../balanced")


def test_the_stamp_says_what_was_decided(loaded: Loaded) -> None:
    stamp = loaded("title: T\ndecision: Many small\nreview-by: 2027-02-01\nextends: flat-smb\n").stamp
    assert (stamp.title, stamp.decision, stamp.review_by, stamp.extends) == (
        "T",
        "Many small",
        "2027-02-01",
        "flat-smb",
    )


def test_the_register_stands_beside_the_file_that_names_it(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "base.yml").write_text("customers: {register: our.csv}\n")
    assert loaded("extends: shared/base.yml\n").register == tmp_path / "shared" / "our.csv"
    assert loaded("title: x\n").register is None


def test_sources_are_written_as_on_the_command_line(loaded: Loaded) -> None:
    policy = loaded(
        "sources:\n  - github: acme/app\n  - github:acme/api-*\n  - {export: issues.json}\n  - github: 42\n"
    )
    assert policy.sources == ("github:acme/app", "github:acme/api-*", "export:issues.json", "github:42")


def test_a_source_may_say_what_its_target_is(loaded: Loaded) -> None:
    policy = loaded(
        "sources:\n  - jira: {jql: project = APP AND labels = x}\n  - gitlab: {group: acme/platform}\n"
        "  - gitlab: {group: acme/}\n  - gitlab: {project: acme/app}\n  - jira: {jql: APP}\n"
    )
    assert policy.sources == (
        "jira:project = APP AND labels = x",
        "gitlab:acme/platform/",
        "gitlab:acme/",
        "gitlab:acme/app",
        "jira:APP",
    )


def test_places_that_name_a_customer(loaded: Loaded) -> None:
    policy = loaded(
        "customers:\n  from:\n    - {label: 'c: *', except: [x, crowd]}\n    - title-prefix: '*'\n"
        "    - field: [Customer, Org]\n    - form-heading: Requested by\n    - milestone: 'for *'\n"
        "    - type: 'req *'\n    - author: '*-acme'\n    - assignee: 'x*'\n"
        "  prospects: [{label: 'p: *'}]\n  except: [crowd]\n"
    )
    assert patterns(policy, Meaning.CUSTOMER) == [
        ("label", "c: *"),
        ("title-prefix", "*"),
        ("field:customer", "*"),
        ("field:org", "*"),
        ("heading:requested by", "*"),
        ("milestone", "for *"),
        ("type", "req *"),
        ("author", "*-acme"),
        ("assignee", "x*"),
    ]
    assert patterns(policy, Meaning.PROSPECT) == [("label", "p: *")]
    first = next(each for each in policy.counting.patterns if each.glob == "c: *")
    assert first.except_ == ("x", "crowd")
    assert policy.counting.patterns[-1].except_ == ("crowd",)


def test_marks_with_a_meaning(loaded: Loaded) -> None:
    policy = loaded(
        NOTHING_MARKED.replace(
            "own: {", "own: {milestones: M1, authors: [bot], fields: {Kind: [Chore, Debt]}, "
        )
        .replace("bugs: {labels: []", "bugs: {labels: bug")
        .replace("seed-corn: {labels: []}", "seed-corn: {labels: [], types: Bet}")
        .replace("nameless: {labels: []}", "nameless: {labels: asked}")
        + "backlog: {ignore: {labels: [wontfix], idle-days: 400}, completed-days: 30}\n"
    )
    assert policy.counting.patterns == (
        Pattern(place="label", glob="seedcorn-report", meaning=Meaning.REPORT),
        Pattern(place="label", glob="wontfix", meaning=Meaning.IGNORED),
        Pattern(place="type", glob="Bet", meaning=Meaning.SEED_CORN),
        Pattern(place="label", glob="asked", meaning=Meaning.NAMELESS),
        Pattern(place="label", glob="bug", meaning=Meaning.BUG),
        Pattern(place="milestone", glob="M1", meaning=Meaning.OWN),
        Pattern(place="author", glob="bot", meaning=Meaning.OWN),
        Pattern(place="field:kind", glob="Chore", meaning=Meaning.OWN),
        Pattern(place="field:kind", glob="Debt", meaning=Meaning.OWN),
    )
    assert policy.counting.idle_days == 400
    assert policy.window_days == 30


def test_how_to_count(loaded: Loaded) -> None:
    counting = loaded("customers: {split: first, since: 2025-01-31}\nwork: {unlabelled: own}\n").counting
    assert counting.split is Split.FIRST
    assert counting.since == datetime(2025, 1, 31, tzinfo=UTC)
    assert counting.unlabelled_is_own
    usual = loaded("title: x\n").counting
    assert (usual.split, usual.since, usual.unlabelled_is_own) == (Split.EQUALLY, None, False)


def test_effort_in_a_field_in_labels_or_in_issues(loaded: Loaded) -> None:
    assert loaded("effort: {field: Story Points, missing: zero}\n").counting.effort == Effort(
        unit="story points", place="field:story points", missing=Missing.ZERO
    )
    assert loaded("effort: {labels: {size/S: 1, size/M: 2.5}, unit: days}\n").counting.effort == Effort(
        unit="days", place="label", sizes=(("size/S", Fraction(1)), ("size/M", Fraction(5, 2)))
    )
    assert loaded("effort: {labels: {S: 1}}\n").counting.effort.unit == "points"
    assert loaded("effort: {missing: one}\n").counting.effort == Effort(missing=Missing.ONE)


def test_capacity_for_all_or_by_name(loaded: Loaded) -> None:
    assert loaded("capacity: 40\n").capacity == {"default": 40}
    assert loaded("capacity: {default: 40, Sprint 7: 12.5, 2.0: 3}\n").capacity == {
        "default": 40,
        "Sprint 7": Fraction(25, 2),
        "2.0": 3,
    }
    with pytest.raises(TypeError):
        loaded("capacity: 40\n").capacity["x"] = 1  # type: ignore[index]  # that it cannot be is the test


def test_rules_are_turned_on_and_off_and_given_limits(loaded: Loaded) -> None:
    policy = loaded(
        "rules:\n  concentration.top-share: {error: 40%}\n  concentration.milestone: false\n"
        "  seed.reserve: true\n  concentration.hhi: {warning: null, error: 2500}\n"
    )
    on = [rule.id for rule, _ in policy.rules]
    assert "concentration.milestone" not in on
    assert "seed.reserve" in on
    assert limit(policy, "concentration.top-share", "error") == Fraction(2, 5)
    assert limit(policy, "concentration.top-share", "warning") == Fraction(1, 5)  # the rule's own
    assert limit(policy, "concentration.hhi", "warning") is None
    assert limit(policy, "concentration.hhi", "error") == 2500


def test_maps_merge_lists_replace_and_an_empty_key_says_nothing(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "base.yml").write_text(
        "title: Base\nwork: {own: {labels: [a, b]}}\neffort: {labels: {S: 1}, missing: zero}\n"
        "rules: {concentration.top-share: {warning: 5%, error: 6%}, seed.genuine: false}\n"
    )
    policy = loaded(
        "extends: base.yml\ntitle:\nwork: {own: {labels: [c]}}\neffort: {field: P}\n"
        "rules: {concentration.top-share: {error: 7%}, seed.genuine: true}\n"
    )
    assert policy.stamp.title == "Base"
    assert policy.stamp.extends == "base.yml"
    assert [glob for place, glob in patterns(policy, Meaning.OWN) if place == "label"] == ["c"]
    assert ("type", "Chore") in patterns(policy, Meaning.OWN)  # from balanced, by way of base
    assert policy.counting.effort == Effort(unit="p", place="field:p")  # one unit, declared whole
    assert limit(policy, "concentration.top-share", "warning") == Fraction(5, 100)
    assert limit(policy, "concentration.top-share", "error") == Fraction(7, 100)
    assert limit(policy, "seed.genuine", "warning") == rule("seed.genuine").params().limits()[0][1]


def test_a_rule_that_is_merely_on_keeps_the_limits_below(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "base.yml").write_text("rules: {concentration.top-share: {error: 6%}}\n")
    policy = loaded("extends: base.yml\nrules: {concentration.top-share: true}\n")
    assert limit(policy, "concentration.top-share", "error") == Fraction(6, 100)


def test_other_labels_from_the_command_line_keep_the_exceptions(loaded: Loaded) -> None:
    usual = loaded("title: x\n")
    asked = loaded("title: x\n", customer_labels=("from: *", "by/*"))
    labels = [
        each for each in asked.counting.patterns if each.meaning is Meaning.CUSTOMER and each.place == "label"
    ]
    assert [each.glob for each in labels] == ["from: *", "by/*"]
    assert {"other", "multiple", "crowd", "internal", "none"} <= set(labels[0].except_)
    others = [each for each in usual.counting.patterns if each.place.startswith("heading:")]
    assert others == [each for each in asked.counting.patterns if each.place.startswith("heading:")]


def test_exceptions_beside_a_replaced_label_stay(loaded: Loaded) -> None:
    text = "customers: {except: [], from: [{label: 'c: *', except: mine}, {label: 'd: *', except: [ours]}]}\n"
    asked = loaded(text, customer_labels=("from: *",))
    assert asked.counting.patterns[-1].except_ == ("mine", "ours")


def test_a_label_from_the_command_line_is_checked_too(loaded: Loaded) -> None:
    with pytest.raises(PolicyError, match=r"^--customer-label: more than 3 stars"):
        loaded("title: x\n", customer_labels=("*a*b*c*",))
    with pytest.raises(PolicyError, match=r"^--customer-label: expected text, not nothing"):
        loaded("title: x\n", customer_labels=("",))


def test_labels_from_the_command_line_do_not_hide_a_broken_policy(loaded: Loaded) -> None:
    with pytest.raises(PolicyError, match=r"seedcorn\.yml:1:19: expected a list"):
        loaded("customers: {from: x}\n", customer_labels=("from: *",))


def test_what_says_outright_comes_before_what_a_pattern_of_names_catches() -> None:
    globs = [(each.meaning, each.glob) for each in load_policy().counting.patterns]
    assert globs.index((Meaning.NAMELESS, "customer: crowd")) < globs.index((Meaning.CUSTOMER, "customer: *"))
    assert (Meaning.NAMELESS, "customer request") in globs
