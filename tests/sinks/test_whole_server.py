"""The same against a GitHub server that is none of ours: a comment and a report issue, from first to last."""

from collections.abc import Iterator
from typing import Any

import pytest

from action.github_server import TOKEN, GitHubServer, github_server, missing
from seedcorn.sink import Deed, Kind, Post, Posted, Posting, Standing
from seedcorn.sinks.github import is_public, post
from seedcorn.transport.github import site_of, transport
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.transport import Limits, Transport

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubServer]:
    with github_server(tmp_path_factory.mktemp("github")) as running:
        running.fill("acme/app", {"What is commented on": []})
        yield running


PLACES = {Kind.COMMENT: "acme/app#1", Kind.REPORT: "acme/app"}


def put(server: GitHubServer, kind: Kind, run: int, said: str, **changes: Any) -> Posted:
    """Post one run's text, as a user would, but for the second that a change settles."""
    wanted = Post(
        kind=kind,
        target=PLACES[kind],
        name="balanced",
        run=1_769_000_000_000 + run,
        title="Roadmap",
        text=lambda syntax: f"{said} in {syntax}",
        digest=said,
        **{"standing": Standing.FAILING, **changes},
    )
    return post(wanted, Posting(environ=environ(server)), settle_seconds=0.01)


def environ(server: GitHubServer) -> dict[str, str]:
    return {"GITHUB_API_URL": server.address, "GITHUB_TOKEN": TOKEN}


@pytest.fixture
def github(server: GitHubServer) -> Iterator[Transport]:
    """To look at what is there."""
    patience = Patience(allowance=Allowance(), clock=Clock(), tell=lambda message: None)
    opened = transport(site_of(environ(server)), patience, Limits())
    yield opened
    opened.close()


def test_a_comment(server: GitHubServer, github: Transport) -> None:
    assert put(server, Kind.COMMENT, 1, "first").deed is Deed.CREATED
    assert put(server, Kind.COMMENT, 2, "first").deed is Deed.UNCHANGED
    assert put(server, Kind.COMMENT, 3, "third").deed is Deed.UPDATED
    assert put(server, Kind.COMMENT, 2, "second").deed is Deed.OUTDATED
    (comment,) = github.get("/repos/acme/app/issues/1/comments").items
    assert comment["body"].endswith("\nthird in markdown")
    first = {"body": comment["body"]}
    github.write("POST", "/repos/acme/app/issues/1/comments", first, lacking=lambda headers: "")
    assert put(server, Kind.COMMENT, 4, "fourth").removed == 1
    assert len(github.get("/repos/acme/app/issues/1/comments").items) == 1


def test_a_report_issue(server: GitHubServer, github: Transport) -> None:
    def there() -> list[tuple[str, str]]:
        listed = github.get("/repos/acme/app/issues", {"state": "all", "labels": "seedcorn-report"}).items
        return [(issue["state"], issue["body"].rpartition("\n")[2]) for issue in listed]

    assert put(server, Kind.REPORT, 1, "one fails", failing=("a",)).deed is Deed.CREATED
    assert there() == [("open", "one fails in markdown")]
    assert put(server, Kind.REPORT, 2, "clear", standing=Standing.CLEAR).deed is Deed.UPDATED
    assert there() == [("closed", "clear in markdown")]
    assert put(server, Kind.REPORT, 3, "clear", standing=Standing.CLEAR).deed is Deed.UNCHANGED
    assert put(server, Kind.REPORT, 4, "one fails", failing=("a",)).deed is Deed.UPDATED
    assert there() == [("open", "one fails in markdown")]


def test_who_can_read_it(server: GitHubServer) -> None:
    assert is_public("acme/app", Posting(environ=environ(server))) is False
    assert is_public("acme/none", Posting(environ=environ(server))) is True
