"""Reading GitLab: projects, groups, long lists in windows, moved and confidential issues, what it costs."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import TOKEN, GitlabServer, gitlab_issue
from connectors.tracker_server import Asked, Fault, Payload, on_page
from seedcorn.connector import Collecting
from seedcorn.connectors.gitlab import CONNECTOR, collect
from seedcorn.errors import UsageError

SPENT = {"RateLimit-Reset": "1769009999", "RateLimit-Remaining": "0"}
FIRST = datetime(2025, 3, 1, tzinfo=UTC)


def issues(number: int, *, apart: timedelta = timedelta(minutes=1), **changes: Any) -> list[Payload]:
    """So many issues, each made a minute after the one before it."""
    return [
        gitlab_issue(iid, created_at=(FIRST + apart * iid).isoformat(timespec="milliseconds"), **changes)
        for iid in range(1, number + 1)
    ]


def keys(number: int) -> list[str]:
    return [f"acme/app#{iid}" for iid in range(1, number + 1)]


def test_a_project() -> None:
    with GitlabServer(projects={"acme/app": issues(250)}) as server:
        reading = read_gitlab(server)
    assert reading.gaps == []
    assert reading.keys == keys(250)
    assert {issue.source for issue in reading.issues} == {"gitlab:acme/app"}
    assert {asked.path for asked in server.requests} == {"/api/v4/projects/acme%2Fapp/issues"}
    assert len(server.requests) <= 3 + 3
    assert {asked.query["scope"] for asked in server.requests} == {"all"}
    assert {asked.headers["authorization"] for asked in server.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(("target", "requests"), [("acme/platform/", 1), ("acme/platform", 2)])
def test_a_group_with_its_subgroups(target: str, requests: int) -> None:
    held = [gitlab_issue(1, project="acme/platform/app"), gitlab_issue(2, project="acme/platform/sub/x")]
    with GitlabServer(groups={"acme/platform": held}) as server:
        reading = read_gitlab(server, target)
    assert reading.keys == ["acme/platform/app#1", "acme/platform/sub/x#2"]
    assert [dict(issue.marks)["project"] for issue in reading.issues] == [
        "acme/platform/app",
        "acme/platform/sub/x",
    ]
    assert len(server.requests) == requests
    assert "issues of archived projects are left out" in reading.messages


def test_a_name_alone_is_a_group() -> None:
    with GitlabServer(groups={"acme": [gitlab_issue(1)]}) as server:
        assert read_gitlab(server, "acme").keys == ["acme/app#1"]
    assert len(server.requests) == 1


def test_what_is_neither_there_nor_visible_is_one_gap() -> None:
    with GitlabServer() as server:
        gap = read_gitlab(server, "acme/gone").gap
    assert gap.what == f"{server.url}/api/v4/projects/acme%2Fgone/issues"
    assert "not found, or not visible" in gap.why
    assert gap.place == ""


def test_a_project_that_is_not_there_and_a_group_that_fails_is_the_group_s_gap() -> None:
    def refused(asked: Asked) -> Fault | None:
        return Fault(status=403) if "groups" in asked.path else None

    with GitlabServer(fault=refused) as server:
        assert "groups" in read_gitlab(server, "acme/app").gap.what


def test_a_renamed_project_is_followed_with_all_parameters() -> None:
    with GitlabServer(projects={"acme/new": issues(3)}, moved={"acme%2Fold": "acme%2Fnew"}) as server:
        assert len(read_gitlab(server, "acme/old").issues) == 3
    assert server.requests[-1].query["state"] == "all"


@pytest.mark.parametrize(
    "target",
    [
        "",
        "/",
        "acme//",
        "/acme",
        "acme//app",
        "acme/ap p",
        "acme/../app",
        "acme/.app",
        "acme/app?x=1",
        "ac\nme",
    ],
)
def test_what_is_no_path_is_refused_with_advice(target: str) -> None:
    with pytest.raises(UsageError) as refused:
        collect(target, Collecting())
    assert "gitlab:group/project" in refused.value.hint


def test_an_address_is_refused_with_the_variable_to_set() -> None:
    with pytest.raises(UsageError) as refused:
        CONNECTOR.inspect("https://gitlab.acme.example/a/b", Collecting())
    assert "GITLAB_URL" in refused.value.hint


@pytest.mark.parametrize("variable", ["GITLAB_URL", "CI_SERVER_URL", "SEEDCORN_GITLAB_URL"])
def test_a_gitlab_of_one_s_own(variable: str) -> None:
    with GitlabServer(projects={"acme/app": issues(1)}) as server:
        reading = read_gitlab(server, environ={variable: f"{server.url}/"})
    assert reading.keys == keys(1)
    assert "authorization" not in server.requests[0].headers


def test_a_moved_issue_counts_where_it_is_now() -> None:
    held = issues(4)
    held[1] |= {"state": "closed", "moved_to_id": 1_000_004}
    with GitlabServer(groups={"acme": held}) as server:
        assert read_gitlab(server, "acme/").keys == ["acme/app#1", "acme/app#3", "acme/app#4"]


def test_confidential_issues_are_counted_and_doctor_says_whether_they_would_be_seen() -> None:
    held = issues(3)
    held[0] |= {"confidential": True}
    with GitlabServer(projects={"acme/app": held, "acme/open": issues(2), "acme/none": []}) as server:
        assert read_gitlab(server).messages[-1] == "1 confidential issue among them"
        assert not any("confidential" in said for said in read_gitlab(server, "acme/open").messages)
        assert read_gitlab(server, "acme/none").messages == ["1 request"]


def test_progress() -> None:
    with GitlabServer(projects={"acme/app": issues(250)}) as server:
        told = read_gitlab(server).told
    assert [(one.done, one.total, one.issues) for one in told[:3]] == [(1, 3, 100), (2, 3, 200), (3, 3, 250)]
    assert told[0].requests_left == 2_000
    assert told[2].message in {"3 requests", "4 requests"}  # a look back may be on its way


@pytest.mark.parametrize("number", [1_000, 1_900, 2_000, 2_050, 3_100])
def test_a_list_that_hides_its_length_is_read_in_windows(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitLab counts to 10,000; here to 1,000, with windows of ten pages."""
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 10)
    with GitlabServer(groups={"acme": issues(number)}, counts_to=1_000) as server:
        reading = read_gitlab(server, "acme/")
    assert reading.gaps == []
    assert reading.keys == keys(number)
    assert max(asked.page for asked in server.requests) <= 10
    assert len(server.requests) <= number / 100 * 1.5 + 5
    told = [one for one in reading.told if one.done]
    assert told[-1].total == told[-1].done


