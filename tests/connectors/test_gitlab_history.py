"""The customer that a scoped label erased: found in the history of labels, where somebody looks there."""

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.tracker_server import Fault, Payload, on_page

PLACES = {"past-label"}


def event(action: str, label: str | None, at: str = "2025-03-02T10:00:00.100Z") -> Payload:
    return {"id": 1, "action": action, "created_at": at, "label": label and {"id": 1, "name": label}}


def path(iid: int) -> str:
    return f"/projects/77/issues/{iid}/resource_label_events"


LATER = "2025-03-09T10:00:00Z"
GAVE_WAY = [event("add", "customer::Globex"), event("remove", "customer::Acme")]


@pytest.mark.parametrize(
    ("events", "past"),
    [
        (GAVE_WAY, ["customer::Acme"]),
        (GAVE_WAY[::-1], ["customer::Acme"]),
        ([event("add", "customer::Globex"), event("remove", "customer::Acme", LATER)], []),
        ([event("remove", "customer::Acme")], []),
        ([event("add", "customer::Globex"), event("remove", "team::Acme")], []),
        ([event("add", "b"), event("remove", "a")], []),
        ([event("add", "a::b::x"), event("remove", "a::b::y")], ["a::b::y"]),
        ([event("add", "a::b::x"), event("remove", "a::y")], []),
        ([event("add", "Customer::Globex"), event("remove", "customer::Acme")], ["customer::Acme"]),
        ([*GAVE_WAY, event("add", None), event("remove", None)], ["customer::Acme"]),
        (
            [
                *GAVE_WAY,
                event("remove", "customer::Globex", LATER),
                event("add", "customer::Initech", LATER),
            ],
            ["customer::Acme", "customer::Globex"],
        ),
        ([event("add", "customer::Acme"), event("remove", "customer::Initech")], ["customer::Initech"]),
        ([event("add", "customer::Acme"), event("remove", "customer::here")], []),
        ([], []),
    ],
)
def test_what_gave_way_to_another_label_of_its_scope(events: list[Payload], past: list[str]) -> None:
    issue = gitlab_issue(1, labels=["customer::here", "seen"])
    with GitlabServer(projects={"acme/app": [issue]}, others={path(1): events}) as server:
        (found,) = read_gitlab(server, places=PLACES).issues
    assert [value for place, value in found.marks if place == "past-label"] == past


def test_it_costs_a_request_for_each_issue_that_changed_and_says_so_first() -> None:
    same = "2025-03-01T12:00:00.123Z"
    issues = [gitlab_issue(iid, **({"updated_at": same} if iid % 2 else {})) for iid in range(1, 7)]
    issues.append(gitlab_issue(8, moved_to_id=9))
    with GitlabServer(projects={"acme/app": issues}, others={path(iid): [] for iid in (2, 4, 6)}) as server:
        reading = read_gitlab(server, places=PLACES)
    assert reading.gaps == []
    assert len(server.requests) == 1 + 3
    assert "history of each issue: up to 7 requests more" in reading.messages[0]


def test_the_cost_of_a_long_list_is_said_as_far_as_it_is_known() -> None:
    others: dict[str, list[Payload]] = {path(iid): [] for iid in range(1, 4)}
    issues = [gitlab_issue(iid) for iid in range(1, 4)]
    with GitlabServer(projects={"acme/app": issues}, others=others, counts_to=2) as server:
        assert "more than 10,000 requests" in read_gitlab(server, places=PLACES).messages[0]


def test_what_the_budget_cannot_finish_is_not_begun() -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(iid) for iid in range(1, 6)]}) as server:
        reading = read_gitlab(server, places=PLACES, budget=5)
    assert len(server.requests) == 1
    assert len(reading.issues) == 5
    assert reading.gap.place == "past-label"
    assert "needs 5 more requests and the budget has 4 left" in reading.gap.why


def test_a_history_of_several_pages() -> None:
    issue = gitlab_issue(1, labels=[])
    with GitlabServer(projects={"acme/app": [issue]}, others={path(1): GAVE_WAY}) as server:
        link = f'<{server.url}/api/v4{path(1)}?page=2>; rel="next"'
        first = Fault(headers={"Link": link}, body=b"[]")
        server.fault = lambda asked: first if "_events" in asked.path and asked.page == 1 else None
        (found,) = read_gitlab(server, places=PLACES).issues
    assert ("past-label", "customer::Acme") in found.marks


def test_a_history_without_an_end_is_a_gap_of_its_place() -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}) as server:
        link = f'<{server.url}/api/v4{path(1)}?page=2>; rel="next"'
        fault = Fault(headers={"Link": link}, body=b"[]")
        server.fault = lambda asked: fault if asked.path.endswith("_events") else None
        reading = read_gitlab(server, places=PLACES)
    assert "without an end" in reading.gap.why
    assert len(server.requests) == 101


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=403), "Guest will do"),
        (Fault(status=404), "not found"),
        (
            Fault(body=b'[{"action": "add", "label": {"name": 3}}]'),
            "created_at is missing",
        ),
        (Fault(body=b"[3]"), "item 1 is a number"),
        (Fault(body=b'{"message": "x"}'), "not a list"),
    ],
)
def test_a_history_that_cannot_be_read_is_a_gap_of_its_place(fault: Fault, words: str) -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 4)]
    with GitlabServer(
        projects={"acme/app": issues},
        fault=lambda asked: fault if asked.path.endswith("_events") else None,
    ) as server:
        reading = read_gitlab(server, places=PLACES)
    assert len(reading.issues) == 3
    assert reading.gap.place == "past-label"
    assert words in reading.gap.why


def test_once_it_failed_it_is_not_asked_for_again() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 1501)]
    with GitlabServer(projects={"acme/app": issues}, remaining=None) as server:
        reading = read_gitlab(server, places=PLACES)
    asked = [asked for asked in server.requests if asked.path.endswith("_events")]
    assert len(reading.issues) == 1500
    assert len(asked) < 1500
    assert len(reading.gaps) == 1


def test_a_page_that_fails_later_keeps_what_came_before() -> None:
    issues = [gitlab_issue(iid, updated_at="2025-03-01T12:00:00.123Z") for iid in range(1, 351)]
    with GitlabServer(projects={"acme/app": issues}, fault=on_page(3, Fault(status=403))) as server:
        reading = read_gitlab(server, places=PLACES)
    assert reading.gap.place == ""
    assert len(reading.issues) == 200
