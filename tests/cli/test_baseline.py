"""seedcorn baseline, as people run it: written once, tightened ever after, and what audits make of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from cli.test_impact import SINCE, merging
from cli.test_plan import written
from cli.whole_github import BASE
from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Fault, on_page
from sinks.github_board import COMMIT

NAME = "seedcorn-baseline.json"
POLICY = f"baseline: {NAME}\nrules: {{revenue.top-share: false}}\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy that names a baseline, in the run's folder."""
    path = tmp_path / "seedcorn.yml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def said(run: Run, *words: str) -> dict[str, Any]:
    answer = json.loads(run(*words, "--output", "json").stdout)
    assert isinstance(answer, dict)
    return answer


def entries(folder: Path, name: str = NAME) -> dict[str, str]:
    """The numbers of a baseline, by rule and subject."""
    found = json.loads((folder / name).read_text(encoding="utf-8"))["findings"]
    return {f"{one['rule']} {one['subject']}": one["measured"] for one in found}


def test_after_a_baseline_only_what_gets_worse_fails(run: Run, tmp_path: Path, policy: Path) -> None:
    backlog = written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1)
    assert run("audit", backlog).exit_code == 2, "there is no baseline yet"
    done = run("baseline", backlog)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{NAME}: ")
    assert "are let be as long as none gets worse" in done.stdout
    after = said(run, "audit", backlog)
    assert (after["verdict"], after["exit_code"]) == ("pass", 0)
    assert "No limit is broken that was not so in the baseline" in after["headline"]
    assert entries(tmp_path)["concentration.top-share acme"] == "1/2"
    worse = said(run, "audit", written(tmp_path, Acme=14, Globex=6, Initech=6, seed=1))
    assert worse["exit_code"] == 1
    assert "worse" in [notice["state"] for notice in worse["notices"]]


def test_running_it_again_only_tightens(run: Run, tmp_path: Path, policy: Path) -> None:
    run("baseline", written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1))
    better = written(tmp_path, Acme=11, Globex=7, Initech=6, seed=1)
    notice = run("audit", better).stdout
    assert "better than in the baseline; to tighten it: seedcorn baseline." in " ".join(notice.split())
    done = run("baseline", better)
    assert "tightened" in done.stdout
    assert entries(tmp_path)["concentration.top-share acme"] == "11/24"
    before = (tmp_path / NAME).read_bytes()
    again = run("baseline", better)
    assert "unchanged" in again.stdout
    worse = run("baseline", written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1))
    assert "new or worse and not taken in" in worse.stderr
    assert (tmp_path / NAME).read_bytes() == before
    loosened = run("baseline", "--accept-all", written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1))
    assert "loosened" in loosened.stdout
    assert entries(tmp_path)["concentration.top-share acme"] == "1/2"


def test_where_it_is_written_and_what_to_do_next_is_said(run: Run, tmp_path: Path) -> None:
    backlog = written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1)
    done = run("baseline", backlog)
    assert (tmp_path / NAME).exists()
    assert f"say in the policy: baseline: {NAME}" in done.stderr
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/seedcorn.yml").write_text("title: Ours\n", encoding="utf-8")
    run("baseline", backlog)
    assert (tmp_path / ".github" / NAME).exists()
    run("baseline", backlog, "--write", "other.json")
    assert (tmp_path / "other.json").read_bytes() == (tmp_path / ".github" / NAME).read_bytes()
    assert said(run, "audit", backlog, "--baseline", "other.json")["exit_code"] == 0
    assert said(run, "audit", backlog)["exit_code"] == 1


def test_what_a_waiver_is_for_stays_out(run: Run, tmp_path: Path) -> None:
    waiver = "{rule: concentration.top-share, until: 2020-01-01, owner: po, reason: x}"
    (tmp_path / "seedcorn.yml").write_text(f"{POLICY}waivers: [{waiver}]\n", encoding="utf-8")
    backlog = written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1)
    done = run("baseline", backlog)
    assert "1 finding stays out: a waiver is for it" in done.stderr
    assert not [key for key in entries(tmp_path) if key.startswith("concentration.top-share")]
    assert said(run, "audit", backlog)["exit_code"] == 1


def test_of_partial_data_nothing_is_written(run: Run, tmp_path: Path) -> None:
    asked = [github_issue(number, labels=[{"name": "customer: Acme"}]) for number in range(1, 151)]
    with GithubServer(issues=asked, fault=on_page(2, Fault(status=404))) as server:
        done = run("baseline", "github:acme/app", **server.environ)
    assert done.exit_code == 3, done.output
    assert "no baseline is written: github:acme/app could not be read whole" in done.stderr
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "b.json:1:2: not valid JSON"), ('{"version": 1}', "b.json is no baseline: day: it is missing")],
)
def test_a_broken_baseline_is_said_and_never_overwritten(
    run: Run, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    for command in (["audit", "--baseline", "b.json"], ["baseline", "--write", "b.json"]):
        done = run(*command, STORY, "--policy", STORY_POLICY)
        assert done.exit_code == 2, done.output
        assert words in done.stderr
        assert "seedcorn baseline" in done.stderr
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == text


def test_a_baseline_that_is_not_there_names_the_command(run: Run, policy: Path) -> None:
    done = run("audit", STORY)
    assert done.exit_code == 2
    assert f"there is no baseline {NAME}" in done.stderr
    assert "seedcorn baseline" in done.stderr


def test_a_plan_and_a_what_if_are_judged_with_it(run: Run, tmp_path: Path, policy: Path) -> None:
    backlog = written(tmp_path, Acme=12, Globex=6, Initech=6, seed=1)
    run("baseline", backlog)
    assert "Nothing has to move: no limit is broken that is not let be." in run("plan", backlog).stdout
    worse = run("whatif", backlog, "--ask", "Acme")
    assert worse.exit_code == 1
    assert run("whatif", backlog, "--decline", "#1").exit_code == 0, "what was there gets no worse"


BROKEN_BEFORE = {
    "version": 1,
    "day": "2026-11-01",
    "policy": "seedcorn.yml",
    "findings": [],
}


def test_the_baseline_of_the_base_counts_for_a_pull_request(run: Run, tmp_path: Path) -> None:
    """A change that would bring its own has no say, and none that is new is followed."""
    named = f"{SINCE}baseline: {NAME}\n"
    files = {
        ("seedcorn.yml", BASE): named,
        ("seedcorn.yml", COMMIT): named.replace(NAME, "mine.json"),
        (NAME, BASE): json.dumps(BROKEN_BEFORE),
    }
    done, _ = merging(run, files, "--output", "json")
    assert done.exit_code == 1, done.output
    files[NAME, BASE] = "{"
    broken, _ = merging(run, files)
    assert broken.exit_code == 2
    assert f"{NAME}:1:2: not valid JSON" in broken.stderr
    assert "seedcorn-policy-" not in broken.stderr
