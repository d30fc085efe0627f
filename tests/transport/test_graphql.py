"""GraphQL answers 200 whatever happened: partial data is kept, limits are waited for, no data is an error."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from connectors.tracker_server import Answered, Asked, TestClock, TrackerServer
from seedcorn.transport import github
from seedcorn.transport.graphql import Problem, ask
from seedcorn.transport.patience import Allowance, Clock, Patience
from seedcorn.transport.transport import Limits, Transport
from seedcorn.transport.trouble import UnreadError

RESET = {
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "1769000010",
}  # ten seconds from the clock's start


class _Graph(TrackerServer):
    def __init__(self, *answers: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self._answers = list(answers)
        self._headers = headers or {}

    def answer(self, asked: Asked) -> Answered:
        found = self._answers[min(asked.number, len(self._answers)) - 1]
        return 200, dict(self._headers), json.dumps(found).encode()


@contextmanager
def connected(server: _Graph, *, wait_seconds: float = 60) -> Iterator[Transport]:
    clock = TestClock()
    patience = Patience(
        allowance=Allowance(wait_seconds=wait_seconds),
        clock=Clock(now=clock.now, sleep=clock.sleep),
        tell=lambda message: None,
    )
    with server:
        site = github.site_of({"GITHUB_API_URL": server.url, "GITHUB_TOKEN": "t"})
        transport = github.transport(site, patience, Limits())
        try:
            yield transport
        finally:
            transport.close()


def test_the_question_goes_out_and_the_data_comes_back() -> None:
    server = _Graph({"data": {"a": 1}})
    with connected(server) as transport:
        reply = ask(transport, "query($n: Int) { a(n: $n) }", {"n": 1})
    assert (reply.data, reply.problems) == ({"a": 1}, ())
    (asked,) = server.requests
    assert (asked.method, asked.path) == ("POST", "/graphql")
    assert asked.body == {"query": "query($n: Int) { a(n: $n) }", "variables": {"n": 1}}


def test_partial_data_is_kept_with_what_went_wrong() -> None:
    error = {"type": "FORBIDDEN", "message": "no\x1b[31m", "path": ["a", 0, None]}
    with connected(_Graph({"data": {"a": [None, 2]}, "errors": [error, "odd"]})) as transport:
        reply = ask(transport, "{ a }", {})
    assert reply.data == {"a": [None, 2]}
    assert reply.problems == (Problem(type="FORBIDDEN", message="no [31m", path=("a", 0)),)


@pytest.mark.parametrize("error", [{"type": "RATE_LIMITED"}, {"message": "API rate limit exceeded"}])
def test_a_limit_inside_an_answer_is_waited_for(error: dict[str, str]) -> None:
    server = _Graph({"data": None, "errors": [error]}, {"data": {"a": 1}}, headers=RESET)
    with connected(server) as transport:
        assert ask(transport, "{ a }", {}).data == {"a": 1}
        assert transport.patience.allowance.wait_seconds == 60 - 11


def test_a_limit_that_lasts_too_long_says_when_it_ends() -> None:
    server = _Graph({"errors": [{"type": "RATE_LIMITED"}]}, headers=RESET)
    with connected(server, wait_seconds=5) as transport, pytest.raises(UnreadError) as failed:
        ask(transport, "{ a }", {})
    assert "rate limit resets at 12:53 UTC" in failed.value.why


def test_a_limit_that_never_ends_is_given_up() -> None:
    server = _Graph({"errors": [{"type": "RATE_LIMITED"}]}, headers={"Retry-After": "1"})
    with connected(server) as transport, pytest.raises(UnreadError, match="again after waiting"):
        ask(transport, "{ a }", {})
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (
            {"data": {"a": None}, "errors": [{"type": "NOT_FOUND", "message": "Could not find it"}]},
            403,
            "Could",
        ),
        ({"errors": [{"message": "Something went wrong"}]}, 502, "Something went wrong"),
        ({"data": None}, 502, "holds no data"),
        ({}, 502, "holds no data"),
        ({"data": None, "errors": [{"extensions": {"code": "undefinedField"}}]}, 403, "holds no data"),
    ],
)
def test_no_data_is_an_error(answer: dict[str, Any], status: int, words: str) -> None:
    with connected(_Graph(answer)) as transport, pytest.raises(UnreadError, match=words) as failed:
        ask(transport, "{ a }", {})
    assert failed.value.status == status
    assert "token" in failed.value.hint


def test_nothing_found_is_no_error() -> None:
    with connected(_Graph({"data": {"a": None}})) as transport:
        assert ask(transport, "{ a }", {}).data == {"a": None}


@pytest.mark.parametrize("answer", [[], {"data": {"a": 1}, "errors": "odd"}, "hello"])
def test_what_is_no_graphql_is_an_error(answer: object) -> None:
    with connected(_Graph(answer)) as transport, pytest.raises(UnreadError, match="the answer is not"):
        ask(transport, "{ a }", {})
