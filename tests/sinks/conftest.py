"""Every request that any test of a sink makes is held against the vendor's description of its API."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.tracker_server import Asked, TrackerServer
from contracts.descriptions import DESCRIPTIONS, _against, _loaded, graphql_violations

_SERVERS = {"GithubBoard": "GithubServer", "GitlabBoard": "GitlabServer", "JiraBoard": "JiraServer"}
_NOTES = re.compile(r"/api/v4/projects/[^/]+/(issues|merge_requests)/\d+/notes(/\d+)?")
_OF_NOTES = {
    "order_by",
    "sort",
    "page",
    "per_page",
}  # docs.gitlab.com/api/notes: no description here has them
_seen: set[str] = set()


@pytest.fixture(autouse=True)
def described_writing() -> Iterator[None]:
    """Requests of one shape, the same but for numbers, are judged once a process."""
    asked: list[tuple[str, Asked]] = []
    own = TrackerServer.note

    def note(self: TrackerServer, *arguments: Any) -> Asked:
        request = own(self, *arguments)
        names = [each.__name__ for each in type(self).__mro__ if each.__name__ in _SERVERS]
        asked.extend((_SERVERS[name], request) for name in names)
        return request

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TrackerServer, "note", note)
        yield
    found = [
        each for server, request in asked if _is_new(server, request) for each in judged(server, request)
    ]
    assert found == []


def judged(server: str, asked: Asked) -> list[str]:
    """What the vendor would say against a request, whatever its method."""
    description = DESCRIPTIONS[server]
    if asked.path.endswith("/graphql"):
        return graphql_violations(server, asked.body)
    if server == "GitlabServer" and _NOTES.fullmatch(asked.path):
        wrong = set(asked.query) - _OF_NOTES | set(asked.body or {}) - {"body"}
        return [f"{asked.method} {asked.path}: no parameter {name}" for name in sorted(wrong)]
    if description.missing:
        return []
    path = asked.path
    for old, new in description.renamed.items():
        path = path.replace(old, new)
    found = [list(_against(_loaded(file), path, asked, description.given)) for file in description.files]
    return [f"{asked.method} {path}: {each}" for each in min(found, key=len)]


def _is_new(server: str, asked: Asked) -> bool:
    what = f"{server} {asked.method} {asked.path} {sorted(asked.query.items())} {asked.body}"
    shape = re.sub(r"\d+", "0", what)
    if shape in _seen:
        return False
    _seen.add(shape)
    return True
