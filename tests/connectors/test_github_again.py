"""Reading GitHub again: from where it was cut off, and only what changed since the end of the last time."""

import json
from typing import Any

import pytest

from connectors.github_graph import item, value
from connectors.github_server import GithubServer, github_comment, github_issue
from connectors.reading import Reading, read
from connectors.tracker_server import Asked, Fault, on_page
from seedcorn.connectors._github_bookmark import Place

LATER = "2099-01-01T00:00:00Z"  # the loopback server's Date is this machine's
SOURCE = "github:acme/app"
BASE = "https://github.example/api/v3"
CUSTOMER = "project-field:customer"


def issues(count: int) -> list[dict[str, Any]]:
    return [
        github_issue(n, created_at=f"2025-03-{1 + n // 1000:02}T{n // 60 % 24:02}:{n % 60:02}:00Z")
        for n in range(1, count + 1)
    ]


def keys(*numbers: int) -> list[str]:
    return [f"acme/app#{number}" for number in numbers]


def cut_off(server: GithubServer, page: int, **options: Any) -> Reading:
    """A reading that ends at a page that fails."""
    server.fault = on_page(page, Fault(status=400))
    reading = read(server, **options)
    server.fault = lambda asked: None
    server.requests.clear()
    assert reading.gaps
    return reading


# From the end.


def test_nothing_new_is_one_request() -> None:
    with GithubServer(issues=issues(250)) as server:
        first = read(server)
        server.requests.clear()
        second = read(server, bookmarks=first.left)
        third = read(server, bookmarks=second.left)
    assert second.items == third.items == []
    assert len(server.requests) == 2
    assert server.requests[0].query["since"] == json.loads(first.left[SOURCE])["began"]
    assert server.requests[0].query["sort"] == "created"


def test_only_what_changed_is_brought() -> None:
    with GithubServer(issues=issues(250)) as server:
        first = read(server)
        server.issues["acme/app"][6]["updated_at"] = LATER
        server.issues["acme/app"].append(github_issue(251, created_at=LATER, updated_at=LATER))
        server.requests.clear()
        second = read(server, bookmarks=first.left)
    assert second.keys == keys(7, 251)
    assert len(server.requests) == 1


def test_a_reading_begins_a_minute_before_its_first_answer() -> None:
    def dated(asked: Asked) -> Fault | None:
        status, headers, body = server.answer(asked)
        date = "Wed, 21 Jan 2026 12:00:30 GMT" if asked.page == 1 else "Wed, 21 Jan 2026 13:00:00 GMT"
        return Fault(status=status, headers=headers | {"Date": date}, body=body)

    with GithubServer(issues=issues(150), fault=dated) as server:
        left = Place.of(read(server).left[SOURCE], server.url)
    assert left is not None
    assert left.began == "2026-01-21T11:59:30Z"
    assert left.is_end


@pytest.mark.parametrize("date", ["", "soon", "Wed, 99 Jan 2026 12:00:30 GMT"])
def test_without_a_date_the_clock_here_counts(date: str) -> None:
    fault = Fault(headers={"Date": date}, body=json.dumps(issues(1)).encode())
    with GithubServer(fault=lambda asked: fault) as server:
        left = json.loads(read(server).left[SOURCE])
    assert left["began"][:3] == "202"


def test_a_place_that_was_not_looked_at_before_is_read_whole() -> None:
    with GithubServer(issues=issues(3), comments=[github_comment(9, 1, "/customer Acme")]) as server:
        first = read(server)
        second = read(server, bookmarks=first.left, places={"comment"})
        third = read(server, bookmarks=second.left)
    assert len(second.issues) == 3
    assert second.marks(1) == [("comment", "/customer Acme")]
    assert third.issues == []


def test_a_place_that_could_not_be_read_is_read_whole_the_next_time() -> None:
    def plan(asked: Asked) -> Fault | None:
        return Fault(status=403) if asked.path.endswith("comments") else None

    with GithubServer(issues=issues(3), comments=[github_comment(9, 1, "/customer Acme")]) as server:
        server.fault = plan
        first = read(server, places={"comment"})
        server.fault = lambda asked: None
        second = read(server, bookmarks=first.left, places={"comment"})
    assert second.marks(1) == [("comment", "/customer Acme")]


def test_project_fields_change_without_a_trace_so_they_are_read_whole() -> None:
    graph = {1: {"items": [item(value("Customer", name="Acme"))]}}
    with GithubServer(issues=issues(3), graph=graph) as server:
        first = read(server, places={CUSTOMER})
        second = read(server, bookmarks=first.left, places={CUSTOMER})
        third = read(server, bookmarks=second.left)
    assert second.items == first.items
    assert third.items == []


