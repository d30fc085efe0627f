"""All places that sinks post to as one kind of thing for tests: a server that keeps what is written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from connectors.tracker_server import Asked, Payload, TestClock
from seedcorn.sink import Deed, Kind, Post, Posted, Posting, Standing
from seedcorn.sinks import github, gitlab, jira
from seedcorn.transport.patience import Allowance, Clock
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Body, Limits, Parameters, Sent, Session
from sinks import github_board, gitlab_board, jira_board
from sinks.github_board import COMMIT, GithubBoard
from sinks.gitlab_board import GitlabBoard
from sinks.jira_board import JiraBoard

RUN = 1_769_000_000_000  # 2026-01-21 12:53:20 UTC
DAY = 86_400_000
_READS = ("/graphql", "/search", "/search/jql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of one tracker. `texts` are those of the objects that count, `write` makes one by hand.

    `other` are accounts that are not ours: a person's, and where there is one another bot's.
    """

    name: str
    module: Any
    serve: Callable[[], Any]
    target: str
    kind: Kind
    syntax: str
    texts: Callable[[Any], list[str]]
    write: Callable[[Any, str, Payload], int]
    other: tuple[Payload, ...]

    @property
    def is_report(self) -> bool:
        """Whether it is an issue that is opened and closed."""
        return self.kind is Kind.REPORT


def adf(text: str) -> Payload:
    """A document of Jira's Cloud, each line a paragraph."""
    lines = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in text.split("\n")]
    return {"version": 1, "type": "doc", "content": lines}


def plain_text(value: Any) -> str:
    """The text of what Jira holds, either way; the small line without what makes it small."""
    if isinstance(value, str):
        return value
    return "\n".join("".join(part["text"] for part in each["content"]) for each in value["content"])


def _github_issue(server: Any, text: str, user: Payload) -> int:
    number: int = server.issue({"title": "x", "body": text, "labels": ["seedcorn-report"]}, user)
    return number


def _github_check(server: Any, text: str, user: Payload) -> int:
    body = {"name": "balanced", "external_id": "balanced", "output": {"title": "x", "summary": text}}
    number: int = server.check(body, user)
    return number


def _gitlab_issue(server: Any, text: str, user: Payload) -> int:
    number: int = server.issue({"title": "x", "description": text, "labels": ["seedcorn-report"]}, user)
    return number


def _jira_issue(server: Any, text: str, user: Payload) -> int:
    written = adf(text) if server.cloud else text
    fields = {"summary": "x", "description": written, "labels": ["seedcorn-report"]}
    number: int = server.issue(fields, user)
    return number


def _jira_comment(server: Any, text: str, user: Payload) -> int:
    number: int = server.comment(adf(text) if server.cloud else text, user)
    return number


def _reports(issues: dict[int, Payload], text: str, inside: str = "") -> list[str]:
    """The texts of the issues with the label, without doubles, which are closed and keep it."""
    found = [issue[inside] if inside else issue for _, issue in sorted(issues.items())]
    labelled = [each for each in found if each["labels"]]
    doubles = [each for each in labelled if plain_text(each[text]).startswith("Made at the same time as ")]
    assert all(_is_closed(each) for each in doubles)
    return [plain_text(each[text]) for each in labelled if each not in doubles]


def _is_closed(issue: Payload) -> bool:
    status = issue.get("status")
    return bool(status["name"] == "Done" if status else issue["state"] == "closed")


def _named(server: Any) -> list[str]:
    return [each["output"]["summary"] for each in server.checks.values() if each["name"] == "balanced"]


def _comments(server: Any) -> list[str]:
    return [plain_text(each["body"]) for _, each in sorted(server.comments.items())]


_GITHUB = (github_board.ADA, github_board.OTHER_BOT)
_GITLAB = (gitlab_board.ADA,)
_CLOUD = (jira_board.person("ada", cloud=True),)
_CENTER = (jira_board.person("ada", cloud=False),)


def _jira(name: str, cloud: bool) -> Iterator[Place]:
    comment = Place(
        name=f"{name} comment",
        module=jira,
        serve=lambda: JiraBoard(cloud=cloud),
        target="APP-12",
        kind=Kind.COMMENT,
        syntax="adf" if cloud else "wiki",
        texts=_comments,
        write=_jira_comment,
        other=_CLOUD if cloud else _CENTER,
    )
    yield comment
    yield replace(
        comment,
        name=f"{name} report",
        target="APP",
        kind=Kind.REPORT,
        texts=lambda server: _reports(server.issues, "description", "fields"),
        write=_jira_issue,
    )


