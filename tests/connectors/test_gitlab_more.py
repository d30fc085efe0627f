"""What GitLab tells of issues elsewhere than on their pages: read where wanted, named where it cannot be."""

from typing import Any

import pytest

from connectors.gitlab_graphql import Graph
from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer, gitlab_issue
from connectors.tracker_server import Asked, Fault, Payload

ACME = {1_000_001: ["Acme", "Globex"], 1_000_003: ["Acme", "Acme", ""]}


def many(number: int) -> list[Payload]:
    """Issues made a minute after each other."""
    return [
        gitlab_issue(
            iid, created_at=f"2025-03-{1 + iid // 1440:02}T{iid // 60 % 24:02}:{iid % 60:02}:00.500Z"
        )
        for iid in range(1, number + 1)
    ]


def graphql(server: GitlabServer) -> list[Asked]:
    return [asked for asked in server.requests if asked.path == "/api/graphql"]


@pytest.mark.parametrize(("target", "kind"), [("acme/app", "projects"), ("acme/", "groups")])
def test_the_organizations_of_contacts(target: str, kind: str) -> None:
    issues = many(250)
    held: dict[str, Any] = {kind: {target.strip("/"): issues}}
    with GitlabServer(graphql=Graph(issues=issues, organizations=ACME), **held) as server:
        reading = read_gitlab(server, target, places={"organization"})
    assert reading.gaps == []
    marks = {
        issue.key: [value for place, value in issue.marks if place == "organization"]
        for issue in reading.issues
    }
    assert len(marks) == 250
    assert {key: names for key, names in marks.items() if names} == {
        "acme/app#1": ["Acme", "Globex"],
        "acme/app#3": ["Acme"],
    }
    assert len(graphql(server)) == 3 + 1  # one a page, and whether contacts may be seen
    assert len(server.requests) <= 3 + 3 + 4
    asked = graphql(server)[-1].body
    assert ("includeSubgroups: true" in asked["query"]) == (kind == "groups")
    assert asked["variables"]["path"] == target.strip("/")


@pytest.mark.parametrize("places", [None, set(), {"label", "milestone", "field:weight", "field:Due date"}])
def test_nothing_more_is_asked_where_nobody_looks(places: set[str] | None) -> None:
    with GitlabServer(projects={"acme/app": [gitlab_issue(1)]}) as server:
        assert read_gitlab(server, places=places).gaps == []
    assert len(server.requests) == 1


def test_contacts_that_may_not_be_seen_are_a_gap_of_their_place() -> None:
    """GitLab would show issues without contacts, and nobody would notice."""
    issues = many(120)
    with GitlabServer(
        projects={"acme/app": issues}, graphql=Graph(issues=issues, organizations=ACME, may_read=False)
    ) as server:
        reading = read_gitlab(server, places={"organization"})
    assert len(reading.issues) == 120
    assert reading.gap.place == "organization"
    assert reading.gap.what == f"{server.url}/api/graphql"
    assert "role Reporter" in reading.gap.why
    assert reading.bookmarks == []  # or the next reading would bring the organizations of some
    assert len(graphql(server)) == 1


def test_a_person_s_own_project_has_no_contacts() -> None:
    with GitlabServer(
        projects={"ada/app": [gitlab_issue(1)]}, graphql=Graph(issues=[], personal=True)
    ) as server:
        assert read_gitlab(server, "ada/app", places={"organization"}).gaps == []
    assert len(graphql(server)) == 1


def test_an_older_gitlab_is_asked_for_contacts_all_the_same() -> None:
    issues = many(3)
    graph = Graph(issues=issues, organizations=ACME, unknown=True)
    with GitlabServer(projects={"acme/app": issues}, graphql=graph) as server:
        reading = read_gitlab(server, places={"organization"})
    assert ("organization", "Acme") in reading.issues[0].marks
    assert reading.gaps == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"data": {"project": None}}, "that needs the scope read_api"),
        ({"data": {"project": {"group": {"userPermissions": None}}}}, "not visible"),
        ({"errors": [{"message": "Query has complexity of 300"}]}, "complexity"),
        ({"data": {"project": 3}}, "project is a number"),
        ({"data": None}, "no data"),
        ([], "not an object"),
    ],
)
def test_a_strange_answer_about_contacts_is_a_gap_of_their_place(answer: Any, words: str) -> None:
    with GitlabServer(projects={"acme/app": many(3)}, graphql=lambda asked: answer) as server:
        reading = read_gitlab(server, places={"organization"}, max_wait=0)
    assert len(reading.issues) == 3
    assert reading.gap.place == "organization"
    assert words in reading.gap.why


