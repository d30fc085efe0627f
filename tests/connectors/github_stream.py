"""Events of a small GitHub's issues for tests: one a minute from 5 March 2025 on, the newest first.

with server_of(*stream(250)) as server:
    read(server, places=PLACES)
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.github_server import GithubServer, github_event, github_issue
from connectors.reading import Reading
from connectors.tracker_server import Fault, FaultPlan, Payload
from seedcorn.model import HISTORY

PLACES = {HISTORY}
PATH = "/repos/acme/app/issues/events"
ISSUES = [github_issue(number) for number in range(1, 4)]
BEGIN = datetime(2025, 3, 5, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)  # the loopback server's Date is this machine's
LABEL = {"name": "customer: Acme", "color": "ededed"}


def labelled(number: int, /, issue: Payload | None = ISSUES[0], **changes: Any) -> Payload:
    """An event with the time of its number: a minute later than the one before."""
    at = BEGIN + timedelta(minutes=number)
    return github_event(
        number, issue, "labeled", created_at=f"{at:%Y-%m-%dT%H:%M:%SZ}", label=LABEL, **changes
    )


def later(number: int) -> Payload:
    """The same, after every reading."""
    return labelled(number) | {"created_at": f"{LATER + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"}


def stream(count: int, first: int = 1) -> list[Payload]:
    return [labelled(number) for number in reversed(range(first, first + count))]


def server_of(*events: Payload, issues: Sequence[Payload] = ISSUES, **more: Any) -> GithubServer:
    return GithubServer(issues=issues, events=events, **more)


def numbers(reading: Reading) -> list[int]:
    return [event.number for event in reading.events]


def asked_for(server: GithubServer) -> list[int]:
    """The pages of the stream that were asked for, in order."""
    return [asked.page for asked in server.requests if asked.path == PATH]


def on_stream(fault: Fault, page: int = 1) -> FaultPlan:
    return lambda asked: fault if asked.path == PATH and asked.page == page else None
