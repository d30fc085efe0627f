"""`seedcorn doctor`: a block for each source in the same words, a verdict, and nobody's name in public."""

from pathlib import Path

import pytest

import seedcorn.connectors
from cli.conftest import Run
from cli.test_three_trackers import Trackers, trackers
from connectors import github_server, gitlab_server, jira_server
from connectors.tracker_server import Fault
from seedcorn.cli._sources import public_form

__all__ = ["trackers"]  # a fixture
SHELF = Path(__file__).parent / "shelf"
POLICY = """\
title: Ours
customers:
  from:
    - label: "customer: *"
"""
UTF8 = {"PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


@pytest.mark.usefixtures("shelf")
def test_the_doctor_says_how_each_source_stands(run: Run) -> None:
    done = run("doctor", "fake:1", "fake:broken-x", "fake:raising-x", **UTF8)
    assert done.exit_code == 3
    assert done.stdout.splitlines()[:8] == [
        "fake:1",
        "  ✔ account        eve, with a token",
        "  ✔ issues         seen",
        "  · requests left  4,990 of 5,000",
        "",
        "fake:broken-x",
        "  ✔ account        eve, with a token",
        "  ✖ issues         seen",
    ]
    assert "\x1b" not in done.stdout
    assert done.stdout.splitlines()[8].startswith(" " * 19 + "fix it fix it")
    assert "\nfake:raising-x\n  ✖ reading it  nobody answers\n                is it on?\n\n" in done.stdout
    long = run("doctor", "fake:1-long").stdout.splitlines()
    assert long[3:5] == ["  ✔ a thing that has a name too long for a column", " " * 19 + "is seen"]


@pytest.mark.usefixtures("shelf")
def test_the_verdict_comes_last_with_what_to_do_first(run: Run) -> None:
    done = run("doctor", "fake:1", "fake:2", **UTF8)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-2:] == ["", "2 of 2 sources are ready."]
    some = run("doctor", "fake:1", "fake:broken-x", "fake:raising-x", **UTF8).stdout
    verdict = some[some.index("1 of 3 sources is ready.") :].splitlines()
    assert verdict[1].startswith("fake:broken-x: fix it fix it")
    assert verdict[-1] == "fake:raising-x: is it on?"
    assert some.count("is it on?") == 2


@pytest.mark.usefixtures("shelf")
def test_the_doctor_asks_after_the_sources_of_the_policy(run: Run, tmp_path: Path) -> None:
    assert run("doctor").exit_code == 2
    (tmp_path / "seedcorn.yml").write_text(f"{POLICY}sources: ['fake:30']\n", encoding="utf-8")
    assert run("doctor").stdout.startswith("fake:30\n")
    assert run("doctor", "nonsense").exit_code == 2


@pytest.mark.usefixtures("shelf")
def test_the_doctor_names_nobody_in_public(run: Run) -> None:
    done = run("doctor", "fake:broken-x", "--audience", "public", **UTF8)
    assert done.stdout.splitlines() == [
        "a source that is not public",
        "  ✔ account  ok",
        "  ✖ issues   not ok",
        "",
        "Not ready.",
    ]
    assert "--audience private" in done.stderr


def test_three_trackers_in_the_same_words(run: Run, trackers: Trackers) -> None:
    done = run("doctor", COLUMNS="300", **UTF8, **trackers.environ)
    blocks = {block.splitlines()[0]: block for block in done.stdout.split("\n\n")[:3]}
    assert list(blocks) == ["github:acme/app", "gitlab:acme/web", "jira:APP"]
    for block in blocks.values():
        rows = [line[4:].partition("  ")[0] for line in block.splitlines()[1:] if line[2] in "✔✖·"]
        assert rows[:2] == ["server", "account"]
        assert {"issues", "requests left"} <= set(rows)


def test_three_trackers_in_public(run: Run, trackers: Trackers) -> None:
    public = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "us/us"}
    trackers.jira.fault = lambda asked: Fault(status=401)
    done = run("doctor", COLUMNS="300", **UTF8, **trackers.environ, **public)
    for tracker in ("GitHub", "GitLab", "Jira"):
        assert f"a {tracker} source that is not public\n" in done.stdout
    assert "a Jira source that is not public\n  ✖ account  not ok\n" in done.stdout
    for name in ("acme", "APP", "127.0.0.1", "Ada", "Customer", "customer"):
        assert name not in done.output


@pytest.mark.parametrize("status", [401, 403, 500])
def test_one_cause_is_told_once_and_without_a_token(run: Run, trackers: Trackers, status: int) -> None:
    for server in (trackers.github, trackers.gitlab, trackers.jira):
        server.fault = lambda asked: Fault(status=status, body=b'{"message": "no"}')
    done = run("doctor", "--max-wait", "0", COLUMNS="300", **UTF8, **trackers.environ)
    assert done.exit_code == 3
    for block in done.stdout.split("\n\n")[:3]:
        assert block.count("✖") == 1
    for token in (github_server.TOKEN, gitlab_server.TOKEN, jira_server.TOKEN, jira_server.USER):
        assert token not in done.output


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("jira:project = APP", "jira:APP"),
        ("jira:APP", "jira:APP"),
        ("jira:project = APP AND type = Bug", "jira:project = APP AND type = Bug"),
        ("jira:status = Open", "jira:status = Open"),
        ("gitlab:acme/", "gitlab:acme/"),
        ("export:/home/ada/issues.json", "export:issues.json"),
        ("nothing:x", "nothing:x"),
    ],
)
def test_a_source_has_one_name_however_it_is_written(source: str, name: str) -> None:
    assert public_form(source) == name


def test_a_source_has_one_name_in_all_that_is_told(run: Run, trackers: Trackers) -> None:
    for words in (("audit",), ("doctor",), ("snapshot", "-o", "facts"), ("audit", "--from", "facts")):
        done = run(*words, **trackers.environ)
        assert "project = APP" not in done.output
        assert "jira:APP" in done.output
