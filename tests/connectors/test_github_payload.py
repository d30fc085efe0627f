"""One issue as GitHub writes it: an Issue, nothing for a pull request, or an error with advice."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.github_server import GH_ISSUE, github_issue
from seedcorn.connectors._github_payload import issue_of
from seedcorn.errors import DataError
from seedcorn.model import Issue, Iteration


def parsed(payload: object) -> Issue:
    issue = issue_of(payload, source="github:acme/app", where="page 1, item 1")
    assert issue is not None
    return issue


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def test_what_gh_writes_is_the_same_issue() -> None:
    rest = github_issue(
        12,
        title="Export to PDF",
        state="closed",
        state_reason="not_planned",
        closed_at="2025-03-03T12:00:00Z",
        milestone={"title": "2.0", "state": "open", "due_on": "2025-07-01T07:00:00Z"},
        assignees=[{"login": "grace"}],
    )
    assert parsed(GH_ISSUE) == parsed(rest)


@pytest.mark.parametrize(
    "changes",
    [
        {"pull_request": {"url": "x"}},
        {"isPullRequest": True},
        {"html_url": "https://github.com/acme/app/pull/12"},
    ],
)
def test_a_pull_request_is_no_issue(changes: dict[str, Any]) -> None:
    assert issue_of(github_issue(12, **changes), source="s", where="w") is None


@pytest.mark.parametrize("changes", [{"pull_request": None}, {"isPullRequest": False}])
def test_what_is_said_not_to_be_a_pull_request_is_an_issue(changes: dict[str, Any]) -> None:
    assert parsed(github_issue(12, **changes)).key == "acme/app#12"


def test_nulls_are_taken_where_github_writes_them() -> None:
    nullable = (
        *("user", "labels", "assignees", "milestone", "body", "type", "state_reason", "updated_at", "url"),
        *("repository_url", "html_url", "parent_issue_url", "issue_field_values"),
    )
    issue = parsed(github_issue(12) | dict.fromkeys(nullable))
    assert issue == Issue(
        source="github:acme/app",
        key="#12",
        title="Issue 12",
        state="open",
        created_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "acme/app#12"),
        ({"repository_url": "https://ghe.example/api/v3/repos/acme/app"}, "acme/app#12"),
        ({"repository_url": None}, "acme/app#12"),
        ({"repository_url": None, "html_url": None}, "acme/app#12"),
        ({"repository_url": "https://[half", "html_url": "", "url": ""}, "#12"),
        ({"repository_url": "https://x/other", "html_url": "https://x/acme/app/wiki/12", "url": None}, "#12"),
    ],
)
def test_the_key_names_the_repository_where_anything_does(changes: dict[str, Any], key: str) -> None:
    assert parsed(github_issue(12, **changes)).key == key


def test_the_repository_asked_for_stands_in_for_one_that_is_not_named() -> None:
    payload = without(github_issue(12), "repository_url", "html_url", "url")
    issue = issue_of(payload, source="s", where="w", repository="acme/other")
    assert issue is not None
    assert issue.key == "acme/other#12"


def test_labels_may_be_texts_and_come_once() -> None:
    labels = ["bug", {"name": "bug"}, {"name": None}, {}, None, {"name": " customer: Acme "}, ""]
    assert parsed(github_issue(12, labels=labels)).labels == ("bug", "customer: Acme")


def test_a_milestone_may_be_a_text_and_may_be_closed() -> None:
    assert parsed(github_issue(12, milestone="2.0")).iterations == (Iteration(name="2.0"),)
    assert parsed(github_issue(12, milestone=" ")).iterations == ()
    closed = {"title": "1.0", "state": "closed", "due_on": None}
    assert parsed(github_issue(12, milestone=closed)).iterations == (Iteration(name="1.0", closed=True),)


def test_issue_fields_of_every_kind() -> None:
    option = {"id": 1, "name": "High", "color": "red"}
    fields = [
        {"issue_field_id": 1, "issue_field_name": "Customer", "data_type": "text", "value": "Acme"},
        {"issue_field_id": 2, "issue_field_name": "Effort", "data_type": "number", "value": 2.5},
        {"issue_field_id": 3, "issue_field_name": "Priority", "value": 1, "single_select_option": option},
        {"issue_field_id": 4, "issue_field_name": "Areas", "multi_select_options": [option, {"name": "Low"}]},
        {"issue_field_id": 5, "data_type": "date", "value": "2026-01-01"},
        {"issue_field_id": 6, "data_type": "text", "value": None},
        {"issue_field_id": 7, "single_select_option": None, "multi_select_options": None},
    ]
    assert parsed(github_issue(12, issue_field_values=fields)).fields == (
        ("Customer", "Acme"),
        ("Effort", "2.5"),
        ("Priority", "High"),
        ("Areas", "High"),
        ("Areas", "Low"),
        ("issue field 5", "2026-01-01"),
    )


def test_an_open_issue_was_not_closed() -> None:
    reopened = github_issue(12, state_reason="reopened", closed_at="2025-06-01T00:00:00Z")
    assert parsed(reopened).closed_at is None


def test_a_closed_issue_may_not_know_when() -> None:
    assert parsed(github_issue(12, state="closed")).closed_at is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-01T14:00:00+02:00", datetime(2025, 3, 1, 12, tzinfo=UTC)),
        ("2025-03-01", datetime(2025, 3, 1, tzinfo=UTC)),
        (" 2025-03-01 12:00 ", datetime(2025, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_times_become_utc(text: str, moment: datetime) -> None:
    issue = parsed(github_issue(12, created_at=text))
    assert issue.created_at == moment
    assert issue.created_at.tzinfo is UTC


def test_half_a_character_is_marked() -> None:
    issue = parsed(
        json.loads(json.dumps(github_issue(12, title="a\ud83db", labels=["\udc00x", "\ud83d\ude00"])))
    )
    assert issue.title == "a\ufffdb"
    assert issue.labels == ("\ufffdx", "\U0001f600")


WRONG = {
    "no object": ("text", "is text, not an issue"),
    "a list": ([], "is a list, not an issue"),
    "number": (github_issue(12, number="12"), "number is text, not a whole number"),
    "number is true": (github_issue(12, number=True), "number is a yes or no"),
    "number is 0": (github_issue(0), "number is a number, not a whole number from 1"),
    "no number": (without(github_issue(12), "number"), "number is missing"),
    "title": (github_issue(12, title=7), "title is a number, not text"),
    "no title": (github_issue(12, title=None), "title is missing"),
    "state": (github_issue(12, state="Done"), "state is 'done', not"),
    "no state": (github_issue(12, state=None), "state is missing"),
    "created_at": (github_issue(12, created_at="yesterday"), "created_at is 'yesterday', not a date"),
    "created_at, long": (github_issue(12, created_at="y" * 99), f"'{'y' * 37}...', not a date"),
    "created_at, a number": (github_issue(12, created_at=1), "created_at is a number, not text"),
    "created_at, before time": (github_issue(12, created_at="0001-01-01T00:00:00+05:00"), "not a date"),
    "no created_at": (github_issue(12, created_at=""), "created_at or createdAt is missing"),
    "labels": (github_issue(12, labels="bug"), "labels is text, not a list"),
    "no labels": (without(github_issue(12), "labels"), "labels is missing"),
    "a label": (github_issue(12, labels=[7]), "labels is a number, not text"),
    "a label's name": (github_issue(12, labels=[{"name": {}}]), "labels is an object, not text"),
    "user": (github_issue(12, user=[]), "user is a list, not an object"),
    "login": (github_issue(12, user={"login": 7}), "user: login is a number"),
    "milestone": (github_issue(12, milestone=7), "milestone is a number, not an object"),
    "milestone without title": (github_issue(12, milestone={"number": 1}), "milestone: title is missing"),
    "due_on": (github_issue(12, milestone={"title": "2", "due_on": "soon"}), "due_on is 'soon'"),
    "closed_at": (without(github_issue(12, state="closed"), "closed_at"), "closed_at or closedAt is missing"),
    "a field": (
        github_issue(12, issue_field_values=["x"]),
        "issue_field_values is text, not a list of objects",
    ),
    "a field's value": (github_issue(12, issue_field_values=[{"value": []}]), "value is a list"),
    "a choice": (github_issue(12, issue_field_values=[{"single_select_option": {}}]), "name is missing"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place_and_advice(name: str) -> None:
    payload, words = WRONG[name]
    with pytest.raises(DataError) as wrong:
        parsed(payload)
    assert str(wrong.value).startswith("page 1, item 1")
    assert words in str(wrong.value)
    assert wrong.value.hint


def test_a_value_that_may_name_a_customer_is_not_shown() -> None:
    with pytest.raises(DataError) as wrong:
        parsed(github_issue(12, labels="customer: Secret Inc"))
    assert "Secret" not in str(wrong.value) + wrong.value.hint


FULL = github_issue(
    12,
    closed_at="2025-06-01T00:00:00Z",
    state="closed",
    type={"name": "Bug"},
    milestone={"title": "2.0", "state": "open", "due_on": "2025-07-01T07:00:00Z"},
    assignees=[{"login": "grace"}],
    parent_issue_url="https://api.github.com/repos/acme/plans/issues/3",
    issue_field_values=[{"issue_field_name": "Customer", "value": "Acme"}],
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a payload, as keys and positions."""
    if isinstance(value, dict):
        inner = [place for key, item in value.items() for place in places(item, (*path, key))]
    elif isinstance(value, list):
        inner = [place for position, item in enumerate(value) for place in places(item, (*path, position))]
    else:
        inner = []
    return [path, *inner] if path else inner


@given(
    st.lists(
        st.tuples(st.sampled_from(places(FULL)), JSON_VALUES | st.just("remove")), min_size=1, max_size=4
    )
)
def test_any_change_to_a_good_payload_gives_an_issue_none_or_our_error(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    payload = copy.deepcopy(FULL)
    for path, value in changes:
        target: Any = payload
        try:
            for step in path[:-1]:
                target = target[step]
            if value == "remove":
                del target[path[-1]]
            else:
                target[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    try:
        issue = issue_of(payload, source="github:acme/app", where="page 1, item 1")
    except DataError:
        issue = None  # what it says is tested above
    if issue is not None:
        assert issue.state in {"open", "closed"}
        assert issue.key.endswith(f"#{payload['number']}")
        assert all(issue.labels)
        issue.title.encode()
        assert issue.created_at.utcoffset() is not None
