"""Every ready-made policy, and every policy that the documentation shows, loads."""

import re
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from seedcorn.policy import Policy, load_policy, preset_names, preset_text
from seedcorn.rule import Params
from seedcorn.yamlfile import parse

ROOT = Path(__file__).parents[1]
PRESETS = (
    *("agency-to-product", "balanced", "enterprise", "flat-smb", "internal-platform"),
    *("network", "open-source", "post-fit", "pre-fit"),
)
BY_DEFAULT = {
    *("concentration.top-share", "concentration.hhi", "concentration.milestone"),
    *("seed.reserve", "seed.wish-list", "seed.genuine"),
    *("breadth.per-iteration", "breadth.open-for-business"),
    *("resilience.lose-ten-percent", "revenue.top-share"),
    *("attribution.unknown-work", "attribution.unknown-customer", "attribution.sources-disagree"),
}
_BLOCK = re.compile(r"^( *)```ya?ml\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_POLICY_KEY = re.compile(
    r"^(extends|sources|customers|work|effort|backlog|capacity|decision|waivers|baseline|rules):",
    re.MULTILINE,
)
_OTHER = re.compile(
    r"^(jobs|on|runs):|^customers:\s*\n\s*- ", re.MULTILINE
)  # a workflow, an action, a register


def shown_policies() -> list[tuple[str, str]]:
    """Each YAML block in the documentation that is a policy, and its place."""
    pages = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        (f"{page.name}:{text.count(chr(10), 0, block.start()) + 1}", dedent(block[2]))
        for page in pages
        for text in [page.read_text(encoding="utf-8")]
        for block in _BLOCK.finditer(text)
        if _POLICY_KEY.search(dedent(block[2])) and not _OTHER.search(dedent(block[2]))
    ]


def limits(policy: Policy, rule_id: str) -> Params:
    return next(params for rule, params in policy.rules if rule.id == rule_id)


def test_the_presets_are_these() -> None:
    assert set(preset_names()) == set(PRESETS)
    assert list(preset_names()) == sorted(preset_names())


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_loads_and_says_what_it_is(name: str) -> None:
    policy = load_policy(name)
    assert policy.stamp.name == name
    assert policy.stamp.origin == "built in"
    assert policy.stamp.title
    assert policy.stamp.extends == ("" if name == "balanced" else "balanced")
    assert policy.rules


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_explains_itself(name: str) -> None:
    """For whom it is stands at its head; a line before or beside each limit says where that is from."""
    text = preset_text(name)
    assert text.startswith(f"# {name}: for ")
    rules = text.partition("\nrules:\n")[2]
    commented = False
    for before, line in pairwise(["", *rules.splitlines()]):
        commented = before.strip().startswith("#") or (commented and bool(before.strip()))
        assert "{" not in line or commented or "#" in line, f"{name}: nothing says where this is from: {line}"


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "balanced"])
def test_a_preset_says_only_what_differs(name: str) -> None:
    other, balanced = load_policy(name), load_policy("balanced")
    written = parse(preset_text(name), name).data["rules"]
    assert isinstance(written, dict)
    defaults = {rule.id: params for rule, params in balanced.rules}
    for rule, params in other.rules:
        assert (rule.id in written) == (params != defaults.get(rule.id)), rule.id


def test_balanced_turns_these_rules_on_with_their_own_limits() -> None:
    policy = load_policy("balanced")
    assert {rule.id for rule, _ in policy.rules} == BY_DEFAULT
    assert [rule.id for rule, _ in policy.rules] == sorted(BY_DEFAULT)
    assert all(params == rule.params() for rule, params in policy.rules)
    assert policy.window_days == 90
    assert policy.sources == ()
    assert policy.register is None


def test_nothing_in_balanced_guesses_who_asked() -> None:
    """Feature and enhancement say nothing about whose work it is."""
    globs = {pattern.glob for pattern in load_policy("balanced").counting.patterns}
    assert not globs & {"enhancement", "feature", "feature request", "improvement", "question"}


def test_flat_is_stricter_and_enterprise_laxer_than_balanced() -> None:
    shares = [
        dict(limits(load_policy(name), "concentration.top-share").limits())
        for name in ("flat-smb", "balanced", "enterprise")
    ]
    for stricter, laxer in pairwise(shares):
        assert all(stricter[level] < laxer[level] for level in stricter)


def test_before_fit_only_breadth_and_seed_corn_are_judged() -> None:
    assert {rule.id.partition(".")[0] for rule, _ in load_policy("pre-fit").rules} == {
        "attribution",
        "breadth",
        "seed",
    }


@pytest.mark.parametrize(("place", "text"), shown_policies())
def test_a_policy_in_the_documentation_loads(place: str, text: str, tmp_path: Path) -> None:
    for name in re.findall(r"^extends: (\S+\.ya?ml)", text, re.MULTILINE):
        (tmp_path / name).write_text("extends: balanced\n")
    (tmp_path / "seedcorn.yml").write_text(text)
    assert load_policy(folder=tmp_path).rules, place


def test_the_policy_of_the_story_loads() -> None:
    folder = ROOT / "src" / "seedcorn" / "story"
    policy = load_policy("seedcorn.yml", folder=folder)
    assert policy.register == folder / "customers.yml"
    assert policy.register.is_file()
