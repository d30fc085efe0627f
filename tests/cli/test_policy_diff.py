"""Two policies compared as people do it: files, presets, revisions of git; with a backlog and without."""

import json
import subprocess
from pathlib import Path

import pytest

from cli.conftest import STORY_POLICY, Run

LOOSE = (
    f"extends: {Path(STORY_POLICY).name}\nrules: {{concentration.top-share: {{warning: 80%, error: 90%}}}}\n"
)


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """The policy of the story with another limit, beside a copy of the story's."""
    folder = Path(STORY_POLICY).parent
    for name in ("seedcorn.yml", "customers.yml"):
        (tmp_path / name).write_text((folder / name).read_text("utf-8"), "utf-8")
    path = tmp_path / "loose.yml"
    path.write_text(LOOSE, "utf-8")
    return path


def test_the_answer_comes_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(
        "title: Balanced\nrules: {seed.reserve: {error: 8%}, concentration.top-share: {error: 25%}}\n"
    )
    done = run("policy", "diff", "balanced", "seedcorn.yml")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "  1 limit is looser and 1 limit is stricter.",
        "",
        "  Looser",
        "",
        "  - seed.reserve error: at least 8% (was 10%)",
        "",
        "  Stricter",
        "",
        "  - concentration.top-share error: at most 25% (was 30%)",
    ]


def test_the_other_one_is_the_policy_in_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text("rules: {seed.reserve: false}\n")
    assert "1 rule is off" in run("policy", "diff", "balanced").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["balanced", "enterprise", "--fail-on-looser"], 1),
        (["balanced", "stricter.yml", "--fail-on-looser"], 0),
        (["stricter.yml", "balanced", "--fail-on-looser"], 1),
        (["balanced", "balanced", "--fail-on-looser"], 0),
    ],
)
def test_looser_can_be_made_a_failure(run: Run, tmp_path: Path, words: list[str], code: int) -> None:
    (tmp_path / "stricter.yml").write_text("title: Strict\nrules: {seed.reserve: {error: 15%}}\n")
    assert run("policy", "diff", *words).exit_code == code


def test_what_it_does_to_a_backlog(run: Run, loose: Path, story_snapshot: Path) -> None:
    done = run("policy", "diff", "seedcorn.yml", loose.name, "--from", str(story_snapshot))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("  2 limits are looser.\n")
    assert "This policy is looser: " in done.stdout
    assert "without any work changing." in done.stdout
    assert "Haldervane Group's share" in done.stdout
    same = run("policy", "diff", "seedcorn.yml", "seedcorn.yml", "--from", str(story_snapshot))
    assert "No verdict changes with this policy." in same.stdout


def test_a_program_reads_all_of_it(run: Run, loose: Path, story_snapshot: Path) -> None:
    words = ("policy", "diff", "seedcorn.yml", loose.name)
    told = json.loads(run(*words, "--output", "json").stdout)
    assert told["headline"] == "2 limits are looser."
    assert told["comparison"] is None
    assert told["differences"][1] == {
        "where": "concentration.top-share error",
        "what": "limit",
        "way": "looser",
        "old": "30%",
        "new": "90%",
        "bound": "ceiling",
    }
    judged = json.loads(run(*words, "--from", str(story_snapshot), "--output", "json").stdout)
    assert judged["comparison"]["about"] == "policy"
    assert judged["differences"] == told["differences"]


@pytest.mark.parametrize("name", ["markdown", "wiki", "adf"])
def test_it_can_be_put_on_a_page(run: Run, name: str) -> None:
    done = run("policy", "diff", "balanced", "enterprise", "--output", name)
    assert done.exit_code == 0
    assert "limits are looser" in done.stdout
    assert done.stdout.endswith("\n")


def test_in_public_nobody_is_named(run: Run, loose: Path, story_snapshot: Path) -> None:
    words = ("policy", "diff", "seedcorn.yml", loose.name, "--from", str(story_snapshot))
    done = run(*words, "--audience", "public")
    assert done.exit_code == 0, done.output
    assert "Haldervane" not in done.stdout
    loose.write_text(f"{LOOSE}customers: {{except: [Haldervane Group]}}\n", "utf-8")
    refused = run(*words, "--audience", "public")
    assert refused.exit_code == 4
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["balancd"], 'there is no preset or file "balancd"', 'did you mean "balanced"?'),
        (
            ["balanced", "--output", "gitlab"],
            "gitlab cannot say how two policies differ",
            "adf, json, markdown",
        ),
        (["balanced", "--from", "none"], "none", "snapshot"),
        (["HEAD:nothing.yml"], "git has no file nothing.yml at HEAD", "HEAD~1:seedcorn.yml"),
        (["-- -x:seedcorn.yml"], "-x is no revision", "HEAD~1:seedcorn.yml"),
    ],
)
def test_what_cannot_be_compared(run: Run, words: list[str], said: str, hint: str) -> None:
    done = run("policy", "diff", *" ".join(words).split())
    assert done.exit_code == 2
    assert said in done.stderr
    assert hint in done.stderr


def test_a_policy_as_it_was(run: Run, tmp_path: Path) -> None:
    """With the file that it extends, and with mistakes at the place where git has them."""

    def git(*words: str) -> None:
        named = ("-c", "user.name=kim", "-c", "user.email=kim@acme.example")
        subprocess.run(["git", *named, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "base.yml").write_text("rules: {seed.reserve: {error: 10%}}\n")
    (tmp_path / "seedcorn.yml").write_text("extends: shared/base.yml\n")
    (tmp_path / "wrong.yml").write_text("titel: x\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (tmp_path / "shared" / "base.yml").write_text("rules: {seed.reserve: {error: 5%}}\n")
    done = run("policy", "diff", "HEAD:seedcorn.yml")
    assert done.exit_code == 0, done.output
    assert "- seed.reserve error: at least 5% (was 10%)" in done.stdout
    wrong = run("policy", "diff", "HEAD:wrong.yml")
    assert wrong.exit_code == 2
    assert "HEAD:wrong.yml:1:1: unknown key" in wrong.stderr
