"""The part of GitHub's GraphQL that is asked for, executed on the issues of a GithubServer.

graph = {1: {"items": [item(value("Customer", name="Acme"))], "company": "@acme"}}
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError, build_schema, graphql_sync

from connectors.tracker_server import Payload

# The types are GitHub's; a test checks the queries against its whole schema.
SCHEMA = build_schema("""
scalar Date
scalar DateTime
scalar URI
enum OrderDirection { ASC DESC }
enum IssueOrderField { CREATED_AT UPDATED_AT }
enum ProjectV2FieldType { DATE ITERATION NUMBER SINGLE_SELECT TEXT TITLE }
input IssueOrder { field: IssueOrderField! direction: OrderDirection! }
input IssueFilters { since: DateTime }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Query { repository(owner: String!, name: String!, followRenames: Boolean = true): Repository }
type Repository {
  nameWithOwner: String!
  issues(first: Int, after: String, orderBy: IssueOrder, filterBy: IssueFilters): IssueConnection!
  projectsV2(first: Int): ProjectV2Connection
  issue(number: Int!): Issue
  pullRequest(number: Int!): PullRequest
  defaultBranchRef: Ref
  refs(refPrefix: String!, first: Int, after: String): RefConnection
}
type RefConnection { pageInfo: PageInfo! nodes: [Ref] }
type Ref { name: String! target: GitObject }
interface GitObject { oid: String! }
type Commit implements GitObject { oid: String! committedDate: DateTime! }
type Tag implements GitObject { oid: String! }
type ProjectV2Connection { nodes: [ProjectV2] totalCount: Int! }
type IssueConnection { pageInfo: PageInfo! nodes: [Issue] }
type Issue {
  number: Int!
  createdAt: DateTime!
  parent: Issue
  repository: Repository!
  author: Actor
  projectItems(first: Int, includeArchived: Boolean = true): ProjectV2ItemConnection
}
type PullRequest {
  number: Int!
  createdAt: DateTime!
  author: Actor
  projectItems(first: Int, includeArchived: Boolean = true): ProjectV2ItemConnection
  closingIssuesReferences(first: Int): IssueConnection
}
interface Actor { login: String! }
type Bot implements Actor { login: String! }
type User implements Actor {
  login: String! company: String organizations(first: Int): OrganizationConnection
}
type OrganizationConnection { nodes: [Organization] }
type Organization { login: String! name: String }
type ProjectV2ItemConnection { pageInfo: PageInfo! nodes: [ProjectV2Item] }
type ProjectV2Item {
  project: ProjectV2
  fieldValues(first: Int): ProjectV2ItemFieldValueConnection
}
type ProjectV2 { title: String! number: Int! }
type ProjectV2ItemFieldValueConnection { pageInfo: PageInfo! nodes: [ProjectV2ItemFieldValue] }
interface ProjectV2FieldCommon { name: String! dataType: ProjectV2FieldType! }
type ProjectV2Field implements ProjectV2FieldCommon { name: String! dataType: ProjectV2FieldType! }
union ProjectV2FieldConfiguration = ProjectV2Field
union ProjectV2ItemFieldValue = ProjectV2ItemFieldSingleSelectValue | ProjectV2ItemFieldTextValue
  | ProjectV2ItemFieldNumberValue | ProjectV2ItemFieldDateValue | ProjectV2ItemFieldIterationValue
  | ProjectV2ItemFieldUserValue
type ProjectV2ItemFieldSingleSelectValue { name: String field: ProjectV2FieldConfiguration! }
type ProjectV2ItemFieldTextValue { text: String field: ProjectV2FieldConfiguration! }
type ProjectV2ItemFieldNumberValue { number: Float field: ProjectV2FieldConfiguration! }
type ProjectV2ItemFieldDateValue { date: Date field: ProjectV2FieldConfiguration! }
type ProjectV2ItemFieldUserValue { field: ProjectV2FieldConfiguration! }
type ProjectV2ItemFieldIterationValue {
  title: String! startDate: Date! duration: Int! iterationId: String! field: ProjectV2FieldConfiguration!
}
""")
_KINDS = {
    "name": ("SingleSelect", "SINGLE_SELECT"),
    "text": ("Text", "TEXT"),
    "number": ("Number", "NUMBER"),
    "date": ("Date", "DATE"),
    "iterationId": ("Iteration", "ITERATION"),
}


class Refused(GraphQLError):  # noqa: N818  # it stands for what is not there
    """What stands in the place of something that may not be seen."""

    def __init__(self, type_: str = "FORBIDDEN", message: str = "Resource not accessible") -> None:
        super().__init__(message)
        self.type = type_


def value(field: str, *, data_type: str = "", **content: Any) -> Payload:
    """One value of a field: name=, text=, number=, date=, or an iteration's title, startDate, duration."""
    content |= {"iterationId": "i1"} if "duration" in content else {}
    kind, usual = next((_KINDS[key] for key in _KINDS if key in content), ("User", "TEXT"))
    named = {"__typename": "ProjectV2Field", "name": field, "dataType": data_type or usual}
    return {"__typename": f"ProjectV2ItemField{kind}Value", "field": named, **content}


