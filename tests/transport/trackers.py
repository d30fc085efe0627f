"""All trackers as one kind of thing for tests: a server of so many issues, read whole by its connector."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors import github_server, gitlab_server, jira_server
from connectors.github_server import GithubServer, github_issue
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.jira_server import JiraServer, jira_issue
from connectors.tracker_server import Asked, Fault, TestClock, TrackerServer
from seedcorn.connector import Bookmark, Collecting, Item, Progress
from seedcorn.connectors import github, gitlab, jira
from seedcorn.model import Gap, Issue
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Session
from seedcorn.transport.trouble import UnfitError

TOKENS = (github_server.TOKEN, gitlab_server.TOKEN, jira_server.TOKEN)
_DATE = "Wed, 21 Jan 2026 12:53:20 GMT"  # what the tests' clock shows
_HERE = "http://here"  # stands for the server's address in the headers of a good page
Collect = Callable[..., Iterator[Item]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """One tracker. `page_of` is the page of issues that a request is for, from 1; 0 if it is for none.

    `title` and `created` are where those stand in an issue, `listed` where the issues stand in a page.
    """

    name: str
    serve: Callable[[Sequence[Any]], Any]
    issue: Callable[[int], dict[str, Any]]
    collect: Collect
    module: Any
    target: str
    page_of: Callable[[Asked], int]
    listed: Callable[[Any], Any]
    inside: str = ""
    title: str = "title"
    created: str = "created_at"
    number: str = "number"
    author: str = "author"

    def fields(self, issue: dict[str, Any]) -> dict[str, Any]:
        """Where an issue keeps its fields."""
        found: dict[str, Any] = issue[self.inside] if self.inside else issue
        return found


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of reading one tracker."""

    items: list[Item]
    slept: list[float]
    told: list[Progress]

    @property
    def keys(self) -> list[str]:
        """Of the issues, as they came."""
        return [item.key for item in self.items if isinstance(item, Issue)]

    @property
    def gaps(self) -> list[Gap]:
        """That issues are missing."""
        return [item for item in self.items if isinstance(item, Gap) and not item.place]


def _listed(page: Any) -> Any:
    return page


def _github_page(asked: Asked) -> int:
    return asked.page if asked.path.endswith("/issues") else 0


def _cloud_page(asked: Asked) -> int:
    if not asked.path.endswith("/search/jql"):
        return 0
    after = asked.body.get("nextPageToken", "").rpartition("-")[2]
    return int(after or 0) // 100 + 1


def _center_page(asked: Asked) -> int:
    return asked.body["startAt"] // 99 + 1 if asked.path.endswith("/search") else 0


def _made(number: int) -> str:
    """When an issue was made: a minute after the one before."""
    return f"2025-03-{1 + number // 1_200:02}T{number // 60 % 20:02}:{number % 60:02}:00"


TRACKERS = (
    Tracker(
        name="github",
        serve=lambda issues: GithubServer(issues=issues),
        issue=lambda number: github_issue(number, created_at=f"{_made(number)}Z"),
        collect=github.collect,
        module=github,
        target="acme/app",
        page_of=_github_page,
        listed=_listed,
        author="user",
    ),
    Tracker(
        name="gitlab",
        serve=lambda issues: GitlabServer(projects={"acme/app": issues}),
        issue=lambda number: gitlab_issue(number, created_at=f"{_made(number)}.000Z"),
        collect=gitlab.collect,
        module=gitlab,
        target="acme/app",
        page_of=_github_page,
        listed=_listed,
        number="iid",
    ),
    Tracker(
        name="jira-cloud",
        serve=lambda issues: JiraServer(issues=issues, cap=100),
        issue=lambda number: jira_issue(number, created=f"{_made(number)}.000+0000"),
        collect=jira.collect,
        module=jira,
        target="APP",
        page_of=_cloud_page,
        listed=lambda page: page["issues"],
        inside="fields",
        title="summary",
        created="created",
        number="key",
        author="reporter",
    ),
    Tracker(
        name="jira-center",
        serve=lambda issues: JiraServer(issues=issues, cap=100, cloud=False),
        issue=lambda number: jira_issue(number, created=f"{_made(number)}.000+0000"),
        collect=jira.collect,
        module=jira,
        target="APP",
        page_of=_center_page,
        listed=lambda page: page["issues"],
        inside="fields",
        title="summary",
        created="created",
        number="key",
        author="reporter",
    ),
)
each_tracker = pytest.mark.parametrize("tracker", TRACKERS, ids=lambda tracker: tracker.name)


