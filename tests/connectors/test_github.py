"""Reading GitHub when it works: pages, cursors, owners, redirects, the budget, lists that move meanwhile."""

import threading
from datetime import UTC, datetime

import pytest

from connectors.github_server import GithubServer, github_issue, github_repository
from connectors.reading import read
from connectors.tracker_server import Asked, Fault
from seedcorn.connector import Collecting
from seedcorn.connectors.github import collect
from seedcorn.errors import UsageError
from seedcorn.model import Issue, Iteration

ISSUES = [github_issue(number) for number in range(1, 251)]


def test_one_page_is_one_request() -> None:
    with GithubServer(issues=ISSUES[:100]) as server:
        reading = read(server)
    assert len(server.requests) == 1
    assert reading.keys == [f"acme/app#{number}" for number in range(1, 101)]
    assert reading.gaps == []


def test_every_fact_of_an_issue() -> None:
    payload = github_issue(
        12,
        title="Export to PDF",
        state="closed",
        state_reason="completed",
        closed_at="2025-06-01T00:00:00Z",
        type={"id": 3, "name": "Feature"},
        milestone={"title": "2.0", "state": "open", "due_on": "2025-07-01T07:00:00Z"},
        assignees=[{"login": "grace"}],
        parent_issue_url="https://api.github.com/repos/acme/plans/issues/3",
        issue_field_values=[
            {"issue_field_id": 1, "issue_field_name": "Customer", "data_type": "text", "value": "Acme"},
        ],
    )
    with GithubServer(issues=[payload]) as server:
        (issue,) = read(server).issues
    assert issue == Issue(
        source="github:acme/app",
        key="acme/app#12",
        title="Export to PDF",
        state="closed",
        created_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
        url="https://github.com/acme/app/issues/12",
        type="Feature",
        state_reason="completed",
        labels=("customer: Acme",),
        fields=(("Customer", "Acme"),),
        headings=(("Customer", "Acme"),),
        iterations=(Iteration(name="2.0", end=datetime(2025, 7, 1, 7, tzinfo=UTC)),),
        assignees=("grace",),
        author="ada",
        updated_at=datetime(2025, 3, 2, 12, tzinfo=UTC),
        closed_at=datetime(2025, 6, 1, tzinfo=UTC),
        parent="acme/plans#3",
        marks=(("repository", "acme/app"),),
    )


def test_pages_come_in_order_and_cost_one_request_more() -> None:
    with GithubServer(issues=ISSUES) as server:
        reading = read(server)
    assert reading.keys == [f"acme/app#{number}" for number in range(1, 251)]
    assert len(server.requests) == 4
    assert {asked.query["per_page"] for asked in server.requests} == {"100"}
    assert {(asked.query["state"], asked.query["direction"]) for asked in server.requests} == {("all", "asc")}
    assert {asked.headers["user-agent"].partition("/")[0] for asked in server.requests} == {"seedcorn"}


def test_pull_requests_are_left_out() -> None:
    with GithubServer(issues=[github_issue(1), github_issue(2, pull_request={"url": "x"})]) as server:
        assert read(server).keys == ["acme/app#1"]


def test_progress_tells_pages_issues_and_requests() -> None:
    with GithubServer(issues=ISSUES) as server:
        told = read(server).told
    assert [(each.done, each.total, each.issues) for each in told] == [(1, 3, 100), (2, 3, 200), (3, 3, 250)]
    assert told[0].requests_left == 5000
    assert told[0].message == "1 request"
    assert told[-1].message == "3 requests"


def test_an_empty_repository_is_no_gap() -> None:
    with GithubServer(issues=[]) as server:
        assert read(server).items == []


def test_pages_are_asked_for_side_by_side_but_not_all_at_once() -> None:
    """Memory stays flat: at the second page no more than sixteen and the last are on their way."""
    many = [github_issue(number) for number in range(1, 2_001)]
    with GithubServer(issues=many) as server:
        items = collect("acme/app", Collecting(environ=server.environ))
        taken = [next(items) for _ in range(101)]
        asked = len(server.requests)
        items.close()  # type: ignore[attr-defined]  # an Iterator by type, a generator in fact
    assert len(taken) == 101
    assert asked <= 1 + 1 + 16


