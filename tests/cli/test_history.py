"""seedcorn history: how it came to this, from a tracker or a snapshot, in private and in public."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from cli.conftest import STORY, STORY_POLICY, Run
from connectors.github_server import GithubServer, github_issue
from connectors.tracker_server import Fault, on_page

SCHEMA = Path(__file__).parents[2] / "docs" / "history.schema.json"
UNTIL = ("--until", "2025-12-22T09:00Z")


def story_history(run: Run, *words: str, **environ: str) -> Result:
    return run("history", STORY, "--policy", STORY_POLICY, *UNTIL, *words, **environ)


def answer(done: Result) -> dict[str, Any]:
    parsed = json.loads(done.stdout)
    assert isinstance(parsed, dict)
    return parsed


def exported(folder: Path, *dated: tuple[str, str, int]) -> str:
    """A file of issues: the day they came, their label, how many."""
    told = [(day, label) for day, label, many in dated for _ in range(many)]
    issues = [
        {
            "number": number,
            "title": f"Issue {number}",
            "state": "open",
            "created_at": f"{day}T00:00:00Z",
            "labels": [{"name": label}] if label else [],
        }
        for number, (day, label) in enumerate(told, 1)
    ]
    path = folder / "issues.json"
    path.write_text(json.dumps(issues), encoding="utf-8")
    return f"export:{path}"


def test_the_story_week_by_week(run: Run, snapshot: SnapshotAssertion) -> None:
    done = story_history(run)
    assert done.exit_code == 0, done.output
    assert done.stdout == snapshot
    assert done.stderr == "export:issues.jsonl: 300 issues\n"


def test_the_story_at_the_end_of_each_milestone(run: Run, snapshot: SnapshotAssertion) -> None:
    done = story_history(run, "--per", "iteration")
    assert done.exit_code == 0, done.output
    assert done.stdout == snapshot


def test_each_point_is_what_an_audit_as_of_that_moment_says(run: Run) -> None:
    told = answer(story_history(run, "--weeks", "40", "--output", "json"))
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(told)
    assert len(told["points"]) == 41
    for point in told["points"][::20]:
        judged = answer(
            run("audit", STORY, "--policy", STORY_POLICY, "--as-of", point["at"], "--output", "json")
        )
        counts = judged["attribution"]
        assert point["requested_issues"] == counts["requested_issues"]
        assert point["customers"] == len(counts["customers"])
        shares = {one["id"]: (one["issues"], one["share"]) for one in counts["customers"]}
        held = {one["customer"]: (one["issues"], one["share"]) for one in point["held"] if one["issues"]}
        assert held == {one: shares[one] for one in held}
        assert point["hhi"]["value"] == judged["facts"]["hhi"]


def test_milestones_are_points_too(run: Run) -> None:
    told = answer(story_history(run, "--per", "iteration", "--since", "2025-06-01", "--output", "json"))
    assert told["per"] == "iteration"
    named = [(point["at"][:10], point["iteration"]) for point in told["points"]]
    assert named[0] == ("2025-06-30", "milestone: June 2025")
    assert named[-1] == ("2025-12-22", "milestone: December 2025")
    assert len(named) == 7


def test_several_formats_at_once(run: Run, tmp_path: Path) -> None:
    done = story_history(run, "--output", "csv=out.csv", "--output", "json=out.json", "--output", "text")
    assert done.exit_code == 0
    assert "Haldervane Group" in done.stdout
    rows = list(csv.DictReader(StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    points = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["points"]
    assert len(rows) == len(points) * (2 * 5 + 7)
    assert [row["value"] for row in rows if row["measure"] == "open-issues"] == [
        str(point["open_issues"]) for point in points
    ]


def test_what_makes_no_sense_is_refused(run: Run) -> None:
    for words in (
        ("--weeks", "3", "--since", "2025-01-01"),
        ("--since", "2025-12-24"),
        ("--output", "markdown"),
        ("--weeks", "0"),
        ("--per", "day"),
    ):
        assert story_history(run, *words).exit_code == 2, words
    assert run("history").exit_code == 2


def test_a_snapshot_without_history_has_todays_labels_and_says_so(run: Run, story_snapshot: Path) -> None:
    done = run("history", "--from", str(story_snapshot), "--policy", STORY_POLICY, *UNTIL)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "today's labels are taken for those of always" in said
    assert "seedcorn snapshot SOURCE -o FOLDER --history" in said
    assert "INCOMPLETE" not in said


def test_a_snapshot_with_history_says_what_the_source_says(run: Run) -> None:
    assert run("snapshot", STORY, "-o", "facts", "--history").exit_code == 0
    done = run("history", "--from", "facts", "--policy", STORY_POLICY, *UNTIL)
    assert done.stdout == story_history(run).stdout


def test_with_todays_labels_another_customer_may_have_asked_before(run: Run, story_snapshot: Path) -> None:
    words = ("--policy", STORY_POLICY, *UNTIL, "--output", "json")
    without = answer(run("history", "--from", str(story_snapshot), *words))
    assert without["history"] is False
    assert without["notes"]
    assert without["points"] != answer(story_history(run, "--output", "json"))["points"]


def test_in_public_customers_have_code_names(run: Run) -> None:
    for format_ in ("text", "json", "csv"):
        done = story_history(run, "--audience", "public", "--output", format_)
        assert done.exit_code == 0, done.output
        assert "Heron" in done.stdout
        for name in ("Haldervane", "haldervane", "Saltmarrow", "issues.jsonl"):
            assert name not in done.output


def test_in_public_the_shares_of_a_few_are_ranges(run: Run, tmp_path: Path) -> None:
    source = exported(tmp_path, ("2020-01-01", "customer: Acme", 9), ("2020-01-02", "customer: Globex", 4))
    told = answer(run("history", source, "--output", "json", CI="1"))
    assert told["banded"] is True
    last = told["points"][-1]
    assert [one["issues"] for one in last["held"]] == [None, None]
    assert last["held"][0]["share"]["low"] == "3/5"
    assert last["hhi"] is None
    text = run("history", source, CI="1").stdout
    assert "60-80 %" in text
    assert "Acme" not in text


@pytest.mark.parametrize(
    ("dated", "said"),
    [
        ((), "Nothing to tell: the backlog had no open issues."),
        ((("2020-01-01", "", 30),), "Too few requests to tell whose roadmap it was"),
        ((("2020-01-01", "customer: Acme", 4),), "Too few requests to tell whose roadmap it was"),
        ((("2020-01-01", "customer: Acme", 30),), "Acme: 100 % of the requested work"),
    ],
)
def test_of_little_there_is_a_plain_answer(
    run: Run, tmp_path: Path, dated: tuple[tuple[str, str, int], ...], said: str
) -> None:
    source = exported(tmp_path, *dated)
    for words in ((), ("--per", "iteration")):
        done = run("history", source, *words)
        assert done.exit_code == 0, done.output
        assert said in done.stdout


def test_a_backlog_that_is_not_whole_exits_3_and_accuses_nobody(run: Run) -> None:
    refused = on_page(2, Fault(status=404))
    named = [github_issue(number, labels=[{"name": "customer: Acme"}]) for number in range(1, 151)]
    with GithubServer(issues=named, fault=refused) as server:
        done = run("history", "github:acme/app", **server.environ)
        again = run("history", "github:acme/app", "--output", "json", **server.environ)
    assert (done.exit_code, again.exit_code) == (3, 3)
    assert done.stdout.lstrip().startswith("INCOMPLETE: 1 source was not read whole")
    assert "nobody is accused" in done.stdout
    assert answer(again)["complete"] is False


def test_a_tracker_is_asked_for_its_history(run: Run) -> None:
    named = [github_issue(number, labels=[{"name": "customer: Acme"}]) for number in range(1, 21)]
    with GithubServer(issues=named) as server:
        done = run("history", "github:acme/app", **server.environ)
        asked = [request.path for request in server.requests]
    assert done.exit_code in (0, 3)
    assert any("events" in path for path in asked)
