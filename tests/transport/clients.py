"""The three clients as one kind of thing for tests: opened on a server, asked, and watched for leaks."""

import json
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from connectors.tracker_server import Answered, Asked, TestClock, TrackerServer
from seedcorn.transport import github, gitlab, jira
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.site import Site
from seedcorn.transport.transport import Answer, Limits, Transport
from seedcorn.transport.trouble import UnreadError

CANARY = "canary-7f31d0c4-that-nobody-may-see"
MAX_WAIT = 60.0
PAGES = 3
PAGE = 4  # items a page holds

Open = Callable[[Site, Patience, Limits], Transport]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One tracker's client: `prefix` is the path of its API on a server, `extra` what else its users set."""

    name: str
    open: Open
    site_of: Callable[[dict[str, str]], Site]
    variable: str
    token: str
    prefix: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def environ(self, address: str) -> dict[str, str]:
        """What a user would set to read from an address with the canary as token."""
        return {self.variable: address, self.token: CANARY, **dict(self.extra)}


CLIENTS = (
    Client(
        name="github",
        open=github.transport,
        site_of=github.site_of,
        variable="GITHUB_API_URL",
        token="GITHUB_TOKEN",
    ),
    Client(
        name="gitlab",
        open=gitlab.transport,
        site_of=gitlab.site_of,
        variable="GITLAB_URL",
        token="GITLAB_TOKEN",
        prefix="/api/v4",
    ),
    Client(name="jira", open=jira.transport, site_of=jira.site_of, variable="JIRA_URL", token="JIRA_TOKEN"),
    Client(
        name="jira-cloud",
        open=jira.transport,
        site_of=jira.site_of,
        variable="JIRA_URL",
        token="JIRA_TOKEN",
        extra=(("JIRA_USER", "ada@example.org"),),
    ),
)
each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
each_library = pytest.mark.parametrize("client", CLIENTS[:3], ids=lambda client: client.name)


def items_of(page: int) -> list[dict[str, Any]]:
    """What a page holds."""
    return [{"id": number, "title": f"Issue {number}"} for number in range(page * PAGE, (page + 1) * PAGE)]


class ListServer(TrackerServer):
    """Answers any GET ending in /x with a page of a list of three, and any POST with what was sent."""

    def answer(self, asked: Asked) -> Answered:
        """As TrackerServer says."""
        if asked.method == "POST":
            return 200, {}, json.dumps({"sent": asked.body}).encode()
        if not asked.path.endswith("/x"):
            return 404, {}, b"{}"
        links = [f'<{self.url}{asked.path}?page={PAGES}>; rel="last"']
        if asked.page < PAGES:
            links.append(f'<{self.url}{asked.path}?page={asked.page + 1}>; rel="next"')
        return 200, {"Link": ", ".join(links)}, json.dumps(items_of(asked.page)).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A client on a server: its transport, and the clock that its waits move."""

    transport: Transport
    clock: TestClock
    allowance: Allowance

    @property
    def waited(self) -> float:
        """Seconds slept in all."""
        return sum(self.clock.slept)

    def pages(self) -> list[Any]:
        """The items of all pages, by number."""
        return [
            item
            for page in range(1, PAGES + 1)
            for item in self.transport.get("/x", {"page": page, "secret": "in-the-query"}).items
        ]


@contextmanager
def opened(
    client: Client, address: str, *, read_seconds: float = 5.0, environ: dict[str, str] | None = None
) -> Iterator[Opened]:
    """A client that reads from an address, by a clock that stands still but for its waits."""
    clock, allowance = TestClock(), Allowance(wait_seconds=MAX_WAIT)
    ticking = Clock(now=clock.now, sleep=clock.sleep)
    limits = Limits(connect_seconds=2.0, read_seconds=read_seconds, clock=ticking)
    patience = Patience(allowance=allowance, clock=ticking, tell=lambda message: None)
    site = client.site_of(client.environ(address) if environ is None else environ)
    transport = client.open(site, patience, limits)
    try:
        yield Opened(transport=transport, clock=clock, allowance=allowance)
    finally:
        transport.close()


def check_error(error: UnreadError, where: str, words: str) -> None:
    """It names the request without parameters, why, and what to do; and shows no secret, nor its locals."""
    assert error.where == where
    assert str(error).startswith(f"{where}: ")
    assert words in error.why
    assert len(error.hint) > 10
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown = "".join(frames.format()) + repr(error) + str(error) + error.hint
    for secret in (CANARY, "Authorization", "Bearer"):
        assert secret not in shown
    assert "in-the-query" not in str(error) + error.hint


def check_silence(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of the token, in whatever form, in any log record."""
    for record in caplog.records:
        shown = record.getMessage() + repr(record.args)
        assert CANARY not in shown
        assert "YWRhQGV4YW1wbGUub3JnOmNhbmFyeS03" not in shown  # the account and the canary in base64


def answer_of(transport: Transport, path: str = "/x") -> Answer:
    """The answer to one question."""
    return transport.get(path)