def test_more_issues_of_one_instant_than_a_window_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import writes thousands at once: such a window is read to its end by its links."""
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 2)
    held = [
        *issues(50),
        *(gitlab_issue(iid, created_at="2025-06-01T00:00:00.000Z") for iid in range(51, 700)),
    ]
    with GitlabServer(projects={"acme/app": held}, counts_to=200) as server:
        reading = read_gitlab(server)
    assert reading.gaps == []
    assert reading.keys == keys(699)


def test_a_list_whose_length_a_proxy_hides_is_read_by_its_links() -> None:
    with GitlabServer(projects={"acme/app": issues(450)}, counts_to=0) as server:
        reading = read_gitlab(server)
    assert reading.gaps == []
    assert reading.keys == keys(450)
    assert [asked.page for asked in server.requests] == [1, 100, 2, 3, 4, 5]


def test_a_gitlab_that_knows_no_windows_is_read_by_its_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 2)

    def forgetful(asked: Asked) -> None:
        asked.query.pop("created_after", "")  # type: ignore[attr-defined]  # a dict in fact

    with GitlabServer(projects={"acme/app": issues(450)}, counts_to=0, before=forgetful) as server:
        assert read_gitlab(server).keys == keys(450)


@pytest.mark.parametrize("backwards", [False, True])
def test_windows_that_lead_nowhere_are_a_gap(backwards: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that goes back in time, or one without an end."""
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 2)
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows._MAX_PAGES", 9)

    def endless(asked: Asked) -> Fault:
        at = FIRST + timedelta(days=-asked.number if backwards else asked.number)
        page = [gitlab_issue(asked.number, created_at=at.isoformat())]
        link = f'<{server.url}{asked.path}?page={asked.page + 1}>; rel="next"'
        return Fault(headers={"Link": link}, body=json.dumps(page).encode())

    with GitlabServer(fault=endless) as server:
        reading = read_gitlab(server)
    assert reading.gaps
    assert len(server.requests) < 60


