"""What every connector keeps to. A new one joins SOURCES with the same backlog, as its tracker serves it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from connectors.github_server import GithubServer, github_issue
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import JiraServer, jira_issue, jira_status
from seedcorn import shelf
from seedcorn.connector import Bookmark, Collecting, Connector, Progress
from seedcorn.errors import UsageError
from seedcorn.model import Issue

SHELF = "seedcorn.connectors"
HOSTILE = "<script>alert(1)</script> @everyone ::error:: =cmd()|'x' \u202egnp\u2028 \x1b[31m"

# The backlog every connector serves: an open request, one that is done, one whose author is gone, and a
# pull request (at GitLab, an issue that was moved away), in the tracker's own order of creation.
BACKLOG = [
    github_issue(3, created_at="2025-01-01T00:00:00Z", title=HOSTILE, labels=[{"name": HOSTILE}]),
    github_issue(
        1,
        created_at="2025-02-01T00:00:00Z",
        state="closed",
        state_reason="completed",
        closed_at="2025-02-03T00:00:00Z",
        milestone={"title": "2.0", "state": "open", "due_on": "2025-07-01T00:00:00Z"},
    ),
    github_issue(4, created_at="2025-03-01T00:00:00Z", pull_request={"url": "x"}),
    github_issue(2, created_at="2025-04-01T00:00:00Z", user=None, labels=[], body=None),
]

GITLAB_BACKLOG = [
    gitlab_issue(3, created_at="2025-01-01T00:00:00.000Z", title=HOSTILE, labels=[HOSTILE]),
    gitlab_issue(
        1,
        created_at="2025-02-01T00:00:00.000Z",
        state="closed",
        closed_at="2025-02-03T00:00:00.000Z",
        labels=["customer: Acme"],
        milestone={"title": "2.0", "state": "active", "due_date": "2025-07-01", "start_date": None},
    ),
    gitlab_issue(4, created_at="2025-03-01T00:00:00.000Z", state="closed", moved_to_id=99),
    gitlab_issue(2, created_at="2025-04-01T00:00:00.000Z", author=None, labels=[], description=None),
]

ADA = {"accountId": "5b10", "displayName": "ada"}
JIRA_BACKLOG = [
    jira_issue(3, reporter=ADA, created="2025-01-01T01:00:00.000+0100", summary=HOSTILE, labels=[HOSTILE]),
    jira_issue(
        1,
        created="2025-02-01T01:00:00.000+0100",
        reporter=ADA,
        status=jira_status("done"),
        resolution={"name": "Done"},
        resolutiondate="2025-02-03T01:00:00.000+0100",
        fixVersions=[{"name": "2.0", "released": False, "releaseDate": "2025-07-01"}],
    ),
    jira_issue(2, created="2025-04-01T01:00:00.000+0100", reporter=None, labels=[]),
]
Source = tuple[str, Collecting]


@contextmanager
def github() -> Iterator[Source]:
    with GithubServer(issues=BACKLOG) as server:
        yield "acme/app", Collecting(environ=server.environ)


@contextmanager
def export() -> Iterator[Source]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "backlog.json")
        path.write_text(json.dumps(BACKLOG))
        yield str(path), Collecting()


@contextmanager
def gitlab() -> Iterator[Source]:
    with GitlabServer(projects={"acme/app": GITLAB_BACKLOG}) as server:
        yield "acme/app", Collecting(environ=server.environ)


@contextmanager
def jira_cloud() -> Iterator[Source]:
    with JiraServer(issues=JIRA_BACKLOG, cloud=True) as server:
        yield "project = APP", Collecting(environ=server.environ)


@contextmanager
def jira_data_center() -> Iterator[Source]:
    with JiraServer(issues=JIRA_BACKLOG, cloud=False, path="/jira") as server:
        yield "APP", Collecting(environ=server.environ)


# By the connector's name, with a word on which kind of tracker where there are several.
SOURCES: dict[str, Callable[[], AbstractContextManager[Source]]] = {
    "export": export,
    "github": github,
    "gitlab": gitlab,
    "jira, cloud": jira_cloud,
    "jira, data center": jira_data_center,
}


def connector(name: str) -> Connector:
    return cast("Connector", shelf.take(SHELF, scheme(name), "CONNECTOR"))


def scheme(name: str) -> str:
    return name.partition(",")[0]


def collected(name: str) -> list[Issue]:
    with SOURCES[name]() as (target, collecting):
        items = list(connector(name).collect(target, collecting))
    assert all(isinstance(item, Issue | Bookmark) for item in items)
    return [item for item in items if isinstance(item, Issue)]


def test_every_connector_is_held_to_this() -> None:
    assert set(shelf.names(SHELF)) == set(map(scheme, SOURCES))


each_connector = pytest.mark.parametrize("name", SOURCES)


@each_connector
def test_it_says_what_it_is(name: str) -> None:
    member = connector(name)
    assert isinstance(member, Connector)
    assert member.title
    assert member.example.startswith(f"{scheme(name)}:")


@each_connector
def test_the_facts_are_those_of_the_tracker(name: str) -> None:
    first, second, third = collected(name)
    assert (first.title, first.labels) == (HOSTILE, (HOSTILE,))
    assert (first.author, third.author) == ("ada", None)
    assert [issue.state for issue in (first, second, third)] == ["open", "closed", "open"]
    assert second.closed_at == datetime.fromisoformat("2025-02-03T00:00:00Z")
    assert second.iterations[0].name == "2.0"
    assert third.labels == ()


@each_connector
def test_issues_come_once_oldest_first_and_without_pull_requests(name: str) -> None:
    issues = collected(name)
    place = {"jira": "APP-"}.get(scheme(name), "acme/app#")
    assert [issue.key for issue in issues] == [f"{place}3", f"{place}1", f"{place}2"]
    assert [issue.created_at for issue in issues] == sorted(issue.created_at for issue in issues)


@each_connector
def test_the_source_is_the_connector_s_own(name: str) -> None:
    assert {issue.source.partition(":")[0] for issue in collected(name)} == {scheme(name)}


@each_connector
def test_values_are_immutable_and_in_utc(name: str) -> None:
    for issue in collected(name):
        hash(issue)
        moments = [getattr(issue, field.name) for field in fields(issue) if field.name.endswith("_at")]
        assert all(moment.utcoffset() == timedelta() for moment in moments if moment is not None)


@each_connector
def test_it_gives_the_same_twice(name: str) -> None:
    def without_port(issue: Issue) -> Issue:
        return replace(issue, url=urlsplit(issue.url).path)

    assert [*map(without_port, collected(name))] == [*map(without_port, collected(name))]


@each_connector
def test_nothing_is_read_before_somebody_listens(name: str) -> None:
    told: list[Progress] = []
    with SOURCES[name]() as (target, collecting):
        connector(name).collect(target, Collecting(environ=collecting.environ, progress=told.append))
    assert told == []


@each_connector
def test_a_reader_who_leaves_early_leaves_nothing_behind(name: str) -> None:
    with SOURCES[name]() as (target, collecting):
        items = connector(name).collect(target, collecting)
        next(items)
        items.close()  # type: ignore[attr-defined]  # an Iterator by type, a generator in fact


@each_connector
def test_no_target_is_a_usage_error_with_advice(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        connector(name).collect("", Collecting())
    assert f"{scheme(name)}:" in refused.value.hint