def test_where_numbers_have_holes_the_first_page_is_watched_too() -> None:
    """What went away between the first answer and the second would be missing just there."""
    holes = [issue for issue in ISSUES if issue["number"] != 101]
    with GithubServer(issues=holes) as server:
        assert len(read(server).issues) == 249
    assert len(server.requests) == 3 + 3


def test_where_page_numbers_end_cursors_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedcorn.transport.listing._ADDRESSABLE", 3)
    with GithubServer(issues=[github_issue(number) for number in range(1, 701)], cursor_after=3) as server:
        reading = read(server)
    assert reading.gaps == []
    assert reading.keys == [f"acme/app#{number}" for number in range(1, 701)]
    assert sum("after" in asked.query for asked in server.requests) == 4


def test_without_a_last_page_the_links_are_followed() -> None:
    def nameless(asked: Asked) -> Fault | None:
        status, headers, body = server.answer(asked)
        headers["Link"] = ",".join(part for part in headers.get("Link", "").split(",") if "last" not in part)
        return Fault(status=status, headers=headers, body=body)

    with GithubServer(issues=ISSUES, fault=nameless) as server:
        reading = read(server)
    assert len(reading.keys) == 250
    assert len(server.requests) == 3
    assert [each.total for each in reading.told] == [None, None, 3]


def test_a_renamed_repository_is_followed_with_its_parameters() -> None:
    moved = {"/repos/acme/old/issues": "/repositories/0/issues"}
    with GithubServer(issues=ISSUES, moved=moved) as server:
        reading = read(server, "acme/old")
    assert len(reading.keys) == 250
    assert reading.keys[0] == "acme/app#1"
    assert [asked.path for asked in server.requests].count("/repos/acme/old/issues") == 1


def test_issues_that_go_away_while_reading_cost_a_second_pass_and_lose_nobody() -> None:
    lock = threading.Lock()

    def remove_one(asked: Asked) -> None:
        with lock:
            if asked.page == 2 and len(server.issues["acme/app"]) == 250:
                del server.issues["acme/app"][4]

    with GithubServer(issues=ISSUES, before=remove_one) as server:
        reading = read(server)
    assert reading.gaps == []
    assert {f"acme/app#{number}" for number in range(1, 251)} - set(reading.keys) <= {"acme/app#5"}
    assert len(reading.keys) == len(set(reading.keys))
    assert len(server.requests) <= 2 * 5


def test_a_list_that_never_stands_still_is_a_gap() -> None:
    def remove_one(asked: Asked) -> None:
        if asked.page == 2:
            del server.issues["acme/app"][4]

    with GithubServer(issues=ISSUES, before=remove_one) as server:
        gap = read(server).gap
    assert "went away while it was read" in gap.why


def test_in_a_long_list_the_first_page_is_watched_too() -> None:
    def remove_one(asked: Asked) -> None:
        if asked.page == 10 and len(server.issues["acme/app"]) == 1_000:
            del server.issues["acme/app"][4]

    issues = [github_issue(number) for number in range(1, 1_001)]
    with GithubServer(issues=issues, before=remove_one) as server:
        reading = read(server)
    assert len(set(reading.keys)) == len(reading.keys) == 1_000


def test_too_small_a_budget_is_a_gap_before_anything_is_read() -> None:
    with GithubServer(issues=[github_issue(number) for number in range(1, 1_001)], remaining=5) as server:
        reading = read(server)
    assert reading.issues == []
    assert len(server.requests) == 1
    assert "9 more requests are needed and 5 are left; rate limit resets at 12:58 UTC" in reading.gap.why
    assert "--max-wait" in reading.gap.why


