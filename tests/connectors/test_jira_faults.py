"""Reading a Jira when something is wrong: lists that lie or never end, refusals, strange answers."""

import json
from typing import Any

import pytest

from connectors.jira_reading import read
from connectors.jira_server import TOKEN, JiraServer, jira_issue
from connectors.tracker_server import Asked, Fault, FaultPlan
from seedcorn.model import Gap

ISSUES = [
    jira_issue(number, created=f"2025-01-{1 + number // 40:02}T00:00:00.000+0000") for number in range(300)
]


def search(answer: Any) -> FaultPlan:
    """That answer to each search."""
    fault = Fault(body=json.dumps(answer).encode())
    return lambda asked: fault if asked.path.endswith(("/search", "/jql")) else None


def page(*numbers: int, **more: Any) -> dict[str, Any]:
    return {"issues": [jira_issue(number) for number in numbers], **more}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(1, nextPageToken="a"), "repeats|comes back"),
        (page(1, isLast=False), "says that more follow"),
        (page(nextPageToken="a"), "comes back to an earlier page"),
        (page(1, nextPageToken=7), "not a page of issues"),
        ({}, "not a page of issues"),
        ({"issues": None}, "not a page of issues"),
        ({"issues": [7]}, "not a page of issues"),
        ({"issues": [{"key": "APP-1"}]}, "not a page of issues"),
        ([], "not an object"),
        ("hello", "not an object"),
        (
            page(1) | {"issues": [{"id": "1", "key": "APP-1", "fields": {"summary": "x"}}]},
            "labels|status|created",
        ),
    ],
)
def test_pages_of_cloud_that_lie(answer: Any, why: str) -> None:
    with JiraServer(issues=ISSUES, fault=search(answer)) as server:
        reading = read(server)
        assert len(server.requests) < 15
    assert any(word in reading.gap.why for word in why.split("|"))


def test_tokens_that_are_always_new_do_not_keep_it_for_ever() -> None:
    tokens = iter(range(10**6))

    def plan(asked: Asked) -> Fault | None:
        body = json.dumps(page(nextPageToken=str(next(tokens)))).encode()
        return Fault(body=body) if asked.path.endswith("jql") else None

    with JiraServer(fault=plan) as server:
        assert "came empty" in read(server).gap.why
        assert len(server.requests) < 15


def test_a_few_pages_may_hold_nothing_that_the_account_may_see() -> None:
    def plan(asked: Asked) -> Fault | None:
        if asked.path.endswith("jql") and "nextPageToken" not in asked.body:
            return Fault(body=json.dumps(page(nextPageToken="2020-01-01T00:00:00+00:00|A")).encode())
        return None

    with JiraServer(issues=ISSUES, fault=plan) as server:
        reading = read(server)
    assert (reading.gaps, len(reading.issues)) == ([], 300)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(1, 2, total=500, startAt=0), "came as that from 0 on"),
        (page(total=500, startAt=0), "came empty"),
        (page(1, total=500, startAt=0), "came empty"),
        (page(1, 2, startAt=0), "not a page of issues"),
        (page(1, 2, total="2", startAt=0), "not a page of issues"),
        (page(1, 2, total=True, startAt=0), "not a page of issues"),
        (page(1, 2, total=-1, startAt=0), "not a page of issues"),
        (page(1, 2, total=2), "not a page of issues"),
        (page(1, 2, total=2, startAt=7), "from 0 on came as that from 7 on"),
        ({"total": 1, "startAt": 0}, "not a page of issues"),
        (page(1, 1, 1, total=3, startAt=0), "of 3 issues 1 came"),
    ],
)
def test_pages_of_data_center_that_lie(answer: Any, why: str) -> None:
    with JiraServer(issues=ISSUES, cloud=False, fault=search(answer)) as server:
        reading = read(server)
        assert len(server.requests) < 30
    assert why in reading.gap.why


def test_one_page_for_every_place_is_no_backlog() -> None:
    def plan(asked: Asked) -> Fault | None:
        if not asked.path.endswith("search"):
            return None
        numbers = range(100)
        return Fault(body=json.dumps(page(*numbers, total=300, startAt=asked.body["startAt"])).encode())

    with JiraServer(cloud=False, fault=plan) as server:
        reading = read(server)
        assert len(server.requests) < 60
    assert "of 300 issues 100 came" in reading.gap.why


def test_a_list_that_never_stands_still_is_given_up() -> None:
    numbers = iter(range(10**9))

    def plan(asked: Asked) -> Fault | None:
        if not asked.path.endswith("search"):
            return None
        new = [next(numbers) for _ in range(50)]
        return Fault(body=json.dumps(page(*new, total=300, startAt=asked.body["startAt"])).encode())

    with JiraServer(cloud=False, fault=plan) as server:
        assert "come and go faster" in read(server).gap.why
        assert len(server.requests) < 300


@pytest.mark.parametrize("cloud", [True, False])
def test_a_wrong_jql_is_answered_with_the_server_s_words(cloud: bool) -> None:
    refusal = {
        "errorMessages": [f"The value 'APP' does not exist for the field 'project'. {TOKEN} \x1b[31m"],
        "errors": {"jql": "x" * 2_000},
    }
    fault = Fault(status=400, body=json.dumps(refusal).encode())
    plan: FaultPlan = lambda asked: fault if "search" in asked.path else None  # noqa: E731  # shorter so
    with JiraServer(cloud=cloud, fault=plan) as server:
        gap = read(server).gap
    assert "The value 'APP' does not exist for the field 'project'" in gap.why
    assert "check the JQL" in gap.why
    assert TOKEN not in gap.why
    assert gap.why.isprintable()
    assert len(gap.why) < 500


def on(path: str, fault: Fault) -> FaultPlan:
    return lambda asked: fault if asked.path.endswith(path) else None


