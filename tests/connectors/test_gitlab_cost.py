"""What the histories of GitLab's issues cost: told before, and never paid with the issues themselves."""

import pytest

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.test_gitlab_events import KINDS, PLACES, asked, label, served, without

SAME = "2025-03-01T12:00:00.123Z"  # when test issues are made


def test_what_it_costs_and_that_it_is_said_first() -> None:
    """Nothing can have happened to an issue that did not change; one that was moved away is nobody's."""
    issues = [gitlab_issue(iid, **({"updated_at": SAME} if iid % 2 else {})) for iid in range(1, 7)]
    issues.append(gitlab_issue(8, moved_to_id=9))
    others = {**served(2), **served(4), **served(6)}
    with GitlabServer(projects={"acme/app": issues}, others=others) as server:
        reading = read_gitlab(server, places=PLACES)
    assert reading.gaps == []
    assert asked(server) == dict.fromkeys(KINDS, 3)
    assert len(server.requests) == 1 + 15
    assert reading.messages[0] == "the history of each issue is read: up to 35 requests more"
    assert {each.query["per_page"] for each in server.requests} == {"100"}


def test_labels_are_read_once_for_the_history_and_for_what_was_erased() -> None:
    at = {"created_at": "2025-03-02T10:00:00Z"}
    lists = [label(2, "add", "customer::Globex") | at, label(3, "remove", "customer::Acme") | at]
    issues = [gitlab_issue(1, labels=["customer::Globex"]), gitlab_issue(2)]
    others = {**served(1, label=lists), **served(2)}
    with GitlabServer(projects={"acme/app": issues}, others=others) as server:
        reading = read_gitlab(server, places={"history", "past-label"})
    assert reading.marks(1) == [("project", "acme/app"), ("past-label", "customer::Acme")]
    assert [each.value for each in reading.events] == ["customer::Globex", "customer::Acme"]
    assert asked(server) == dict.fromkeys(KINDS, 2)
    assert "history of each issue is read: up to 10 requests more" in reading.messages[0]
    assert not any("erased" in message for message in reading.messages)


def test_after_a_refusal_it_is_asked_for_no_more() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 1_501)]
    fault = without(*KINDS, status=401)
    with GitlabServer(projects={"acme/app": issues}, fault=fault, remaining=None) as server:
        reading = read_gitlab(server, places=PLACES)
    assert (len(reading.issues), len(reading.gaps)) == (1_500, 1)
    assert sum(asked(server).values()) <= 2 * 8  # what was on its way at the time


def test_what_the_budget_cannot_finish_is_not_begun() -> None:
    issues = [gitlab_issue(iid) for iid in range(1, 251)]
    with GitlabServer(projects={"acme/app": issues}) as server:
        reading = read_gitlab(server, places=PLACES, budget=1_200)
        assert len(reading.issues) == 250
        assert sum(asked(server).values()) == 0
    assert reading.gap.place == "history"
    assert (
        "needs 1255 more requests and the budget has 1199 left; allow more with --budget" in reading.gap.why
    )


def test_a_budget_that_does_for_erased_labels_reads_those() -> None:
    issues = [gitlab_issue(iid) for iid in (1, 2, 3)]
    others = {key: each for iid in (1, 2, 3) for key, each in served(iid).items()}
    with GitlabServer(projects={"acme/app": issues}, others=others) as server:
        reading = read_gitlab(server, places={"history", "past-label"}, budget=4)
        assert asked(server) == {"label": 3}
    assert list(reading.places) == ["history"]
    assert len(reading.issues) == 3


def test_of_a_list_without_a_count_no_issue_is_lost_to_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left where what remains might not do for the issues that are still to come."""
    monkeypatch.setattr("seedcorn.connectors._gitlab_windows.PAGES", 5)
    monkeypatch.setattr("seedcorn.connectors._gitlab_cost._UNCOUNTED", 500)
    issues = [
        gitlab_issue(iid, created_at=f"2025-01-{1 + iid // 60:02}T00:{iid % 60:02}:00Z")
        for iid in range(1, 1_701)
    ]
    others = {key: each for iid in range(1, 1_701) for key, each in served(iid).items()}
    with GitlabServer(projects={"acme/app": issues}, others=others, counts_to=500, remaining=None) as server:
        reading = read_gitlab(server, places=PLACES, budget=4_000)
        assert 0 < sum(asked(server).values()) < 4_000
    assert len(reading.issues) == 1_700
    assert list(reading.places) == ["history"]
    assert "more than 2,500 requests more" in reading.messages[0]


@pytest.mark.parametrize(("max_wait", "is_read"), [(60.0, True), (59.0, False)])
def test_a_history_that_would_wait_too_long_for_the_rate_limit_is_not_begun(
    max_wait: float, is_read: bool
) -> None:
    """Issues would wait with it, and in the end be missing."""
    issues = [gitlab_issue(iid) for iid in range(1, 5)]
    others = {key: each for iid in range(1, 5) for key, each in served(iid).items()}
    with GitlabServer(projects={"acme/app": issues}, others=others, remaining=19) as server:
        reading = read_gitlab(server, places=PLACES, max_wait=max_wait)
    assert len(reading.issues) == 4
    assert (reading.gaps == []) == is_read
    if not is_read:
        assert "up to 60 seconds of waiting; allow them with --max-wait" in reading.gap.why
