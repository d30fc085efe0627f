"""What a policy looks at and could not be read, from the trackers to what is printed."""

import json
from pathlib import Path

import pytest

import seedcorn.connectors
from cli.conftest import Run

SHELF = Path(__file__).parent / "shelf"
POLICY = """\
customers:
  from:
    - comment: "/customer *"
    - component: For *
    - label: "customer: *"
"""


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


def test_a_place_that_was_not_read_into_a_snapshot_is_missing(run: Run, tmp_path: Path) -> None:
    assert run("snapshot", "fake:300", "-o", "facts", "--policy", "balanced").exit_code == 0
    assert run("audit", "--from", "facts", "--policy", "balanced").exit_code == 1
    (tmp_path / "seedcorn.yml").write_text(POLICY, encoding="utf-8")
    done = run("audit", "--from", "facts")
    assert done.exit_code == 3
    said = " ".join(done.stdout.split())
    assert "INCOMPLETE: 1 place could not be read" in said
    assert "comment of fake:300: it was not read into this snapshot" in said
    assert "Next: Take it again: seedcorn snapshot -o facts; or take comment out of customers: from" in said
    assert "checks need comment of fake:300, which could not be read." in said
    assert "Certain:" not in said
    judged = json.loads(run("audit", "--from", "facts", "--output", "json").stdout)
    # A component comes with every issue, or with none: this tracker has no such thing.
    assert [(gap["source"], gap["place"]) for gap in judged["gaps"]] == [("fake:300", "comment")]
    assert {one["unread"] for one in judged["findings"] if "could not be read" in one["message"]} == {
        "comment"
    }
    assert run("snapshot", "-o", "facts").exit_code == 0
    again = json.loads(run("audit", "--from", "facts", "--output", "json").stdout)
    assert "comment" not in {gap["place"] for gap in again["gaps"]}


def test_one_issue_of_such_a_snapshot_is_not_explained_for_certain(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts", "--policy", "balanced")
    (tmp_path / "seedcorn.yml").write_text(POLICY, encoding="utf-8")
    done = run("audit", "--from", "facts", "--why", "FAKE:30#3")
    assert done.exit_code == 3
    assert "comment could not be read and comes first; it could say otherwise." in done.stdout


def test_what_could_not_be_read_is_said_once(run: Run, tmp_path: Path) -> None:
    done = run("audit", "fake:30", "fake:broken-a")
    assert done.exit_code == 3
    assert "fake:broken-a: page 1: the server failed" in done.stdout
    assert "Next: Try again" in done.stdout
    assert "not read:" not in done.stderr
    assert "not read: fake:broken-a" in run("audit", "fake:30", "fake:broken-a", "--output", "json").stderr
