"""Policies tested as people do it: files that are found, what is printed, and the exit code."""

from pathlib import Path

import pytest

from cli.conftest import STORY_POLICY, Run

RIGHT = """
cases:
  - case: Acme alone
    only: [concentration.top-share]
    backlog:
      - {count: 13, labels: ["customer: acme"]}
      - {count: 7, labels: ["customer: globex"]}
    expect:
      - {rule: concentration.top-share, subject: acme}
"""
WRONG = RIGHT.replace("subject: acme", "subject: globex")
POLICY = "title: Our roadmap\n"


def put(folder: Path, trials: str, *, where: str = "seedcorn") -> None:
    path = folder / f"{where}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(POLICY, encoding="utf-8")
    path.with_name(f"{path.stem}.test.yml").write_text(trials, encoding="utf-8")


@pytest.mark.parametrize("where", ["seedcorn", ".github/seedcorn"])
def test_the_tests_beside_the_policy_in_use_are_found(run: Run, tmp_path: Path, where: str) -> None:
    put(tmp_path, RIGHT, where=where)
    done = run("policy", "test")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("  1 case, as expected.\n")


def test_a_case_that_is_not_as_expected(run: Run, tmp_path: Path) -> None:
    put(tmp_path, WRONG)
    done = run("policy", "test")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:8] == [
        "  1 of 1 case is not as expected.",
        "",
        "  ✖ FAILED  Acme alone (seedcorn.test.yml:3)",
        "            Expected: concentration.top-share fails, for globex",
        "              Found: it fails (error). acme: 65.0 % share of the requested work (limit 30 %)",
        "              Found: it is skipped. Completed in the last 90 days: needs 10 requested issues,",
        "              found 0",
        "",
    ]


def test_what_nobody_expected_can_be_copied(run: Run, tmp_path: Path) -> None:
    put(
        tmp_path,
        RIGHT.replace("expect:\n      - {rule: concentration.top-share, subject: acme}", "expect: []"),
    )
    done = run("policy", "test")
    assert done.exit_code == 1
    assert "Not expected: concentration.top-share fails (error). acme: 65.0 % share of" in done.stdout
    assert "as lines to copy under `expect`: seedcorn policy test --verbose" in done.stdout
    told = run("policy", "test", "-v").stdout
    assert "- {rule: concentration.top-share, level: error, subject: acme, scope: open backlog}" in told
    assert "--verbose" not in told


def test_how_much_of_the_policy_is_tested(run: Run, tmp_path: Path) -> None:
    put(tmp_path, RIGHT)
    done = run("policy", "test")
    assert " rules tested: seen to fail, and seen to hold." in done.stdout
    assert "Never seen to hold: concentration.top-share" in done.stdout
    assert "Never judged: attribution." in done.stdout
    thin = run("policy", "test", "--min-coverage", "1")
    assert thin.exit_code == 1
    assert "fewer than 1 % of the rules are tested" in thin.stderr


def test_the_story_is_tested(run: Run) -> None:
    done = run("policy", "test", STORY_POLICY, "--min-coverage", "50")
    assert done.exit_code == 0, done.output
    assert "cases, all as expected." in done.stdout


def test_several_policies_are_told_apart(run: Run, tmp_path: Path) -> None:
    put(tmp_path, RIGHT, where="a")
    put(tmp_path, WRONG, where="b")
    done = run("policy", "test", "a.yml", "b.yml", "a.test.yml")
    assert done.exit_code == 1
    assert "1 of 2 cases is not as expected." in done.stdout
    assert [line for line in done.stdout.splitlines() if "Our roadmap" in line] == [
        "  Our roadmap (a.yml)",
        "  Our roadmap (b.yml)",
    ]


def test_a_preset_may_be_tested(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("policy: enterprise\n" + RIGHT)
    assert run("policy", "test", "mine.yml").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        ([], "there is no policy here to test", "write seedcorn.yml"),
        (["plain.yml"], "plain.yml has no tests", "write them into plain.test.yml"),
        (["none.yml"], "none.yml: there is no such file", "check the name"),
        (["wrong.test.yml"], 'wrong.test.yml:1:1: unknown key "case"', 'did you mean "cases"?'),
        (["plain.yml", "--min-coverage", "101"], "101 is not in the range", "--help"),
    ],
)
def test_what_cannot_be_tested(run: Run, tmp_path: Path, words: list[str], said: str, hint: str) -> None:
    (tmp_path / "plain.yml").write_text("title: Ours\n")
    (tmp_path / "wrong.yml").write_text("title: Ours\n")
    (tmp_path / "wrong.test.yml").write_text("case: []\ncases: [{case: x, expect: []}]\n")
    done = run("policy", "test", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert hint in done.stderr


def test_texts_cannot_move_the_cursor_or_give_orders(run: Run, tmp_path: Path) -> None:
    put(tmp_path, WRONG.replace("case: Acme alone", 'case: "\\e[2J::error::x\\r\\n::set-output"'))
    done = run("policy", "test")
    assert "\x1b" not in done.stdout
    assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())


def test_nothing_of_the_world_is_read(run: Run, tmp_path: Path) -> None:
    """A policy that names sources and a register is tested without either."""
    put(tmp_path, RIGHT)
    (tmp_path / "seedcorn.yml").write_text(
        "sources: [{github: acme/app}]\ncustomers: {register: none.yml}\n", encoding="utf-8"
    )
    assert run("policy", "test").exit_code == 0
