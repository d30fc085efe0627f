"""seedcorn init and seedcorn snapshot: what they write, and what they never overwrite."""

import subprocess
import sys
from pathlib import Path

from cli.conftest import STORY, Run
from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Fault, on_page
from seedcorn.model import Meaning
from seedcorn.policy import load_policy

FORM = Path(".github/ISSUE_TEMPLATE/request.yml")


def places(path: Path) -> set[tuple[str, str]]:
    patterns = load_policy(str(path)).counting.patterns
    return {(each.place, each.glob) for each in patterns if each.meaning is Meaning.CUSTOMER}


def test_without_a_source_it_writes_a_policy_that_loads_and_a_form(run: Run, tmp_path: Path) -> None:
    done = run("init")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[:2] == ["wrote: seedcorn.yml", f"wrote: {FORM}"]
    assert places(tmp_path / "seedcorn.yml") == {("label", "customer: *"), ("heading:customer", "*")}
    assert "label: Customer" in (tmp_path / FORM).read_text(encoding="utf-8")


def test_in_public_neither_sources_nor_names_are_told(run: Run) -> None:
    public = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/site"}
    with GithubServer(issues=[github_issue(number) for number in range(1, 4)]) as server:
        done = run("init", "github:acme/app", **server.environ, **public)
        kept = run("snapshot", "github:acme/app", "-o", "facts", **server.environ, **public)
    assert (done.exit_code, kept.exit_code) == (0, 0)
    assert "found: label customer: *: 3 uses\n" in done.stderr
    assert "acme/app" not in done.stderr + kept.stderr


def test_the_form_is_one_that_github_takes(run: Run, tmp_path: Path) -> None:
    run("init")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-issue-forms"]
    subprocess.run([*check, tmp_path / FORM], check=True, capture_output=True)


def test_a_source_s_own_labels_are_written_into_the_policy(run: Run, tmp_path: Path) -> None:
    issues = [github_issue(number, labels=[{"name": f'from: "C{number % 3}"'}]) for number in range(1, 8)]
    with GithubServer(issues=issues) as server:
        done = run("init", "github:acme/app", **server.environ)
    assert done.exit_code == 0
    assert "found: label from: *: 7 uses" in done.stderr
    policy = load_policy(str(tmp_path / "seedcorn.yml"))
    assert policy.sources == ("github:acme/app",)
    assert places(tmp_path / "seedcorn.yml") == {("label", "from: *"), ("heading:customer", "*")}
    text = (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")
    assert "3 names, 7 uses" in text
    assert "C1" not in text  # names stay out of a file that is meant to be committed


def test_a_column_that_names_customers_is_written_into_the_policy(run: Run, tmp_path: Path) -> None:
    rows = "number,title,state,created_at,Client\n1,t,open,2025-01-01T00:00:00Z,Acme\n"
    (tmp_path / "x.csv").write_text(rows, encoding="utf-8")
    assert run("init", "export:x.csv").exit_code == 0
    assert ("field:client", "*") in places(tmp_path / "seedcorn.yml")


def test_a_dry_run_prints_both_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("init", "--dry-run")
    assert "\n# .github/ISSUE_TEMPLATE/request.yml\n" in done.stdout
    assert 'label: "customer: *"' in done.stdout
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_without_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    for there in ("seedcorn.yml", ".github/seedcorn.yml", str(FORM)):
        (tmp_path / there).parent.mkdir(exist_ok=True)
        (tmp_path / there).write_text("mine\n", encoding="utf-8")
        done = run("init")
        assert done.exit_code == 2
        assert done.stderr.startswith(f"error: {there} is there already\n")
        (tmp_path / there).unlink()
    (tmp_path / "seedcorn.yml").write_text("mine\n", encoding="utf-8")
    assert run("init", "--force").exit_code == 0
    assert (tmp_path / "seedcorn.yml").read_text(encoding="utf-8").startswith("# Whose roadmap")


def test_a_folder_that_cannot_be_made_exits_4(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("a file\n", encoding="utf-8")
    assert run("init").exit_code == 4


def test_a_source_that_cannot_be_read_whole_writes_nothing(run: Run, tmp_path: Path) -> None:
    with GithubServer(issues=[github_issue(1)], fault=on_page(1, Fault(status=404))) as server:
        done = run("init", "github:acme/app", **server.environ)
    assert done.exit_code == 3
    assert not list(tmp_path.iterdir())


def test_a_source_without_customers_is_told_that_the_form_will_ask(run: Run, tmp_path: Path) -> None:
    with GithubServer(issues=[github_issue(1, labels=[], body="")]) as server:
        done = run("init", "github:acme/app", **server.environ)
    assert "the issue form will ask" in done.stderr
    assert "none looks like customers" in (tmp_path / "seedcorn.yml").read_text(encoding="utf-8")


def test_a_snapshot_says_how_many_issues_it_holds(run: Run, tmp_path: Path) -> None:
    done = run("snapshot", STORY, "-o", "facts")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("facts: 300 issues from 1 source\n")
    (tmp_path / "other").mkdir()
    again = run("snapshot", STORY, "-o", "other")
    assert again.exit_code == 4
    assert "exists already" in again.stderr


def test_a_snapshot_with_gaps_is_written_and_exits_3_and_so_does_its_audit(run: Run) -> None:
    issues = [github_issue(number) for number in range(1, 151)]
    with GithubServer(issues=issues, fault=on_page(2, Fault(status=404))) as server:
        done = run("snapshot", "github:acme/app", "-o", "facts", **server.environ)
    assert done.exit_code == 3
    assert "1 gap, written into the snapshot; " in done.stderr
    assert run("audit", "--from", "facts").exit_code == 3


def test_a_snapshot_of_the_policy_s_sources(run: Run, tmp_path: Path) -> None:
    assert run("snapshot", "-o", "facts").exit_code == 2
    (tmp_path / "seedcorn.yml").write_text(f"sources: ['{STORY}']\n", encoding="utf-8")
    assert run("snapshot", "-o", "facts").exit_code == 0
