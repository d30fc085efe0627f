"""One issue of GitLab as an Issue: each field where it belongs, and what is wrong named with its place."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.gitlab_server import gitlab_issue
from seedcorn.connectors._gitlab_payload import Found, closed_by_move, found_in
from seedcorn.errors import DataError
from seedcorn.model import Issue, Iteration


def found(**changes: Any) -> Found:
    return found_in(gitlab_issue(7, **changes), source="gitlab:acme/app", where="page 1, item 1")


def issue(**changes: Any) -> Issue:
    return found(**changes).issue


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in gitlab_issue(7).items() if name not in names}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_plain_issue() -> None:
    assert issue() == Issue(
        source="gitlab:acme/app",
        key="acme/app#7",
        title="Issue 7",
        state="open",
        created_at=day("2025-03-01T12:00:00.123"),
        updated_at=day("2025-03-02T12:00:00.456"),
        url="https://gitlab.com/acme/app/-/issues/7",
        labels=("customer::Acme",),
        headings=(("Customer", "Acme"),),
        author="ada",
        marks=(("project", "acme/app"),),
    )


def test_its_ids_are_kept_apart() -> None:
    """The id is unique at its GitLab, the iid only in its project (keys are made of it)."""
    assert (found().id, found().iid, found().project_id) == (1_000_007, 7, 77)


def test_a_closed_one() -> None:
    closed = issue(state="closed", closed_at="2025-04-01T00:00:00+02:00")
    assert (closed.state, closed.closed_at) == ("closed", day("2025-03-31T22:00:00"))
    assert closed.state_reason is None
    duplicate = issue(state="closed", _links={"closed_as_duplicate_of": "https://gitlab.com/x"})
    assert (duplicate.state_reason, duplicate.closed_at) == ("duplicate", None)
    assert issue(closed_at="2025-04-01T00:00:00Z").closed_at is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"weight": 3}, [("weight", "3")]),
        ({"weight": 0}, [("weight", "0")]),
        ({"weight": None}, []),
        ({"time_stats": {"time_estimate": 27_000}}, [("time estimate", "7.5")]),
        ({"time_stats": {"time_estimate": 1_200}}, [("time estimate", "0.333")]),
        ({"time_stats": {"time_estimate": 0}}, []),
        ({"time_stats": None}, []),
        ({"health_status": "at_risk"}, [("health status", "at_risk")]),
        ({"due_date": "2026-01-31"}, [("due date", "2026-01-31")]),
    ],
)
def test_fields(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert issue(**changes).fields == tuple(expected)


def test_a_milestone_and_an_iteration_last_to_the_end_of_their_last_day() -> None:
    planned = issue(
        milestone={"title": "19.12", "state": "closed", "start_date": "2019-06-18", "due_date": "2019-07-02"},
        iteration={
            "id": 3,
            "title": "Sprint 4",
            "state": 2,
            "start_date": "2026-01-12",
            "due_date": "2026-01-25",
        },
    )
    assert planned.iterations == (
        Iteration(
            name="19.12",
            kind="milestone",
            start=day("2019-06-18"),
            end=day("2019-07-02T23:59:00"),
            closed=True,
        ),
        Iteration(name="Sprint 4", kind="iteration", start=day("2026-01-12"), end=day("2026-01-25T23:59:00")),
    )


@pytest.mark.parametrize(
    ("iteration", "name", "closed"),
    [
        (
            {"id": 3, "title": None, "state": 3, "start_date": "2026-01-12", "due_date": "2026-01-25"},
            "2026-01-12 - 2026-01-25",
            True,
        ),
        ({"id": 3, "title": None, "state": 1, "start_date": "2026-01-12"}, "2026-01-12", False),
        ({"id": 3, "title": None, "state": "closed"}, "iteration 3", True),
    ],
)
def test_an_iteration_without_a_title_is_named_by_its_dates(
    iteration: dict[str, Any], name: str, closed: bool
) -> None:
    (found_one,) = issue(iteration=iteration).iterations
    assert (found_one.name, found_one.kind, found_one.closed) == (name, "iteration", closed)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"issue_type": "incident", "type": "INCIDENT"}, "incident"),
        ({"issue_type": "test_case"}, "test_case"),
        ({"issue_type": "task"}, "task"),
        ({"issue_type": "issue"}, None),
        ({"issue_type": None, "type": "TASK"}, "task"),
        ({"issue_type": None, "type": None}, None),
    ],
)
def test_types(changes: dict[str, Any], kind: str | None) -> None:
    assert issue(**changes).type == kind


def test_an_epic_is_named_by_its_title() -> None:
    assert ("epic", "Acme go-live") in issue(epic={"id": 1, "iid": 2, "title": "Acme go-live"}).marks


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("jane.doe@Acme.example", "acme.example"),
        ("j***@a*****.example", None),
        ("nobody", None),
        ("", None),
        (None, None),
    ],
)
def test_of_who_wrote_to_the_service_desk_only_the_domain_is_kept(
    address: str | None, domain: str | None
) -> None:
    """GitLab puts stars into addresses that the reader may not see."""
    marks = issue(service_desk_reply_to=address).marks
    assert [value for place, value in marks if place == "requester-domain"] == ([domain] if domain else [])
    assert "jane" not in repr(marks)


def test_labels_come_as_names_or_with_their_details() -> None:
    assert issue(labels=["b", "a", "b"]).labels == ("b", "a")
    assert issue(labels=[{"id": 1, "name": "a", "color": "#fff"}]).labels == ("a",)


def test_people() -> None:
    someone = issue(author=None, assignees=[{"username": "grace"}, {"username": "grace"}, None])
    assert (someone.author, someone.assignees) == (None, ("grace",))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"references": {"full": "acme/platform/app#7"}}, "acme/platform/app#7"),
        ({"references": None}, "acme/app#7"),
        ({"references": {"full": "#7"}, "web_url": "https://git.acme/a/b/c/-/work_items/7"}, "a/b/c#7"),
    ],
)
def test_keys(changes: dict[str, Any], key: str) -> None:
    assert issue(**changes).key == key
    assert ("project", key.partition("#")[0]) in issue(**changes).marks


def test_what_is_left_of_a_moved_issue_is_no_work_done() -> None:
    moved = found(moved_to_id=9, state="closed", closed_at="2025-04-01T00:00:00Z")
    assert moved.moved
    assert closed_by_move(moved.issue).state_reason == "duplicate"
    assert closed_by_move(found(moved_to_id=9).issue).closed_at == day("2025-03-02T12:00:00.456")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (None, "page 1, item 1 is null, not an object"),
        ([], "page 1, item 1 is a list"),
        (without("id"), "id is missing"),
        (without("iid"), "iid is missing"),
        (without("project_id"), "project_id is missing"),
        (without("title"), "title is missing"),
        (without("state"), "state is missing"),
        (without("labels"), "labels is missing"),
        (without("created_at"), "created_at is missing"),
        (without("references", "web_url"), "references.full is missing"),
        (gitlab_issue(7, id="7"), "id is text"),
        (gitlab_issue(7, iid=True), "iid is a yes or no"),
        (gitlab_issue(7, state="merged"), "state is 'merged'"),
        (gitlab_issue(7, created_at="soon"), "created_at is 'soon'"),
        (gitlab_issue(7, weight="3"), "weight is text"),
        (gitlab_issue(7, weight=-1), "weight is a number"),
        (gitlab_issue(7, time_stats={"time_estimate": 1.5}), "time_estimate is a number"),
        (gitlab_issue(7, milestone={"title": None}), "title is missing"),
        (gitlab_issue(7, references=None, web_url="https://[half/x"), "references.full is missing"),
        (gitlab_issue(7, epic="x"), "epic is text"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(payload: object, words: str) -> None:
    with pytest.raises(DataError) as refused:
        found_in(payload, source="gitlab:acme/app", where="page 1, item 1")
    assert words in str(refused.value)
    assert str(refused.value).startswith("page 1, item 1")
    assert "run again" in refused.value.hint


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(gitlab_issue(7))), ANYTHING)
def test_whatever_stands_in_a_field_gives_an_issue_or_an_error_of_ours(name: str, value: object) -> None:
    payload = gitlab_issue(7) | {name: value}
    with suppress(DataError):
        one = found_in(payload, source="gitlab:acme/app", where="item").issue
        assert one.key.endswith("#7") or name == "iid"
        repr(one).encode()