def item(*values: Payload, more: bool = False) -> Payload:
    """One project's item for an issue, with its fields' values."""
    return {
        "project": {"title": "Roadmap", "number": 1},
        "fieldValues": {"pageInfo": {"hasNextPage": more}, "nodes": list(values)},
    }


def executed(
    body: Mapping[str, Any], issues: Callable[[str], Sequence[Payload] | None], graph: Mapping[int, Payload]
) -> Payload:
    """What GitHub answers to a query about the issues of the repository of that name."""

    def repository(info: object, owner: str, name: str, **_: object) -> Payload | Refused:
        del info
        found = issues(f"{owner}/{name}")
        if found is None:
            return Refused("NOT_FOUND", "Could not resolve to a Repository")
        branches = graph.get(0, {}).get("branches", [])
        refused = branches if isinstance(branches, Refused) else None
        branches = [] if refused else branches
        plain = [each for each in found if "pull_request" not in each]
        return {
            "issues": lambda info, **arguments: _issues(plain, graph, **arguments),
            "issue": lambda info, number: _one(found, graph, number),
            "pullRequest": lambda info, number: _one(found, graph, number),
            "defaultBranchRef": next(iter(branches), None),
            "refs": refused or (lambda info, **arguments: _refs(branches, **arguments)),
            "projectsV2": graph.get(0, {}).get("projects", {"totalCount": 1, "nodes": []}),
        }

    result = graphql_sync(
        SCHEMA, body["query"], {"repository": repository}, variable_values=body["variables"]
    )
    answer: Payload = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(error) for error in result.errors]
    return answer


def _error(error: GraphQLError) -> Payload:
    kind = getattr(error.original_error or error, "type", "undefinedField")
    return {"message": error.message, "path": error.path, "type": kind}


def _issues(
    issues: Sequence[Payload],
    graph: Mapping[int, Payload],
    *,
    first: int,
    after: str | None = None,
    filterBy: Mapping[str, str] | None = None,  # noqa: N803  # GitHub's name
    **_: object,
) -> Payload:
    since = (filterBy or {}).get("since", "")
    changed = [issue for issue in issues if issue["updated_at"] >= since]
    numbers = [issue["number"] for issue in changed]
    start = numbers.index(int(after)) + 1 if after else 0
    page = changed[start : start + first]
    cursor = str(page[-1]["number"]) if page else None
    return {
        "pageInfo": {"hasNextPage": start + first < len(changed), "endCursor": cursor},
        "nodes": [_issue(issue, graph.get(issue["number"], {})) for issue in page],
    }


def _one(issues: Sequence[Payload], graph: Mapping[int, Payload], number: int) -> Payload | Refused | None:
    found = next((each for each in issues if each["number"] == number), None)
    return _issue(found, graph.get(number, {})) if found else Refused("NOT_FOUND", "Could not resolve")


def branch(name: str, committed: str = "2026-01-20T12:00:00Z", **target: Any) -> Payload:
    """One branch, for the list under graph[0]["branches"]: the first is the default one."""
    return {"name": name, "target": {"__typename": "Commit", "committedDate": committed} | target}


def _refs(
    branches: Sequence[Payload],
    *,
    refPrefix: str,  # noqa: N803  # GitHub's name
    first: int,
    after: str | None = None,
) -> Payload:
    assert refPrefix == "refs/heads/"
    start = int(after or 0)
    more = start + first < len(branches)
    return {
        "pageInfo": {"hasNextPage": more, "endCursor": str(start + first)},
        "nodes": branches[start : start + first],
    }


def closes(*keys: str) -> Payload:
    """The issues that a pull request will close, by their keys."""
    split = [key.partition("#") for key in keys]
    return {"nodes": [{"number": int(n), "repository": {"nameWithOwner": name}} for name, _, n in split]}


def _issue(issue: Payload, known: Payload) -> Payload | Refused | None:
    if "instead" in known:
        instead: Payload | Refused | None = known["instead"]
        return instead
    items = known.get("items", [])
    organizations = known.get("organizations", [])
    user: Payload = {
        "__typename": known.get("kind", "User"),
        "login": (issue["user"] or {}).get("login", "ghost"),
        "company": known.get("company"),
        "organizations": organizations
        if isinstance(organizations, Refused)
        else {"nodes": [{"login": login} for login in organizations]},
    }
    return {
        "number": issue["number"],
        "createdAt": issue["created_at"],
        "parent": known.get("parent"),
        "closingIssuesReferences": known.get("closes", {"nodes": []}),
        "author": user if issue["user"] else None,
        "projectItems": items
        if isinstance(items, Refused)
        else {"pageInfo": {"hasNextPage": known.get("more", False)}, "nodes": items},
    }
