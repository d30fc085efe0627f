"""`seedcorn snapshot`: made, gone on with, brought up to date, within a budget; and its audit."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import seedcorn.connectors
from cli.conftest import STORY, Run
from connectors.github_server import GithubServer, github_issue
from seedcorn.cli._moment import now
from seedcorn.cli._taking import summary
from seedcorn.model import Gap
from seedcorn.snapshot import Difference, Manifest, Reading, Snapshot, Taken

SHELF = Path(__file__).parent / "shelf"
POLICY = """\
title: Ours
customers:
  from:
    - label: "customer: *"
"""


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


def asked(log: Path) -> list[str]:
    """What was asked of the tracker, without the places."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [line.partition(" [")[0] for line in lines]


def test_a_second_run_asks_only_for_what_changed(run: Run, tmp_path: Path) -> None:
    first = run("snapshot", "fake:250", "-o", "facts", FAKE_LOG="log")
    assert first.stderr == "fake:250: 250 issues\nfacts: 250 issues from 1 source\n"
    done = run("snapshot", "-o", "facts", FAKE_LOG="log2", FAKE_CHANGED="[3, 7, 250]")
    assert asked(tmp_path / "log2") == ["fake:250 changes"]
    assert done.exit_code == 0
    said = done.stderr.splitlines()
    assert said[1:3] == [
        "facts: 251 issues from 1 source",
        "since the last time: 1 issue new, 2 issues changed",
    ]
    assert said[3].startswith("deleted and moved issues were last looked for on ")
    assert said[3].endswith("(less than an hour ago); --full looks again")
    full = run("snapshot", "fake:250", "-o", "facts", "--full", FAKE_LOG="log3")
    assert asked(tmp_path / "log3") == ["fake:250 0", "fake:250 1", "fake:250 2"]
    assert full.stderr.splitlines()[1:] == [
        "facts: 250 issues from 1 source",
        "since the last time: 2 issues changed, 1 issue gone",
    ]


def test_nothing_changed_is_said_too(run: Run) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    assert "since the last time: nothing changed" in run("snapshot", "-o", "facts").stderr


def test_a_folder_keeps_to_its_sources(run: Run) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    done = run("snapshot", "fake:40", "-o", "facts")
    assert done.exit_code == 2
    assert "facts is a snapshot of other sources: fake:30" in done.stderr
    assert "hint: " in done.stderr


def test_without_sources_those_of_the_policy_are_taken(run: Run, tmp_path: Path) -> None:
    assert run("snapshot", "-o", "facts").exit_code == 2
    (tmp_path / "seedcorn.yml").write_text(f"{POLICY}sources: ['fake:30']\n", encoding="utf-8")
    assert run("snapshot", "-o", "facts").exit_code == 0


def test_a_source_that_makes_no_sense_leaves_nothing_behind_but_is_told(run: Run, tmp_path: Path) -> None:
    done = run("snapshot", "fake:30", "fake:nonsense", "-o", "facts")
    assert (done.exit_code, (tmp_path / "facts").exists()) == (2, False)
    assert "fake:nonsense makes no sense" in done.stderr


def test_what_was_cut_off_is_gone_on_with(run: Run, tmp_path: Path) -> None:
    (tmp_path / "later.json").write_text("[{", encoding="utf-8")
    stopped = run("snapshot", "fake:1200", "export:later.json", "-o", "facts")
    assert stopped.exit_code == 2
    (tmp_path / "later.json").write_text("[]", encoding="utf-8")
    done = run("snapshot", "fake:1200", "export:later.json", "-o", "facts", FAKE_LOG="log")
    assert done.stderr.startswith("going on where the last run stopped: 1200 issues of fake:1200 are here\n")
    assert asked(tmp_path / "log") == ["fake:1200 changes"]
    assert "facts: 1200 issues from 2 sources" in done.stderr


def test_an_interruption_keeps_what_was_read(run: Run) -> None:
    for pages in range(1, 4):
        done = run("snapshot", "fake:300-interrupted", "-o", "facts")
        assert done.exit_code == 130
        assert "what was read is kept: the same command goes on from there" in done.stderr
        assert done.stderr.endswith("\ninterrupted\n")
        here = f"going on where the last run stopped: {pages - 1}00 issues"
        assert (here in done.stderr) == (pages > 1)
    assert run("snapshot", "fake:300-interrupted", "-o", "facts").exit_code == 0


def test_a_repository_that_did_not_change_costs_one_request(run: Run) -> None:
    with GithubServer(issues=[github_issue(number) for number in range(1, 251)]) as server:
        first = run("snapshot", "github:acme/app", "-o", "facts", **server.environ)
        before = len(server.requests)
        again = run("snapshot", "-o", "facts", **server.environ)
    assert (first.exit_code, again.exit_code, len(server.requests) - before) == (0, 0, 1)
    assert "since the last time: nothing changed" in again.stderr


def test_a_damaged_rest_is_read_anew_and_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "later.json").write_text("[{", encoding="utf-8")
    run("snapshot", "fake:300", "export:later.json", "-o", "facts")
    journal = tmp_path / ".facts.partial" / "journal"
    journal.write_bytes(journal.read_bytes().replace(b"Issue 7 ", b"Issue 8 "))
    (tmp_path / "later.json").write_text("[]", encoding="utf-8")
    done = run("snapshot", "fake:300", "export:later.json", "-o", "facts", FAKE_LOG="log")
    assert done.stderr.startswith("what a stopped run had collected is damaged, and is read anew\n")
    assert len(asked(tmp_path / "log")) == 3


