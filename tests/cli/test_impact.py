"""Before the yes: what an issue or a pull request does, posted once, judged by the policy of the base."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import Run
from cli.whole_github import BASE, WholeGithub, asked_for, backlog
from connectors.tracker_server import Payload
from sinks.github_board import COMMIT

HERE = "github:acme/app#12"


def others() -> list[Payload]:
    """The backlog that number 12 is added to."""
    return backlog(Acme=9, Globex=7, Initech=8, Hooli=8, seed=20)


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written can be seen at once."""
    monkeypatch.setattr("seedcorn.sinks._connection.SETTLE_SECONDS", 0.0)


@pytest.fixture
def whale() -> Iterator[WholeGithub]:
    with WholeGithub([asked_for("Acme", 12), *others()]) as server:
        yield server


def told(run: Run, server: WholeGithub, *words: str, **environ: str) -> Result:
    return run("impact", HERE, *words, **(server.environ | environ))


def test_an_issue_that_crosses_a_limit(run: Run, whale: WholeGithub) -> None:
    done = told(run, whale)
    assert done.exit_code == 1, done.output
    assert done.stdout.split()[:8] == ["Saying", "yes", "to", "this", "takes", "Acme", "from", "28.1"]
    assert "(limit 30 %)" in done.stdout
    assert whale.written == []


def test_several_outputs_and_the_verdict_as_json(run: Run, whale: WholeGithub) -> None:
    done = told(run, whale, "--output", "json", "--output", "markdown=comment.md")
    answer = json.loads(done.stdout)
    assert (answer["about"], answer["verdict"], answer["asked_by"]) == ("issue", "fail", ["acme"])
    worse = [shift["after"]["rule"] for shift in answer["shifts"] if shift["worse"]]
    assert "concentration.top-share" in worse


def test_a_comment_is_posted_once_and_says_nothing_twice(run: Run, whale: WholeGithub) -> None:
    first = told(run, whale, "--post", "comment")
    assert "comment on github:acme/app#12: posted" in first.stderr
    assert [text.startswith("**Saying yes to this takes Acme") for text in whale.texts()] == [True]
    before = len(whale.written)
    again = told(run, whale, "--post", "comment")
    assert "says the same already, nothing written" in again.stderr
    assert len(whale.written) == before


def test_when_all_is_well_the_comment_is_one_line(run: Run, whale: WholeGithub) -> None:
    told(run, whale, "--post", "comment")
    whale.issues["acme/app"][0]["labels"] = [{"name": "customer: Umbrella"}]
    done = told(run, whale, "--post", "comment")
    assert "brought up to date" in done.stderr
    assert len(whale.texts()) == 1
    assert len(whale.texts()[0].strip().splitlines()) == 1


def test_of_what_nobody_asks_for_nothing_is_said(run: Run) -> None:
    own = asked_for("", 12)
    own["labels"] = [{"name": "chore"}]
    with WholeGithub([own, *others()]) as server:
        done = told(run, server, "--post", "comment")
    assert "nothing to say, nothing written" in done.stderr
    assert server.written == []


def test_nobody_knows_who_asked(run: Run) -> None:
    with WholeGithub([asked_for("", 12), *others()]) as server:
        told(run, server, "--post", "comment")
        assert server.texts()[0].startswith("**Who asked for this?**")


def test_dry_says_what_it_would_do(run: Run, whale: WholeGithub) -> None:
    done = told(run, whale, "--post", "comment", "--posting", "dry")
    assert "comment on github:acme/app#12: would post" in done.stderr
    assert whale.written == []


@pytest.mark.parametrize(("manner", "code"), [("must", 4), ("may", 1)])
def test_without_the_permission_it_is_named(run: Run, whale: WholeGithub, manner: str, code: int) -> None:
    whale.board.denied = "issues: write"
    done = told(run, whale, "--post", "comment", "--posting", manner, SEEDCORN_POSTED="posted.json")
    assert done.exit_code == code, done.output
    assert '"issues: write" below "permissions:"' in done.stderr
    assert "Saying yes to this" in done.stdout


