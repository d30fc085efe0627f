"""Lists at GitHub that lead nowhere: pages that repeat, are missing, never end, or go round in a ring."""

import json
from collections.abc import Callable

import pytest

from connectors.github_server import GithubServer, github_issue
from connectors.reading import read
from connectors.tracker_server import Asked, Fault, on_page

ISSUES = [github_issue(number) for number in range(1, 251)]


def repeating(asked: Asked) -> Fault:
    """Every page is the first one, and says that others follow."""
    link = f'<http://{asked.headers["host"]}{asked.path}?page={asked.page + 1}>; rel="next"'
    return Fault(headers={"Link": link}, body=json.dumps(ISSUES[:100]).encode())


def same_again(asked: Asked) -> Fault:
    """As `repeating`, and says that there are seven pages."""
    link = f'<http://{asked.headers["host"]}{asked.path}?page=7>; rel="last"'
    return Fault(headers={"Link": link}, body=json.dumps(ISSUES[:100]).encode())


def empty_pages(asked: Asked) -> Fault:
    """Empty pages, one after another, for ever."""
    link = f'<http://{asked.headers["host"]}{asked.path}?page={asked.page + 1}>; rel="next"'
    return Fault(headers={"Link": link}, body=b"[]")


@pytest.mark.parametrize(
    ("plan", "words", "most"),
    [
        (repeating, "page 2 repeats earlier ones", 2),
        (same_again, "page 2 of 7 repeats earlier ones", 8),
        (empty_pages, "page 1 came empty", 1),
    ],
)
def test_pages_that_bring_nothing_new_end_the_reading(
    plan: Callable[[Asked], Fault], words: str, most: int
) -> None:
    with GithubServer(issues=ISSUES, fault=plan) as server:
        reading = read(server)
    assert words in reading.gap.why
    assert len(server.requests) <= most


@pytest.mark.parametrize("is_told", [True, False])
def test_beyond_the_99th_page_nothing_is_lost(is_told: bool) -> None:
    """GitHub refuses page numbers there, whether or not it said how many pages there are."""
    issues = [github_issue(number) for number in range(1, 12_001)]

    def silent(asked: Asked) -> Fault | None:
        status, headers, body = server.answer(asked)
        links = headers.pop("Link", "").split(", ")
        kept = ", ".join(link for link in links if is_told or "last" not in link)
        return Fault(status=status, headers={**headers, "Link": kept}, body=body)

    with GithubServer(issues=issues, cursor_after=99, fault=silent) as server:
        reading = read(server)
    assert reading.gaps == []
    assert reading.keys == [f"acme/app#{number}" for number in range(1, 12_001)]
    assert len(server.requests) <= 120 + (3 if is_told else 1)


def test_a_missing_page_is_a_gap() -> None:
    with GithubServer(issues=ISSUES, fault=on_page(2, Fault(body=b"[]"))) as server:
        assert "page 2 of 3 came empty" in read(server).gap.why


def test_an_absurd_number_of_pages_is_a_gap() -> None:
    def endless(asked: Asked) -> Fault:
        link = f'<http://{asked.headers["host"]}{asked.path}?page=99999>; rel="last"'
        return Fault(headers={"Link": link}, body=json.dumps(ISSUES[:1]).encode())

    with GithubServer(fault=endless) as server:
        assert "says it has 99999 pages" in read(server).gap.why


def test_a_list_without_an_end_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedcorn.transport.listing._MAX_PAGES", 5)

    def endless(asked: Asked) -> Fault:
        link = f'<http://{asked.headers["host"]}{asked.path}?after={asked.number}>; rel="next"'
        return Fault(headers={"Link": link}, body=json.dumps([github_issue(asked.number)]).encode())

    with GithubServer(fault=endless) as server:
        assert "no end after 5 pages" in read(server).gap.why


def test_a_ring_of_redirects_is_a_gap() -> None:
    moved = {"/repos/acme/app/issues": "/repos/acme/app/issues"}
    with GithubServer(moved=moved) as server:
        assert "redirected too often" in read(server).gap.why


def test_a_refused_page_number_without_a_cursor_is_a_gap() -> None:
    with GithubServer(issues=ISSUES, fault=on_page(2, Fault(status=422))) as server:
        assert "answered 422" in read(server).gap.why
