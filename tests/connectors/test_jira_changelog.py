"""What the past of a backlog in Jira costs to read, that it is whole, and what goes wrong on the way."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from connectors.jira_reading import read
from connectors.jira_server import (
    FIELDS,
    JiraServer,
    jira_change,
    jira_entry,
    jira_field,
    jira_issue,
    jira_status,
)
from connectors.reading import Reading
from connectors.tracker_server import Asked, Fault, FaultPlan, Payload
from seedcorn.model import CLOSED, HISTORY, Event

BOTH = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
DEVLAKE = Path(__file__).parents[2] / "../shared/fixtures/devlake/jira"
MORNING = "2025-03-05T09:00:00.000+0200"
CLOSING = jira_change("status", "To Do", "Done", from_="1", to="6")
STATUSES = [{"id": "1", **jira_status("new", "To Do")}, {"id": "6", **jira_status("done", "Done")}]


def backlog(count: int, *, entries: int = 1) -> tuple[list[Payload], dict[str, list[Payload]]]:
    issues = [jira_issue(number) for number in range(1, count + 1)]
    changes = {
        issue["key"]: [
            jira_entry(int(issue["id"]) * 1_000 + n, MORNING, jira_change("labels", "", f"l{n}"))
            for n in range(entries)
        ]
        for issue in issues
    }
    return issues, changes


@BOTH
@pytest.mark.parametrize("places", [None, {"label", "component"}])
def test_where_nobody_looks_back_nothing_is_asked_for(cloud: bool, places: set[str] | None) -> None:
    issues, changes = backlog(3)
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes = changes
        reading = read(server, places=places)
    assert (len(reading.issues), reading.events) == (3, [])
    assert not any("changelog" in request.path or "status" in request.path for request in server.requests)
    assert "expand" not in server.searches[0].body


@BOTH
def test_a_page_of_issues_costs_one_request_more_on_cloud_and_none_on_a_data_center(cloud: bool) -> None:
    issues, changes = backlog(1_000)
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes = changes
        reading = read(server, places={HISTORY})
    assert len(reading.issues) == len(reading.events) == 1_000
    assert len(server.requests) == (24 if cloud else 14)
    asked = [request.body for request in server.requests if request.path.endswith("bulkfetch")]
    assert [len(body["issueIdsOrKeys"]) for body in asked] == ([100] * 10 if cloud else [])
    wanted = {"status", "resolution", "labels", "issuetype", "assignee", "fixVersions", "customfield_10020"}
    assert all(set(body["fieldIds"]) == wanted for body in asked)
    positions = [type(item) for item in reading.items]
    assert positions.index(Event) <= 101  # after its page, not at the end


def test_of_more_fields_than_cloud_filters_by_all_are_asked_for() -> None:
    fields = [jira_field(f"customfield_{n}", f"F{n}", "x:select") for n in range(10_100, 10_105)]
    with JiraServer(issues=[jira_issue(1)], fields=[*FIELDS, *fields]) as server:
        server.changes["APP-1"] = [jira_entry(1, MORNING, jira_change("customfield_10104", "", "A", to="1"))]
        reading = read(server, places={HISTORY, *(f"field:f{n}" for n in range(10_100, 10_105))})
        (asked,) = (request.body for request in server.requests if request.path.endswith("bulkfetch"))
    assert "fieldIds" not in asked
    assert [(event.place, event.value) for event in reading.events] == [("field:f10104", "A")]


@BOTH
def test_statuses_are_asked_for_once_and_only_where_one_changed(cloud: bool) -> None:
    issues, changes = backlog(250)
    changes |= {f"APP-{n}": [jira_entry(n, MORNING, CLOSING)] for n in (5, 150, 249)}
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes, server.statuses = changes, STATUSES
        reading = read(server, places={HISTORY})
    assert sum(request.path.endswith("/status") for request in server.requests) == 1
    assert Counter(event.place for event in reading.events) == {"label": 247, CLOSED: 3}


@BOTH
def test_what_another_issue_says_changes_no_past(cloud: bool) -> None:
    """Which of them comes first is chance where spans are read side by side."""
    issues = [jira_issue(1, fixVersions=[{"id": "10", "name": "2.0 today"}]), jira_issue(2)]
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes["APP-2"] = [
            jira_entry(1, MORNING, jira_change("fixVersions", "", "2.0 then", to="10")),
            jira_entry(2, MORNING, jira_change("fixVersions", "2.0 then", "", from_="10")),
        ]
        reading = read(server, places={HISTORY})
    assert [(event.value, event.is_on) for event in reading.events] == [
        ("2.0 then", True),
        ("2.0 then", False),
    ]


@BOTH
def test_an_issue_with_more_changes_than_an_answer_holds_is_read_whole(cloud: bool) -> None:
    issues, changes = backlog(3, entries=95)
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes, server.entries = changes, 40
        reading = read(server, places={HISTORY})
    assert len({(event.key, event.number) for event in reading.events}) == len(reading.events) == 3 * 95
    assert reading.gaps == []


def test_a_data_center_that_cuts_and_has_no_more_leaves_a_gap() -> None:
    issues, changes = backlog(3, entries=95)
    with JiraServer(issues=issues, cloud=False) as server:
        server.changes, server.entries, server.tells_rest = changes, 40, False
        reading = read(server, places={HISTORY})
    assert len(reading.issues) == 3
    assert (reading.gap.place, reading.gap.source) == (HISTORY, "jira:APP")
    assert "404" in reading.gap.why


def answering(path: str, fault: Fault) -> FaultPlan:
    """Whatever is asked for at the end of that path is answered so."""
    return lambda asked: fault if asked.path.endswith(path) else None


def broken(fault: Fault, *, times: int = 1_000_000) -> tuple[JiraServer, Reading]:
    """Three pages of Cloud; from the second one's history on there is this fault, so many times."""
    issues, changes = backlog(250)
    left = [times]

    def plan(asked: Asked) -> Fault | None:
        first = next((each for each in server.requests if each.path.endswith("bulkfetch")), asked)
        if first is asked or not asked.path.endswith("bulkfetch"):
            return None
        left[0] -= 1
        return fault if left[0] >= 0 else None

    with JiraServer(issues=issues, fault=plan) as server:
        server.changes = changes
        return server, read(server, places={HISTORY})


