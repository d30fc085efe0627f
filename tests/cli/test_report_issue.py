"""The report issue with a history: how shares came to be so, who moved them, and what the public sees."""

import pytest

from cli.conftest import STORY, STORY_POLICY, Run
from cli.whole_github import WholeGithub

LEADER = "Haldervane Group"
WORDS = ("--policy", STORY_POLICY, "--as-of", "2025-11-22T09:00Z", "--output", "markdown")
COURSE = "| requested work, week by week | | 2025-05-24 | now |"


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written can be seen at once."""
    monkeypatch.setattr("seedcorn.sinks._connection.SETTLE_SECONDS", 0.0)


def posted(run: Run, *words: str) -> tuple[str, str]:
    """The report issue's text, and what stood on standard output."""
    with WholeGithub([]) as server:
        done = run("audit", STORY, "--post", "github:acme/app", *WORDS, *words, **server.environ)
        assert done.exit_code == 1, done.output
        (issue,) = server.board.issues.values()
        return str(issue["body"]), done.stdout


def test_it_shows_the_course_and_who_moved_it(run: Run) -> None:
    body, page = posted(run, "--history", "--audience", "private")
    for text in (body, page):
        assert text.count(COURSE) == 1
        assert f"| {LEADER} | `" in text
        assert "| Seed corn, of all work | `" in text
        assert "**Since 2025-11-15:**" in text
        assert f"- {LEADER} asked for " in text


def test_in_public_it_has_code_names_and_the_log_no_changes(run: Run) -> None:
    body, page = posted(run, "--history", "--audience", "public")
    assert COURSE in body
    assert COURSE in page
    assert LEADER not in body + page
    assert "**Since 2025-11-15:**" in body
    assert "**Since" not in page


def test_a_plain_audit_has_none_of_it(run: Run) -> None:
    page = run("audit", STORY, *WORDS, "--history", "--audience", "private").stdout
    assert "week by week" not in page
    assert "**Since" not in page
