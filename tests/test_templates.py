"""What other systems include from here: the component of GitLab CI and the hook of pre-commit."""

import re
from itertools import chain
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from seedcorn.cli._group import seedcorn as main

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SPEC, JOBS = yaml.safe_load_all((ROOT / "templates" / "seedcorn.yml").read_text(encoding="utf-8"))


def lines() -> list[str]:
    return [line for job in JOBS.values() for line in job.get("script", [])]


def options_of(command: str) -> str:
    return CliRunner().invoke(main, [command, "--help"]).output


def test_every_input_of_the_component_is_used_and_says_what_it_is() -> None:
    inputs = SPEC["spec"]["inputs"]
    used = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", (ROOT / "templates" / "seedcorn.yml").read_text()))
    assert used == set(inputs)
    assert all(each["description"] for each in inputs.values())


def test_no_input_of_the_component_reaches_a_shell_as_code() -> None:
    assert not any("$[[" in line for line in lines())


@pytest.mark.parametrize("line", lines())
def test_the_component_calls_options_that_there_are(line: str) -> None:
    _, command, *words = line.split()
    known = options_of(command)
    named = [word for word in words if word.startswith("--")]
    assert named
    assert all(re.search(rf"{word}\b", known) for word in named)


def test_the_component_answers_merge_requests_and_schedules() -> None:
    rules = chain.from_iterable(job.get("rules", []) for job in JOBS.values())
    assert [rule["if"].split('"')[1] for rule in rules] == ["merge_request_event", "schedule"]


def test_the_hook_checks_all_policies_it_is_given(tmp_path: Path) -> None:
    hook = next(each for each in HOOKS if each["id"] == "seedcorn-policy")
    named = ["seedcorn.yml", ".github/seedcorn.yml", "services/app/.seedcorn.yaml"]
    assert all(re.search(hook["files"], name) for name in named)
    assert not re.search(hook["files"], "docs/not-seedcorn.yml")
    good, bad, worse = (tmp_path / f"{name}.yml" for name in ("good", "bad", "worse"))
    good.write_text("title: Ours\n")
    bad.write_text("titel: Ours\n")
    worse.write_text("rules: {seed.reserv: false}\n")
    _, *words = hook["entry"].split()
    done = CliRunner().invoke(main, [*words, str(bad), str(good), str(worse)])
    assert done.exit_code == 2
    assert "titel" in done.stderr
    assert "seed.reserv" in done.stderr
    assert "no mistakes" in done.stdout
    assert CliRunner().invoke(main, [*words, str(good)]).exit_code == 0


def test_the_hook_tests_a_policy_whether_it_or_its_tests_change(tmp_path: Path) -> None:
    hook = next(each for each in HOOKS if each["id"] == "seedcorn-policy-test")
    named = ["seedcorn.yml", "seedcorn.test.yml", ".github/seedcorn.test.yaml"]
    assert all(re.search(hook["files"], name) for name in named)
    assert not re.search(hook["files"], "seedcorn.tests.yml")
    policy, trials = tmp_path / "seedcorn.yml", tmp_path / "seedcorn.test.yml"
    policy.write_text("title: Ours\n")
    trials.write_text("cases: [{case: Nothing there, expect: [{rule: seed.reserve}]}]\n")
    _, *words = hook["entry"].split()
    for given in ([policy], [trials], [policy, trials]):
        done = CliRunner().invoke(main, [*words, *map(str, given)])
        assert done.exit_code == 1
        assert "1 of 1 case is not as expected." in done.stdout
