"""`audit --as-of`: judged by the policy and the register that the branch had on that day, which is said."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import STORY, Run

Commit = Callable[[str], str]
STRICT = "rules: {concentration.top-share: {warning: 1%, error: 2%}}\n"
LOOSE = "rules: {concentration.top-share: {warning: 98%, error: 99%}}\n"
THEN = ("audit", STORY, "--as-of", "2025-06-30", "--output", "json")


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """Commits all there is in the folder, on a day; gives the commit's short name."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def git(*words: str, day: str = "2025-01-01") -> str:
        dated = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        named = ("-c", "user.name=kim", "-c", "user.email=kim@acme.example", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *named, *words],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            env={**os.environ, **dated},
        )
        return done.stdout.decode().strip()

    git("init", "-q")

    def commit_on(day: str) -> str:
        git("add", ".")
        git("commit", "-q", "--allow-empty", "-m", day, day=day)
        return git("rev-parse", "HEAD")[:10]

    return commit_on


def verdict(text: str) -> str:
    """Of the rule that LOOSE lets be and STRICT does not."""
    said = json.loads(text)
    return str(
        next(found["kind"] for found in said["findings"] if found["rule"] == "concentration.top-share")
    )


def test_the_policy_of_that_day_judges(run: Run, tmp_path: Path, commit: Commit) -> None:
    file = tmp_path / "seedcorn.yml"
    file.write_text("extends: flat-smb\n")
    commit("2025-01-10")
    file.write_text(LOOSE)
    then = commit("2025-05-12")
    file.write_text(STRICT)
    commit("2025-09-01")
    done = run(*THEN)
    assert f"judged by seedcorn.yml as of 2025-05-12 (commit {then})\n" in done.stderr
    assert (verdict(done.stdout), json.loads(done.stdout)["policy"]["name"]) == (
        "pass",
        f"{then}:seedcorn.yml",
    )
    forced = run(*THEN, "--policy-of-today")
    assert "judged by" not in forced.stderr
    assert verdict(forced.stdout) == "fail"
    assert verdict(run("audit", STORY, "--output", "json").stdout) == "fail"


def test_what_it_names_is_of_that_day_too(run: Run, tmp_path: Path, commit: Commit) -> None:
    """A file that it extends, in a folder above, and its register, although both were changed later."""
    for name in ("ours", "shared"):
        (tmp_path / name).mkdir()
    (tmp_path / "ours" / "policy.yml").write_text(
        "extends: ../shared/base.yml\ncustomers: {register: ../shared/customers.yml}\n"
    )
    register = tmp_path / "shared" / "customers.yml"
    (tmp_path / "shared" / "base.yml").write_text(LOOSE)
    commit("2025-01-10")
    register.write_text("customers: [{id: then, name: Hexagon Then}]\n")
    commit("2025-03-01")
    (tmp_path / "shared" / "base.yml").write_text(STRICT)
    register.write_text("customers: [{id: now, name: Now}]\n")
    commit("2025-08-01")
    done = run(*THEN, "--policy", "ours/policy.yml")
    assert "judged by ours/policy.yml as of 2025-03-01 (commit " in done.stderr
    assert "today's" not in done.stderr
    assert verdict(done.stdout) == "pass"
    assert "There is no register" not in done.stdout


def test_what_git_has_not_is_of_today(run: Run, tmp_path: Path, commit: Commit) -> None:
    (tmp_path / ".gitignore").write_text("customers.yml\n")
    (tmp_path / "seedcorn.yml").write_text(f"customers: {{register: customers.yml}}\n{LOOSE}")
    commit("2025-03-01")
    (tmp_path / "customers.yml").write_text("customers: [{id: haldervane, name: Haldervane Group}]\n")
    done = run(*THEN)
    assert "as of 2025-03-01 (commit " in done.stderr
    assert ", customers by today's customers.yml\n" in done.stderr
    assert "There is no register" not in done.stdout


