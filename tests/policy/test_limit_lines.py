"""A finding can point to the line of the policy that sets its limit, in the files of the team alone."""

from pathlib import Path

import pytest

from seedcorn.policy import load_policy

TOP = "concentration.top-share"
HHI = "concentration.hhi"
OWN = """title: Ours
extends: enterprise

rules:
  concentration.top-share:
    warning: 15%
    error: 25%
  concentration.hhi: {error: 2500}
  seed.reserve: true
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def lines(policy: str | None = None, folder: Path = Path()) -> dict[tuple[str, str], tuple[str, int]]:
    stamp = load_policy(policy, folder=folder).stamp
    told = {(each.rule, each.level): (each.path, each.line) for each in stamp.lines}
    assert len(told) == len(stamp.lines)
    return told


def test_a_limit_stands_where_its_own_file_says_so(home: Path) -> None:
    put(home / "seedcorn.yml", OWN)
    told = lines()
    assert told[TOP, ""] == ("seedcorn.yml", 5)
    assert told[TOP, "warning"] == ("seedcorn.yml", 6)
    assert told[TOP, "error"] == ("seedcorn.yml", 7)
    assert told[HHI, ""] == told[HHI, "error"] == ("seedcorn.yml", 8)
    assert told["seed.reserve", ""] == ("seedcorn.yml", 9)


def test_what_only_a_preset_says_stands_where_the_file_extends_it(home: Path) -> None:
    put(home / "seedcorn.yml", OWN)
    told = lines()
    inherited = {place for (rule, _), place in told.items() if rule not in (TOP, HHI, "seed.reserve")}
    assert inherited == {("seedcorn.yml", 2)}
    rules = {rule.id for rule, _ in load_policy().rules}
    assert {rule for rule, level in told if not level} == rules


def test_of_a_preset_with_one_level_changed_the_other_is_still_inherited(home: Path) -> None:
    put(
        home / "base.yml", "extends: balanced\nrules: {concentration.top-share: {warning: 15%, error: 25%}}\n"
    )
    put(
        home / "seedcorn.yml",
        "# ours\nextends: base.yml\nrules:\n  concentration.top-share:\n    error: 40%\n",
    )
    told = lines()
    assert told[TOP, "error"] == ("seedcorn.yml", 5)
    assert told[TOP, "warning"] == ("base.yml", 2)
    assert told[TOP, ""] == ("seedcorn.yml", 4)
    assert told["seed.reserve", ""] == ("seedcorn.yml", 2)


def test_without_extends_it_is_the_first_line(home: Path) -> None:
    put(home / "seedcorn.yml", "title: Ours\n")
    assert set(lines().values()) == {("seedcorn.yml", 1)}


def test_a_level_that_is_the_rule_s_own_default_has_no_line_of_its_own(home: Path) -> None:
    put(home / "seedcorn.yml", "rules:\n  concentration.top-share:\n    warning: 10%\n")
    told = lines()
    assert (TOP, "error") not in told
    assert told[TOP, ""] == ("seedcorn.yml", 2)


def test_a_limit_that_is_taken_back_has_no_line(home: Path) -> None:
    put(home / "base.yml", "rules: {concentration.top-share: {error: 25%}}\n")
    put(home / "seedcorn.yml", "extends: base.yml\nrules: {concentration.top-share: {error: null}}\n")
    assert (TOP, "error") not in lines()
    put(home / "seedcorn.yml", "extends: base.yml\nrules: {concentration.top-share: false}\n")
    assert not [rule for rule, _ in lines() if rule == TOP]


def test_a_rule_of_the_team_s_own_has_its_lines(home: Path) -> None:
    part = "measure: share\n    where: {label: connector}\n    error: 5%\n"
    put(home / "seedcorn.yml", f"rules:\n  own.connectors:\n    title: Connectors\n    {part}")
    told = lines()
    assert told["own.connectors", ""] == ("seedcorn.yml", 2)
    assert told["own.connectors", "error"] == ("seedcorn.yml", 6)


def test_a_preset_alone_has_no_lines(home: Path) -> None:
    assert lines() == lines("enterprise") == {}


def test_a_file_outside_the_project_is_not_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "shared" / "base.yml", "rules:\n  concentration.top-share: {error: 25%}\n")
    put(home / "app" / "seedcorn.yml", "title: Ours\nextends: ../shared/base.yml\n")
    monkeypatch.chdir(home / "app")
    for told in (lines(), lines(folder=home / "app")):
        assert set(told.values()) == {("seedcorn.yml", 2)}


def test_files_are_called_as_the_report_calls_them(home: Path) -> None:
    put(home / "policies" / "base.yml", "rules:\n  concentration.top-share: {error: 25%}\n")
    put(home / ".github" / "seedcorn.yml", "extends: ../policies/base.yml\n")
    told = lines()
    assert told[TOP, "error"] == ("policies/base.yml", 2)
    assert told["seed.reserve", ""] == (".github/seedcorn.yml", 1)
    whole = lines(str(home / ".github" / "seedcorn.yml"))
    assert {path for path, _ in whole.values()} == {"seedcorn.yml"}


def test_a_policy_outside_has_no_lines(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "seedcorn.yml", OWN)
    (home / "app").mkdir()
    monkeypatch.chdir(home / "app")
    assert load_policy("../seedcorn.yml").stamp.origin == "../seedcorn.yml"
    assert lines("../seedcorn.yml") == {}
