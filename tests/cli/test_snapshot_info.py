"""`seedcorn snapshot info`: how whole and how fresh, what is inside, what a policy would miss."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import seedcorn.connectors
from builders import issue
from cli.conftest import STORY, Run
from seedcorn.cli._moment import now
from seedcorn.model import Gap
from seedcorn.snapshot import Reading, Snapshot
from snapshot.taking import abort, cut_off, mark, take, wish

SHELF = Path(__file__).parent / "shelf"
AGO = ("less", "than", "an", "hour", "ago")


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more connector, of a tracker that is not there."""
    monkeypatch.setattr(seedcorn.connectors, "__path__", [*seedcorn.connectors.__path__, str(SHELF)])


def saved(
    folder: Path, readings: tuple[Reading, ...], *, days_old: float = 0, gaps: tuple[Gap, ...] = ()
) -> None:
    """A snapshot of an issue a source, read so many days ago."""
    items = [issue(1, source=reading.asked, key=f"{reading.asked}#1") for reading in readings]
    sources = tuple(reading.asked for reading in readings)
    collected_at = now() - timedelta(days=days_old)
    with Snapshot.collect([*items, *gaps], sources=sources, collected_at=collected_at) as facts:
        replace(facts, readings=readings, places=frozenset({"label"})).save(folder)


def read(source: str, days: float | None = 0) -> Reading:
    at = None if days is None else now() - timedelta(days=days)
    return Reading(asked=source, read_whole_at=at, began_at=at)


def test_the_answer_comes_first(run: Run) -> None:
    run("snapshot", STORY, "-o", "facts", "--history")
    done = run("snapshot", "info", "facts")
    day = f"{now():%Y-%m-%d}"
    assert (done.exit_code, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0] == (
        f"facts is fresh: everything was read on {day} (less than an hour ago), from start to end."
    )
    assert said[2].startswith("300 issues (76 open) from 1 source; ")
    events = json.loads(run("snapshot", "info", "facts", "--output", "json").stdout)["events"]
    assert said[4] == f"{events['count']:,} events, from {events['first'][:10]} to {events['last'][:10]}"
    assert events["count"] > 300
    assert said[6].split() == ["export:issues.jsonl", "300", "issues", "whole", *AGO]


def test_one_that_was_read_long_ago_is_old_and_says_what_may_have_gone_since(
    run: Run, tmp_path: Path
) -> None:
    saved(tmp_path / "facts", (read("fake:1", 3), read("fake:2", 12)), days_old=3)
    day = f"{now() - timedelta(days=3):%Y-%m-%d}"
    said = run("snapshot", "info", "facts").stdout.splitlines()
    assert said[0] == (
        f"facts is old: everything was read on {day} (3 days ago), "
        "what was deleted or moved was last looked for 12 days ago."
    )


def test_one_with_a_gap_is_incomplete_and_says_what_reads_it(run: Run) -> None:
    assert run("snapshot", "fake:30", "fake:broken-x", "-o", "facts").exit_code == 3
    said = run("snapshot", "info", "facts").stdout
    assert said.startswith(
        "facts is incomplete: something is missing of 1 of 2 sources. The last run was on "
    )
    assert "  fake:broken-x            0 issues  never whole; the last run did not reach its end\n" in said
    assert "1 gap:\n  fake:broken-x, page 1, the server failed; try again\n" in said
    assert said.endswith("Read what is missing: seedcorn snapshot -o facts\n")


def test_programs_are_told_the_same(run: Run) -> None:
    run("snapshot", "fake:30", "fake:broken-x", "-o", "facts")
    said = json.loads(run("snapshot", "info", "facts", "--output", "json").stdout)
    assert (said["state"], said["issues"], said["open_issues"], said["age_days"]) == ("incomplete", 30, 10, 0)
    assert [(one["source"], one["issues"], one["holds"]) for one in said["sources"]] == [
        ("fake:30", 30, 1),
        ("fake:broken-x", 0, 0),
    ]
    assert said["sources"][0]["read_whole_at"] == said["sources"][0]["read_at"] == said["collected_at"]
    assert (said["sources"][1]["read_at"], said["sources"][1]["read_whole_at"]) == (None, None)
    assert [gap["why"] for gap in said["gaps"]] == ["the server failed; try again"]
    assert said["bytes"] == sum(path.stat().st_size for path in Path("facts").iterdir())
    assert (said["unfinished_run"], said["events"]) == (False, {"count": 0, "first": None, "last": None})