def test_history_that_cannot_be_read_leaves_the_issues_and_no_bookmark_behind_it() -> None:
    server, reading = broken(Fault(status=502))
    assert len(reading.issues) == 250
    (gap,) = reading.gaps
    assert (gap.place, gap.source, gap.absent) == (HISTORY, "jira:APP", False)
    assert "502" in gap.why
    assert all(not json.loads(bookmark.text)["is_end"] for bookmark in reading.bookmarks)
    asked = [request for request in server.requests if request.path.endswith("bulkfetch")]
    assert len(asked) <= 1 + 4  # one that was answered, four tries; the third page is not asked for


def test_what_only_fails_for_a_moment_is_asked_for_again() -> None:
    _, reading = broken(Fault(status=502), times=2)
    assert (len(reading.events), reading.gaps) == (250, [])
    assert json.loads(reading.left["jira:APP"])["is_end"]


@pytest.mark.parametrize("status_", [401, 403, 404])
def test_history_that_is_refused_is_a_gap(status_: int) -> None:
    _, reading = broken(Fault(status=status_))
    assert (len(reading.issues), [gap.place for gap in reading.gaps]) == (250, [HISTORY])


def log(*entries: object, **more: object) -> Payload:
    return {"issueChangeLogs": [{"issueId": "10001", "changeHistories": list(entries)}], **more}