def test_the_public_reads_code_names(run: Run, whale: WholeGithub) -> None:
    whale.board.repository = {"private": False, "visibility": "public"}
    register = "id,name,aliases,revenue\nacme,Acme,,48000\n"
    with open("customers.csv", "w", encoding="utf-8") as file:  # noqa: PTH123  # the run's own folder
        file.write(register)
    told(run, whale, "--post", "comment", "--register", "customers.csv")
    (text,) = whale.texts()
    assert "Acme" not in text
    assert "Customer 1" in text
    told(run, whale, "--post", "comment", "--register", "customers.csv", "--audience", "private")
    assert "Acme" in whale.texts()[0]


def test_with_a_part_missing_nothing_is_posted(run: Run, whale: WholeGithub) -> None:
    done = told(
        run, whale, "--post", "comment", "--source", "github:acme/app", "--source", "github:acme/gone"
    )
    assert done.exit_code == 3
    assert "not all was read, so nothing is posted" in done.stderr
    assert whale.written == []


PULL = {"title": "Build it", "body": "Fixes #20", "labels": []}
DONE = [
    asked_for("Acme", number, state="closed", closed_at="2026-11-01T00:00:00Z", state_reason="completed")
    for number in range(200, 206)
]
OTHERS = [
    asked_for(name, 300 + number, state="closed", closed_at="2026-11-01T00:00:00Z", state_reason="completed")
    for number, name in enumerate(["Globex", "Hooli", "Initech", "Umbrella"] * 2)
]
SINCE = "backlog: {completed-days: 400}\n"


def merging(run: Run, files: dict[tuple[str, str], str], *words: str) -> tuple[Result, WholeGithub]:
    """What a pull request that closes one of Acme's does, by the policy of its base."""
    with WholeGithub([*others(), *DONE, *OTHERS], pull=PULL, files=files) as server:
        done = told(run, server, "--at-base", *words)
    return done, server


def test_a_pull_request_is_measured_on_what_was_completed_and_gets_a_check(run: Run) -> None:
    files = {("seedcorn.yml", BASE): SINCE, ("seedcorn.yml", COMMIT): SINCE}
    done, server = merging(run, files, "--post", "comment", "--post", "check")
    assert done.exit_code == 1, done.output
    assert "Merging this takes Acme from 43 % to 47 % of what was completed" in done.stdout.replace("\n", " ")
    (check,) = server.board.checks.values()
    assert (check["name"], check["conclusion"]) == ("Whose roadmap is it?", "failure")
    assert len(server.texts()) == 1


def test_the_policy_of_the_base_counts_and_the_other_is_compared(run: Run) -> None:
    lax = SINCE + "rules: {concentration.top-share: {warning: 80%, error: 90%}}\n"
    done, server = merging(
        run, {("seedcorn.yml", BASE): SINCE, ("seedcorn.yml", COMMIT): lax}, "--post", "comment"
    )
    assert done.exit_code == 1
    (text,) = server.texts()
    assert "concentration.top-share error: 30% to 90%" in text.replace("\\", "").replace("\u200b", "")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("titel: x\n", "titel"),
        ("extends: ../../../../etc/passwd\n", "which is not followed"),
        ("extends: elsewhere.yml\n", "which is not followed"),
        ("customers: {register: /etc/passwd}\n", "which is not followed"),
    ],
)
def test_a_policy_that_cannot_be_used_is_said(run: Run, changed: str, words: str) -> None:
    files = {("seedcorn.yml", BASE): SINCE, ("seedcorn.yml", COMMIT): changed}
    done, server = merging(run, files, "--post", "comment")
    assert done.exit_code == 2
    assert "the policy of this change cannot be used" in done.stderr
    assert words in done.stderr
    assert "root:" not in done.output
    (text,) = server.texts()
    assert "The policy of this change cannot be used" in text
    assert words in " ".join(done.stdout.split()), "the answer says it too"
    assert "seedcorn-policy-" not in text, "where it was looked at is the same for nobody"


def test_what_the_base_extends_and_its_register_come_from_the_base(run: Run) -> None:
    policy = SINCE + "extends: policies/house.yml\n"
    register = "customers:\n  - {id: acme, name: Acme, aliases: [ACME]}\n"
    files = {
        (".github/seedcorn.yml", BASE): policy,
        (".github/seedcorn.yml", COMMIT): policy,
        (".github/policies/house.yml", BASE): "customers: {register: ../customers.yml}\ntitle: House\n",
        (".github/customers.yml", BASE): register,
    }
    done, _ = merging(run, files, "--output", "json")
    assert json.loads(done.stdout)["after"]["policy"]["title"] == "House", done.stderr


