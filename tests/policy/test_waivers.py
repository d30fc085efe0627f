"""The waivers and the baseline that a policy names: what they come to, and every way to get them wrong."""

from datetime import date
from pathlib import Path

import pytest

from seedcorn.errors import PolicyError
from seedcorn.policy import effective_policy, load_policy
from seedcorn.policy.difference import differences
from seedcorn.policy.waivers import Waiver

GOOD = """waivers:
  - rule: concentration.top-share
    subject: Acme
    scope: open backlog
    until: 2027-03-31
    owner: "@product-lead"
    reason: Launch partner until GA
  - {rule: seed.reserve, until: 2027-01-01, owner: po, reason: 2027}
"""
# The § stands where the problem is.
BROKEN = [
    ("waivers: §{rule: seed.reserve}\n", "expected a list", "until when"),
    ("waivers: [§seed.reserve]\n", "expected keys and values", "until when"),
    ("waivers: [{rule: §seed.reserv, WHY}]\n", 'there is no rule "seed.reserv"', 'mean "seed.reserve"?'),
    (
        "waivers: [{rule: §nothing.like, WHY}]\n",
        'there is no rule "nothing.like"',
        "seedcorn rules lists all",
    ),
    ("waivers: [{rule: §seed.*, WHY}]\n", "a pattern of rules", "write one for each"),
    ("waivers: [{rule: §[seed.reserve], WHY}]\n", "expected text, not a list", "by its id"),
    ("waivers: [§{WHY}]\n", 'the key "rule" is missing', "by its id"),
    ("waivers: [§{rule: seed.reserve, owner: po, reason: x}]\n", '"until" is missing', "last day"),
    (
        "waivers: [§{rule: seed.reserve, until: 2027-01-01, reason: x}]\n",
        '"owner" is missing',
        "decide again",
    ),
    (
        "waivers: [§{rule: seed.reserve, until: 2027-01-01, owner: x}]\n",
        '"reason" is missing',
        "in a sentence",
    ),
    (
        "waivers: [{rule: seed.reserve, until: §soon, owner: po, reason: x}]\n",
        "expected a date",
        "2027-02-01",
    ),
    (
        "waivers: [{rule: seed.reserve, until: §2027-02-30, owner: a, reason: x}]\n",
        "there is no day",
        "such as",
    ),
    (
        "waivers: [{rule: seed.reserve, until: 2027-01-01, owner: §' ', reason: x}]\n",
        "not nothing",
        "owner: ",
    ),
    (
        "waivers: [{rule: seed.reserve, until: 2027-01-01, owner: a, reason: §''}]\n",
        "not nothing",
        "reason: ",
    ),
    ("waivers: [{rule: seed.reserve, WHY, §subjct: a}]\n", 'unknown key "subjct"', 'mean "subject"?'),
    ("baseline: §[x]\n", "expected text, not a list", "as `seedcorn baseline` wrote it"),
]
WHY = "until: 2027-01-01, owner: po, reason: x"


def test_a_waiver_says_what_until_when_on_whose_word_and_why(tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(GOOD, encoding="utf-8")
    assert load_policy(folder=tmp_path).waivers == (
        Waiver(
            rule="concentration.top-share",
            subject="Acme",
            scope="open backlog",
            until=date(2027, 3, 31),
            owner="@product-lead",
            reason="Launch partner until GA",
        ),
        Waiver(rule="seed.reserve", until=date(2027, 1, 1), owner="po", reason="2027"),
    )


def test_waivers_are_shown_and_compared(tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(GOOD, encoding="utf-8")
    policy = load_policy(folder=tmp_path)
    assert "  - {rule: concentration.top-share, subject: Acme" in effective_policy(policy)
    changes = [str(each) for each in differences(load_policy("balanced"), policy)]
    assert any("waivers" in each and "seed.reserve" in each for each in changes)


def test_lists_replace_what_is_inherited(tmp_path: Path) -> None:
    (tmp_path / "below.yml").write_text(GOOD + "baseline: old.json\n", encoding="utf-8")
    own = f"extends: shared/below.yml\nwaivers: [{{rule: seed.genuine, {WHY}}}]\n"
    (tmp_path / "shared").mkdir()
    (tmp_path / "below.yml").rename(tmp_path / "shared/below.yml")
    (tmp_path / "seedcorn.yml").write_text(own, encoding="utf-8")
    policy = load_policy(folder=tmp_path)
    assert [each.rule for each in policy.waivers] == ["seed.genuine"]
    assert policy.baseline == tmp_path / "shared/old.json"
    assert policy.folder == tmp_path
    assert load_policy("balanced").folder is None


@pytest.mark.parametrize(("text", "problem", "advice"), BROKEN)
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, text: str, problem: str, advice: str) -> None:
    before, _, after = text.replace("WHY", WHY).partition("§")
    (tmp_path / "seedcorn.yml").write_text(before + after, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(folder=tmp_path)
    said = str(raised.value)
    assert f"seedcorn.yml:1:{len(before) + 1}: " in said
    assert problem in said
    assert advice in said


def test_all_mistakes_are_shown_at_once(tmp_path: Path) -> None:
    text = (
        f"waivers: [{{rule: seed.reserv, {WHY}}}, {{rule: seed.reserve, until: soon, owner: a, reason: b}}]\n"
    )
    (tmp_path / "seedcorn.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(folder=tmp_path)
    assert "no rule" in str(raised.value)
    assert "expected a date" in str(raised.value)