ENTRY = jira_entry(1, MORNING, jira_change("labels", "", "a"))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ([], "not an object"),
        ({"issueChangeLogs": 7}, "not a list"),
        ({"issueChangeLogs": [7]}, "not an object"),
        ({"issueChangeLogs": [{"changeHistories": []}]}, "issueId is missing"),
        (log(7), "not an object"),
        (log(ENTRY | {"id": 1}), "not text"),
        (log(ENTRY | {"id": "x1"}), "not a number"),
        (log(ENTRY | {"created": None}), "created is missing"),
        (log(ENTRY | {"created": "yesterday"}), "not a date"),
        (log(ENTRY | {"created": 10**30}), "not a date"),
        (log(ENTRY | {"items": "x"}), "not a list"),
        (log(ENTRY | {"items": [7]}), "not an object"),
        (log(ENTRY | {"items": [{"fieldId": "labels", "toString": 7}]}), "not text"),
        (log(ENTRY, nextPageToken=7), "not a page of changes"),
        (log(ENTRY, nextPageToken="again"), "comes back to an earlier page"),
    ],
)
def test_what_is_no_changelog_is_a_gap(answer: object, why: str) -> None:
    plan = answering("bulkfetch", Fault(body=json.dumps(answer).encode()))
    with JiraServer(issues=[jira_issue(1)], fault=plan) as server:
        reading = read(server, places={HISTORY})
    assert (len(reading.issues), reading.gap.place, reading.events) == (1, HISTORY, [])
    assert why in reading.gap.why
    assert reading.bookmarks == []


def test_pages_of_changes_that_bring_nothing_new_end() -> None:
    count = iter(range(1_000))

    def plan(asked: Asked) -> Fault | None:
        body = json.dumps(log(ENTRY, nextPageToken=f"t{next(count)}"))
        return Fault(body=body.encode()) if "bulkfetch" in asked.path else None

    with JiraServer(issues=[jira_issue(1)], fault=plan) as server:
        reading = read(server, places={HISTORY})
    assert "brought nothing new" in reading.gap.why
    assert len(server.requests) < 20


@pytest.mark.parametrize(
    "changelog", [None, 7, {"histories": None, "total": 1}, {"total": 0}, {"histories": [7]}]
)
def test_an_issue_of_a_data_center_without_a_proper_changelog_is_a_gap(changelog: object) -> None:
    issue = jira_issue(1) | {"changelog": changelog}
    page = {"startAt": 0, "maxResults": 100, "total": 1, "issues": [issue]}
    plan = answering("/search", Fault(body=json.dumps(page).encode()))
    with JiraServer(cloud=False, fault=plan) as server:
        server.tells_rest = False
        reading = read(server, places={HISTORY})
    assert (reading.keys, reading.gap.place) == (["APP-1"], HISTORY)


def test_changes_of_issues_that_nobody_asked_about_are_passed_over() -> None:
    answer = {"issueChangeLogs": [{"issueId": "666", "changeHistories": [ENTRY]}]}
    plan = answering("bulkfetch", Fault(body=json.dumps(answer).encode()))
    with JiraServer(issues=[jira_issue(1)], fault=plan) as server:
        assert read(server, places={HISTORY}).items[1:] == []


@BOTH
def test_statuses_that_cannot_be_listed_are_a_gap(cloud: bool) -> None:
    with JiraServer(
        issues=[jira_issue(1)], cloud=cloud, fault=answering("/status", Fault(status=403))
    ) as server:
        server.changes["APP-1"] = [jira_entry(1, MORNING, CLOSING)]
        assert read(server, places={HISTORY}).gap.place == HISTORY


