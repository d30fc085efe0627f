"""What if, as people run it: several changes at once on the bundled story."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run


def told(run: Run, story: Path, *words: str) -> dict[str, Any]:
    done = run("whatif", "--from", str(story), *words, "--output", "json")
    assert done.exit_code in (0, 1), done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def counts(answer: dict[str, Any]) -> tuple[int, int]:
    before, after = (answer[side]["attribution"]["requested_issues"] for side in ("before", "after"))
    return before, after


def test_losing_the_largest_tenth(run: Run, story_snapshot: Path) -> None:
    answer = told(run, story_snapshot, "--lose-largest-tenth")
    before, after = counts(answer)
    assert after < before / 2
    assert [move["said"].endswith("is gone") for move in answer["moves"]] == [True] * len(answer["moves"])


def test_a_customer_asks_for_more(run: Run, story_snapshot: Path) -> None:
    answer = told(run, story_snapshot, "--ask", "Saltmarrow Deli", "--ask", "New Customer")
    before, after = counts(answer)
    assert after == before + 2
    assert [move["said"] for move in answer["moves"]] == [
        "Saltmarrow Deli asks for one issue more",
        "New Customer asks for one issue more",
    ]


def test_closing_and_declining(run: Run, story_snapshot: Path) -> None:
    listed = json.loads(run("audit", "--from", str(story_snapshot), "--output", "json").stdout)
    found = (finding["evidence"] for finding in listed["findings"] if finding["scope"] == "open backlog")
    first, second = next(keys for keys in found if len(keys) > 1)[:2]
    answer = told(run, story_snapshot, "--close", first, "--decline", second)
    assert [(move["said"], move["keys"]) for move in answer["moves"]] == [
        ("Close", [first]),
        ("Decline", [second]),
    ]
    opened = [answer[side]["attribution"]["open_issues"] for side in ("before", "after")]
    assert opened[0] == opened[1] + 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing is supposed"),
        (["--close", "#99999"], "there is no issue #99999"),
        (["--lose", "Nobody"], "no customer is called Nobody"),
        (["--ask", " "], "names no customer"),
    ],
)
def test_what_cannot_be_supposed(run: Run, story_snapshot: Path, words: list[str], said: str) -> None:
    done = run("whatif", "--from", str(story_snapshot), *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_nobody_is_left_to_lose(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text(
        "number,title,state,created_at\n1,x,open,2025-01-01\n", encoding="utf-8"
    )
    done = run("whatif", "export:none.csv", "--lose-largest-tenth")
    assert done.exit_code == 2
    assert "there are no customers to lose" in done.stderr


def test_in_words(run: Run, story_snapshot: Path) -> None:
    done = run("whatif", "--from", str(story_snapshot), "--lose-largest-tenth")
    assert done.stdout.lstrip().startswith("If all this were so, ")
