"""The Action on issues and on a schedule, whole: act runs our workflows against a stateful GitHub server.

What came of it is read back from the server, the runner's files and the log.
"""

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from action.conftest import Ready
from action.github_front import GitHubFront
from action.github_server import missing
from action.running import ACT, Checkout, Ran, checkout, git, newcomer, plain, shown_in_readme
from action.seen import HOSTILE, ISSUES, NEAR, asked, comments, issue, opened, told

REPORT = "roadmap-report.yml"

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
    pytest.mark.skipif(not ACT.exists(), reason="no act here: it comes with the extra named dev"),
]


def test_a_whales_issue(ready: Ready, snapshot: SnapshotAssertion) -> None:
    """One comment with the numbers, no second one for a second event, and one line when all is well."""
    home = ready("whale")
    home.server.fill(home.repository, asked(NEAR))
    (number,) = home.server.fill(home.repository, {HOSTILE: ["customer: Globex"]})
    ran = opened(home, number, times=2)
    home.no_title_did_anything(ran)
    assert (ran.exit_code, ran.exit_codes) == (0, ["1", "1"]), ran.log
    assert ran.written == (f"POST /repos/acme/whale/issues/{number}/comments",), "and none for the second"
    (comment,) = comments(home, number)
    assert comment.partition("\n")[2] == plain(ran.summary, home.front)
    assert told(ran, home) == snapshot(name="crosses a limit")

    home.server.relabel(home.repository, number, "customer: Stark")
    ran = home.run("issues", {"action": "labeled", "issue": issue(home, number)}, workflow=ISSUES, times=2)
    assert (ran.exit_code, ran.exit_codes) == (0, ["0", "0"]), ran.log
    assert [each.partition(" ")[0] for each in ran.written] == ["PATCH"]
    assert comments(home, number) == snapshot(name="all is well")


def test_a_new_issue_without_labels(ready: Ready, snapshot: SnapshotAssertion) -> None:
    """It is asked who wants it, and nothing else."""
    home = ready("question")
    home.server.fill(home.repository, asked(NEAR))
    (number,) = home.server.fill(home.repository, {"Please add exports": []})
    ran = opened(home, number)
    assert ran.exit_code == 0, ran.log
    assert comments(home, number) == snapshot
    assert f"/acme/question/issues/{number}#issuecomment-" in ran.outputs["comment"]


def reports(home: Checkout) -> list[tuple[str, str]]:
    """The report issues: how each stands, and its title."""
    path = f"/repos/{home.repository}/issues?state=all&labels=seedcorn-report"
    return [(each["state"], each["title"]) for each in home.server.ask("GET", path)]


def scheduled(home: Checkout, **options: Any) -> Ran:
    # The event of a schedule does not say whether its repository is private; the owner does.
    inputs = {"audience": "private"} | options
    return home.run("schedule", {"schedule": "17 6 * * 1"}, workflow=REPORT, **inputs)


def test_the_report_issue_of_a_schedule(ready: Ready, snapshot: SnapshotAssertion) -> None:
    """It is made once, written only when something changes, closed, reopened, and never counted itself."""
    home = ready("report")
    whales = home.server.fill(home.repository, asked({**NEAR, "Globex": 12}))[:12]
    ran = scheduled(home, times=10)
    assert ran.exit_codes == ["1"] * 10, ran.log
    assert ran.written == ("POST /repos/acme/report/issues",), "and none in nine further runs"
    assert reports(home) == snapshot(name="made")
    counts = [{**each, "collected_at": "", "as_of": ""} for each in ran.answers]
    assert counts == [counts[0]] * 10, "the report issue is no work"
    number = int(ran.outputs["report-issue"].rpartition("/")[2])
    assert plain(issue(home, number)["body"], home.front) == snapshot(name="body")
    assert [label["name"] for label in issue(home, number)["labels"]] == ["seedcorn-report"]

    for whale in whales[:9]:
        home.server.relabel(home.repository, whale, f"customer: Firm {whale}")
    ran = scheduled(home, times=2)
    assert ran.exit_codes == ["0", "0"], ran.log
    assert reports(home) == snapshot(name="healed")
    assert len(ran.written) == 2, "the text, and the state"

    for whale in whales:
        home.server.relabel(home.repository, whale, "customer: Globex")
    ran = scheduled(home, times=2)
    assert ran.exit_codes == ["1", "1"], ran.log
    assert reports(home) == snapshot(name="broken again")
    assert len(ran.written) == 2

    ran = opened(home, number)
    assert (ran.exit_code, ran.written) == (0, ())
    assert "nothing was looked at" in "".join(ran.commands)
    assert ran.outputs == snapshot(name="of its own")


def test_whoever_saves_the_workflow_of_the_readme_has_a_comment(front: GitHubFront, tmp_path: Path) -> None:
    """From an empty repository, with the environment that the Action makes itself."""
    assert front.server is not None
    action = checkout(tmp_path / "action", front, "seedcorn/seedcorn", installed="")
    git(action.folder, "add", "--all")
    git(action.folder, "commit", "--quiet", "--message=All")
    home = newcomer(tmp_path / "new", front, front.server.make("new", private=True))
    (number,) = home.server.fill(home.repository, {HOSTILE: []})
    event = {"action": "opened", "issue": issue(home, number)}
    ran = home.run_as_written("issues", event, shown_in_readme(), action=action.folder)
    assert ran.exit_code == 0, ran.log
    assert "Success - Main Install seedcorn" in ran.log
    assert "Who asked for this?" in comments(home, number)[0]
    home.no_title_did_anything(ran)


def test_a_policy_that_cannot_be_used_ends_as_a_usage_error(ready: Ready) -> None:
    home = ready("usage")
    (number,) = home.server.fill(home.repository, {"Please add exports": []})
    ran = opened(home, number, policy="no-such.yml")
    assert (ran.exit_code, ran.exit_codes) == (1, ["2"]), ran.log
    assert (ran.outputs["verdict"], ran.outputs["comment"]) == ("", "")
    assert "**seedcorn gave no verdict:**" in ran.summary
    assert ran.written == ()
