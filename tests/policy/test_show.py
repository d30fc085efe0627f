"""The effective policy shows every value with the file and line that says so, and is itself a policy."""

import re
from pathlib import Path

import pytest
import yaml

from seedcorn.policy import effective_policy, load_policy, preset_names
from test_policies import shown_policies

OWN = """title: "Mine: all"
customers:
  register: customers.csv
  from:
    - {label: "customer: *", except: [x, "yes"]}
capacity: {default: 40, 2.0: 0.50}
rules:
  concentration.top-share: {error: 41%, warning: null}
  concentration.milestone: false
  seed.reserve: true
"""


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "seedcorn.yml").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    return effective_policy(load_policy())


def lines(text: str) -> dict[str, str]:
    pairs = (line.partition("  # ") for line in text.splitlines())
    return {value.rstrip(): origin for value, _, origin in pairs}


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ('title: "Mine: all"', "seedcorn.yml:1"),
        ("  register: customers.csv", "seedcorn.yml:3"),
        ('    - {label: "customer: *", except: [x, yes]}', "seedcorn.yml:5"),
        ("  default: 40", "seedcorn.yml:6"),
        ('  "2.0": 0.50', "seedcorn.yml:6"),
        ("    error: 41%", "seedcorn.yml:8"),
        ("    warning: null", "seedcorn.yml:8"),
        ("  concentration.milestone: false", "seedcorn.yml:9"),
        ("  seed.reserve:", "seedcorn.yml:10"),
        ("    warning: 1800", "the rule's default"),
    ],
)
def test_each_value_stands_beside_where_it_comes_from(shown: str, value: str, origin: str) -> None:
    assert lines(shown)[value] == origin


def test_what_is_inherited_names_the_preset(shown: str) -> None:
    assert lines(shown)["  unlabelled: unknown"].startswith("policies/balanced.yml:")
    assert "extends" not in shown


@pytest.mark.parametrize("origin", [True, False])
@pytest.mark.parametrize("name", [*preset_names(), None])
def test_what_is_shown_is_the_same_policy(tmp_path: Path, name: str | None, *, origin: bool) -> None:
    (tmp_path / "seedcorn.yml").write_text(OWN)
    policy = load_policy(name, folder=tmp_path)
    text = effective_policy(policy, origin=origin)
    assert ("  # " in text) is origin
    assert isinstance(yaml.safe_load(text), dict)
    (tmp_path / "shown.yml").write_text(text)
    again = load_policy("shown.yml", folder=tmp_path)
    assert again.rules == policy.rules
    assert again.counting == policy.counting
    assert again.capacity == policy.capacity
    assert again.register == policy.register


def test_options_of_the_command_line_are_shown_as_such() -> None:
    text = effective_policy(load_policy("balanced", customer_labels=("from: *",)))
    assert any(
        'label: "from: *"' in value and origin == "--customer-label" for value, origin in lines(text).items()
    )


@pytest.mark.parametrize(("place", "text"), shown_policies())
def test_a_policy_of_the_documentation_is_shown_as_the_same(place: str, text: str, tmp_path: Path) -> None:
    for name in re.findall(r"^extends: (\S+\.ya?ml)", text, re.MULTILINE):
        (tmp_path / name).write_text("extends: balanced\n")
    (tmp_path / "seedcorn.yml").write_text(text)
    policy = load_policy(folder=tmp_path)
    (tmp_path / "shown.yml").write_text(effective_policy(policy, origin=False))
    again = load_policy("shown.yml", folder=tmp_path)
    stamps = [(one.title, one.decision, one.review_by) for one in (policy.stamp, again.stamp)]
    assert stamps[0] == stamps[1], place
    for name in (
        "rules",
        "counting",
        "sources",
        "register",
        "waivers",
        "baseline",
        "window_days",
        "capacity",
    ):
        assert getattr(again, name) == getattr(policy, name), (place, name)