@BOTH
def test_a_bookmark_without_history_hides_none(cloud: bool) -> None:
    issues, changes = backlog(120)
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes = changes
        before = read(server, places={"label"})
        with_history = read(server, places={"label", HISTORY}, bookmarks=before.left)
        assert len(with_history.events) == 120
        asked = len(server.requests)
        again = read(server, places={"label", HISTORY}, bookmarks=with_history.left)
        assert (again.items, len(server.requests) - asked) == ([], 1)
        server.issues[41]["fields"]["updated"] = "2026-01-21T12:55:00.000+0000"
        changed = read(server, places={"label", HISTORY}, bookmarks=with_history.left)
    assert (changed.keys, [event.key for event in changed.events]) == (["APP-42"], ["APP-42"])


def test_a_reading_that_lost_its_history_midway_goes_on_from_there() -> None:
    fails = [True]

    def plan(asked: Asked) -> Fault | None:
        return Fault(status=404) if fails[0] and len(server.searches) > 2 and "bulk" in asked.path else None

    issues, changes = backlog(500)
    fields = [jira_field("customfield_10050", "Customer", "x:select")]
    with JiraServer(issues=issues, fault=plan, fields=[*FIELDS, *fields]) as server:
        for number, issue in enumerate(server.issues):
            issue["fields"]["created"] = f"2025-03-01T{number // 60:02}:{number % 60:02}:00.000+0000"
        server.changes = changes
        wanted = {HISTORY, "field:customer"}
        first = read(server, places=wanted)
        fails[0] = False
        rest = read(server, places=wanted, bookmarks=first.left)
    assert [gap.place for gap in first.gaps] == [HISTORY]
    assert len(first.issues) == 500
    assert 0 < len(rest.issues) < 500
    assert {event.key for event in (*first.events, *rest.events)} == {issue["key"] for issue in issues}


def test_a_budget_that_is_too_small_for_the_history_is_not_spent() -> None:
    issues, changes = backlog(2_000)
    with JiraServer(issues=issues) as server:
        server.changes = changes
        assert "at least 7 more requests" in read(server, places={HISTORY}, budget=6).gap.why
        assert server.requests == []
        assert "the budget has" in read(server, places={HISTORY}, budget=30).gap.why
        assert len(server.requests) <= 6
        assert read(server, places={HISTORY}, budget=60).gaps == []


def recorded(name: str) -> list[tuple[Payload, str]]:
    """The recorded objects of a table, with the address that each was read from."""
    csv.field_size_limit(1 << 24)
    with (DEVLAKE / f"_raw_jira_api_{name}.csv").open(newline="") as file:
        return [(json.loads(row["data"]), row["url"]) for row in csv.DictReader(file)]


@pytest.mark.skipif(not DEVLAKE.exists(), reason="the shared records are not beside this checkout")
@BOTH
def test_recorded_changelogs(cloud: bool) -> None:
    entries: dict[str, list[Payload]] = {}
    for entry, url in recorded("issue_changelogs"):
        entries.setdefault(url.split("/issue/")[1].split("/")[0], []).append(entry)
    issues = [jira_issue(int(id_), project="EE", id_=int(id_)) for id_ in entries]
    with JiraServer(issues=issues, cloud=cloud) as server:
        server.changes = {f"EE-{id_}": each for id_, each in entries.items()}
        server.statuses = [each for each, _ in recorded("status")]
        server.entries = 40
        reading = read(server, "EE", places={HISTORY, "field:priority", "field:original estimate"})
    assert reading.gaps == []
    assert len(entries) == 3
    assert Counter((event.place, event.is_on) for event in reading.events) == {
        ("sprint", True): 11,
        ("sprint", False): 1,
        (CLOSED, True): 3,
        ("field:priority", True): 1,
        ("field:priority", False): 1,
        ("field:original estimate", True): 1,
    }
    closed = {
        event.key: (f"{event.at:%d %H:%M}", event.value) for event in reading.events if event.place == CLOSED
    }
    assert closed == {
        "EE-13383": ("27 06:46", "completed"),
        "EE-13491": ("29 07:58", "completed"),
        "EE-13954": ("07 05:15", "completed"),
    }
    assert ("field:original estimate", "2") in {(event.place, event.value) for event in reading.events}
