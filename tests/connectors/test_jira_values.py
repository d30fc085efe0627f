"""What Jira's values, sprints and descriptions say, in every form they come in, hostile ones too."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedcorn.connectors._jira_sprints import sprints
from seedcorn.connectors._jira_text import headings, text_of
from seedcorn.connectors._jira_values import assets, hours, parents, person, texts
from seedcorn.model import Iteration


def node(type_: str, *content: Any, **attributes: Any) -> dict[str, Any]:
    return {"type": type_, "content": list(content), "attrs": attributes}


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def document(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ("", []),
        ("  ", []),
        ("Acme\n Ltd", ["Acme Ltd"]),
        (13.0, ["13"]),
        (0.5, ["0.5"]),
        (0, ["0"]),
        (1e-12, ["0"]),
        (1e300, []),
        (10**400, []),
        (True, ["yes"]),
        ([], []),
        (["a", None, "b"], ["a", "b"]),
        ({"self": "x"}, []),
        ({"self": "x", "value": "Acme", "id": "1"}, ["Acme"]),
        ([{"value": "Acme"}, {"value": "Globex"}], ["Acme", "Globex"]),
        ({"value": "EMEA", "child": {"value": "Acme"}}, ["EMEA / Acme"]),
        ({"value": "EMEA", "child": None}, ["EMEA"]),
        ({"name": "2.0", "released": True}, ["2.0"]),
        ({"accountId": "1", "displayName": "Ada"}, ["Ada"]),
        ({"name": "ada", "displayName": "Ada"}, ["ada"]),
        ({"id": "3", "key": "APP", "name": "The App"}, ["The App"]),
        ({"requestType": {"name": "Get help"}, "_links": {}}, ["Get help"]),
        ([{"workspaceId": "w", "id": "w:88", "objectId": "88"}], ["88"]),
        ([{"objectId": "88", "objectKey": "CRM-88"}], ["CRM-88"]),
        ([{"objectId": "88", "label": "Acme"}], ["Acme"]),
        ("2025-01-31", ["2025-01-31"]),
        ("x" * 9_000, ["x" * 500]),
        ("half \ud800", ["half \ufffd"]),
        ([[[[[["deep"]]]]]], []),
        ({"name": {"name": "x"}}, []),
        (document(node("paragraph", said("Acme")), node("paragraph", said("Ltd"))), ["Acme Ltd"]),
    ],
)
def test_what_a_value_says(value: object, expected: list[str]) -> None:
    assert list(texts(value)) == expected


def test_a_list_without_an_end_is_cut() -> None:
    assert len(list(texts(["x"] * 10_000))) == 200


def test_the_first_level_of_a_choice_alone() -> None:
    assert list(parents({"value": "EMEA", "child": {"value": "Acme"}})) == ["EMEA"]
    assert list(parents("EMEA")) == list(parents(None)) == []


@pytest.mark.parametrize(
    ("value", "expected"), [(3_600, ["1"]), (5_400, ["1.5"]), (None, []), (True, []), ("x", [])]
)
def test_seconds_are_hours(value: object, expected: list[str]) -> None:
    assert list(hours(value)) == expected


def test_assets_have_their_names_where_they_are_given() -> None:
    value = ["Acme (Holding) Ltd (CRM-12)", "CRM-13", {"objectId": "9", "label": "Globex"}]
    assert list(assets(value)) == ["Acme (Holding) Ltd", "CRM-13", "Globex"]


def test_a_person_without_a_name_is_nobody() -> None:
    assert person({"accountId": "1"}) is person("ada") is person({}) is None


BODY = "com.atlassian.greenhopper.service.sprint.Sprint@5f[{}]"


@pytest.mark.parametrize(
    ("inside", "name", "closed", "has_end"),
    [
        (
            "id=11,rapidViewId=7,state=CLOSED,name=Sprint 11,endDate=2020-01-15T00:00:00Z,goal=",
            "Sprint 11",
            True,
            True,
        ),
        (
            "id=1,state=ACTIVE,name=One, and [two]=x,id=y, <null>,startDate=<null>,endDate=<null>",
            "One, and [two]=x,id=y, <null>",
            False,
            False,
        ),
        ("name=First,state=FUTURE,goal=a, name=b,endDate=2020-01-15T00:00:00.000Z", "First", False, True),
        ("state=closed,goal=[x],autoStartStop=false,synced=false,name=A=B", "A=B", True, False),
    ],
)
def test_sprints_as_data_center_writes_them(inside: str, name: str, closed: bool, has_end: bool) -> None:
    (sprint,) = sprints([BODY.format(inside)])
    assert (sprint.name, sprint.kind, sprint.closed, sprint.end is not None) == (
        name,
        "sprint",
        closed,
        has_end,
    )


def test_sprints_as_cloud_gives_them() -> None:
    value = [
        {"id": 1, "name": "One", "state": "closed", "startDate": "2025-01-01T00:00:00.000Z"},
        {"id": 2, "name": " Two ", "state": "active", "endDate": "soon"},
        {"id": 3, "state": "active"},
        None,
        "no sprint",
        7,
    ]
    assert list(sprints(value)) == [
        Iteration(name="One", kind="sprint", start=datetime(2025, 1, 1, tzinfo=UTC), closed=True),
        Iteration(name="Two", kind="sprint"),
    ]
    assert list(sprints(None)) == []


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (None, ()),
        (7, ()),
        ("nothing", ()),
        ("h3. Customer\nAcme\n\nh2. Why\nBecause", (("Customer", "Acme"), ("Why", "Because"))),
        ("### Customer\r\n\r\nAcme Ltd\r\n", (("Customer", "Acme Ltd"),)),
        (
            "h1.Customer\n*Acme* [Ltd|https://acme.example] {color:red}now{color}",
            (("Customer", "Acme Ltd now"),),
        ),
        ("h3. Customer\n# one\n# two", (("Customer", "- one - two"),)),
        ("{code}\nh3. Customer\n{code}\nh3. Customer\nAcme", (("Customer", "Acme"),)),
        ("h3. Customer\nh3. Why\nx", (("Why", "x"),)),
        ("this h3. is no heading\nx", ()),
    ],
)
def test_headings_in_wiki_text(description: object, expected: tuple[tuple[str, str], ...]) -> None:
    assert headings(description) == expected


def test_headings_in_a_document_of_nodes() -> None:
    found = headings(
        document(
            node("paragraph", said("Before")),
            node("heading", said("Customer"), {"type": "hardBreak"}, said("name"), level=2),
            node(
                "paragraph", said("Acme "), node("mention", text="@ada"), {"type": "hardBreak"}, said("Ltd")
            ),
            node("heading", said("Parts"), level=3),
            node("taskList", node("taskItem", said("API"), state="DONE"), node("taskItem", said("UI"))),
            node("heading", said("Code"), level=1),
            node("codeBlock", said("### Customer")),
            node("heading", said("Link"), level=1),
            node("paragraph", node("inlineCard", url="https://acme.example/1")),
        )
    )
    assert found == (
        ("Customer name", "Acme @ada Ltd"),
        ("Parts", "API"),
        ("Code", "``` ### Customer ```"),
        ("Link", "https://acme.example/1"),
    )


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = said("deep")
    for _ in range(depth):
        inner = node("paragraph", inner)
    return document(inner)


@pytest.mark.parametrize(
    "description",
    [
        nested(900),
        document(*[node("paragraph", said("x"))] * 100_000),
        document(node("paragraph", said("x" * 5_000_000))),
        document(node("heading", 7, None, {"type": 3}, {"type": "text"}, level="x")),
        {"type": "doc", "content": {"type": "text"}},
        {"type": "heading", "attrs": [], "content": [said("x")]},
        "h3. " * 100_000,
        "{color:" * 50_000,
        "[" * 60_000 + "|",
        "*a" * 30_000,
        "_" * 60_000,
    ],
    ids=range(11),
)
def test_a_hostile_description_is_cut_in_no_time(description: object) -> None:
    start = time.process_time()
    found = headings(description)
    assert sum(len(heading) + len(answer) for heading, answer in found) < 70_000
    assert time.process_time() - start < 3


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "content", "attrs", "text", "value", "child", "name", "displayName"]
                ),
                inner,
            )
        ),
    )
)
def test_any_json_has_texts_headings_and_sprints_or_none(value: Any) -> None:
    assert all(text.strip() for text in texts(value))
    assert all(isinstance(sprint, Iteration) for sprint in sprints(value))
    headings(value)
    if isinstance(value, dict):
        text_of(value)