PLACES = (
    Place(
        name="github comment",
        module=github,
        serve=GithubBoard,
        target="acme/app#12",
        kind=Kind.COMMENT,
        syntax="markdown",
        texts=_comments,
        write=lambda server, text, user: server.comment(text, user),
        other=_GITHUB,
    ),
    Place(
        name="github report",
        module=github,
        serve=GithubBoard,
        target="acme/app",
        kind=Kind.REPORT,
        syntax="markdown",
        texts=lambda server: _reports(server.issues, "body"),
        write=_github_issue,
        other=_GITHUB,
    ),
    Place(
        name="github check",
        module=github,
        serve=GithubBoard,
        target=f"acme/app@{COMMIT}",
        kind=Kind.CHECK,
        syntax="markdown",
        texts=_named,
        write=_github_check,
        other=_GITHUB[1:],
    ),
    Place(
        name="gitlab note",
        module=gitlab,
        serve=GitlabBoard,
        target="acme/app#12",
        kind=Kind.COMMENT,
        syntax="markdown",
        texts=lambda server: [each["body"] for each in server.notes.values()],
        write=lambda server, text, user: server.comment(text, user),
        other=_GITLAB,
    ),
    Place(
        name="gitlab merge request",
        module=gitlab,
        serve=GitlabBoard,
        target="acme/app!12",
        kind=Kind.COMMENT,
        syntax="markdown",
        texts=lambda server: [each["body"] for each in server.notes.values()],
        write=lambda server, text, user: server.comment(text, user, "merge_requests/12"),
        other=_GITLAB,
    ),
    Place(
        name="gitlab report",
        module=gitlab,
        serve=GitlabBoard,
        target="acme/app",
        kind=Kind.REPORT,
        syntax="markdown",
        texts=lambda server: _reports(server.issues, "description"),
        write=_gitlab_issue,
        other=_GITLAB,
    ),
    *_jira("jira cloud", cloud=True),
    *_jira("jira center", cloud=False),
)
each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
each_report = pytest.mark.parametrize(
    "place", [place for place in PLACES if place.is_report], ids=lambda place: place.name
)


def a_post(place: Place, said: str = "Acme holds 47 %", **changes: Any) -> Post:
    """What is posted there: one line, whose digest it is too unless another is given."""

    def text(syntax: str) -> str:
        assert syntax == place.syntax
        return json.dumps(adf(said)) if syntax == "adf" else f"{said}\n"

    given: dict[str, Any] = {
        "kind": place.kind,
        "target": place.target,
        "name": "balanced",
        "run": RUN,
        "title": "Roadmap",
        "text": text,
        "digest": said,
        "standing": Standing.FAILING,
    }
    return Post(**(given | changes))


def put(place: Place, server: Any, post: Post, *, dry: bool = False, read_seconds: float = 5.0) -> Posted:
    """Post by a clock that stands still but for the waits."""
    clock = TestClock()
    limits = Limits(read_seconds=read_seconds, clock=Clock(now=clock.now, sleep=clock.sleep))
    posting = Posting(environ=server.environ, allowance=Allowance(wait_seconds=60.0), dry=dry)
    posted: Posted = place.module.SINK.post(post, posting, limits=limits)
    return posted


def is_write(asked: Asked) -> bool:
    """Whether a request changes anything."""
    return asked.method != "GET" and not asked.path.endswith(_READS)


def writes(server: Any) -> list[Asked]:
    """The requests that change anything."""
    return [asked for asked in server.requests if is_write(asked)]


def check_only(place: Place, server: Any, said: str) -> None:
    """One object stands there and says that; and who posts it again writes nothing."""
    texts = place.texts(server)
    assert len(texts) == 1, texts
    assert said in texts[0]
    before = len(writes(server))
    assert put(place, server, a_post(place, said, run=RUN + 10_000_000)).deed is Deed.UNCHANGED
    assert len(writes(server)) == before


class Killed(BaseException):
    """The end of a run that nobody may catch."""


class _Mortal:
    """A session of a run that ends before its request of that number, or after it."""

    def __init__(self, own: Session, dies: Callable[[str], None]) -> None:
        self._own = own
        self._dies = dies

    def send(self, method: str, address: str, parameters: Parameters, body: Body | None) -> Sent:
        """As Session says."""
        self._dies("before")
        sent = self._own.send(method, address, parameters, body)
        self._dies("after")
        return sent

    def close(self) -> None:
        """As Session says."""
        self._own.close()


@contextmanager
def killed_at(place: Place, point: int) -> Iterator[None]:
    """Within this a run ends at that point, counted from 0: before and after each request is one."""
    passed = [-1]

    def dies(when: str) -> None:
        del when
        passed[0] += 1
        if passed[0] == point:
            raise Killed

    own = place.module.transport

    def transport(*arguments: Any) -> Any:
        made = own(*arguments)
        opened = made._open_session

        def open_session(site: Site, timeout: tuple[float, float]) -> Session:
            return _Mortal(opened(site, timeout), dies)

        made._open_session = open_session
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place.module, "transport", transport)
        yield