@pytest.mark.parametrize("broken", [1, 5, 49, 50])
def test_of_fifty_sources_some_fail_and_all_of_them_are_named(run: Run, broken: int) -> None:
    words = ["raising" if number % 2 else "broken" for number in range(broken)]
    sources = [f"fake:{word}-{number}" for number, word in enumerate(words)]
    sources += [f"fake:3-{number}" for number in range(broken, 50)]
    done = run("audit", *sources, "--output", "json")
    assert done.exit_code == 3
    said = json.loads(done.stdout)
    assert {gap["source"] for gap in said["gaps"]} == set(sources[:broken])
    assert all(gap["why"].endswith("try again") for gap in said["gaps"])
    assert said["complete"] is False
    assert {finding["kind"] for finding in said["findings"]} <= {"open", "notApplicable"}
    taken = run("snapshot", *sources, "-o", f"facts-{broken}")
    assert taken.exit_code == 3
    assert all(f"not read: {source}, " in taken.stderr for source in sources[:broken])
    with Snapshot.load(Path(f"facts-{broken}")) as facts:
        assert (len(facts.gaps), facts.count()) == (broken, 3 * (50 - broken))


@pytest.mark.parametrize("command", ["audit", "customers", "snapshot"])
def test_one_budget_for_all_sources(run: Run, tmp_path: Path, command: str) -> None:
    words = ("-o", "facts") if command == "snapshot" else ()
    done = run(command, "fake:300", "fake:200-b", "fake:100-c", *words, "--budget", "4", FAKE_LOG="log")
    assert done.exit_code == 3
    assert len(asked(tmp_path / "log")) == 4
    said = " ".join((done.stderr + done.stdout).split())
    assert "needs 2 requests, the budget is 4" in said
    assert "needs 1 requests, the budget is 4" in said
    assert run(command, "fake:300", *words, "--budget", "0").exit_code == 2


def test_what_a_budget_did_not_suffice_for_is_read_by_the_next_run(run: Run, tmp_path: Path) -> None:
    assert run("snapshot", "fake:500", "-o", "facts", "--budget", "3").exit_code == 3
    done = run("snapshot", "-o", "facts", "--budget", "3", FAKE_LOG="log")
    assert (done.exit_code, asked(tmp_path / "log")) == (0, ["fake:500 3", "fake:500 4"])
    assert "facts: 500 issues" in done.stderr


def test_a_new_place_is_looked_for_only_where_it_can_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "more.json").write_text("[]", encoding="utf-8")
    run("snapshot", "fake:30", "export:more.json", "-o", "facts", "--policy", "balanced")
    (tmp_path / "seedcorn.yml").write_text(POLICY + "    - comment: '/customer *'\n", encoding="utf-8")
    said = run("snapshot", "-o", "facts", FAKE_LOG="log").stderr
    assert said.startswith("not read so far: comment; fake:30 is read again\n")
    assert asked(tmp_path / "log") == ["fake:30 0"]


def test_a_small_budget_gets_further_with_each_run(run: Run, tmp_path: Path) -> None:
    words = ("snapshot", "fake:100", "fake:300-b", "fake:100-c", "-o", "facts", "--budget", "2")
    ended = [run(*words, FAKE_LOG=f"log{number}") for number in range(3)]
    assert [done.exit_code for done in ended] == [3, 3, 0]
    assert asked(tmp_path / "log0") == ["fake:100 0", "fake:300-b 0"]
    assert asked(tmp_path / "log1") == ["fake:300-b 1", "fake:300-b 2", "fake:100 changes"]
    assert asked(tmp_path / "log2") == ["fake:100-c 0", "fake:100 changes", "fake:300-b changes"]
    assert "facts: 200 issues from 3 sources, 1 of them whole\n" in ended[0].stderr