NODE = {"id": "gid://gitlab/Issue/1", "customerRelationsContacts": {"nodes": []}}


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (None, "GraphQL does not show the project"),
        ({"nodes": [NODE], "pageInfo": {"hasNextPage": True, "endCursor": "1"}}, "without an end"),
        ({"nodes": ["x"]}, "nodes is text"),
        ({"nodes": [{}]}, "id is missing"),
    ],
)
def test_a_strange_list_is_a_gap_of_its_place(listed: Any, words: str) -> None:
    allowed = Graph(issues=[])

    def answer(asked: Asked) -> Payload:
        if "readCrmContact" in asked.body["query"]:
            return allowed(asked)
        return {"data": {"project": {"issues": listed}}}

    with GitlabServer(projects={"acme/app": many(3)}, graphql=answer) as server:
        reading = read_gitlab(server, places={"organization"})
    assert len(reading.issues) == 3
    assert words in reading.gap.why


def test_an_answer_with_holes_is_a_gap_of_its_place() -> None:
    issues = many(3)
    whole = Graph(issues=issues, organizations=ACME)

    def answer(asked: Asked) -> Payload:
        path = ["project", "issues", "nodes", 0, "customerRelationsContacts"]
        errors = [{"message": "Timeout on validation of query", "path": path}]
        return whole(asked) | ({} if "readCrm" in asked.body["query"] else {"errors": errors})

    with GitlabServer(projects={"acme/app": issues}, graphql=answer) as server:
        reading = read_gitlab(server, places={"organization"})
    assert len(reading.issues) == 3
    assert "Timeout on validation" in reading.gap.why


FIELDS: dict[int, dict[str, Any]] = {
    1_000_001: {"Customer": {"selectedOptions": [{"value": "Acme"}, {"value": "Globex"}]}},
    1_000_002: {"Customer": {"text": "Initech"}, "Points": {"number": 3}, "Ratio": {"number": 0.125}},
    1_000_003: {"Customer": {"selectedOptions": None}, "Points": {"number": None}, "Due": {}},
}


@pytest.mark.parametrize("places", [{"field:customer"}, {"field:*"}])
def test_custom_fields(places: set[str]) -> None:
    issues = many(3)
    with GitlabServer(projects={"acme/app": issues}, graphql=Graph(issues=issues, fields=FIELDS)) as server:
        first, second, third = read_gitlab(server, places=places).issues
    assert first.fields == (("Customer", "Acme"), ("Customer", "Globex"))
    assert second.fields == (("Customer", "Initech"), ("Points", "3"), ("Ratio", "0.125"))
    assert third.fields == ()
    assert len(server.requests) == 2


def test_a_gitlab_without_custom_fields_has_none_and_is_soon_asked_no_more() -> None:
    with GitlabServer(projects={"acme/app": many(2_500)}, graphql=Graph(issues=[], unknown=True)) as server:
        reading = read_gitlab(server, places={"field:customer"})
    assert len(reading.issues) == 2_500
    assert reading.gaps == []
    assert len(graphql(server)) < 15


def test_fields_that_cannot_be_read_are_a_gap_for_each_that_is_wanted() -> None:
    def refused(asked: Asked) -> Fault | None:
        return Fault(status=403) if asked.path == "/api/graphql" else None

    with GitlabServer(projects={"acme/app": many(3)}, fault=refused) as server:
        reading = read_gitlab(server, places={"field:customer", "field:points", "field:weight"})
    assert sorted(reading.places) == ["field:customer", "field:points"]
    assert all("read_api" in why for why in reading.places.values())
    assert len(reading.issues) == 3


def test_tasks_know_the_issue_that_they_belong_to() -> None:
    kinds = ("issue", "task", "task", "task")
    issues = [issue | {"issue_type": kind} for issue, kind in zip(many(4), kinds, strict=True)]
    parents = {
        1_000_002: {"title": "One", "reference": "acme/app#1", "workItemType": {"name": "Issue"}},
        1_000_003: {"title": "Go-live", "reference": "acme/app#9", "workItemType": {"name": "Epic"}},
    }
    with GitlabServer(projects={"acme/app": issues}, graphql=Graph(issues=issues, parents=parents)) as server:
        reading = read_gitlab(server, places={"parent"})
    assert [issue.parent for issue in reading.issues] == [None, "acme/app#1", None, None]
    assert "types: [TASK]" in graphql(server)[0].body["query"]


def test_without_tasks_no_parents_are_asked_for() -> None:
    with GitlabServer(projects={"acme/app": many(3)}) as server:
        assert read_gitlab(server, places={"parent"}).gaps == []
    assert len(server.requests) == 1
