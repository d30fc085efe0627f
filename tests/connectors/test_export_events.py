"""Reading what was recorded of issues in files: GitHub's events, an issue's own, our short form, tables."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.github_server import github_issue
from seedcorn.connector import Collecting
from seedcorn.connectors.export import CONNECTOR, collect, inspect
from seedcorn.errors import DataError
from seedcorn.model import CLOSED, HISTORY, Event, Issue

Payload = dict[str, Any]

AT = "2025-03-05T09:30:00Z"
LABEL = {"name": "customer: Acme", "color": "ededed"}


def saved(folder: Path, content: Any, name: str = "issues.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def events(path: Path) -> list[Event]:
    return [item for item in collect(str(path), Collecting()) if isinstance(item, Event)]


def keys(path: Path) -> list[str]:
    return [event.key for event in events(path)]


def github_event(issue: Payload | None, **changes: Any) -> Payload:
    """One event as GitHub's REST API writes it in a repository's list."""
    return {
        "id": 6430295168,
        "actor": {"login": "ada", "type": "User"},
        "event": "labeled",
        "commit_id": None,
        "created_at": AT,
        "label": LABEL,
        "issue": issue,
    } | changes


def short(issue: Any, **changes: Any) -> Payload:
    return {"event": "labeled", "issue": issue, "created_at": AT, "label": {"name": "x"}} | changes


def test_what_github_tells(tmp_path: Path) -> None:
    issue = github_issue(12)
    path = saved(tmp_path, [issue, github_event(issue)])
    assert events(path) == [
        Event(
            source="export:issues.json",
            key="acme/app#12",
            at=datetime(2025, 3, 5, 9, 30, tzinfo=UTC),
            place="label",
            value="customer: Acme",
            actor="ada",
            number=6430295168,
        )
    ]


KINDS: list[tuple[Payload, tuple[str, str, bool]]] = [
    ({"event": "labeled", "label": LABEL}, ("label", "customer: Acme", True)),
    ({"event": "unlabeled", "label": {"name": " bug "}}, ("label", "bug", False)),
    ({"event": "unlabeled", "label": "bug"}, ("label", "bug", False)),
    ({"event": "milestoned", "milestone": {"title": "2.0"}}, ("milestone", "2.0", True)),
    ({"event": "demilestoned", "milestone": {"title": "2.0"}}, ("milestone", "2.0", False)),
    ({"event": "assigned", "assignee": {"login": "ada"}}, ("assignee", "ada", True)),
    ({"event": "unassigned", "assignee": {"login": "ada"}}, ("assignee", "ada", False)),
    ({"event": "closed", "state_reason": "not_planned"}, (CLOSED, "not_planned", True)),
    ({"event": "closed", "stateReason": "COMPLETED"}, (CLOSED, "completed", True)),
    ({"event": "closed", "state_reason": None}, (CLOSED, "", True)),
    ({"event": "reopened", "state_reason": "reopened"}, (CLOSED, "", False)),
    ({"event": "Milestoned", "value": "2.0"}, ("milestone", "2.0", True)),
]


@pytest.mark.parametrize(("payload", "mark"), KINDS, ids=[str(mark) for _, mark in KINDS])
@pytest.mark.parametrize("stands", ["on the issue", "alone"])
def test_kinds_of_events(payload: Payload, mark: tuple[str, str, bool], stands: str, tmp_path: Path) -> None:
    payload = {"created_at": AT} | payload
    on_issue = [github_issue(12, events=[payload])]
    alone = [payload | {"issue": 12}, github_issue(12)]
    (event,) = events(saved(tmp_path, on_issue if stands == "on the issue" else alone))
    assert (event.place, event.value, event.is_on) == mark
    assert (event.key, event.actor, event.number) == ("acme/app#12", None, 1)


@pytest.mark.parametrize(
    "payload",
    [
        {"event": "committed", "sha": "abc"},
        {"event": "renamed", "rename": {"from": "a", "to": "b"}, "created_at": AT},
        {"event": "assigned", "assignee": None, "created_at": AT},  # the account was deleted
        {"event": "labeled", "label": {"name": " "}, "created_at": AT},
    ],
)
def test_what_moves_no_mark_is_passed_over(payload: Payload, tmp_path: Path) -> None:
    assert events(saved(tmp_path, [github_issue(12, events=[payload]), payload | {"issue": 12}])) == []


def test_events_of_one_second_keep_their_order(tmp_path: Path) -> None:
    on, off = {"event": "labeled", "label": "x"}, {"event": "unlabeled", "label": "x"}
    told = [each | {"created_at": AT} for each in (on, off, on)]
    path = saved(tmp_path, [github_issue(12, events=told), *(each | {"issue": 12} for each in told)])
    assert [(event.number, event.is_on) for event in events(path)] == [(1, True), (2, False), (3, True)] * 2


NAMES = {
    "its number": 12,
    "its number as text": "12",
    "its number as people write it": "#12",
    "its key": "acme/app#12",
    "its page": "https://github.com/acme/app/issues/12",
    "a comment on its page": "https://github.com/acme/app/issues/12#issuecomment-7",
    "its address in the API": "https://api.github.com/repos/acme/app/issues/12",
    "itself": {"number": 12, "html_url": "https://github.com/acme/app/issues/12"},
    "itself in the API": {"number": 12, "repository_url": "https://api.github.com/repos/acme/app"},
    "itself by its number": {"number": 12},
}


@pytest.mark.parametrize("said", NAMES)
@pytest.mark.parametrize("order", [1, -1])
def test_an_event_names_its_issue_in_many_ways(said: str, order: int, tmp_path: Path) -> None:
    """The events may come before the issues."""
    assert keys(saved(tmp_path, [github_issue(12), short(NAMES[said])][::order])) == ["acme/app#12"]


def test_an_issue_without_a_repository_has_its_number_alone(tmp_path: Path) -> None:
    bare = {"number": 12, "title": "a", "state": "open", "createdAt": AT, "labels": []}
    assert set(keys(saved(tmp_path, [bare, *map(short, NAMES.values())]))) == {"#12"}


def test_a_number_of_two_repositories_is_refused(tmp_path: Path) -> None:
    two = [github_issue(12), github_issue(12, repository="acme/web")]
    assert keys(saved(tmp_path, [*two, short("acme/web#12"), short(NAMES["its page"])])) == [
        "acme/web#12",
        "acme/app#12",
    ]
    with pytest.raises(DataError, match="item 1: issue is 12, which issues of several") as refused:
        events(saved(tmp_path, [short(12), *two]))
    assert "key" in refused.value.hint


def test_events_of_other_issues_keep_a_key_that_nobody_has(tmp_path: Path) -> None:
    """Who keeps the facts drops them. An event of a change to the code is dropped here."""
    change = {"number": 3, "html_url": "https://github.com/acme/app/pull/3", "pull_request": {}}
    told = [short(99), short("acme/web#12"), short("APP-1"), short("https://x.example/browse/APP-1")]
    path = saved(tmp_path, [github_issue(12), *told, github_event(change), github_event(None)])
    assert keys(path) == ["#99", "acme/web#12", "APP-1", "https://x.example/browse/APP-1"]


def test_a_change_to_the_code_has_no_events(tmp_path: Path) -> None:
    own = {"event": "labeled", "label": "x", "created_at": AT}
    assert events(saved(tmp_path, [github_issue(3, pull_request={}, events=[own])])) == []


TABLE = """Issue,Event,Value,At,Remark
12,labeled,"customer: Acme, Inc",2025-03-05T09:30:00Z,first
APP-7,closed,not_planned,2025-03-06,
https://tracker.example/12,reopened,,2025-03-07,
"""
TABLE_OF_ISSUES = """key,title,state,created_at,url
acme/app#12,a,open,2025-03-01,https://tracker.example/12
APP-7,b,open,2025-03-01,
"""


def test_a_table_of_events_beside_a_table_of_issues(tmp_path: Path) -> None:
    saved(tmp_path, TABLE, "events.csv")
    saved(tmp_path, TABLE_OF_ISSUES, "issues.csv")
    told = [(event.key, event.place, event.value, event.is_on) for event in events(tmp_path)]
    assert told == [
        ("acme/app#12", "label", "customer: Acme, Inc", True),
        ("APP-7", CLOSED, "not_planned", True),
        ("acme/app#12", CLOSED, "", False),
    ]
    assert {event.source for event in events(tmp_path)} == {f"export:{tmp_path.name}"}


@pytest.mark.parametrize("at", ["seen_at", "Created At", "createdAt"])
@pytest.mark.parametrize("value", ["label", "value"])
def test_columns_of_a_table_of_events(at: str, value: str, tmp_path: Path) -> None:
    table = f"{at};actor;issue;{value};event\n2025-03-05;ada;#12;bug;labeled\n"
    (event,) = events(saved(tmp_path, table, "events.csv"))
    assert (event.key, event.value, event.actor) == ("#12", "bug", "ada")
    assert event.at == datetime(2025, 3, 5, tzinfo=UTC)


BAD: list[tuple[Any, str]] = [
    ([short(12, created_at=None)], "issues.json, item 1: created_at or createdAt is missing"),
    ([short(12, created_at="05/03/2025")], "item 1: created_at is '05/03/2025'"),
    ([short(12, label=7)], "item 1: label is a number, not an object"),
    ([short(12, label={})], "item 1, label: name is missing"),
    ([{"event": "labeled", "issue": 12, "created_at": AT}], "item 1: label is missing"),
    ([{"event": "labeled", "label": "x", "created_at": AT}], "item 1: issue is missing"),
    ([short("  ")], "item 1: issue is missing"),
    ([short(-12)], "item 1: issue is a number, not a number, a key"),
    ([short(True)], "item 1: issue is a yes or no"),
    ([short({"title": "x"})], "item 1, issue: number is missing"),
    ([short(12, event=7)], "item 1: event is a number"),
    ([short(12, event="")], "item 1: event is missing"),
    ([short(12, event="closed", state_reason=7)], "item 1: state_reason is a number"),
    ([github_issue(12, events={})], "item 1: events is an object, not a list"),
    ([github_issue(12, events=[7])], "item 1, event 1 is a number, not an event"),
    ([github_issue(12, events=[{}])], "item 1, event 1: event is missing"),
    ("issue,event,label\n", "issues.json has no column created_at"),
    ("issue,event,at,seen_at\n", "two columns that say created_at"),
    ("issue,event,label,at\n12,labeled,,2025-03-05\n", "line 2: label is missing"),
    ("issue,event,label,at\n,labeled,x,2025-03-05\n", "line 2: issue is missing"),
    ("issue,event,label,at\n12,,x,2025-03-05\n", "line 2: event is missing"),
    ("issue,event,label,at\n12,labeled,x\n", "line 2: 3 values where the header has 4 columns"),
]


@pytest.mark.parametrize(("content", "words"), BAD, ids=[words for _, words in BAD])
def test_a_bad_event_is_refused_with_advice(content: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        events(saved(tmp_path, content))
    assert words in str(refused.value)
    assert refused.value.hint


def test_events_are_for_those_who_look_for_them(tmp_path: Path) -> None:
    own = {"event": "labeled", "label": "x", "created_at": AT}
    path = str(saved(tmp_path, [github_issue(12, events=[own]), short(12)]))

    def kinds(places: frozenset[str] | None) -> list[type]:
        return [type(item) for item in collect(path, Collecting(places=places))]

    assert kinds(None) == kinds(frozenset({HISTORY})) == [Issue, Event, Event]
    assert kinds(frozenset({"label", "field:*"})) == [Issue]
    assert HISTORY in CONNECTOR.tells


def test_what_the_doctor_says(tmp_path: Path) -> None:
    path = str(saved(tmp_path, [github_issue(12), short(12), short(12)]))
    checks = [(check.what, check.said) for check in inspect(path, Collecting(places=frozenset()))]
    assert checks == [("issues", "1 in the file"), ("events", "2 in the file")]