def test_organizations_are_asked_for_of_what_changed() -> None:
    graph = {7: {"company": "Acme"}}
    with GithubServer(issues=issues(250), graph=graph) as server:
        first = read(server, places={"author-organization"})
        server.issues["acme/app"][6]["updated_at"] = LATER
        server.requests.clear()
        second = read(server, bookmarks=first.left, places={"author-organization"})
    assert second.marks(7) == [("author-organization", "Acme")]
    assert second.gaps == []
    assert len(server.requests) == 2


def test_a_repository_of_another_topic_is_read_whole() -> None:
    topics = {"/repos/acme/app": {"topics": ["acme"]}}
    with GithubServer(issues=issues(3), others=topics) as server:
        first = read(server, places={"topic"})
        second = read(server, bookmarks=first.left, places={"topic"})
        server.others["/repos/acme/app"] = {"topics": ["globex"]}
        third = read(server, bookmarks=second.left, places={"topic"})
    assert second.issues == []
    assert third.marks(3) == [("topic", "globex")]


def comment_and_issue(server: GithubServer, number: int, comment: dict[str, Any]) -> None:
    """A comment touches its issue."""
    server.comments.append(comment | {"updated_at": LATER})
    server.issues["acme/app"][number - 1]["updated_at"] = LATER


def test_new_comments_add_to_those_that_are_known() -> None:
    comments = [github_comment(9, 1, "/customer Acme"), github_comment(10, 2, "/customer Initech")]
    with GithubServer(issues=issues(3), comments=comments) as server:
        first = read(server, places={"comment"})
        comment_and_issue(server, 1, github_comment(11, 1, "/customer Globex"))
        server.requests.clear()
        second = read(server, bookmarks=first.left, places={"comment"})
        assert len(server.requests) == 2
        comment_and_issue(server, 1, github_comment(12, 1, "/customer -Acme"))
        comment_and_issue(server, 2, github_comment(13, 2, "Thanks"))
        third = read(server, bookmarks=second.left, places={"comment"})
    assert second.keys == keys(1)
    assert second.marks(1) == [("comment", "/customer Acme"), ("comment", "/customer Globex")]
    assert third.marks(1) == [("comment", "/customer Globex")]
    assert third.marks(2) == [("comment", "/customer Initech")]


def test_an_edited_comment_that_left_no_trace_on_its_issue_is_noticed() -> None:
    comments = [github_comment(9, 1, "/customer Acme"), github_comment(10, 2, "Hello")]
    with GithubServer(issues=issues(3), comments=comments) as server:
        first = read(server, places={"comment"})
        server.comments[0] |= {"body": "never mind", "updated_at": LATER}
        second = read(server, bookmarks=first.left, places={"comment"})
        third = read(server, bookmarks=second.left, places={"comment"})
    assert second.marks(1) == []
    assert len(second.issues) == 3
    assert json.loads(second.left[SOURCE]).get("comments") is None
    assert third.issues == []


# From the middle.


@pytest.mark.parametrize("page", [3, 5, 12])
def test_a_reading_that_was_cut_off_goes_on(page: int) -> None:
    with GithubServer(issues=issues(1_150)) as server:
        first = cut_off(server, page)
        second = read(server, bookmarks=first.left)
        assert min(asked.page for asked in server.requests) >= page - 2
        end = read(server, bookmarks=second.left)
    assert first.keys + second.keys == keys(*range(1, 1_151))
    assert end.items == []
    assert json.loads(second.left[SOURCE])["began"] == json.loads(first.left[SOURCE])["began"]


def test_where_the_last_issue_went_away_it_begins_anew() -> None:
    with GithubServer(issues=issues(500)) as server:
        first = cut_off(server, 4)
        place = Place.of(first.left[SOURCE], server.url)
        assert place is not None
        server.issues["acme/app"] = [each for each in issues(500) if each["id"] != place.last]
        second = read(server, bookmarks=first.left)
    assert len(second.issues) == 499
    assert second.gaps == []


def test_where_issues_before_it_went_away_none_is_lost() -> None:
    with GithubServer(issues=issues(500)) as server:
        first = cut_off(server, 4)
        del server.issues["acme/app"][3:40]
        second = read(server, bookmarks=first.left)
    assert set(keys(*range(41, 501))) <= {*first.keys, *second.keys}
    assert second.gaps == []


def test_a_list_that_became_short_is_read_anew() -> None:
    with GithubServer(issues=issues(500)) as server:
        first = cut_off(server, 4)
        del server.issues["acme/app"][50:]
        second = read(server, bookmarks=first.left)
    assert second.keys == keys(*range(1, 51))