def test_without_any_policy_the_preset_judges(run: Run) -> None:
    done, _ = merging(run, {}, "--output", "json")
    assert json.loads(done.stdout)["after"]["policy"]["name"] == "balanced"


def test_a_policy_that_the_base_lacks_cannot_be_named(run: Run) -> None:
    done, _ = merging(run, {}, "--policy", "nowhere.yml")
    assert done.exit_code == 2
    assert "the branch has no file nowhere.yml" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["impact", "github:acme/app"], "is neither an issue nor a change"),
        (["impact", "export:issues.json#3"], "export has no single issues to look at"),
        (["impact", "jira:APP-1", "--post", "check"], "jira has no check runs"),
        (["impact", HERE, "--output", "papyrus"], "there is no format"),
        (["audit", "--post", "nowhere", "export:x.json"], "is no place to post to"),
        (["audit", "--post", "export:x", "export:x.json"], "nothing can be posted to export"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_read(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr


def report(run: Run, server: WholeGithub, *words: str) -> Result:
    return run("audit", "github:acme/app", "--post", "github:acme/app", *words, **server.environ)


def test_the_report_issue_keeps_itself(run: Run) -> None:
    issues = backlog(Acme=20, Globex=5, seed=8)
    with WholeGithub(issues) as server:
        first = report(run, server)
        assert "report issue on github:acme/app: posted" in first.stderr
        (issue,) = server.board.issues.values()
        assert issue["title"].startswith("Whose roadmap is it? ")
        before = len(server.written)
        assert "nothing written" in report(run, server).stderr
        assert len(server.written) == before
        healthy: dict[str, Any] = {f"c{number}": 4 for number in range(12)}
        server.issues["acme/app"][:] = backlog(**healthy, seed=15)
        healed = report(run, server)
        assert healed.exit_code == 0, healed.output
        assert issue["state"] == "closed"
        server.issues["acme/app"][:] = issues
        report(run, server)
        assert issue["state"] == "open"
        assert len(server.board.issues) == 1


def test_a_clean_backlog_makes_no_report_issue(run: Run) -> None:
    healthy: dict[str, Any] = {f"c{number}": 4 for number in range(12)}
    with WholeGithub(backlog(**healthy, seed=15)) as server:
        assert "nothing to say" in report(run, server).stderr
    assert server.written == []


def test_a_first_policy_keeps_the_comment_that_was_there(run: Run, whale: WholeGithub) -> None:
    told(run, whale, "--post", "comment")
    with open("seedcorn.yml", "w", encoding="utf-8") as file:  # noqa: PTH123  # the run's own folder
        file.write("title: Ours\nrules: {concentration.top-share: {error: 31%}}\n")
    told(run, whale, "--post", "comment")
    assert len(whale.texts()) == 1
    told(run, whale, "--post", "comment", "--policy", "flat-smb")
    assert len(whale.texts()) == 2, "who judges by two policies reads two answers"


def test_what_a_changed_policy_names_as_sources_is_not_read(run: Run) -> None:
    others_named = SINCE + "sources:\n  - github: evil/app\n"
    files = {("seedcorn.yml", BASE): SINCE, ("seedcorn.yml", COMMIT): others_named}
    _, server = merging(run, files, "--post", "comment")
    (text,) = server.texts()
    assert "What it names as sources is not read" in text
    assert not any("evil" in asked.path for asked in server.requests)


def test_where_there_is_nothing_to_judge_no_report_issue_is_made(run: Run) -> None:
    with WholeGithub([]) as server:
        assert "nothing to say" in report(run, server).stderr
    assert server.written == []


def test_what_is_too_little_to_judge_is_no_all_clear(run: Run) -> None:
    with WholeGithub([]) as server:
        asked = run("whatif", "github:acme/app", "--ask", "Acme", **server.environ)
        planned = run("plan", "github:acme/app", **server.environ)
    assert "every limit is kept" not in asked.stdout
    assert "needs 10 requested issues, found 1" in " ".join(asked.stdout.split())
    assert "shares cannot be: needs 10 requested issues, found 0" in " ".join(planned.stdout.split())
