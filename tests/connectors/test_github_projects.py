"""What only GitHub's GraphQL knows of an issue: fields and iterations of Projects, parents, organizations."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.github_graph import Refused, item, value
from connectors.github_server import GithubServer, github_issue
from connectors.reading import read
from connectors.tracker_server import Asked, Fault, Payload
from seedcorn.model import Iteration

ISSUES = [github_issue(number) for number in range(1, 251)]
CUSTOMER = "project-field:customer"
ACME = {"items": [item(value("Customer", name="Acme"))]}


def graphql(asked: Asked) -> bool:
    return asked.path == "/graphql"


def test_values_of_every_kind_of_field_are_marks() -> None:
    values = [
        value("Title", text="Issue 1", data_type="TITLE"),
        value("Customer ", name="Acme"),
        value("Asked by", text=" Globex "),
        value("Estimate", number=3.0),
        value("Size", number=0.1),
        value("Due", date="2025-03-01"),
        value("Sprint", title="Sprint 1", startDate="2025-03-03", duration=14),
        value("Owner"),
    ]
    with GithubServer(issues=ISSUES[:1], graph={1: {"items": [item(*values)]}}) as server:
        reading = read(server, places={"project-field:*"})
    assert reading.marks(1) == [
        (CUSTOMER, "Acme"),
        ("project-field:asked by", "Globex"),
        ("project-field:estimate", "3"),
        ("project-field:size", "0.1"),
        ("project-field:due", "2025-03-01"),
        ("project-field:sprint", "Sprint 1"),
    ]
    assert reading.issues[0].iterations == ()
    assert reading.gaps == []


def test_only_the_fields_that_are_looked_at() -> None:
    both = {"items": [item(value("Customer", name="Acme"), value("Status", name="Todo")), item()]}
    with GithubServer(issues=ISSUES[:1], graph={1: both}) as server:
        assert read(server, places={CUSTOMER.upper()}).marks(1) == [(CUSTOMER, "Acme")]
        assert read(server, places={"label", "field:*"}).marks(1) == []
        assert sum(map(graphql, server.requests)) == 1


def test_two_projects_may_say_two_things() -> None:
    items = [item(value("Customer", name="Acme")), None, item(value("customer", text="Globex"))]
    with GithubServer(issues=ISSUES[:1], graph={1: {"items": items}}) as server:
        assert read(server, places={CUSTOMER}).marks(1) == [(CUSTOMER, "Acme"), (CUSTOMER, "Globex")]


def test_iterations_last_as_long_as_they_say() -> None:
    values = [
        value("Sprint", title="Sprint 1", startDate="2025-03-03", duration=14),
        value("Sprint", title="Sprint 30", startDate="2026-01-19", duration=7),
    ]
    with GithubServer(issues=ISSUES[:1], graph={1: {"items": [item(each) for each in values]}}) as server:
        (issue,) = read(server, places={"iteration"}).issues
    assert issue.iterations == (
        Iteration(
            name="Sprint 1",
            kind="iteration",
            start=datetime(2025, 3, 3, tzinfo=UTC),
            end=datetime(2025, 3, 17, tzinfo=UTC),
            closed=True,
        ),
        Iteration(
            name="Sprint 30",
            kind="iteration",
            start=datetime(2026, 1, 19, tzinfo=UTC),
            end=datetime(2026, 1, 26, tzinfo=UTC),
        ),
    )


def test_a_parent_that_rest_leaves_out() -> None:
    parent = {"number": 7, "repository": {"nameWithOwner": "acme/plans"}}
    issues = [github_issue(1), github_issue(2, parent_issue_url="https://api.github.com/repos/a/b/issues/3")]
    with GithubServer(issues=issues, graph={1: {"parent": parent}, 2: {"parent": parent}}) as server:
        reading = read(server, places={CUSTOMER})
    assert [issue.parent for issue in reading.issues] == ["acme/plans#7", "a/b#3"]


@pytest.mark.parametrize(
    ("known", "names"),
    [
        ({"company": " @acme "}, ["acme"]),
        ({"company": "@acme, @globex"}, ["acme", "globex"]),
        ({"company": "Acme  Inc. @ Berlin"}, ["Acme Inc. @ Berlin"]),
        ({"company": "@"}, []),
        ({"company": "", "organizations": ["acme", "globex"]}, ["acme", "globex"]),
        ({"company": "@Acme", "organizations": ["acme"]}, ["Acme"]),
        ({"kind": "Bot"}, []),
        ({}, []),
    ],
)
def test_the_author_s_company_and_organizations(known: Payload, names: list[str]) -> None:
    with GithubServer(issues=ISSUES[:1], graph={1: known}) as server:
        reading = read(server, places={"author-organization"})
    assert reading.marks(1) == [("author-organization", name) for name in names]
    assert len(server.requests) == 2


def test_an_author_who_is_gone_has_none() -> None:
    with GithubServer(issues=[github_issue(1, user=None)]) as server:
        reading = read(server, places={"author-organization"})
    assert (reading.marks(1), reading.gaps) == ([], [])


def test_pages_of_both_lists_go_side_by_side() -> None:
    """Pull requests are in one list only, so the same issue stands on different pages."""
    issues = [github_issue(n) | ({"pull_request": {}} if n % 3 else {}) for n in range(1, 601)]
    graph = {n: {"items": [item(value("Customer", name=f"c{n}"))]} for n in range(1, 601)}
    with GithubServer(issues=issues, graph=graph) as server:
        reading = read(server, places={CUSTOMER, "author-organization"})
    assert [issue.marks[0] for issue in reading.issues] == [(CUSTOMER, f"c{n}") for n in range(3, 601, 3)]
    assert reading.gaps == []
    assert sum(map(graphql, server.requests)) == 2


def test_issues_created_in_one_second_keep_their_own() -> None:
    graph = {n: {"items": [item(value("Customer", name=f"c{n}"))]} for n in range(1, 251)}
    with GithubServer(issues=list(reversed(ISSUES)), graph=graph) as server:
        reading = read(server, places={CUSTOMER})
    assert [issue.marks[0][1] for issue in reading.issues] == [f"c{n}" for n in range(250, 0, -1)]


def test_a_second_pass_finds_its_marks_too() -> None:
    def remove_one(asked: Asked) -> None:
        if asked.page == 2 and len(server.issues["acme/app"]) == 250:
            del server.issues["acme/app"][4]

    issues = [github_issue(n, created_at=f"2025-03-01T{n // 60:02}:{n % 60:02}:00Z") for n in range(1, 251)]
    graph = {n: {"items": [item(value("Customer", name=f"c{n}"))]} for n in range(1, 251)}
    with GithubServer(issues=issues, before=remove_one, graph=graph) as server:
        reading = read(server, places={CUSTOMER})
    missing = {issue.key for issue in reading.issues if issue.marks[0][0] != CUSTOMER}
    assert missing <= {"acme/app#5"}
    assert len(reading.issues) >= 249


# What may not be seen.


@pytest.mark.parametrize(
    ("type_", "message"),
    [("INSUFFICIENT_SCOPES", "Your token has not been granted"), ("FORBIDDEN", "Resource not accessible")],
)
def test_a_token_that_may_not_see_projects_is_a_gap_of_that_place(type_: str, message: str) -> None:
    body = f'{{"errors": [{{"type": "{type_}", "message": "{message}"}}]}}'.encode()
    with GithubServer(
        issues=ISSUES, fault=lambda asked: Fault(body=body) if graphql(asked) else None
    ) as server:
        reading = read(server, places={CUSTOMER, "iteration"})
    assert len(reading.issues) == 250
    assert set(reading.places) == {CUSTOMER, "iteration"}
    assert message in reading.places[CUSTOMER]
    assert "read:project" in reading.places[CUSTOMER]
    assert "Projects: read" in reading.places[CUSTOMER]
    assert sum(map(graphql, server.requests)) == 1


def test_without_a_token_there_is_no_graphql() -> None:
    def anonymous(asked: Asked) -> Fault | None:
        return Fault(status=401) if graphql(asked) and "authorization" not in asked.headers else None

    with GithubServer(issues=ISSUES[:1], fault=anonymous) as server:
        reading = read(server, places={CUSTOMER}, environ={"GITHUB_API_URL": server.url})
    assert "give a token (GITHUB_TOKEN)" in reading.places[CUSTOMER]


def refusing(*words: str) -> Any:
    """Queries with one of these words are refused."""
    body = b'{"errors": [{"type": "INSUFFICIENT_SCOPES", "message": "one of the following scopes"}]}'

    def plan(asked: Asked) -> Fault | None:
        refused = graphql(asked) and any(word in asked.body["query"] for word in words)
        return Fault(body=body) if refused else None

    return plan


def test_a_part_that_is_refused_leaves_the_other() -> None:
    graph = {1: {**ACME, "company": "Globex", "organizations": ["initech"]}}
    places = {CUSTOMER, "author-organization"}
    with GithubServer(issues=ISSUES[:1], graph=graph, fault=refusing("projectItems")) as server:
        reading = read(server, places=places)
    assert set(reading.places) == {CUSTOMER}
    assert reading.marks(1) == [("author-organization", "Globex"), ("author-organization", "initech")]
    with GithubServer(issues=ISSUES[:1], graph=graph, fault=refusing("organizations")) as server:
        reading = read(server, places=places)
    assert "read:org" in reading.places["author-organization"]
    assert reading.marks(1) == [(CUSTOMER, "Acme"), ("author-organization", "Globex")]
    with GithubServer(issues=ISSUES[:1], graph=graph, fault=refusing("projectItems", "company")) as server:
        reading = read(server, places=places)
    assert set(reading.places) == places
    assert reading.marks(1) == []
    with GithubServer(issues=ISSUES[:1], graph=graph, fault=refusing("projectItems author")) as server:
        assert read(server, places=places).gaps == []


def test_parts_that_are_only_refused_together_are_gaps() -> None:
    def together(asked: Asked) -> Fault | None:
        text = asked.body["query"] if graphql(asked) else ""
        both = "projectItems" in text and "company" in text
        return Fault(body=b'{"errors": [{"type": "X", "message": "too much"}]}') if both else None

    places = {CUSTOMER, "author-organization"}
    with GithubServer(issues=ISSUES[:1], fault=together) as server:
        assert set(read(server, places=places).places) == places


def test_one_private_item_leaves_the_rest() -> None:
    graph: dict[int, Payload] = dict.fromkeys(range(1, 251), ACME)
    graph[7] = {"items": [Refused()]}
    graph[8] = {"items": [*ACME["items"], Refused()]}
    graph[9] = {"items": Refused()}
    with GithubServer(issues=ISSUES, graph=graph) as server:
        reading = read(server, places={CUSTOMER})
    assert sum((CUSTOMER, "Acme") in issue.marks for issue in reading.issues) == 248
    assert "not visible on 2 of the issues" in reading.places[CUSTOMER]
    assert len(reading.issues) == 250


def test_a_private_item_that_hides_nothing_that_matters_is_no_gap() -> None:
    with GithubServer(issues=ISSUES[:1], graph={1: {"items": [*ACME["items"], Refused()]}}) as server:
        assert read(server, places={CUSTOMER}).gaps == []
        assert set(read(server, places={"project-field:*"}).places) == {"project-field:*"}
        assert set(read(server, places={"iteration"}).places) == {"iteration"}


def test_hidden_organizations_and_parents() -> None:
    graph: dict[int, Payload] = {
        1: {"company": "Acme", "organizations": Refused()},
        2: {"organizations": Refused()},
        3: {"parent": Refused()},
    }
    with GithubServer(issues=ISSUES[:3], graph=graph) as server:
        reading = read(server, places={"author-organization"})
    assert reading.marks(1) == [("author-organization", "Acme")]
    assert "not visible on 1 of the issues" in reading.places["author-organization"]


@pytest.mark.parametrize("instead", [None, Refused()])
def test_an_issue_that_graphql_does_not_show_is_counted(instead: object) -> None:
    with GithubServer(issues=ISSUES[:2], graph={1: {"instead": instead}, 2: ACME}) as server:
        reading = read(server, places={CUSTOMER})
    assert reading.marks(2) == [(CUSTOMER, "Acme")]
    assert "not visible on 1 of" in reading.places[CUSTOMER]


@pytest.mark.parametrize("known", [{"items": [item(more=True)]}, {"items": [], "more": True}])
def test_more_projects_or_fields_than_are_asked_for_are_said(known: Payload) -> None:
    with GithubServer(issues=ISSUES[:1], graph={1: known}) as server:
        assert "not visible on 1" in read(server, places={CUSTOMER}).places[CUSTOMER]


def test_an_issue_opened_meanwhile_is_nobody_s_fault() -> None:
    issues = [github_issue(1), github_issue(2, created_at="2026-01-21T12:53:21Z")]
    with GithubServer(issues=issues, graph={2: {"instead": None}}) as server:
        assert read(server, places={CUSTOMER}).gaps == []


# Trouble.


def too_much(limit: int, fault: Fault) -> Any:
    """Pages of more issues than that fail."""

    def plan(asked: Asked) -> Fault | None:
        return fault if graphql(asked) and asked.body["variables"]["size"] > limit else None

    return plan


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=502),
        Fault(status=504),
        Fault(body=b'{"errors": [{"message": "Something went wrong while executing your query."}]}'),
    ],
)
@pytest.mark.parametrize("limit", [50, 25])
def test_where_a_page_is_too_much_less_is_asked_for(limit: int, fault: Fault) -> None:
    graph = dict.fromkeys(range(1, 251), ACME)
    with GithubServer(issues=ISSUES, graph=graph, fault=too_much(limit, fault)) as server:
        reading = read(server, places={CUSTOMER})
    assert reading.gaps == []
    assert sum((CUSTOMER, "Acme") in issue.marks for issue in reading.issues) == 250
    assert sum(reading.slept) <= 60


def test_what_is_always_too_much_is_a_gap_of_that_place() -> None:
    with GithubServer(issues=ISSUES, fault=too_much(0, Fault(status=502))) as server:
        reading = read(server, places={CUSTOMER})
    assert len(reading.issues) == 250
    assert "answered 502" in reading.places[CUSTOMER]


def test_trouble_in_the_middle_keeps_what_came() -> None:
    def later(asked: Asked) -> Fault | None:
        return Fault(status=400) if graphql(asked) and asked.body["variables"]["after"] else None

    with GithubServer(issues=ISSUES, graph=dict.fromkeys(range(1, 251), ACME), fault=later) as server:
        reading = read(server, places={CUSTOMER})
    assert sum((CUSTOMER, "Acme") in issue.marks for issue in reading.issues) == 100
    assert "answered 400" in reading.places[CUSTOMER]


NODE = """{"number": 1, "createdAt": "2025-03-01T12:00:00Z",
    "projectItems": {"nodes": [{"fieldValues": {"nodes": [%s]}}]}}"""
ISSUES_AND = '{"data": {"repository": {"issues": {"nodes": [], "pageInfo": %s}}}}'
BAD = [
    "[]",
    '{"data": 3}',
    '{"data": {"repository": 3}}',
    '{"data": {"repository": {"issues": {"nodes": 3}}}}',
    '{"data": {"repository": {"issues": {"nodes": [3]}}}}',
    '{"data": {"repository": {"issues": {"nodes": [{"number": "1"}]}}}}',
    '{"data": {"repository": {"issues": {"nodes": [{"number": 1, "createdAt": "soon"}]}}}}',
    ISSUES_AND % '{"hasNextPage": true}',
    ISSUES_AND % '{"hasNextPage": true, "endCursor": "x"}',
    *(
        '{"data": {"repository": {"issues": {"nodes": [%s]}}}}' % (NODE % each)
        for each in (
            '{"field": 3}',
            '{"field": {"name": 3}, "text": "x"}',
            '{"field": {"name": "Customer"}, "text": 3}',
            '{"field": {"name": "s"}, "iterationId": "i", "startDate": "2025-01-01", "duration": 99999}',
            '{"field": {"name": "s"}, "iterationId": "i", "startDate": "9999-01-01", "duration": 14}',
        )
    ),
]


@pytest.mark.parametrize("body", BAD)
def test_an_answer_that_is_none_is_a_gap_of_that_place(body: str) -> None:
    fault = Fault(body=body.encode())
    with GithubServer(issues=ISSUES[:2], fault=lambda asked: fault if graphql(asked) else None) as server:
        reading = read(server, places={CUSTOMER})
    assert len(reading.issues) == 2
    assert set(reading.places) == {CUSTOMER}


def test_too_small_a_budget_for_both_lists_is_a_gap_before_they_are_read() -> None:
    with GithubServer(issues=ISSUES) as server:
        gap = read(server, places={CUSTOMER}, budget=5).gap
        assert gap.place == ""
        assert "5 more requests are needed and the budget has 4 left" in gap.why
        assert len(server.requests) == 1
        assert len(read(server, budget=4).issues) == 250
