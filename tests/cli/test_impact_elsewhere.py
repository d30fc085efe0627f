"""Impact on GitLab and Jira, as people run it: read from one server and posted to the same."""

import json
from collections.abc import Callable

import pytest

from cli.conftest import Run
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import JiraServer, jira_issue
from connectors.tracker_server import Answered, Asked, Payload, TrackerServer
from sinks.gitlab_board import GitlabBoard
from sinks.jira_board import JiraBoard


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written can be seen at once."""
    monkeypatch.setattr("seedcorn.sinks._connection.SETTLE_SECONDS", 0.0)


class Joined(TrackerServer):
    """One server that reads come from and another that what is posted goes to, as one."""

    def __init__(
        self, reads: TrackerServer, board: TrackerServer, is_posted: Callable[[Asked], bool]
    ) -> None:
        super().__init__()
        self.reads = reads
        self.board = board
        self.is_posted = is_posted
        reads.url = self.url  # its pages link to each other

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        return (self.board if self.is_posted(asked) else self.reads).answer(asked)

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        for inner in (self.reads, self.board):
            inner._http.server_close()  # it answers for this one, and listens for nobody


NAMES = [*["Acme"] * 10, *["Globex"] * 7, *["Initech"] * 8, *["Hooli"] * 8, *[""] * 20]


def gitlab_backlog() -> list[Payload]:
    marks = [[f"customer::{name}"] if name else ["seed-corn"] for name in NAMES]
    return [
        gitlab_issue(number, labels=labels, description="") for number, labels in enumerate(marks, start=12)
    ]


def is_posted_to_gitlab(asked: Asked) -> bool:
    return (
        "/notes" in asked.path
        or asked.path.endswith("/user")
        or asked.method != "GET"
        or asked.query.get("labels") == "seedcorn-report"
    ) and not asked.path.endswith("/graphql")


def gitlab() -> Joined:
    issues = gitlab_backlog()
    one = {"/projects/acme/app/issues/12": issues[0], "/projects/acme/app": {"visibility": "private"}}
    reads = GitlabServer(projects={"acme/app": issues}, others=one)
    return Joined(reads, GitlabBoard(), is_posted_to_gitlab)


def test_an_issue_of_gitlab_gets_a_note_and_its_findings_as_code_quality(run: Run) -> None:
    with gitlab() as server:
        environ = {"GITLAB_URL": server.url, "GITLAB_TOKEN": "canary-of-gitlab"}
        words = ("impact", "gitlab:acme/app#12", "--post", "comment", "--output", "gitlab=quality.json")
        done = run(*words, **environ)
        assert done.exit_code == 1, done.output
        assert "comment on gitlab:acme/app#12: posted" in done.stderr
        assert isinstance(server.board, GitlabBoard)
        (note,) = server.board.notes.values()
        assert "Saying yes to this takes Acme from 28.1 %" in note["body"]
        with open("quality.json", encoding="utf-8") as file:  # noqa: PTH123  # the run's own folder
            quality = json.load(file)
        assert next(each["check_name"] for each in quality) == "concentration.top-share"
        assert "nothing written" in run(*words, **environ).stderr


def jira_backlog() -> list[Payload]:
    marks = [[f"customer:{name}"] if name else ["seed-corn"] for name in NAMES]
    return [
        jira_issue(number, labels=labels, description=None) for number, labels in enumerate(marks, start=12)
    ]


def is_posted_to_jira(asked: Asked) -> bool:
    searched = "labels = " in str(asked.body or "") + asked.query.get("jql", "")
    return (
        "/comment" in asked.path
        or asked.path.endswith(("/myself", "/project/APP"))
        or (asked.path.endswith(("/search", "/search/jql")) and searched)
    )


@pytest.mark.parametrize("cloud", [True, False])
def test_an_issue_of_jira_gets_a_comment(run: Run, cloud: bool) -> None:
    reads = JiraServer(issues=jira_backlog(), cloud=cloud)
    with Joined(reads, JiraBoard(cloud=cloud), is_posted_to_jira) as server:
        environ = {**reads.environ, "JIRA_URL": server.url}
        done = run("impact", "jira:APP-12", "--post", "comment", **environ)
        assert done.exit_code == 1, done.output
        assert "comment on jira:APP-12: posted" in done.stderr
        assert isinstance(server.board, JiraBoard)
        (comment,) = server.board.comments.values()
        assert "Saying yes to this takes Acme from 28.1 %" in json.dumps(comment["body"])
        assert isinstance(comment["body"], dict) == cloud
        assert "nothing written" in run("impact", "jira:APP-12", "--post", "comment", **environ).stderr