def test_a_cut_off_snapshot_is_unfinished_and_its_sources_need_not_be_named(run: Run) -> None:
    assert run("snapshot", "fake:200-interrupted", "-o", "facts").exit_code == 130
    done = run("audit", "--from", "facts")
    assert done.exit_code == 2
    assert "facts is unfinished" in done.stderr
    assert "seedcorn snapshot -o facts goes on where it stopped" in done.stderr
    assert run("snapshot", "-o", "facts").exit_code == 130
    assert run("snapshot", "-o", "facts").exit_code == 0


def test_a_damaged_one_is_told_and_replaced(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    next((tmp_path / "facts").glob("issues-*")).write_bytes(b"PAR1")
    done = run("audit", "--from", "facts")
    assert (done.exit_code, "facts is damaged: the checksum of issues-" in done.stderr) == (2, True)
    assert run("snapshot", "-o", "facts").exit_code == 2
    again = run("snapshot", "-o", "facts", "--full")
    assert (again.exit_code, run("audit", "--from", "facts").exit_code) == (0, 1)
    assert again.stderr.startswith("facts cannot be used as it is, and is replaced\n")


def test_only_the_places_that_somebody_looks_at_are_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seedcorn.yml").write_text(POLICY, encoding="utf-8")
    for command, more in (("audit", ""), ("customers", "field:* heading:* "), ("snapshot", "field:* ")):
        words = ("-o", "facts") if command == "snapshot" else ()
        run(command, "fake:30", *words, FAKE_LOG=command)
        said = (tmp_path / command).read_text("utf-8")
        assert said.startswith(f"fake:30 0 [{more}label")
        assert "comment" not in said


def test_a_place_that_was_not_read_is_a_gap(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts", "--policy", "balanced")
    (tmp_path / "seedcorn.yml").write_text(
        POLICY + "    - comment: '/customer *'\n    - project-field: Customer\n", encoding="utf-8"
    )
    done = run("audit", "--from", "facts", "--output", "json")
    gaps = json.loads(done.stdout)["gaps"]
    assert (done.exit_code, [gap["what"] for gap in gaps]) == (3, ["comment", "project-field customer"])
    assert all("seedcorn snapshot -o facts" in gap["why"] for gap in gaps)
    again = run("snapshot", "-o", "facts", FAKE_LOG="log")
    assert "not read so far: comment and project-field customer; everything is read again" in again.stderr
    assert json.loads(run("audit", "--from", "facts", "--output", "json").stdout)["gaps"] == []


def test_an_audit_says_since_when_only_changes_were_read(run: Run, tmp_path: Path) -> None:
    run("snapshot", STORY, "-o", "facts")
    with Snapshot.load(tmp_path / "facts") as facts:
        days_ago = facts.collected_at - timedelta(days=2)
        (reading,) = facts.readings
        older = Reading(asked=reading.asked, read_whole_at=days_ago, began_at=days_ago)
        kept = replace(facts, readings=(older,))
        kept.save(tmp_path / "older")
    notes = json.loads(run("audit", "--from", "older", "--output", "json").stdout)["notes"]
    assert f"Only changed issues were read since {days_ago:%Y-%m-%d}: those deleted or moved after" in str(
        notes
    )
    assert "Only changed" not in run("audit", "--from", "facts", "--output", "json").stdout


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.5, "less than an hour ago"),
        (1, "1 hour ago"),
        (23.9, "23 hours ago"),
        (24, "1 day ago"),
        (60, "2 days ago"),
    ],
)
def test_how_old_the_last_whole_reading_is(hours: float, said: str) -> None:
    clock = now()
    whole = Reading(asked="fake:1", read_whole_at=clock - timedelta(hours=hours))
    manifest = Manifest(sources=("fake:1",), collected_at=clock, readings=(whole,))
    lines = summary(Path("facts"), Taken(manifest=manifest, issues=1, difference=Difference()), now=clock)
    assert f"({said})" in lines[-1]


def test_what_never_was_read_whole_has_no_age() -> None:
    gap = Gap(source="fake:1", what="page 1", why="no")
    manifest = Manifest(
        sources=("fake:1",), collected_at=now(), readings=(Reading(asked="fake:1"),), gaps=(gap,)
    )
    lines = summary(Path("facts"), Taken(manifest=manifest, issues=0, difference=Difference()), now=now())
    assert lines == [
        "facts: 0 issues from 1 source, 0 of them whole",
        "1 gap, written into the snapshot; the same command reads what is missing first",
        "since the last time: nothing changed",
    ]


def test_in_public_no_name_is_told(run: Run) -> None:
    public = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/app"}
    done = run("snapshot", "fake:300", "fake:broken-x", "-o", "facts", **public)
    assert done.exit_code == 3
    assert "fake:" not in done.stderr
