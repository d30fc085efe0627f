"""Branches from the trackers to what is printed: read where a rule looks at them, and nowhere else."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from connectors.github_graph import Refused, branch
from connectors.github_server import GithubServer, github_issue
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import JiraServer, jira_issue
from connectors.test_gitlab_branches import branch as gitlab_branch

RULE = "customization.branch"
POLICY = """\
customers:
  from:
    - label: ["customer: *", "customer::*"]
rules:
  customization.branch: {live-days: 3650}
"""
CODE = [branch("main"), branch("customer/acme"), branch("globex-export")]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[GithubServer, GitlabServer, JiraServer]]:
    (tmp_path / "seedcorn.yml").write_text(POLICY, encoding="utf-8")
    lists = {"/projects/acme/web/repository/branches": [gitlab_branch("acme-production")]}
    issues = {"acme/web": [gitlab_issue(1, project="acme/web")]}
    with ExitStack() as stack:
        yield (
            stack.enter_context(GithubServer(issues=[github_issue(1)], graph={0: {"branches": CODE}})),
            stack.enter_context(GitlabServer(projects=issues, lists=lists)),
            stack.enter_context(JiraServer(issues=[jira_issue(1)])),
        )


@pytest.fixture
def environ(servers: tuple[GithubServer, GitlabServer, JiraServer]) -> dict[str, str]:
    return {name: value for server in servers for name, value in server.environ.items()}


def judged(run: Run, *words: str, **environ: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the rule found, and the whole report."""
    done = run("audit", *words, "--output", "json", **environ)
    report: dict[str, Any] = json.loads(done.stdout)
    (found,) = (one for one in report["findings"] if one["rule"] == RULE)
    return found, report


def test_branches_of_two_trackers_are_one_number(run: Run, environ: dict[str, str]) -> None:
    found, report = judged(run, "github:acme/app", "gitlab:acme/web", "jira:APP", **environ)
    assert (found["kind"], found["measured"]["value"]) == ("fail", "2")
    assert [one["key"] for one in found["details"]] == ["customer/acme", "acme-production"]
    assert report["gaps"] == []


def test_a_tracker_without_branches_has_none_to_judge(run: Run, environ: dict[str, str]) -> None:
    """It is nothing that could have been read: a preset with the rule is whole for whoever has only Jira."""
    found, report = judged(run, "jira:APP", **environ)
    assert (found["kind"], found["message"]) == ("notApplicable", "needs the branches of a repository")
    assert report["gaps"] == []
    run("snapshot", "jira:APP", "-o", "facts", **environ)
    found, report = judged(run, "--from", "facts")
    assert (found["message"], report["gaps"]) == ("needs the branches of a repository", [])


def test_what_a_token_may_not_see_silences_this_rule_alone(
    run: Run, servers: tuple[GithubServer, GitlabServer, JiraServer], environ: dict[str, str]
) -> None:
    servers[0].graph = {0: {"branches": Refused()}}
    found, report = judged(run, "github:acme/app", **environ)
    assert found["kind"] == "notApplicable"
    assert [gap["place"] for gap in report["gaps"]] == ["branch"]
    assert "Contents: read" in report["gaps"][0]["why"]
    assert [one["rule"] for one in report["findings"] if one["unread"]] == [RULE]


def test_without_the_rule_nothing_is_asked(
    run: Run, servers: tuple[GithubServer, GitlabServer, JiraServer], environ: dict[str, str]
) -> None:
    for words in (("audit",), ("snapshot", "-o", "facts")):
        done = run(*words, "github:acme/app", "gitlab:acme/web", "--policy", "balanced", **environ)
        assert done.exit_code in (0, 1, 3), done.output
    asked = [each.body["query"] for each in servers[0].requests if each.body]
    assert not any("refs/heads" in query for query in asked)
    assert not any(each.path.endswith("/branches") for each in servers[1].requests)


def test_a_snapshot_has_them_and_says_where_it_has_not(run: Run, environ: dict[str, str]) -> None:
    run("snapshot", "github:acme/app", "-o", "facts", "--policy", "balanced", **environ)
    found, _ = judged(run, "--from", "facts")
    assert (found["kind"], found["unread"]) == ("notApplicable", "branch")
    again = run("snapshot", "-o", "facts", **environ)
    assert "not read so far: branch" in again.stderr
    found, report = judged(run, "--from", "facts")
    assert (found["kind"], report["gaps"]) == ("fail", [])


def test_doctor_says_whether_they_can_be_read(
    run: Run, servers: tuple[GithubServer, GitlabServer, JiraServer], environ: dict[str, str]
) -> None:
    asked = ("doctor", "github:acme/app", "gitlab:acme/web")
    servers[0].others["/repos/acme/app"] = {"open_issues_count": 1}
    assert run(*asked, **environ).stdout.count("branches") == 2
    servers[0].graph, servers[1].lists = {0: {"branches": Refused()}}, {}
    refused = " ".join(run(*asked, **environ).stdout.split())
    assert "Contents: read" in refused
    assert "role Reporter" in refused
    assert "branches" not in run(*asked, "--policy", "balanced", **environ).stdout
