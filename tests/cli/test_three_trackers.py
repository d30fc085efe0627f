"""One company, three trackers: one backlog, one customer under three spellings, and one bad night of one."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from connectors.github_server import GithubServer, github_issue
from connectors.gitlab_graphql import Graph
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import FIELDS, JiraServer, jira_field, jira_issue
from connectors.tracker_server import Asked, Fault

GITLAB_CI = {"CI": "true", "GITLAB_CI": "true", "CI_PROJECT_PATH": "acme/web"}
CUSTOMER = jira_field(
    "customfield_10050", "Customer", "com.atlassian.jira.plugin.system.customfieldtypes:select"
)
POLICY = """\
title: Ours
sources:
  - github: acme/app
  - gitlab: {project: acme/web}
  - jira: {jql: "project = APP"}
customers:
  register: customers.csv
  from:
    - field: Customer
    - label: ["customer: *", "customer::*"]
"""
REGISTER = """\
id,name,aliases
initech,Initech Ltd,Initech;INITECH GmbH;init-ech
globex,Globex,
hooli,Hooli,
umbrella,Umbrella,
"""


def asked_for(name: str, count: int) -> list[str]:
    return [name] * count


GITHUB = [*asked_for("customer: Initech", 6), *asked_for("customer: globex", 3), *asked_for("bug", 4)]
GITLAB = [*asked_for("customer::INITECH GmbH", 5), *asked_for("customer::Umbrella", 3)]
JIRA = [*asked_for("init-ech", 4), *asked_for("Hooli", 3)]


@dataclass
class Trackers:
    """The three, as servers on loopback, and what a user would set to read from them."""

    github: GithubServer
    gitlab: GitlabServer
    jira: JiraServer

    @property
    def environ(self) -> dict[str, str]:
        return {**self.github.environ, **self.gitlab.environ, **self.jira.environ}


@pytest.fixture
def trackers(tmp_path: Path) -> Iterator[Trackers]:
    (tmp_path / "seedcorn.yml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(REGISTER, encoding="utf-8")
    github = [
        github_issue(number, labels=[{"name": label}], body="")
        for number, label in enumerate(GITHUB, start=1)
    ]
    gitlab = [
        gitlab_issue(number, project="acme/web", labels=[label], description="")
        for number, label in enumerate(GITLAB, start=1)
    ]
    jira = [
        jira_issue(number, id_=number, labels=[], customfield_10050={"value": name})
        for number, name in enumerate(JIRA, start=1)
    ]
    with ExitStack() as stack:
        yield Trackers(
            github=stack.enter_context(GithubServer(issues=github)),
            gitlab=stack.enter_context(
                GitlabServer(projects={"acme/web": gitlab}, graphql=Graph(issues=gitlab))
            ),
            jira=stack.enter_context(JiraServer(issues=jira, fields=[*FIELDS, CUSTOMER])),
        )


def report(run: Run, trackers: Trackers, *words: str, code: int) -> dict[str, Any]:
    done = run("audit", *words, "--output", "json", **trackers.environ)
    assert done.exit_code == code, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_three_trackers_are_one_backlog(run: Run, trackers: Trackers) -> None:
    said = report(run, trackers, code=1)
    work = said["attribution"]
    shares = {customer["name"]: customer["issues"] for customer in work["customers"]}
    assert shares == {"Initech Ltd": 15, "Globex": 3, "Umbrella": 3, "Hooli": 3}
    assert (work["open_issues"], work["own_issues"]) == (28, 4)
    failed = [finding for finding in said["findings"] if finding["kind"] == "fail"]
    assert ("concentration.top-share", "initech") in {(one["rule"], one["subject"]) for one in failed}
    assert said["gaps"] == []


def test_a_bad_night_of_one_neither_passes_nor_accuses(run: Run, trackers: Trackers) -> None:
    def down(asked: Asked) -> Fault | None:
        return Fault(status=403, body=b'{"message": "403 Forbidden"}')

    trackers.gitlab.fault = down
    said = report(run, trackers, code=3)
    assert {finding["kind"] for finding in said["findings"]} <= {"open", "notApplicable"}
    (gap,) = said["gaps"]
    assert gap["source"] == "gitlab:acme/web"
    assert "read_api" in gap["why"]
    assert said["attribution"]["open_issues"] == 20


def test_one_snapshot_holds_all_three_and_asks_each_once_when_nothing_changed(
    run: Run, trackers: Trackers
) -> None:
    assert run("snapshot", "-o", "facts", **trackers.environ).exit_code == 0
    servers = (trackers.github, trackers.gitlab, trackers.jira)
    before = [len(server.requests) for server in servers]
    done = run("snapshot", "-o", "facts", **trackers.environ)
    assert done.exit_code == 0, done.output
    assert [len(server.requests) - count for server, count in zip(servers, before, strict=True)] == [1, 1, 1]
    said = report(run, trackers, "--from", "facts", code=1)
    assert said["attribution"]["open_issues"] == 28


def test_why_names_an_issue_of_any_tracker(run: Run, trackers: Trackers) -> None:
    for key, name in (("acme/app#1", "Initech Ltd"), ("acme/web#1", "Initech Ltd"), ("APP-7", "Hooli")):
        done = run("audit", "--why", key, **trackers.environ)
        assert done.exit_code == 0, done.output
        assert name in done.stdout


def test_no_token_is_in_anything(run: Run, trackers: Trackers) -> None:
    tokens = {value for name, value in trackers.environ.items() if name.endswith("TOKEN")}
    trackers.jira.fault = lambda asked: Fault(status=401)
    for words in (("audit",), ("audit", "-v"), ("doctor",), ("snapshot", "-o", "facts")):
        done = run(*words, **trackers.environ)
        assert not any(token in done.output for token in tokens)


def test_each_tracker_gets_its_own_token_only(run: Run, trackers: Trackers) -> None:
    run("audit", **trackers.environ)
    for server, own in ((trackers.github, "GITHUB"), (trackers.gitlab, "GITLAB"), (trackers.jira, "JIRA")):
        others = {
            value
            for name, value in trackers.environ.items()
            if name.endswith("TOKEN") and not name.startswith(own)
        } - {trackers.environ[f"{own}_TOKEN"]}
        sent = " ".join(value for asked in server.requests for value in asked.headers.values())
        assert server.requests
        assert not any(token in sent for token in others)


def test_a_place_that_none_of_the_sources_tells_is_missed(
    run: Run, trackers: Trackers, tmp_path: Path
) -> None:
    policy = POLICY.replace("    - field: Customer\n", "    - component: Client *\n")
    (tmp_path / "seedcorn.yml").write_text(policy, encoding="utf-8")
    alone = report(run, trackers, "github:acme/app", code=3)
    (gap,) = alone["gaps"]
    assert (gap["source"], gap["place"]) == ("github:acme/app", "component")
    assert "no source here tells it" in gap["why"]
    assert "could not be read" in alone["findings"][0]["message"]
    assert report(run, trackers, "github:acme/app", "jira:APP", code=0)["gaps"] == []


@pytest.mark.parametrize("visibility", ["public", "internal", ""])
def test_in_gitlabs_ci_names_are_shown_only_in_a_private_project(
    run: Run, trackers: Trackers, visibility: str
) -> None:
    job = {**trackers.environ, **GITLAB_CI, "CI_SERVER_URL": trackers.environ["GITLAB_URL"]}
    public = run("audit", **job, CI_PROJECT_VISIBILITY=visibility)
    assert public.exit_code == 1
    for name in ("nitech", "lobex", "ooli", "mbrella", "github:", "jira:"):
        assert name not in public.output
    assert "gitlab:acme/web" in public.output
    private = run("audit", **job, CI_PROJECT_VISIBILITY="private")
    assert "Initech Ltd" in private.output


def test_a_small_budget_gets_through_all_trackers_in_the_end(run: Run, trackers: Trackers) -> None:
    words = ("snapshot", "-o", "facts", "--budget", "5")
    first, second, third = (run(*words, **trackers.environ) for _ in range(3))
    assert "whole" in first.stderr
    assert "jira:APP: 7 issues" in second.stderr
    assert "28 issues from 3 sources" in third.stderr
    assert "try --budget " in first.stderr