def test_of_many_sources_the_largest_and_the_stalest_are_named(run: Run, tmp_path: Path) -> None:
    readings = tuple(read(f"fake:{number}-x", 90 - number % 50) for number in range(200))
    saved(tmp_path / "facts", readings)
    said = run("snapshot", "info", "facts").stdout
    assert "200 issues (200 open) from 200 sources; " in said
    assert said.count("fake:") == 20
    assert said.index("The 10 largest; --verbose names all:") < said.index(
        "The 10 read whole the longest ago:"
    )
    assert "fake:0-x " in said
    assert run("snapshot", "info", "facts", "--verbose").stdout.count("fake:") == 200


def test_what_a_policy_looks_at_and_nobody_read_is_named(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    page = "title: Ours\ncustomers: {from: [{comment: '/customer *'}]}\n"
    (tmp_path / "ours.yml").write_text(page, encoding="utf-8")
    said = run("snapshot", "info", "facts", "--policy", "ours.yml").stdout
    assert "The policy looks where nobody has looked: comment. Read it: seedcorn snapshot -o facts\n" in said
    assert "nobody has looked" not in run("snapshot", "info", "facts").stdout


def test_a_run_that_was_cut_off_beside_it_is_named(run: Run, tmp_path: Path) -> None:
    take(tmp_path / "facts", [issue(1), mark("end")])
    abort(tmp_path / "facts", cut_off(issue(2), mark("2")), wanted=wish())
    assert (
        "A run beside it is at work or was cut off. Go on: seedcorn snapshot -o facts"
        in run("snapshot", "info", "facts").stdout
    )
    assert json.loads(run("snapshot", "info", "facts", "--output", "json").stdout)["unfinished_run"] is True


def test_one_that_is_not_there_yet_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    abort(tmp_path / "facts", cut_off(issue(2), mark("2")))
    done = run("snapshot", "info", "facts")
    assert (done.exit_code, "facts is unfinished" in done.stderr) == (2, True)
    assert "seedcorn snapshot -o facts goes on where it stopped" in done.stderr
    assert run("snapshot", "info", "nothing").exit_code == 2


def test_a_damaged_one_is_told(run: Run, tmp_path: Path) -> None:
    run("snapshot", "fake:30", "-o", "facts")
    next(each for each in sorted((tmp_path / "facts").rglob("*.parquet"))).write_bytes(b"PAR1")
    done = run("snapshot", "info", "facts")
    assert (done.exit_code, "damaged" in done.stderr) == (2, True)


def test_in_public_no_name_is_told(run: Run) -> None:
    public = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/app"}
    run("snapshot", "fake:30", "fake:broken-x", "-o", "facts")
    for words in ((), ("--output", "json"), ("--verbose",)):
        done = run("snapshot", "info", "facts", *words, **public)
        assert done.exit_code == 0
        assert "fake" not in done.stdout
        assert "30" in done.stdout


def test_hostile_names_are_plain(run: Run, tmp_path: Path) -> None:
    name = "export:\x1b[2Jx::error::.json"
    saved(tmp_path / "facts", (read(name),), gaps=(Gap(source=name, what="\n::error::", why="\x1b[31m"),))
    said = run("snapshot", "info", "facts").stdout
    assert "\x1b" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_snapshot_takes_one_whatever_else_it_can_do(run: Run) -> None:
    assert run("snapshot", "fake:30", "-o", "info").exit_code == 0
    assert run("snapshot", "-o", "info").exit_code == 0
    assert run("snapshot", "info", "info").stdout.startswith("info is fresh")
    missing = run("snapshot", "info")
    assert (missing.exit_code, "hint: seedcorn snapshot info --help" in missing.stderr) == (2, True)
    assert run("snapshot", "infos", "-o", "facts").exit_code == 2
    shown = run("snapshot", "--help").stdout
    assert "Usage: seedcorn snapshot [OPTIONS] [SOURCE]..." in shown
    assert "info  Say what a snapshot holds and how fresh it is." in shown
