"""GitLab's own words: recorded issues through the client, and our questions against its GraphQL schema."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_ast_schema, extend_schema, parse, validate

from connectors.gitlab_reading import read_gitlab
from connectors.gitlab_server import GitlabServer
from seedcorn.connectors import _gitlab_graphql as questions
from seedcorn.connectors._gitlab_place import Place

SHARED = Path(__file__).parents[2] / "../shared"
RECORD = SHARED / "fixtures/devlake/gitlab/_raw_gitlab_api_issues.csv"
SCHEMA = SHARED / "specs/gitlab/gitlab-schema.monocle.graphql"
PLACES = [Place(kind="project", path="acme/app"), Place(kind="group", path="acme")]

# What GitLab has added since that copy of its schema, as far as it is asked for: contacts of customer
# relations, work items of projects and groups with their widgets, custom fields, and what a reader may do.
# Written from GitLab's documentation; it finds slips of the pen in what the copy is too old to know.
SINCE = """
extend type Issue { customerRelationsContacts(first: Int, after: String): CustomerRelationsContactConnection }
type CustomerRelationsContactConnection { nodes: [CustomerRelationsContact] }
type CustomerRelationsContact { id: ID! organization: CustomerRelationsOrganization }
type CustomerRelationsOrganization { id: ID! name: String! }
extend type GroupPermissions { readCrmContact: Boolean! readCrmOrganization: Boolean! }
extend enum IssueType { TASK }
enum WorkItemSort { CREATED_ASC CREATED_DESC }
extend type Project {
  workItems(types: [IssueType!], createdAfter: Time, createdBefore: Time, updatedAfter: Time,
            sort: WorkItemSort, first: Int, after: String): WorkItemConnection
}
extend type Group {
  workItems(types: [IssueType!], includeDescendants: Boolean, createdAfter: Time, createdBefore: Time,
            updatedAfter: Time, sort: WorkItemSort, first: Int, after: String): WorkItemConnection
}
type WorkItemConnection { nodes: [WorkItem] pageInfo: PageInfo! }
type WorkItem {
  id: ID! title: String! reference(full: Boolean): String! workItemType: WorkItemType!
  widgets: [WorkItemWidget!]
}
type WorkItemType { id: ID! name: String! }
interface WorkItemWidget { type: String }
type WorkItemWidgetHierarchy implements WorkItemWidget { type: String parent: WorkItem }
type WorkItemWidgetCustomFields implements WorkItemWidget {
  type: String customFieldValues: [CustomFieldValueInterface!]
}
interface CustomFieldValueInterface { customField: CustomField! }
type CustomField { id: ID! name: String! }
type CustomFieldSelectOption { id: ID! value: String! }
type WorkItemSelectFieldValue implements CustomFieldValueInterface {
  customField: CustomField! selectedOptions: [CustomFieldSelectOption!]
}
type WorkItemTextFieldValue implements CustomFieldValueInterface { customField: CustomField! value: String }
type WorkItemNumberFieldValue implements CustomFieldValueInterface { customField: CustomField! value: Float }
"""


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason="the shared records are not beside this checkout")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    copy = build_ast_schema(parse(SCHEMA.read_text(encoding="utf-8"), no_location=True), assume_valid=True)
    return extend_schema(copy, parse(SINCE))


@needs(SCHEMA)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.kind)
@pytest.mark.parametrize(
    "question",
    [
        questions.organizations_query,
        questions.fields_query,
        questions.parents_query,
        questions.permission_query,
    ],
)
def test_what_graphql_is_asked_is_in_its_schema(
    schema: GraphQLSchema, question: Callable[[Place], str], place: Place
) -> None:
    assert validate(schema, parse(question(place))) == []


@needs(SCHEMA)
def test_a_slip_of_the_pen_would_be_found(schema: GraphQLSchema) -> None:
    wrong = questions.organizations_query(PLACES[0]).replace("createdAfter", "createdFrom")
    assert "Unknown argument 'createdFrom'" in str(validate(schema, parse(wrong)))


@needs(RECORD)
def test_recorded_issues_through_the_client() -> None:
    """Sixteen issues of a public group, as GitLab wrote them in 2022; one was moved to another project."""
    csv.field_size_limit(10_000_000)
    rows = list(csv.DictReader(RECORD.read_text(encoding="utf-8").splitlines(keepends=True)))
    payloads = [json.loads(row["data"]) for row in rows]
    stayed = [payload for payload in payloads if payload["moved_to_id"] is None]
    projects = {payload["references"]["full"].partition("#")[0] for payload in stayed}
    with GitlabServer(groups={"gitlab-data": payloads}) as server:
        reading = read_gitlab(server, "gitlab-data/")
    assert reading.gaps == []
    assert (len(payloads), len(stayed)) == (16, 15)
    assert {issue.key for issue in reading.issues} == {payload["references"]["full"] for payload in stayed}
    assert {
        value for issue in reading.issues for place, value in issue.marks if place == "project"
    } == projects
    assert [issue.created_at for issue in reading.issues] == sorted(
        issue.created_at for issue in reading.issues
    )
    by_key = {issue.key: issue for issue in reading.issues}
    for payload in stayed:
        issue = by_key[payload["references"]["full"]]
        assert issue.labels == tuple(payload["labels"])
        assert issue.state == payload["state"].replace("opened", "open")
        assert issue.author == payload["author"]["username"]
        assert (issue.iterations[0].name if issue.iterations else None) == (
            (payload["milestone"] or {}).get("title")
        )