def test_a_small_budget_that_renews_soon_is_no_gap() -> None:
    issues = [github_issue(number) for number in range(1, 1_001)]
    with GithubServer(issues=issues, remaining=5, reset_at=1_769_000_020) as server:
        assert len(read(server).issues) == 1000


def test_the_last_request_of_a_budget_is_not_spent_on_making_sure() -> None:
    with GithubServer(issues=ISSUES, remaining=2) as server:
        reading = read(server)
    assert len(reading.keys) == 250
    assert len(server.requests) == 3


@pytest.mark.parametrize("organization", [True, False])
def test_an_owner_is_all_repositories_in_use(organization: bool) -> None:
    names = ("acme/api-core", "acme/api-old", "acme/fork", "acme/mirror", "acme/web")
    listing = [
        github_repository("acme/api-core"),
        github_repository("acme/api-old", archived=True),
        github_repository("acme/fork", fork=True),
        github_repository("acme/mirror", has_issues=False),
        github_repository("acme/web"),
    ]
    repositories = {name: [github_issue(1, repository=name)] for name in names}
    with GithubServer(repositories=repositories, listing=listing, organization=organization) as server:
        everything = read(server, "acme")
        some = read(server, "acme/API-*")
    assert sorted((issue.key, issue.source) for issue in everything.issues) == [
        ("acme/api-core#1", "github:acme/api-core"),
        ("acme/web#1", "github:acme/web"),
    ]
    assert "repositories left out: 1 archived, 1 forked, 1 without issues" in everything.messages
    assert some.keys == ["acme/api-core#1"]
    assert "repositories left out: 1 archived" in some.messages


def test_one_failing_repository_leaves_the_others() -> None:
    listing = [github_repository("acme/a"), github_repository("acme/b"), github_repository("acme/c")]
    repositories = {name: [github_issue(1, repository=name)] for name in ("acme/a", "acme/c")}
    with GithubServer(repositories=repositories, listing=listing) as server:
        reading = read(server, "acme")
    assert sorted(reading.keys) == ["acme/a#1", "acme/c#1"]
    (gap,) = reading.gaps
    assert gap.source == "github:acme/b"
    assert gap.what == f"{server.url}/repos/acme/b/issues"
    assert "404" in gap.why


def test_an_owner_nobody_knows_is_a_gap() -> None:
    class Unknown(GithubServer):
        def _items(self, path: str) -> None:
            del path

    with Unknown() as server:
        gap = read(server, "nobody").gap
    assert gap.source == "github:nobody"
    assert "404" in gap.why


def test_a_refused_list_of_repositories_is_a_gap() -> None:
    with GithubServer(fault=lambda asked: Fault(status=451)) as server:
        gap = read(server, "acme/*").gap
    assert len(server.requests) == 1
    assert "legal reasons" in gap.why


def test_a_pattern_that_nothing_fits_is_a_gap() -> None:
    with GithubServer(listing=[github_repository("acme/web")]) as server:
        gap = read(server, "acme/api-*").gap
    assert "of the 1 that are visible none fits" in gap.why


@pytest.mark.parametrize(
    "item", [3, {}, {"full_name": "../x"}, {"full_name": "acme/.."}, {"full_name": None}]
)
def test_a_list_of_something_else_than_repositories_is_a_gap(item: object) -> None:
    with GithubServer(listing=[item]) as server:  # type: ignore[list-item]  # that is the point
        assert "a repository without a name" in read(server, "acme").gap.why


NO_TARGETS = (
    *("", "/", "acme/", "/app", "acme/app/issues", "acme/..", "acme/.", "acme/a,b", "é/x", "ac me/app"),
    *("https://github.com/acme/app", "acme/app#1", "-x/app", "acme/[@", "*/app", "acme/\n", "acme/\x1b[2J"),
)


@pytest.mark.parametrize("target", NO_TARGETS)
def test_a_target_that_makes_no_sense_is_said_at_once(target: str) -> None:
    with pytest.raises(UsageError) as refused:
        collect(target, Collecting())
    assert "github:" in refused.value.hint
    assert str(refused.value).isprintable()