def read(
    tracker: Tracker, server: Any, *, read_seconds: float = 5.0, bookmarks: Mapping[str, str] | None = None
) -> Outcome:
    """Read all that a server has, by a clock that stands still but for the waits."""
    clock, told = TestClock(), list[Progress]()
    limits = Limits(read_seconds=read_seconds, clock=Clock(now=clock.now, sleep=clock.sleep))
    collecting = Collecting(
        environ=server.environ,
        allowance=Allowance(wait_seconds=60.0),
        progress=told.append,
        bookmarks=bookmarks or {},
    )
    items = list(tracker.collect(tracker.target, collecting, limits=limits))
    return Outcome(
        items=[item for item in items if not isinstance(item, Bookmark)], slept=clock.slept, told=told
    )


class DirectSession:
    """Asks a server of the tests without a socket between: for thousands of readings in a minute.

    `size` are the issues that a page holds at most, whatever is asked for.
    """

    def __init__(self, server: TrackerServer, size: int) -> None:
        self._server = server
        self._size = str(size)

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        asked_for = {**parameters, "per_page": self._size} if "per_page" in parameters else parameters
        path = f"{address.removeprefix(self._server.url)}?{urlencode(asked_for)}"
        asked = self._server.note(method, path, {}, None if body is None else json.dumps(body).encode())
        self._server.before(asked)
        fault = self._server.fault(asked)
        if fault is None:
            return _sent(*self._server.answer(asked))
        return _sent(fault.status, fault.headers, fault.body)

    def close(self) -> None:
        """As Session says."""


def _sent(status: int, headers: Mapping[str, str], body: bytes) -> Sent:
    lower = {"date": _DATE} | {name.lower(): value for name, value in headers.items()}
    try:
        return Sent(status=status, headers=lower, text=body.decode())
    except UnicodeDecodeError:
        raise UnfitError("the answer is not JSON: it is no UTF-8") from None


@contextmanager
def directly(tracker: Tracker, server: TrackerServer, *, size: int = 100) -> Iterator[None]:
    """Within this, the tracker's connector asks that server without a socket."""

    def open_session(site: Site, timeout: tuple[float, float]) -> Session:
        del site, timeout
        return DirectSession(server, size)

    own = tracker.module.transport

    def transport(*arguments: Any) -> Any:
        made = own(*arguments)
        made._open_session = open_session
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tracker.module, "transport", transport)
        try:
            yield
        finally:
            server._http.server_close()


def good_page(tracker: Tracker, page: int, issues: Sequence[Any]) -> tuple[Any, dict[str, str]]:
    """What a server answers to the question for a page, and with which headers."""
    caught: list[Asked] = []
    server = tracker.serve(issues)
    server.before = lambda asked: caught.append(asked) if tracker.page_of(asked) == page else None
    with directly(tracker, server):
        read(tracker, server)
        _, headers, body = server.answer(caught[0])
    return json.loads(body), {name: text.replace(server.url, _HERE) for name, text in headers.items()}


def spoilt(tracker: Tracker, page: int, body: bytes, headers: Mapping[str, str], server: Any) -> None:
    """Let a server answer the question for a page with this body, under the headers of a good one."""
    own = {name: text.replace(_HERE, server.url) for name, text in headers.items()}
    fault = Fault(headers=own, body=body)
    server.fault = lambda asked: fault if tracker.page_of(asked) == page else None
