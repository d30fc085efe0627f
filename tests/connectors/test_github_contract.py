"""What is asked of GitHub, held against its own description of its API."""

import json
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from openapi_core import Config, OpenAPI
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.testing import MockRequest

from connectors import github_graph
from connectors.github_server import GithubServer, github_comment, github_issue, github_repository
from connectors.reading import read
from connectors.tracker_server import Asked
from seedcorn.connector import Collecting
from seedcorn.connectors._github_graphql import AUTHORS, COMPANIES, PROJECTS, PROJECTS_QUERY, query
from seedcorn.connectors.github import inspect
from seedcorn.model import HISTORY

GITHUB = "https://api.github.com"
OCTOKIT = Path(__file__).parents[1] / "action/node_modules/@octokit"
GRAPHQL = OCTOKIT / "graphql-schema/schema.graphql"
REST = OCTOKIT / "openapi/generated/api.github.com.json"


PARTS: list[tuple[str, ...]] = [
    (),
    (PROJECTS,),
    (AUTHORS,),
    (COMPANIES,),
    (PROJECTS, AUTHORS),
    (PROJECTS, COMPANIES),
]
QUERIES = [PROJECTS_QUERY, *(query(parts, since=since) for parts in PARTS for since in (True, False))]


@pytest.mark.skipif(not GRAPHQL.exists(), reason="GitHub's GraphQL schema is not installed (make test)")
def test_queries_fit_github_s_schema() -> None:
    schema = build_schema(GRAPHQL.read_text(), assume_valid=True)
    assert [validate(schema, parse(text)) for text in QUERIES] == [[]] * len(QUERIES)


@pytest.mark.parametrize("text", QUERIES)
def test_queries_fit_the_schema_that_the_tests_answer_by(text: str) -> None:
    assert validate(github_graph.SCHEMA, parse(text)) == []


@pytest.mark.skipif(not REST.exists(), reason="GitHub's description is not installed (make test)")
def test_what_is_read_of_an_issue_is_described() -> None:
    """A parent and the issue fields come with a page of issues: that is why no further request is made."""
    described = json.loads(REST.read_text())["components"]["schemas"]
    assert {"parent_issue_url", "issue_field_values", "type", "author_association"} <= set(
        described["issue"]["properties"]
    )
    assert {"topics", "has_issues", "archived"} <= set(described["minimal-repository"]["properties"])
    assert {"issue_url", "author_association", "body", "user"} <= set(
        described["issue-comment"]["properties"]
    )
    of_an_event = {"issue", "label", "milestone", "assignee", "rename", "issue_type", "prev_issue_type"}
    assert of_an_event <= set(described["issue-event"]["properties"])


PLACES = {
    *("comment", "topic", "property:tenant", "project-field:customer", "iteration", "author-organization"),
    HISTORY,
}


def asked_of_github() -> list[Asked]:
    """Everything that is ever asked: of a repository, again, of an owner's, by doctor."""
    issues = [github_issue(number) for number in range(1, 251)]
    listing = [github_repository("acme/app")]
    others = {"/repos/acme/app": {"topics": []}, "/user": {"login": "ada"}, "/rate_limit": {"resources": {}}}
    with GithubServer(
        issues=issues,
        listing=listing,
        others=others,
        comments=[github_comment(9, 1, "/customer Acme")],
        properties={"acme/app": {}},
    ) as server:
        left = read(server, places=PLACES).left
        read(server, places=PLACES - {"iteration", "project-field:customer"}, bookmarks=left)
        read(server, "acme", places=PLACES)
        for target in ("acme/app", "acme"):
            list(inspect(target, Collecting(environ=server.environ)))
        server.organization = False
        assert read(server, "acme").gaps == []
        return server.requests


@pytest.mark.skipif(not REST.exists(), reason="GitHub's description is not installed (make test)")
def test_every_request_fits_github_s_description() -> None:
    description = json.loads(REST.read_text())
    unchecked = Config(spec_validator_cls=None)  # type: ignore[arg-type]  # as its guide says, for large ones
    api = OpenAPI.from_dict(description, config=unchecked)
    finder = APICallPathFinder(api.spec, None)
    requests = [asked for asked in asked_of_github() if asked.path != "/graphql"]
    assert len({asked.path for asked in requests}) == 10
    for asked in requests:
        request = MockRequest(GITHUB, "get", asked.path, args=dict(asked.query))
        assert api.unmarshal_request(request).errors == []
        operation = finder.find("get", f"{GITHUB}{asked.path}").operation
        known = {(each / "name").read_str() for each in operation / "parameters"} if asked.query else set()
        assert set(asked.query) <= known
        assert asked.headers["x-github-api-version"] == "2022-11-28"