def test_where_page_numbers_ended_the_link_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedcorn.transport.listing._ADDRESSABLE", 3)
    with GithubServer(issues=issues(900), cursor_after=3) as server:

        def plan(asked: Asked) -> Fault | None:
            return Fault(status=400) if asked.query.get("after") == "600" else None

        server.fault = plan
        first = read(server)
        server.fault = lambda asked: None
        server.requests.clear()
        second = read(server, bookmarks=first.left)
    assert first.keys + second.keys == keys(*range(1, 901))
    assert [asked.query.get("after") for asked in server.requests] == ["500", "600", "700", "800"]


def test_what_graphql_knows_goes_on_too() -> None:
    graph = {n: {"items": [item(value("Customer", name=f"c{n}"))]} for n in range(1, 501)}
    with GithubServer(issues=issues(500), graph=graph) as server:
        first = cut_off(server, 4, places={CUSTOMER})
        second = read(server, bookmarks=first.left, places={CUSTOMER})
        asked = sum(each.path == "/graphql" for each in server.requests)
    assert [issue.marks[0][1] for issue in second.issues] == [f"c{n}" for n in range(301, 501)]
    assert second.gaps == []
    assert asked <= 4


def test_changes_are_gone_on_with_from_the_middle_too() -> None:
    with GithubServer(issues=issues(500)) as server:
        first = read(server)
        for issue in server.issues["acme/app"]:
            issue["updated_at"] = LATER
        second = cut_off(server, 3, bookmarks=first.left)
        third = read(server, bookmarks=second.left)
        assert {asked.query["since"] for asked in server.requests} == {
            json.loads(first.left[SOURCE])["began"]
        }
    assert second.keys + third.keys == keys(*range(1, 501))


def test_with_comments_changes_from_the_middle_are_read_whole() -> None:
    with GithubServer(issues=issues(300), comments=[github_comment(9, 1, "/customer Acme")]) as server:
        first = read(server, places={"comment"})
        for issue in server.issues["acme/app"]:
            issue["updated_at"] = LATER
        second = cut_off(server, 3, bookmarks=first.left, places={"comment"})
        third = read(server, bookmarks=second.left, places={"comment"})
    assert len(third.issues) == 300
    assert third.marks(1) == [("comment", "/customer Acme")]


# What a bookmark may say.

GOOD: dict[str, Any] = {
    "version": 1,
    "base": BASE,
    "began": "2026-01-01T00:00:00Z",
    "page": 2,
    "last": 1_000_200,
}

WRONG: list[dict[str, Any]] = [
    {"page": -1},
    {"page": "2"},
    {"link": 3},
    {"comments": 3},
    {"comments": {"1": 3}},
    {"comments": {"a": {}}},
    {"places": 3},
    {"marks": 3},
    {"marks": [1]},
]


@pytest.mark.parametrize(
    "text",
    [
        *("", "no JSON", "[]", "3", "null", "{}", "[" * 100_000, json.dumps(GOOD | {"version": 2})),
        *(json.dumps(GOOD | change) for change in WRONG),
        *(json.dumps({name: GOOD[name] for name in GOOD if name != left}) for left in ("began", "base")),
    ],
)
def test_a_bookmark_that_says_nothing_is_none(text: str) -> None:
    assert Place.of(json.dumps(GOOD), BASE) is not None
    assert Place.of(text, BASE) is None
    with GithubServer(issues=issues(3)) as server:
        left = {SOURCE: text.replace(BASE, server.url)}
        assert len(read(server, bookmarks=left).issues) == 3


@pytest.mark.parametrize("page", [2, 9])
def test_a_bookmark_of_another_github_is_none(page: int) -> None:
    """A repository may have the same name there."""
    with GithubServer(issues=issues(500)) as there, GithubServer(issues=issues(500)) as here:
        left = (cut_off(there, page) if page < 9 else read(there)).left
        assert read(there, bookmarks=left).keys != keys(*range(1, 501))
        assert read(here, bookmarks=left).keys == keys(*range(1, 501))


def test_a_bookmark_of_another_list_begins_anew() -> None:
    with GithubServer(issues=issues(300)) as server:
        reading = read(server, bookmarks={SOURCE: json.dumps({**GOOD, "base": server.url, "last": 5})})
    assert len(reading.issues) == 300


def test_a_bookmark_is_the_same_after_a_journey() -> None:
    place = Place(
        base=BASE,
        began="2026-01-01T00:00:00Z",
        since="2025-01-01T00:00:00Z",
        page=3,
        last=7,
        link={"after": "x", "page": 3},
        cursor="y",
        places=frozenset({"topic"}),
        marks=(("topic", "acme"),),
        comments={"1": {"2": ["Acme"]}},
    )
    assert Place.of(place.text(), BASE) == place
