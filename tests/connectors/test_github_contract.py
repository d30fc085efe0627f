"""What is asked of GitHub, held against its own description of its API."""

import json
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from connectors import github_graph
from seedcorn.connectors._github_graphql import AUTHORS, COMPANIES, PROJECTS, PROJECTS_QUERY, query

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