def test_a_register_of_the_command_line_is_of_that_day(run: Run, tmp_path: Path, commit: Commit) -> None:
    (tmp_path / "seedcorn.yml").write_text(LOOSE)
    (tmp_path / "who.yml").write_text("customers: [{id: haldervane, name: Haldervane Group}]\n")
    commit("2025-03-01")
    (tmp_path / "who.yml").write_text("nonsense\n")
    commit("2025-08-01")
    done = run(*THEN, "--register", "who.yml")
    assert "today's" not in done.stderr
    assert done.exit_code != 2


def test_today_s_where_there_was_none(run: Run, tmp_path: Path, commit: Commit) -> None:
    (tmp_path / "seedcorn.yml").write_text(STRICT)
    commit("2025-08-01")
    done = run(*THEN)
    assert "judged by today's seedcorn.yml: git has none of 2025-06-30\n" in done.stderr
    assert verdict(done.stdout) == "fail"


def test_today_s_where_there_is_no_git(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(STRICT)
    done = run(*THEN, PATH="")
    assert "judged by today's seedcorn.yml: git has none of 2025-06-30\n" in done.stderr
    assert verdict(done.stdout) == "fail"


def test_today_s_where_that_of_the_day_cannot_be_used(run: Run, tmp_path: Path, commit: Commit) -> None:
    (tmp_path / "seedcorn.yml").write_text("a-key-of-old: 1\n")
    then = commit("2025-03-01")
    (tmp_path / "seedcorn.yml").write_text(STRICT)
    done = run(*THEN)
    what = f"what it had on 2025-03-01 (commit {then}) cannot be used"
    said = f"judged by today's seedcorn.yml; {what}: seedcorn.yml:1:1"
    assert said in done.stderr
    assert verdict(done.stdout) == "fail"


def test_a_preset_has_no_days(run: Run, commit: Commit) -> None:
    commit("2025-03-01")
    for words in ((), ("--policy", "flat-smb")):
        assert "judged by" not in run(*THEN, *words).stderr


@pytest.mark.parametrize(
    "name", ["--output=x.yml", "-x/seedcorn.yml", "a\nb.yml", "$(touch pwned).yml", ":(top)x"]
)
def test_a_hostile_name_is_a_name(run: Run, tmp_path: Path, commit: Commit, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(LOOSE)
    commit("2025-03-01")
    file.write_text(STRICT)
    done = run(*THEN, f"--policy={name}")
    assert verdict(done.stdout) == "pass"
    assert {each.name for each in tmp_path.iterdir()} == {".git", Path(name).parts[0]}


def test_a_file_beside_the_repository_is_not_looked_for_in_it(
    run: Run, tmp_path: Path, commit: Commit
) -> None:
    commit("2025-03-01")
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere.yml"
    elsewhere.write_text(STRICT)
    done = run(*THEN, "--policy", str(elsewhere))
    assert f"judged by today's {elsewhere.name}: git has none" in done.stderr


def test_what_came_by_a_merge_counts_from_the_merge_on(run: Run, tmp_path: Path, commit: Commit) -> None:
    def git(*words: str, day: str) -> None:
        dated = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        named = ("-c", "user.name=kim", "-c", "user.email=kim@acme.example")
        subprocess.run(["git", *named, *words], cwd=tmp_path, check=True, env={**os.environ, **dated})

    (tmp_path / "seedcorn.yml").write_text(LOOSE)
    commit("2025-03-01")
    git("checkout", "-q", "-b", "stricter", day="2025-03-02")
    (tmp_path / "seedcorn.yml").write_text(STRICT)
    commit("2025-05-01")
    git("checkout", "-q", "-", day="2025-05-02")
    git("merge", "-q", "--no-ff", "-m", "merge", "stricter", day="2025-08-01")
    assert verdict(run(*THEN).stdout) == "pass"


def test_a_checkout_of_the_latest_commits_is_told_of(
    run: Run, tmp_path: Path, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seedcorn.yml").write_text(STRICT)
    commit("2025-03-01")
    commit("2025-08-01")
    copy = tmp_path / "copy"
    source = f"file://{tmp_path}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, str(copy)], check=True, capture_output=True)
    monkeypatch.chdir(copy)
    assert "git has none of 2025-06-30; only the latest commits are here" in run(*THEN).stderr
