"""Reading GitHub when it fails: each fault, once and for ever, at each page, ends whole or in one gap."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import requests.exceptions

from connectors.github_server import TOKEN, GithubServer, github_issue
from connectors.reading import Reading, read
from connectors.tracker_server import Fault, on_page
from seedcorn.transport.github import DIALECT
from seedcorn.transport.trouble import number_of, of_error

ISSUES = [github_issue(number) for number in range(1, 251)]
KEYS = [f"acme/app#{number}" for number in range(1, 251)]
MAX_WAIT = 60.0
NOW = 1_769_000_000  # what the tests' clock shows: 12:53:20 UTC

LIMIT = b'{"message": "API rate limit exceeded for user ID 1."}'
SECONDARY = b'{"message": "You have exceeded a secondary rate limit."}'
SPENT = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0"}
SOON = format_datetime(datetime.fromtimestamp(NOW + 10, UTC), usegmt=True)

# Each passes when it happens once; for ever it is a gap that says the words beside it.
PASSING = {
    "429 bare": (Fault(status=429), "rate limit"),
    "429 after a second": (Fault(status=429, headers={"Retry-After": "1"}), "rate limit"),
    "429 after a date": (Fault(status=429, headers={"Retry-After": SOON}), "rate limit"),
    "429 in the past": (
        Fault(status=429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        "rate limit",
    ),
    "429 negative": (Fault(status=429, headers={"Retry-After": "-5"}), "rate limit"),
    "429 nonsense": (Fault(status=429, headers={"Retry-After": "soon"}), "rate limit"),
    "403 primary": (
        Fault(status=403, headers=SPENT | {"X-RateLimit-Reset": str(NOW + 9)}, body=LIMIT),
        "rate limit",
    ),
    "403 secondary": (Fault(status=403, body=SECONDARY), "rate limit"),
    "500": (Fault(status=500), "answered 500"),
    "502": (Fault(status=502, headers={"Content-Type": "text/html"}, body=b"<html>"), "answered 502"),
    "503": (Fault(status=503), "answered 503"),
    "504": (Fault(status=504, body=b""), "answered 504"),
    "202": (Fault(status=202), "answered 202"),
    "reset": (Fault(reset=True), "no connection"),
    "cut": (Fault(body=json.dumps(ISSUES[:100]).encode(), cut=True), "broke off"),
    "half a list": (Fault(body=b'[{"number": 1}, {"num'), "not JSON"),
    "a web page": (Fault(headers={"Content-Type": "text/html"}, body=b"<html>Sign in</html>"), "not JSON"),
    "nothing": (Fault(body=b""), "not JSON"),
    "no number": (Fault(body=b"[NaN]"), "not JSON"),
    "too deep": (Fault(body=b"[" * 200_000), "not JSON"),
    "not gzip": (Fault(headers={"Content-Encoding": "gzip"}, body=b"plain"), "broke off"),
}

# Each is a gap at once, without another try.
LASTING = {
    "429 after two hours": (
        Fault(status=429, headers={"Retry-After": "7200"}),
        "rate limit resets at 14:53 UTC",
    ),
    "429 after ages": (Fault(status=429, headers={"Retry-After": "999999999"}), "more than a year away"),
    "429 tomorrow": (Fault(status=429, headers={"Retry-After": "86400"}), "resets at 2026-01-22 12:53 UTC"),
    "403 primary, an hour": (
        Fault(status=403, headers=SPENT | {"X-RateLimit-Reset": str(NOW + 3_000)}, body=LIMIT),
        "rate limit resets at 13:43 UTC; rerun after that, or allow more with --max-wait",
    ),
    "403 reset in milliseconds": (
        Fault(status=403, headers=SPENT | {"X-RateLimit-Reset": str(NOW * 1_000)}, body=LIMIT),
        "more than a year away",
    ),
    "400": (Fault(status=400), "answered 400"),
    "401": (Fault(status=401), "the token was refused (401); check that GITHUB_TOKEN"),
    "403": (Fault(status=403), "(issues=read)"),
    "403 permission": (
        Fault(status=403, headers={"X-Accepted-GitHub-Permissions": "issues=read; metadata=read"}),
        "(issues=read; metadata=read)",
    ),
    "403 hostile": (Fault(status=403, headers={"X-Accepted-GitHub-Permissions": "<b>@all"}), "(issues=read)"),
    "403 single sign-on": (
        Fault(status=403, headers={"X-GitHub-SSO": "required; url=https://x"}),
        "single sign-on",
    ),
    "404": (Fault(status=404), "what the token may read"),
    "410": (Fault(status=410), "leave it out"),
    "451": (Fault(status=451), "legal reasons"),
    "text": (Fault(body=b'"hello"'), "not a list"),
    "an object": (Fault(body=b'{"message": "hello"}'), "not a list"),
    "a list of text": (Fault(body=b'["hello"]'), "item 1 is text, not an issue"),
    "nulls": (Fault(body=b"[null]"), "item 1 is null"),
    "an issue without a title": (
        Fault(body=b'[{"number": 1, "state": "open", "labels": []}]'),
        "title is missing",
    ),
    "moved nowhere": (Fault(status=301), "another place"),
    "moved far away": (Fault(status=302, headers={"Location": "https://evil.example/x"}), "another place"),
    "a strange address": (Fault(status=307, headers={"Location": "http://[half/x"}), "another place"),
    "a link far away": (
        Fault(headers={"Link": '<https://evil.example/issues?page=2>; rel="next"'}, body=b"[]"),
        "another place",
    ),
}


def check_gap(reading: Reading, server: GithubServer, words: str) -> None:
    """One gap, the last item: its place without parameters, its reason and advice, and no secret in it."""
    gap = reading.gap
    assert gap.source == "github:acme/app"
    assert gap.what == f"{server.url}/repos/acme/app/issues"
    assert words in gap.why
    assert "; " in gap.why
    assert TOKEN not in repr(reading)
    assert "?" not in gap.what
    assert sum(reading.slept) <= MAX_WAIT


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_changes_nothing(name: str, page: int) -> None:
    fault, _ = PASSING[name]
    with GithubServer(issues=ISSUES, fault=on_page(page, fault, times=1)) as server:
        reading = read(server)
    assert reading.items == reading.issues
    assert reading.keys == KEYS
    assert sum(reading.slept) <= MAX_WAIT


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_stays_is_a_gap_after_four_tries(name: str, page: int) -> None:
    fault, words = PASSING[name]
    with GithubServer(issues=ISSUES, fault=on_page(page, fault)) as server:
        reading = read(server)
    check_gap(reading, server, words)
    assert len([asked for asked in server.requests if asked.page == page]) <= 4


@pytest.mark.parametrize("page", [1, 3])
@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_will_stay_is_a_gap_at_once(name: str, page: int) -> None:
    fault, words = LASTING[name]
    with GithubServer(issues=ISSUES, fault=on_page(page, fault)) as server:
        reading = read(server)
    check_gap(reading, server, words)
    assert reading.slept == []
    assert len([asked for asked in server.requests if asked.page == page]) == 1


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_server_that_hangs_once_is_asked_again(page: int) -> None:
    with GithubServer(issues=ISSUES, fault=on_page(page, Fault(hang=True), times=1)) as server:
        assert read(server, read_seconds=0.2).keys == KEYS


def test_a_server_that_hangs_is_a_gap() -> None:
    with GithubServer(issues=ISSUES, fault=on_page(1, Fault(hang=True))) as server:
        reading = read(server, read_seconds=0.05)
    check_gap(reading, server, "did not answer in time")
    assert len(server.requests) == 4


def test_a_server_that_is_not_there_is_a_gap() -> None:
    with GithubServer() as server:
        pass
    check_gap(read(server), server, "no connection")


def test_a_wait_says_until_when() -> None:
    fault = Fault(status=429, headers={"Retry-After": "20"})
    with GithubServer(issues=ISSUES[:1], fault=on_page(1, fault, times=1)) as server:
        reading = read(server)
    assert reading.messages[0] == f"{server.url[7:]}: rate limit: waiting until 12:53:40 UTC"
    assert reading.slept == [20]


def test_waits_are_bounded_together() -> None:
    fault = Fault(status=429, headers={"Retry-After": "25"})
    with GithubServer(issues=ISSUES, fault=on_page(1, fault)) as server:
        reading = read(server)
    assert reading.slept == [25, 25]
    assert "rate limit resets at 12:54 UTC" in reading.gap.why


def test_without_patience_nothing_is_waited_for() -> None:
    with GithubServer(issues=ISSUES, fault=on_page(1, Fault(status=429), times=1)) as server:
        assert "rate limit resets" in read(server, max_wait=0).gap.why
    with GithubServer(issues=ISSUES, fault=on_page(1, Fault(status=502), times=1)) as server:
        reading = read(server, max_wait=-1)
    assert reading.keys == KEYS
    assert sum(reading.slept) == 0


@pytest.mark.parametrize(
    ("status", "advice"),
    [(404, "give a token if it is private"), (403, "give a token"), (429, "with a token (GITHUB_TOKEN)")],
)
def test_without_a_token_the_advice_is_to_give_one(status: int, advice: str) -> None:
    fault = Fault(status=status, headers={"Retry-After": "7200"} if status == 429 else {})
    with GithubServer(issues=ISSUES, fault=on_page(1, fault)) as server:
        reading = read(server, environ={"GITHUB_API_URL": server.url})
    assert advice in reading.gap.why
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("how", ["redirect", "link"])
@pytest.mark.parametrize("flags", [[], ["-O"]])
def test_the_token_never_leaves_its_host(how: str, flags: list[str]) -> None:
    """Also without asserts, which is how PyGithub keeps hosts apart."""
    with GithubServer(issues=ISSUES) as other:
        target = f"{other.url}/repos/acme/app/issues?page=2"
        fault = (
            Fault(status=301, headers={"Location": target})
            if how == "redirect"
            else Fault(headers={"Link": f'<{target}>; rel="next"'}, body=json.dumps(ISSUES[:100]).encode())
        )
        with GithubServer(fault=lambda asked: fault) as server:
            program = (
                "import sys\n"
                "from seedcorn.connector import Collecting\n"
                "from seedcorn.connectors.github import collect\n"
                "environ = {'GITHUB_API_URL': sys.argv[1], 'GITHUB_TOKEN': sys.argv[2]}\n"
                "print(list(collect('acme/app', Collecting(environ=environ)))[-1])\n"
            )
            said = subprocess.run(
                [sys.executable, *flags, "-c", program, server.url, TOKEN],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            ).stdout
    assert other.requests == []
    assert "another place" in said
    assert TOKEN not in said


def test_a_certificate_or_proxy_that_is_refused_is_not_asked_twice() -> None:
    for error, words in (
        (requests.exceptions.SSLError(TOKEN), "the certificate of ghe.example is not trusted here"),
        (requests.exceptions.ProxyError(TOKEN), "the proxy refused"),
    ):
        found = of_error(error, "ghe.example", DIALECT)
        assert (found.why, found.again) == (words, False)
        assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        (" 7 ", 7.0),
        ("-1", None),
        ("1.5", None),
        ("", None),
        (None, None),
        ("٣", None),
        ("9" * 19, None),
    ],
)
def test_numbers_in_headers(text: str | None, number: float | None) -> None:
    assert number_of(text) == number