def test_an_issue_that_goes_away_meanwhile_does_not_take_another_with_it() -> None:
    held = issues(350)

    def deleted(asked: Asked) -> None:
        if asked.number == 3 and len(server.projects["acme/app"]) == 350:
            del server.projects["acme/app"][5]

    with GitlabServer(projects={"acme/app": held}, before=deleted) as server:
        reading = read_gitlab(server)
    assert reading.gaps == []
    assert set(keys(350)) - set(reading.keys) <= {"acme/app#6"}
    assert len(reading.keys) == len(set(reading.keys))


def test_issues_that_keep_going_away_are_a_gap() -> None:
    def deleted(asked: Asked) -> None:
        server.projects["acme/app"].pop(0)

    with GitlabServer(projects={"acme/app": issues(350)}, before=deleted) as server:
        assert "went away while it was read, twice" in read_gitlab(server).gap.why


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=401), "GITLAB_TOKEN"),
        (Fault(status=403), "read_api"),
        (Fault(body=b"[null]"), "item 1 is null"),
        (Fault(body=b'{"error": "x"}'), "not a list"),
        (
            Fault(status=429, headers={"RateLimit-Reset": "1769009999", "RateLimit-Remaining": "0"}),
            "rate limit",
        ),
        (
            Fault(headers={"Link": '<https://evil.example/api/v4/x>; rel="next"'}, body=b"[]"),
            "another place",
        ),
    ],
)
@pytest.mark.parametrize("page", [1, 2, 3])
def test_what_cannot_be_read_is_one_gap_without_a_secret(fault: Fault, words: str, page: int) -> None:
    with GitlabServer(projects={"acme/app": issues(250)}, fault=on_page(page, fault)) as server:
        reading = read_gitlab(server)
    assert words in reading.gap.why
    assert reading.gap.what == f"{server.url}/api/v4/projects/acme%2Fapp/issues"
    assert reading.gap.source == "gitlab:acme/app"
    assert TOKEN not in repr(reading)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_fault_that_passes_changes_nothing(page: int) -> None:
    once = on_page(page, Fault(reset=True), times=1)
    with GitlabServer(projects={"acme/app": issues(250)}, fault=once) as server:
        assert read_gitlab(server).keys == keys(250)


@pytest.mark.parametrize("remaining", [None, 0, 1])
def test_limits_that_are_not_told_are_not_zero(remaining: int | None) -> None:
    """Self-managed GitLabs may have none."""
    with GitlabServer(projects={"acme/app": issues(3)}, remaining=remaining) as server:
        assert read_gitlab(server).keys == keys(3)


def test_a_budget_that_does_not_do_is_known_after_the_first_page() -> None:
    with GitlabServer(projects={"acme/app": issues(950)}) as server:
        reading = read_gitlab(server, budget=5)
    assert "9 more requests are needed and the budget has 4 left" in reading.gap.why
    assert len(server.requests) == 1


def test_the_budget_that_is_named_does() -> None:
    with GitlabServer(projects={"acme/app": issues(950)}) as server:
        assert "; try --budget 13, or name fewer sources" in read_gitlab(server, budget=5).gap.why
        server.requests.clear()
        reading = read_gitlab(server, budget=13)
        assert (reading.gaps, len(reading.keys)) == ([], 950)


def test_what_goes_with_each_page_is_counted_before_the_first() -> None:
    with GitlabServer(projects={"acme/app": issues(3)}) as server:
        gap = read_gitlab(server, budget=1, places=frozenset({"organization"})).gap
        assert "at least 2 more requests are needed and the budget has 1 left; try --budget 2" in gap.why
        assert server.requests == []


def test_ten_thousand_issues_cost_a_hundred_requests_and_a_few() -> None:
    with GitlabServer(projects={"acme/app": issues(10_000)}, remaining=None) as server:
        reading = read_gitlab(server)
    assert len(set(reading.keys)) == 10_000
    assert len(server.requests) <= 105
