"""A plan, as people run it: on the bundled story, where nothing fails, and where none is possible."""

import json
from pathlib import Path
from typing import Any

from cli.conftest import STORY_POLICY, Run


def written(folder: Path, **customers: int) -> str:
    """A file of issues, so many of each customer."""
    names = [name for name, many in customers.items() for _ in range(many)]
    issues = [
        {
            "number": number,
            "title": f"Issue {number}",
            "state": "open",
            "created_at": "2026-01-01T00:00:00Z",
            "labels": [{"name": "seed-corn" if name == "seed" else f"customer: {name}"}],
        }
        for number, name in enumerate(names, 1)
    ]
    path = folder / "issues.json"
    path.write_text(json.dumps(issues), encoding="utf-8")
    return f"export:{path}"


def test_the_story_can_be_brought_back(run: Run, story_snapshot: Path) -> None:
    done = run("plan", "--from", str(story_snapshot), "--policy", STORY_POLICY, "--output", "json")
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["about"] == "plan"
    assert [move["said"] for move in answer["moves"]] == ["Defer"]
    assert answer["headline"].startswith("Defer 35 issues: Haldervane Group 73 % to 29 %")
    assert "Proven: by the labels so far no smaller set would do." in answer["notes"]
    still = {found["rule"] for found in answer["after"]["findings"] if found["level"] == "error"}
    assert still == {"resilience.lose-ten-percent", "revenue.top-share"}


def test_a_plan_names_what_to_do_and_what_comes_of_it(run: Run, tmp_path: Path) -> None:
    done = run("plan", written(tmp_path, Acme=9, Globex=6, Initech=6, Hooli=6, seed=6))
    assert done.exit_code == 0, done.output
    assert "Defer #8 and #9: Acme 33 % to 28 %" in " ".join(done.stdout.split())


def test_where_nothing_fails(run: Run, tmp_path: Path) -> None:
    done = run("plan", written(tmp_path, Acme=6, Globex=6, Initech=6, Hooli=6, seed=6))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("  Nothing has to move: no limit is broken.\n")


def test_where_no_set_would_do(run: Run, tmp_path: Path) -> None:
    done = run("plan", written(tmp_path, Acme=20, seed=6))
    assert done.exit_code == 1, done.output
    assert "No set of the issues that may move brings this back within its limits." in done.stdout
    assert "too little of the requested work is anybody else's" in " ".join(done.stdout.split())