@pytest.mark.parametrize("path", ["/serverInfo", "/myself", "/jql"])
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}), "token was refused"),
        (Fault(status=401), "token was refused"),
        (Fault(body=b"<html>Log in</html>", headers={"Content-Type": "text/html"}), "not JSON"),
        (Fault(status=302, headers={"Location": "https://sso.example/login"}), "another place"),
        (Fault(body=b"[]"), "not an object"),
    ],
)
def test_logins_that_failed_are_never_taken_for_an_empty_project(path: str, fault: Fault, why: str) -> None:
    with JiraServer(issues=ISSUES, fault=on(path, fault)) as server:
        reading = read(server)
    assert why in reading.gap.why
    assert reading.issues == []


def test_an_address_where_no_jira_is_is_named() -> None:
    with JiraServer(fault=on("/serverInfo", Fault(status=404))) as server:
        assert read(server).gap.why == "no Jira (404); is JIRA_URL right? No Jira answers there"


def test_a_captcha_is_named() -> None:
    fault = Fault(status=403, headers={"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"})
    with JiraServer(cloud=False, fault=on("/serverInfo", fault)) as server:
        assert "log in once in a browser" in read(server).gap.why


@pytest.mark.parametrize("status", [403, 404])
def test_who_asks_may_stay_unknown(status: int) -> None:
    with JiraServer(issues=ISSUES[:3], fault=on("/myself", Fault(status=status))) as server:
        first = read(server)
        assert len(first.issues) == 3
        read(server, bookmarks=first.left)
    assert 'updated >= "2026-01-20 21:48"' in server.requests[-1].body["jql"]


def test_nobody_in_particular_is_not_asked_who_it_is() -> None:
    with JiraServer(issues=ISSUES[:3], cloud=False) as server:
        reading = read(server, environ={"JIRA_URL": server.base})
    assert len(reading.issues) == 3
    assert not any("myself" in asked.path or "authorization" in asked.headers for asked in server.requests)


def changed(**changes: Any) -> FaultPlan:
    """What the server says of itself, changed."""

    def plan(asked: Asked) -> Fault | None:
        if not asked.path.endswith("serverInfo"):
            return None
        said = {"deploymentType": "Cloud", "serverTime": "2026-01-21T12:53:20.000+0000", **changes}
        return Fault(
            body=json.dumps({key: value for key, value in said.items() if value is not None}).encode()
        )

    return plan


def test_a_server_that_does_not_say_what_it_is_is_a_data_center() -> None:
    with JiraServer(issues=ISSUES[:3], cloud=False, fault=changed(deploymentType=None)) as server:
        assert len(read(server).issues) == 3


@pytest.mark.parametrize("base", ["javascript:alert(1)", "https://user@evil.example", "", None])
def test_its_pages_are_where_it_was_asked_whatever_it_says(base: str | None) -> None:
    with JiraServer(issues=ISSUES[:1], fault=changed(baseUrl=base)) as server:
        assert read(server).issues[0].url.startswith(f"{server.base}/browse/APP-")


def test_without_its_clock_the_date_of_its_answers_does() -> None:
    with JiraServer(issues=ISSUES[:1], fault=changed(serverTime=None)) as server:
        first = read(server)
        before = len(server.requests)
        read(server, bookmarks=first.left)
        assert len(server.requests) - before == 1


def test_without_any_clock_it_is_read_from_its_start_the_next_time() -> None:
    def plan(asked: Asked) -> Fault | None:
        if asked.path.endswith("jql"):
            status, _, body = server.answer(asked)
            return Fault(status=status, headers={"Date": "soon"}, body=body)
        return changed(serverTime=None)(asked)

    with JiraServer(issues=ISSUES[:1], fault=plan) as server:
        assert read(server).left == {"jira:APP": ""}


def test_an_answer_of_changes_without_a_date_keeps_the_time_it_asked_since() -> None:
    def plan(asked: Asked) -> Fault | None:
        status, _, body = server.answer(asked)
        return Fault(status=status, headers={"Date": "soon"}, body=body)

    with JiraServer(issues=ISSUES[:1]) as server:
        first = read(server)
        server.fault = plan
        assert read(server, bookmarks=first.left).left == first.left


def test_gaps_of_places_are_said_again_with_what_has_changed() -> None:
    with JiraServer(issues=ISSUES[:1]) as server:
        first = read(server, places={"field:xyzzy"})
        again = read(server, places={"field:xyzzy"}, bookmarks=first.left)
    assert [gap.place for gap in first.gaps] == [gap.place for gap in again.gaps] == ["field:xyzzy"]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://acme.atlassian.net/", "https://acme.atlassian.net/browse/APP-0"),
        ("https://user@evil.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_behind_the_gateway_its_pages_are_where_it_says(
    base: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with JiraServer(issues=ISSUES[:1], fault=changed(baseUrl=base)) as server:
        monkeypatch.setattr("seedcorn.connectors._jira_server.GATEWAY", server.url.removeprefix("http://"))
        assert read(server).issues[0].url == (expected or f"{server.base}/browse/APP-0")


def test_a_scoped_token_may_not_be_allowed_to_know_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with JiraServer(issues=ISSUES[:3], fault=on("/myself", Fault(status=401))) as server:
        monkeypatch.setattr("seedcorn.connectors._jira_server.GATEWAY", server.url.removeprefix("http://"))
        assert len(read(server).issues) == 3


def test_a_gap_is_never_both_of_a_place_and_of_issues() -> None:
    with JiraServer(issues=ISSUES, fault=on("/rest/api/2/field", Fault(status=403))) as server:
        gaps = [item for item in read(server).items if isinstance(item, Gap)]
    assert all(gap.place for gap in gaps)
